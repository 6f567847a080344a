/**
 * Expands `${VAR}` in built manifests, as kustomize-controller does after a build.
 *
 * Pure text in, text out. Finding the variables (`substitute`, `substituteFrom`) is `controllers/kustomization`'s work.
 * Follows fluxcd/pkg envsubst v1.7.0: some of bash's operators, `$$` for a dollar, missing means empty unless strict.
 *
 * @module
 */
export { expandVariables, type ExpandOptions } from './expand.ts';
export { parseSubstitutions, type SubstitutionCall, type SubstitutionPart } from './parse.ts';
