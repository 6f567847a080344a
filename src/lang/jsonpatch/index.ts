/**
 * JSON patches (RFC 6902) and merge patches (RFC 7386) on JSON text, with the words of the library that kustomize uses.
 *
 * Does not know YAML: a patch that was written as YAML is turned into JSON by its reader.
 *
 * @module
 */
export { applyJsonPatch, decodeJsonPatch, type JsonPatch } from './json-patch.ts';
export { applyMergePatch } from './merge-patch.ts';
