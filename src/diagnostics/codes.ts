/**
 * Every error code, with its sentence. A code is the area and the fault in PascalCase, so it is also a legal condition reason.
 * Renaming one is a breaking change. Kept in alphabetical order.
 */
export type ErrorCode =
  | 'ApplyFailed'
  | 'ArchiveInvalid'
  | 'GitFailed'
  | 'GitNoRepository'
  | 'GitNotInstalled'
  | 'GitRevisionNotFound'
  | 'GitTimeout'
  | 'GitUrlRefused'
  | 'HelmChartInvalid'
  | 'HelmChartNotFound'
  | 'HelmDependencyMissing'
  | 'HelmKubeVersion'
  | 'HelmManifestInvalid'
  | 'HelmReleaseName'
  | 'HelmTemplateExecution'
  | 'HelmTemplateFail'
  | 'HelmTemplateLimit'
  | 'HelmTemplateSyntax'
  | 'HelmValuesFromInvalid'
  | 'HelmValuesFromKeyNotFound'
  | 'HelmValuesFromNotFound'
  | 'HelmValuesInvalid'
  | 'HelmValuesSchema'
  | 'ObjectConflict'
  | 'ObjectExists'
  | 'ObjectInvalid'
  | 'ObjectNotFound'
  | 'PathNotFound'
  | 'ReconcileLoop'
  | 'RegexpSyntax'
  | 'SelectorInvalid'
  | 'SemverConstraint'
  | 'SemverVersion'
  | 'StrvalsSyntax'
  | 'SubstitutionSyntax'
  | 'SubstitutionVariable'
  | 'TreeLimit'
  | 'TreeNotFound'
  | 'TreePathEscape'
  | 'UsageInvalid'
  | 'WatchExpired'
  | 'YamlLimit'
  | 'YamlSyntax';

/** What each code means, one sentence for `docs/reference/errors.md`. */
export const ERROR_CODES: Readonly<Record<ErrorCode, string>> = {
  ApplyFailed: 'An API server would refuse an object.',
  ArchiveInvalid: 'An archive is damaged, too large, or holds a path outside of its root.',
  GitFailed: 'A git command failed.',
  GitNoRepository: 'A folder does not lie in a Git repository.',
  GitNotInstalled: 'The git program is not found.',
  GitRevisionNotFound: 'A Git branch, tag, name or commit does not exist.',
  GitTimeout: 'A git command took too long.',
  GitUrlRefused: 'A Git address uses a protocol that is not allowed, or could be read as an option.',
  HelmChartInvalid: 'A chart is incomplete, or a file of it has a wrong form.',
  HelmChartNotFound: 'No chart lies where one is expected.',
  HelmDependencyMissing: 'A chart lists a dependency that is not in its `charts/` folder.',
  HelmKubeVersion: 'A Kubernetes version cannot be read, or a chart does not support it.',
  HelmManifestInvalid: 'A template rendered text that is no Kubernetes manifest.',
  HelmReleaseName: 'A release name is too long or holds characters that Kubernetes does not allow.',
  HelmTemplateExecution: 'A template failed while it was rendered.',
  HelmTemplateFail: 'A template stopped the rendering with `fail` or `required`.',
  HelmTemplateLimit: 'A template passes a limit on time, depth or size of its output.',
  HelmTemplateSyntax: 'A template cannot be parsed.',
  HelmValuesFromInvalid: 'Data that valuesFrom refers to cannot be read as values, or not be put where targetPath says.',
  HelmValuesFromKeyNotFound: 'A ConfigMap or Secret of valuesFrom lacks the key.',
  HelmValuesFromNotFound: 'A ConfigMap or Secret of valuesFrom does not exist.',
  HelmValuesInvalid: 'Values cannot be read, or have a wrong type where a chart expects a mapping.',
  HelmValuesSchema: "Values do not meet a chart's `values.schema.json`.",
  ObjectConflict: 'An object was changed by someone else in between.',
  ObjectExists: 'An object that shall be created exists already.',
  ObjectInvalid: 'An object lacks what every object must have, or a field of it has the wrong type.',
  ObjectNotFound: 'An object that a write needs does not exist.',
  PathNotFound: 'A path given on the command line does not exist.',
  ReconcileLoop: 'Objects keep changing each other and never settle.',
  RegexpSyntax: 'A regular expression is not in RE2 syntax.',
  SelectorInvalid: 'A label selector cannot be read.',
  SemverConstraint: 'A range of versions cannot be read.',
  SemverVersion: 'A text is not a semantic version.',
  StrvalsSyntax: 'A `--set` line does not follow the grammar.',
  SubstitutionSyntax: 'A `${VAR}` expression cannot be parsed.',
  SubstitutionVariable: 'A variable without a default is not set.',
  TreeLimit: 'A file of a tree is too large, or a folder has too many entries.',
  TreeNotFound: 'A file or folder does not exist in its tree.',
  TreePathEscape: 'A path leads out of the tree it is read from.',
  UsageInvalid: 'A command line names an unknown command or flag, or gives a flag a value that it does not take.',
  WatchExpired: 'The changes since a resource version are no longer known.',
  YamlLimit: 'A YAML text passes a limit on size, depth or aliases.',
  YamlSyntax: 'A text is not valid YAML.',
};
