/**
 * What an API server knows of a type without being asked: the built-in kinds of Kubernetes 1.36 and the shape of their objects.
 *
 * The tables are generated (`tools/generate-schema.ts`), packed as text, and opened when first used.
 *
 * @module
 */
export { ApiRefusal, type RefusedObject } from './api-refusal.ts';
export { builtInKind, builtInKinds, isClusterScoped, type BuiltInKind, type Scope } from './kinds.ts';
export { ANY, builtInMergeType, type AnyType, type ListType, type MapType, type MergeType, type ScalarType } from './merge-type.ts';
export { prepareRules } from './custom-rules.ts';
export { fluxDefinitions, type Definition } from './flux-definitions.ts';
export { KindRegistry } from './kind-registry.ts';
export { normalizeNative } from './normalize-native.ts';
export { canonicalQuantity } from './quantity.ts';
export {
  alreadyExists,
  applyConflict,
  invalidObject,
  modifiedSince,
  namespaceNotFound,
  namespaceTerminating,
  noMatches,
  noSuchPath,
  notFound,
  otherUid,
  undecodable,
  untypedPatch,
} from './refusals.ts';
export { refusedFields, type RefusedField } from './refused-fields.ts';
export { DecodeFault, type ServedKind } from './served-kind.ts';
