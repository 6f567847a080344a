/**
 * JSON Schema, drafts 4 to 2020-12: checks values and says what is wrong in the words that Helm's users know.
 *
 * Interprets; no code is made of a schema. Patterns are Go's regular expressions. Fetches nothing.
 * Kubernetes' own schemas are `schema/`, which follows the API server instead.
 *
 * @module
 */
export { faultsText, pointer, type SchemaFault } from './fault.ts';
export { compileSchema, type Draft, type Schema, type SchemaDocument } from './schema.ts';
export { validate } from './validate.ts';
