/**
 * Structured merge diff: merging objects by the types of their fields, and who owns which field.
 *
 * It works on plain values and a `MergeType`; where types come from is `schema/`'s knowledge, and when to merge that of a store.
 *
 * @module
 */
export { conflictText } from './conflict-text.ts';
export { difference, EMPTY_SET, fromFieldsV1, intersection, isEmptySet, pathsOf, toFieldsV1, union, type FieldSet } from './field-set.ts';
export { compareValues, fieldSetOf, removePaths, type Comparison } from './field-walks.ts';
export { goText, goTypeName } from './go-text.ts';
export { joinFieldsV1, readManagedFields, writeManagedFields, type FieldManager, type ManagedEntry, type Managers } from './managed-fields.ts';
export { mergeValues } from './merge-values.ts';
export { mergePatch, strategicPatch } from './patches.ts';
export { applyConfiguration, trackUpdate, type ApplyOutcome, type FieldConflict, type TrackedWrite } from './track-writes.ts';
export { typeFaults } from './validate-type.ts';
