/** What a path in a tree names. */
export type EntryKind = 'file' | 'dir' | 'link';

/** One entry of a folder. */
export interface TreeEntry {
  readonly name: string;
  readonly kind: EntryKind;
  readonly executable: boolean;
}

/**
 * An immutable set of files, addressed by repository-relative paths with `/`; `''` is the root.
 *
 * Paths are normalised by the caller (`cleanPath`); no `.`, `..`, empty or absolute parts reach a tree.
 * `kind`, `read`, `list` and `digest` follow symbolic links that stay inside of the tree; a link that leaves it, or a loop, reads as absent.
 * Reading is synchronous and lazy: a tree over a disk or a Git object store reads a file when it is first asked for.
 */
export interface Tree {
  /** What the path names after following links; undefined where nothing is. */
  kind(path: string): 'file' | 'dir' | undefined;
  /** The bytes of a file; undefined where no file is. The caller must not change them. */
  read(path: string): Uint8Array | undefined;
  /** The text of a file, decoded as UTF-8 (invalid bytes become U+FFFD, a byte order mark stays); undefined where no file is. */
  readText(path: string): string | undefined;
  /** The entries of a folder in byte order of their names; undefined where no folder is. Links are listed as links. */
  list(path: string): readonly TreeEntry[] | undefined;
  /** The target text of a symbolic link at exactly this path; undefined where no link is. */
  readLink(path: string): string | undefined;
  /** A digest of the content of a file or of a whole folder; equal digests mean equal content. Undefined where nothing is. */
  digest(path: string): string | undefined;
}
