/**
 * Every error code, with its sentence. A code is the area and the fault in PascalCase, so it is also a legal condition reason.
 * Renaming one is a breaking change. Kept in alphabetical order.
 */
export type ErrorCode =
  | 'AccessDenied'
  | 'ApplyFailed'
  | 'ArchiveInvalid'
  | 'CelInvalid'
  | 'CopyRuleFailed'
  | 'CopySourceNotFound'
  | 'DecryptionFailed'
  | 'DependencyCycle'
  | 'DependencyNotFound'
  | 'DependencyNotReady'
  | 'EntryAmbiguous'
  | 'EntryNotFound'
  | 'GitFailed'
  | 'GitNoRepository'
  | 'GitNotInstalled'
  | 'GitRevisionNotFound'
  | 'GitTimeout'
  | 'GitUrlRefused'
  | 'HealthCheckFailed'
  | 'HelmChartInvalid'
  | 'HelmChartNotFound'
  | 'HelmDependencyMissing'
  | 'HelmKubeVersion'
  | 'HelmManifestInvalid'
  | 'HelmPostRender'
  | 'HelmOwnership'
  | 'HelmReleaseInvalid'
  | 'HelmReleaseMissing'
  | 'HelmReleaseName'
  | 'HelmRetriesExceeded'
  | 'HelmTemplateExecution'
  | 'HelmTemplateFail'
  | 'HelmTemplateLimit'
  | 'HelmTemplateNotFound'
  | 'HelmTemplateSyntax'
  | 'HelmValuesFromInvalid'
  | 'HelmValuesFromKeyNotFound'
  | 'HelmValuesFromNotFound'
  | 'HelmValuesInvalid'
  | 'HelmValuesSchema'
  | 'HelmWaitFailed'
  | 'HttpFailed'
  | 'InputProviderNotFound'
  | 'InputsInvalid'
  | 'InputsUnknown'
  | 'JsonPatchFailed'
  | 'JsonPatchInvalid'
  | 'JsonSchemaInvalid'
  | 'KubeConfigInvalid'
  | 'KustomizationPathNotFound'
  | 'KustomizeConfigConflict'
  | 'KustomizeCycle'
  | 'KustomizeFieldKind'
  | 'KustomizeFileExpected'
  | 'KustomizeFileMissing'
  | 'KustomizeGeneratorInvalid'
  | 'KustomizeGeneratorTarget'
  | 'KustomizeHelm'
  | 'KustomizeIdConflict'
  | 'KustomizeInvalid'
  | 'KustomizeLimit'
  | 'KustomizeLoadRestriction'
  | 'KustomizeNameAmbiguous'
  | 'KustomizeNameInvalid'
  | 'KustomizePatchInvalid'
  | 'KustomizePatchTarget'
  | 'KustomizePathNotFound'
  | 'KustomizePluginUnsupported'
  | 'KustomizeRemote'
  | 'KustomizeRemoteFailed'
  | 'KustomizeRemoteStatus'
  | 'KustomizeReplacement'
  | 'KustomizeResourceInvalid'
  | 'KustomizeResourceMissing'
  | 'KustomizeTargetNotFound'
  | 'KustomizeValueInvalid'
  | 'KustomizeVarInvalid'
  | 'KustomizeYamlInvalid'
  | 'LockInvalid'
  | 'LockMismatch'
  | 'LockMissing'
  | 'MakersInvalid'
  | 'ManifestInvalid'
  | 'ObjectAmbiguous'
  | 'ObjectConflict'
  | 'ObjectExists'
  | 'ObjectInvalid'
  | 'ObjectNotFound'
  | 'ObjectUnknown'
  | 'OfflineMissing'
  | 'OutputFailed'
  | 'PathNotFound'
  | 'ProducerNotFound'
  | 'PruneFailed'
  | 'ReconcileLoop'
  | 'RegexpSyntax'
  | 'ResourceSetObject'
  | 'ResourceSetTemplate'
  | 'SelectorInvalid'
  | 'SemverConstraint'
  | 'SemverVersion'
  | 'SourceFailed'
  | 'SourceNotFetched'
  | 'SourceNotFound'
  | 'SourceRefusedSecret'
  | 'SpecInvalid'
  | 'StrvalsSyntax'
  | 'SubstituteFromNotFound'
  | 'SubstituteUndefined'
  | 'SubstitutionSyntax'
  | 'SubstitutionVariable'
  | 'TreeLimit'
  | 'TreeNotFound'
  | 'TreePathEscape'
  | 'TreeUnreadable'
  | 'UsageInvalid'
  | 'WatchExpired'
  | 'YamlLimit'
  | 'YamlSyntax';

