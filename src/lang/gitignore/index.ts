/**
 * Ignore rules in gitignore syntax, as source-controller reads them.
 *
 * Matching follows go-git, which differs from git: a rule that is matched by a folder covers what lies in it, yet a later rule can take files back in.
 * Which files hold rules, and which rules there are by default, is `controllers/source`'s work.
 *
 * @module
 */
export { isIgnored, parseIgnoreRules, type IgnoreRule } from './ignore-rules.ts';
export { compileNamePattern, matchNameTokens, type NamePattern, type NameToken } from './name-pattern.ts';
