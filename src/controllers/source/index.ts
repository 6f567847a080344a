/**
 * From a source to its artifact: GitRepository, OCIRepository, HelmRepository, Bucket, ExternalArtifact.
 *
 * A source whose files are at hand is mapped to them; any other is fetched through a port. HelmChart is made where Helm is, in `controllers/helmrelease`.
 *
 * @module
 */
export { artifactTree } from './artifact-tree.ts';
export { createSourceControllers, type SourceControllersOptions } from './source-controllers.ts';
export { mappingFor, type SourceMapping } from './source-mapping.ts';