/** What each code means, one sentence for `docs/reference/errors.md`. */
export const ERROR_CODES: Readonly<Record<ErrorCode, string>> = {
  AccessDenied: 'A reference to another namespace is not allowed.',
  ApplyFailed: 'An API server would refuse an object.',
  ArchiveInvalid: 'An archive is damaged, too large, or holds a path outside of its root.',
  CelInvalid: 'A CEL expression cannot be compiled, or does not answer true or false.',
  CopyRuleFailed: 'A rule of an ArtifactGenerator copies nothing, or from or to a place that does not exist.',
  CopySourceNotFound: 'A ResourceSet copies data, or takes a checksum, from an object that does not exist.',
  DecryptionFailed: 'What SOPS encrypted cannot be decrypted.',
  DependencyCycle: 'Objects depend on each other in a circle.',
  DependencyNotFound: 'An object depends on another one that does not exist.',
  DependencyNotReady: 'An object depends on another one that is not ready.',
  EntryAmbiguous: 'There are several folders to start from.',
  EntryNotFound: 'There is no folder to start from.',
  GitFailed: 'A git command failed.',
  GitNoRepository: 'A folder does not lie in a Git repository.',
  GitNotInstalled: 'The git program is not found.',
  GitRevisionNotFound: 'A Git branch, tag, name or commit does not exist.',
  GitTimeout: 'A git command took too long.',
  GitUrlRefused: 'A Git address uses a protocol that is not allowed, or could be read as an option.',
  HealthCheckFailed: 'What a Kustomization applied is not healthy, or did not become so in time.',
  HelmChartInvalid: 'A chart is incomplete, or a file of it has a wrong form.',
  HelmChartNotFound: 'No chart lies where one is expected.',
  HelmDependencyMissing: 'A chart lists a dependency that is not in its `charts/` folder.',
  HelmKubeVersion: 'A Kubernetes version cannot be read, or a chart does not support it.',
  HelmManifestInvalid: 'A template rendered text that is no Kubernetes manifest.',
  HelmPostRender: 'A post-renderer of a HelmRelease failed.',
  HelmOwnership: 'An object of a release exists already and belongs to something else.',
  HelmReleaseInvalid: 'The record of a release cannot be read, or is not the one that is meant.',
  HelmReleaseMissing: 'A release, or the revision that an action needs, is not there.',
  HelmReleaseName: 'A release name is too long or holds characters that Kubernetes does not allow.',
  HelmRetriesExceeded: 'A release failed as often as its retries allow.',
  HelmTemplateExecution: 'A template failed while it was rendered.',
  HelmTemplateFail: 'A template stopped the rendering with `fail` or `required`.',
  HelmTemplateLimit: 'A template passes a limit on time, depth or size of its output.',
  HelmTemplateNotFound: 'No rendered document comes from a template that was asked for.',
  HelmTemplateSyntax: 'A template cannot be parsed.',
  HelmValuesFromInvalid: 'Data that valuesFrom refers to cannot be read as values, or not be put where targetPath says.',
  HelmValuesFromKeyNotFound: 'A ConfigMap or Secret of valuesFrom lacks the key.',
  HelmValuesFromNotFound: 'A ConfigMap or Secret of valuesFrom does not exist.',
  HelmValuesInvalid: 'Values cannot be read, or have a wrong type where a chart expects a mapping.',
  HelmValuesSchema: "Values do not meet a chart's `values.schema.json`.",
  HelmWaitFailed: 'The objects of a release did not become healthy, or did not go, in time.',
  HttpFailed: 'A file cannot be fetched over http.',
  InputProviderNotFound: 'A ResourceSet takes inputs from a provider that does not exist.',
  InputsInvalid: 'Inputs of a ResourceSet, or of a provider, cannot be read or combined.',
  InputsUnknown: 'The inputs of a provider come from a service that is not asked, and were not given.',
  JsonPatchFailed: 'A JSON patch does not fit the document it is applied to.',
  JsonPatchInvalid: 'A JSON patch or the document it is meant for cannot be read.',
  JsonSchemaInvalid: 'A JSON schema cannot be used: its form is wrong, or a reference in it leads nowhere.',
  KubeConfigInvalid: 'The kubeconfig of a remote cluster is missing or cannot be used.',
  KustomizationPathNotFound: 'The path of a Kustomization does not exist in its source.',
  KustomizeConfigConflict: 'Two field specs of one path disagree about creating the field.',
  KustomizeCycle: 'Kustomizations refer to each other in a circle, or are nested too deeply.',
  KustomizeFieldKind: 'A field is a list, a map or a scalar where a transformer needs another of them.',
  KustomizeFileExpected: 'A path names a folder where a file is needed, or a file where a folder is needed.',
  KustomizeFileMissing: 'A folder has no kustomization file, or more than one.',
  KustomizeGeneratorInvalid: 'A generator of a kustomization is incomplete or reads something that it cannot use.',
  KustomizeGeneratorTarget: 'A generator merges into or replaces an object that does not exist, or more than one.',
  KustomizeHelm: 'A chart of a kustomization cannot be rendered, or charts are not enabled.',
  KustomizeIdConflict: 'Two objects of a kustomization have the same type, name and namespace.',
  KustomizeInvalid: 'A kustomization file has a wrong form.',
  KustomizeLimit: 'A kustomization builds more than eddy allows.',
  KustomizeLoadRestriction: 'A kustomization names a file that it may not read.',
  KustomizeNameAmbiguous: 'A reference by name could mean more than one object.',
  KustomizeNameInvalid: 'A name cannot be followed through a build.',
  KustomizePatchInvalid: 'A patch of a kustomization cannot be read or applied.',
  KustomizePatchTarget: 'A patch of a kustomization has no target, or more than one.',
  KustomizePathNotFound: 'A file or folder that a kustomization names does not exist.',
  KustomizePluginUnsupported: 'A kustomization asks for a plugin that is not built in.',
  KustomizeRemote: 'A kustomization names a remote resource that is not available.',
  KustomizeRemoteFailed: 'A remote base of a kustomization cannot be fetched.',
  KustomizeRemoteStatus: 'A web server does not give the file that a kustomization names.',
  KustomizeReplacement: 'A replacement of a kustomization has no source, no target, or a path that leads nowhere.',
  KustomizeResourceInvalid: 'A file of resources holds something that is not a Kubernetes object.',
  KustomizeResourceMissing: 'A kustomization file names a file or folder that does not exist.',
  KustomizeTargetNotFound: 'A transformer names an object that does not exist.',
  KustomizeValueInvalid: 'A value of an object cannot be printed.',
  KustomizeVarInvalid: 'A var of a kustomization is ambiguous, repeated, or has no value.',
  KustomizeYamlInvalid: 'A file of resources is not valid YAML.',
  LockInvalid: 'The file eddy.lock cannot be read.',
  LockMismatch: 'What was fetched is not what eddy.lock says.',
  LockMissing: 'A remote base is not in eddy.lock.',
  MakersInvalid: 'A file with kinds that make Secrets and ConfigMaps cannot be read.',
  ManifestInvalid: 'A manifest is no Kubernetes object.',
  ObjectAmbiguous: 'A name fits more than one object of the fleet.',
  ObjectConflict: 'An object was changed by someone else in between.',
  ObjectExists: 'An object that shall be created exists already.',
  ObjectInvalid: 'An object lacks what every object must have, or a field of it has the wrong type.',
  ObjectNotFound: 'An object that a write needs does not exist.',
  ObjectUnknown: 'No object of the fleet has that name.',
  OfflineMissing: 'A remote base is not in the cache, and nothing may be fetched.',
  OutputFailed: 'A file that was asked for cannot be written.',
  PathNotFound: 'A path given on the command line does not exist.',
  ProducerNotFound: 'The fleet has no Kustomization or HelmRelease of that name.',
  PruneFailed: 'An object that is no longer rendered cannot be deleted.',
  ReconcileLoop: 'Objects keep changing each other and never settle.',
  RegexpSyntax: 'A regular expression is not in RE2 syntax.',
  ResourceSetObject: 'What a template of a ResourceSet renders is no object, or one that cannot be.',
  ResourceSetTemplate: 'A template of a ResourceSet does not parse, or fails for its inputs.',
  SelectorInvalid: 'A label selector cannot be read.',
  SemverConstraint: 'A range of versions cannot be read.',
  SemverVersion: 'A text is not a semantic version.',
  SourceFailed: 'A source could not be fetched.',
  SourceNotFetched: 'A remote source is not at hand: nothing maps it to files and nothing may fetch it.',
  SourceNotFound: 'An object refers to a source that does not exist.',
  SourceRefusedSecret: 'A Secret that a source signs in with is missing, or lacks what is needed.',
  SpecInvalid: 'A field of a Flux object has the wrong type or is missing.',
  StrvalsSyntax: 'A `--set` line does not follow the grammar.',
  SubstituteFromNotFound: 'A ConfigMap or Secret that variables come from does not exist.',
  SubstituteUndefined: 'A variable without a default is not set.',
  SubstitutionSyntax: 'A `${VAR}` expression cannot be parsed.',
  SubstitutionVariable: 'A variable without a default is not set.',
  TreeLimit: 'A file of a tree is too large, or a folder has too many entries.',
  TreeNotFound: 'A file or folder does not exist in its tree.',
  TreePathEscape: 'A path leads out of the tree it is read from.',
  TreeUnreadable: 'A file or folder cannot be read, because its permissions forbid it or the disk fails.',
  UsageInvalid: 'A command line names an unknown command or flag, or gives a flag a value that it does not take.',
  WatchExpired: 'The changes since a resource version are no longer known.',
  YamlLimit: 'A YAML text passes a limit on size, depth or aliases.',
  YamlSyntax: 'A text is not valid YAML.',
};
