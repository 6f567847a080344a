/**
 * Go's text/template: parses templates, compiles them to closures, runs them.
 *
 * Values are those of `lang/govalue`; functions are `GoFunction`s, declared with `fn` or, where they need the running set, with `templateFn`.
 * Which functions exist beyond Go's own is the caller's: `lang/sprig`, `helm`. Output is text; nothing is read or written.
 *
 * @module
 */
export type { Functions } from './function-table.ts';
export type { Delimiters } from './lexer.ts';
export { DEFAULT_LIMITS, type MissingKey, type Template, type TemplateContext, type TemplateLimits } from './run.ts';
export { TemplateError, type TemplateFault, type TemplatePlace } from './template-error.ts';
export { templateFn } from './template-function.ts';
export { createTemplateSet, TemplateSet, type ExecuteOptions, type TemplateSetOptions } from './template-set.ts';
export { isTrue } from './truth.ts';
