/**
 * Every error code, with its sentence. A code is the area and the fault in PascalCase, so it is also a legal condition reason.
 * Renaming one is a breaking change. Kept in alphabetical order.
 */
export type ErrorCode =
  | 'ArchiveInvalid'
  | 'GitFailed'
  | 'GitNoRepository'
  | 'GitNotInstalled'
  | 'GitRevisionNotFound'
  | 'GitTimeout'
  | 'GitUrlRefused'
  | 'RegexpSyntax'
  | 'SemverConstraint'
  | 'SemverVersion'
  | 'StrvalsSyntax'
  | 'TreeLimit'
  | 'TreeNotFound'
  | 'TreePathEscape'
  | 'YamlLimit'
  | 'YamlSyntax';

/** What each code means, one sentence for `docs/reference/errors.md`. */
export const ERROR_CODES: Readonly<Record<ErrorCode, string>> = {
  ArchiveInvalid: 'An archive is damaged, too large, or holds a path outside of its root.',
  GitFailed: 'A git command failed.',
  GitNoRepository: 'A folder does not lie in a Git repository.',
  GitNotInstalled: 'The git program is not found.',
  GitRevisionNotFound: 'A Git branch, tag, name or commit does not exist.',
  GitTimeout: 'A git command took too long.',
  GitUrlRefused: 'A Git address uses a protocol that is not allowed, or could be read as an option.',
  RegexpSyntax: 'A regular expression is not in RE2 syntax.',
  SemverConstraint: 'A range of versions cannot be read.',
  SemverVersion: 'A text is not a semantic version.',
  StrvalsSyntax: 'A `--set` line does not follow the grammar.',
  TreeLimit: 'A file of a tree is too large, or a folder has too many entries.',
  TreeNotFound: 'A file or folder does not exist in its tree.',
  TreePathEscape: 'A path leads out of the tree it is read from.',
  YamlLimit: 'A YAML text passes a limit on size, depth or aliases.',
  YamlSyntax: 'A text is not valid YAML.',
};
