/**
 * Every error code, with its sentence. A code is the area and the fault in PascalCase, so it is also a legal condition reason.
 * Renaming one is a breaking change. Kept in alphabetical order.
 */
export type ErrorCode =
  | 'ArchiveInvalid'
  | 'GitFailed'
  | 'RegexpSyntax'
  | 'SemverConstraint'
  | 'SemverVersion'
  | 'StrvalsSyntax'
  | 'TreeNotFound'
  | 'TreePathEscape'
  | 'YamlLimit'
  | 'YamlSyntax';

/** What each code means, one sentence for `docs/reference/errors.md`. */
export const ERROR_CODES: Readonly<Record<ErrorCode, string>> = {
  ArchiveInvalid: 'An archive is damaged, too large, or holds a path outside of its root.',
  GitFailed: 'A git command failed.',
  RegexpSyntax: 'A regular expression is not in RE2 syntax.',
  SemverConstraint: 'A range of versions cannot be read.',
  SemverVersion: 'A text is not a semantic version.',
  StrvalsSyntax: 'A `--set` line does not follow the grammar.',
  TreeNotFound: 'A file or folder does not exist in its tree.',
  TreePathEscape: 'A path leads out of the tree it is read from.',
  YamlLimit: 'A YAML text passes a limit on size, depth or aliases.',
  YamlSyntax: 'A text is not valid YAML.',
};
