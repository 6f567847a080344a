import { toDict } from '../std/dict.ts';
import { applyJsonPatch, decodeJsonPatch } from '../lang/jsonpatch/index.ts';
import type { K8sObject } from '../manifest/index.ts';
import { ANY, ApiRefusal, builtInKind, builtInMergeType } from '../schema/index.ts';
import { mergePatch, strategicPatch } from '../smd/index.ts';
import { refused } from './api-server.ts';
import type { ObjectPatch } from './store.ts';

const NO_STRATEGY =
  'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml, application/apply-patch+cbor';

/**
 * An object as a patch leaves it. The object is not changed.
 *
 * @throws ApiRefusal 415 for a strategic merge patch of a custom resource, which has no strategies
 * @throws EddyError JsonPatchInvalid, JsonPatchFailed
 */
export function patched(object: K8sObject, patch: ObjectPatch): K8sObject {
  switch (patch.type) {
    case 'json':
      return JSON.parse(applyJsonPatch(decodeJsonPatch(JSON.stringify(patch.operations)), JSON.stringify(object))) as K8sObject;
    case 'merge':
      return mergePatch(toDict(object), patch.patch) as K8sObject;
    case 'strategic': {
      const kind = builtInKind(object.apiVersion, object.kind);
      if (kind === undefined) throw new ApiRefusal(415, 'UnsupportedMediaType', NO_STRATEGY, refused(object));
      const type = kind.serverType === undefined ? ANY : builtInMergeType(kind);
      return strategicPatch(type, toDict(object), patch.patch) as unknown as K8sObject;
    }
  }
}
