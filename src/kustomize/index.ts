/**
 * `kustomize build` over a Tree: bases, components, generators, patches and transformers, byte for byte as kustomize v5.8.1.
 *
 * Fetches nothing itself (a `RemoteSource` may), runs no plugins and does not know Flux; what Flux adds to a kustomization file is `controllers/`'s work.
 *
 * @module
 */
export { build, buildRemote } from './build.ts';
export { isHttpUrl, parseGitUrl, type GitUrl } from './git-url.ts';
export { decodeKustomization, KUSTOMIZATION_FILE_NAMES, type HelmChartSpec } from './kustomization-file.ts';
export type { BuildOptions, BuildResult, BuiltObject, BuiltOrigin, HelmRenderer, HelmRequest } from './options.ts';
export { printObjects } from './print.ts';
export { checkResources } from './read-resources.ts';
export type { RemoteFile, RemoteSource } from './remote.ts';
