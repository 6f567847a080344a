/**
 * Helm's `--set` grammar: one line of assignments into a mapping.
 *
 * Flux reads `targetPath` of a HelmRelease with it too. Which flag wins over which is `helm/`'s work.
 *
 * @module
 */
export { gapBudget, parseSet, parseSetFile, parseSetJson, parseSetLiteral, parseSetString, type GapBudget, type ReadValueFile } from './strvals.ts';
