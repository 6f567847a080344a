/**
 * JSON as Go's `encoding/json` reads it, with its error texts.
 *
 * Writing JSON is not here: templates print it through `lang/sprig`, manifests through `lang/yaml`.
 *
 * @module
 */
export { decodeJson, decodeJsonPartly, decodeJsonPrefix } from './decode.ts';
export { jsonKind } from './json-kind.ts';
