/**
 * What differs between two sets of rendered objects: by object, by field, and as unified text.
 *
 * Where the objects come from is no business of this folder, nor is how they are printed: the caller gives the printer.
 *
 * @module
 */
export { compareObjects, type ObjectChange, type RenderedObject } from './compare-objects.ts';
export { fieldChanges, type FieldChange } from './field-changes.ts';
export { isSecret, maskPair, maskSecret } from './mask-secrets.ts';
export { unifiedDiff, type UnifiedOptions } from './unified-diff.ts';
