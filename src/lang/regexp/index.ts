/**
 * Regular expressions as Go's regexp package (RE2 syntax, leftmost-first) compiles and matches them.
 *
 * Patterns that mean the same to JavaScript and cannot make it backtrack for long run there; all others run on RE2JS, loaded when needed.
 *
 * @module
 */
export { quoteMeta } from './quote-meta.ts';
export { compileRegexp, type Regexp } from './regexp.ts';
