import { isDict, newDict, type Dict } from '../std/dict.ts';
import type { GoStruct, GoType } from './go-decode.ts';

/**
 * Turns numbers and booleans into texts where the type wants a text, as sigs.k8s.io/yaml does when it knows the type it reads into.
 *
 * kustomize's own reading of a kustomization file has no such step; Flux's does. Follows sigs.k8s.io/yaml v1.6.0 yaml.go (convertToJSONableObject).
 */
export function withTextScalars(type: GoType, value: unknown): unknown {
  switch (type.type) {
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : value;
    case 'list':
      return Array.isArray(value) ? value.map((item) => withTextScalars(type.of, item)) : value;
    case 'map':
      return isDict(value) ? mapEntries(value, () => type.of) : value;
    case 'struct':
      return isDict(value) ? mapEntries(value, (key) => fieldType(type, key)) : value;
    case 'bool':
    case 'int':
    case 'any':
      return value;
  }
}

function mapEntries(dict: Dict, typeOf: (key: string) => GoType | undefined): Dict {
  const out = newDict();
  for (const [key, value] of Object.entries(dict)) {
    const type = typeOf(key);
    out[key] = type === undefined ? value : withTextScalars(type, value);
  }
  return out;
}

/** The type of a field, its own or of an embedded struct; names match in any case. */
function fieldType({ fields, embedded }: GoStruct, key: string): GoType | undefined {
  if (Object.hasOwn(fields, key)) return fields[key];
  const name = Object.keys(fields).find((field) => field.toLowerCase() === key.toLowerCase());
  if (name !== undefined) return fields[name];
  for (const struct of Object.values(embedded ?? {})) {
    const type = fieldType(struct, key);
    if (type !== undefined) return type;
  }
  return undefined;
}
