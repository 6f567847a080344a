import { isDict, newDict, toDict, type Dict } from '../std/dict.ts';
import { completeCustom } from './complete-custom.ts';
import { schemaFaults } from './custom-faults.ts';
import { hasRules, ruleFaults } from './custom-rules.ts';
import { invalid } from './field-fault.ts';
import { customMergeType, type StructuralSchema } from './json-schema.ts';
import { metadataFaults, metadataUpdateFaults } from './metadata-faults.ts';
import { subdomainFaults } from './names.ts';
import type { ServedKind } from './served-kind.ts';

const UNCHECKED = 'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';

/** The kinds that a CustomResourceDefinition makes, one for each version that it serves. */
export function customKinds(definition: Dict): readonly ServedKind[] {
  const spec = mapAt(definition, 'spec');
  const versions = Array.isArray(spec['versions']) ? spec['versions'].filter(isDict) : [];
  return versions.filter(({ served }) => served === true).map((version) => customKind(spec, version));
}

function customKind(spec: Dict, version: Dict): ServedKind {
  const names = mapAt(spec, 'names');
  const given = mapAt(version, 'schema')['openAPIV3Schema'];
  const schema = isDict(given) ? given : undefined;
  const preserves = spec['preserveUnknownFields'] === true || schema === undefined;
  const scope = spec['scope'] === 'Cluster' ? 'Cluster' : 'Namespaced';
  let withRules: boolean | undefined;
  return {
    apiVersion: `${String(spec['group'])}/${String(version['name'])}`,
    kind: String(names['kind']),
    resource: String(names['plural']),
    scope,
    custom: true,
    hasStatus: isDict(mapAt(version, 'subresources')['status']),
    mergeType: customMergeType(preserves ? undefined : schema),
    complete: (object) => (preserves ? toDict(object) : completeObject(schema, object)),
    converted: (object) => toDict({ ...object, apiVersion: `${String(spec['group'])}/${String(version['name'])}` }),
    faults: (object, current) => {
      const metadata = mapAt(object, 'metadata');
      const before = current === undefined ? [] : metadataUpdateFaults(metadata, mapAt(current, 'metadata'));
      const general = [...before, ...metadataFaults(metadata, scope, current === undefined ? subdomainFaults : () => [])];
      if (schema === undefined) return general;
      const faults = schemaFaults(schema, object, current, '');
      const texts = [...general, ...faults.map(({ text }) => text)];
      if (!(withRules ??= hasRules(schema))) return texts;
      if (faults.some(({ blocking }) => blocking)) return [...texts, invalid('<nil>', null, UNCHECKED)];
      return [...texts, ...ruleFaults(schema, object, current, '')];
    },
  };
}

/** What every object has is no matter of the schema. */
function completeObject(schema: StructuralSchema, object: Dict): Dict {
  const { apiVersion, kind, metadata, ...rest } = object;
  const body = completeCustom(schema, toDict(rest)) as Dict;
  const out = newDict();
  Object.assign(out, { apiVersion, kind, metadata });
  for (const key of Object.keys(body)) if (!Object.hasOwn(out, key)) out[key] = body[key];
  return out;
}

function mapAt(dict: Dict, key: string): Dict {
  const value = dict[key];
  return isDict(value) ? value : newDict();
}
