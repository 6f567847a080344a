import type { ObjectRef } from '../../../../src/diagnostics/index.ts';
import { ApiRefusal } from '../../../../src/schema/index.ts';
import type { K8sObject } from '../../../../src/manifest/index.ts';
import { refOf } from '../../../../src/manifest/index.ts';
import type { ClusterClient } from '../../../../src/controllers/helmrelease/index.ts';
import type { ObjectPatch } from '../../../../src/store/index.ts';

const MEDIA_TYPES: Readonly<Record<ObjectPatch['type'], string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

/** Hears of the requests that Helm sends: what was taken, and what was refused. */
export interface RequestListener {
  readonly sent: (request: K8sObject | { readonly patch: unknown; readonly type: string; readonly ref: ObjectRef }) => void;
  readonly refused: (refusal: ApiRefusal, path: { readonly ref: ObjectRef; readonly creates: boolean }, dryRun: boolean) => void;
}

/** A client that tells of its writes, but for the Secrets that Helm keeps releases in. */
export function recordingClient(client: ClusterClient, { sent, refused }: RequestListener): ClusterClient {
  const noted = async <T>(ref: ObjectRef, creates: boolean, dryRun: boolean, write: () => Promise<T>): Promise<T> => {
    try {
      return await write();
    } catch (error) {
      if (error instanceof ApiRefusal) refused(error, { ref, creates }, dryRun);
      throw error;
    }
  };
  return {
    ...client,
    create: async (object) => {
      const result = await noted(refOf(object), true, false, () => client.create(object));
      if (!isReleaseSecret(object)) sent(object);
      return result;
    },
    apply: async (object, options) => {
      const dryRun = options?.dryRun === true;
      const result = await noted(refOf(object), false, dryRun, () => client.apply(object, options));
      if (!dryRun) sent(object);
      return result;
    },
    patch: async (ref, patch: ObjectPatch) => {
      const result = await noted(ref, false, false, () => client.patch(ref, patch));
      sent({ patch: patch.type === 'json' ? patch.operations : patch.patch, type: MEDIA_TYPES[patch.type], ref });
      return result;
    },
  };
}

/** Whether an object is one of Helm's own. */
export function isReleaseSecret({ type }: K8sObject): boolean {
  return type === 'helm.sh/release.v1';
}
