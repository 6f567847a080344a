import { isDict, newDict, type Dict } from '../std/dict.ts';
import { additionalOf, itemsSchemaOf, propertiesOf, propertyOf, type StructuralSchema } from './json-schema.ts';

/**
 * The value without the fields that its schema does not know, and with the defaults of those that are not given. The input is not changed.
 *
 * A null where none is allowed counts as not given if there is a default.
 * Follows apiextensions-apiserver v0.36 pkg/apiserver/schema/{pruning,defaulting}.
 */
export function completeCustom(schema: StructuralSchema, value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = itemsSchemaOf(schema);
    return items === undefined ? value : value.map((item) => completeCustom(items, item));
  }
  if (!isDict(value)) return value;
  if (schema['x-kubernetes-embedded-resource'] === true && schema['properties'] === undefined) return value;
  return completeEntries(schema, value);
}

function completeEntries(schema: StructuralSchema, value: Dict): Dict {
  const additional = additionalOf(schema);
  const out = newDict();
  for (const key of Object.keys(value)) {
    const property = propertyOf(schema, key);
    if (property !== undefined) {
      if (value[key] === null && property['nullable'] !== true && property['default'] !== undefined) continue;
      out[key] = completeCustom(property, value[key]);
    } else if (additional === true) out[key] = value[key];
    else if (additional !== false) out[key] = completeCustom(additional, value[key]);
    else if (isEmbeddedField(schema, key)) out[key] = value[key];
  }
  const properties = propertiesOf(schema);
  for (const key of Object.keys(properties)) {
    const property = properties[key];
    if (!Object.hasOwn(out, key) && isDict(property) && property['default'] !== undefined) out[key] = completeCustom(property, property['default']);
  }
  return out;
}

function isEmbeddedField(schema: StructuralSchema, key: string): boolean {
  return schema['x-kubernetes-embedded-resource'] === true && (key === 'apiVersion' || key === 'kind' || key === 'metadata');
}
