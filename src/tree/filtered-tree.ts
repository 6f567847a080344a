import type { Tree, TreeEntry } from './tree.ts';

/** Which entries a filtered tree leaves out. */
export interface TreeFilter {
  /** Whether a path is left out. A folder that is left out hides itself, not what the filter keeps below it. */
  readonly hides: (path: string, kind: 'file' | 'dir') => boolean;
  /** What the filter is made of, for digests: the same text must mean the same filter. */
  readonly identity: string;
  /** Symbolic links are left out as well, as in an artifact of Flux. */
  readonly dropLinks: boolean;
}

/**
 * A tree without some of its entries.
 *
 * A folder remains while anything below it does. Digests change with the filter even where it hides nothing.
 */
export function filteredTree(tree: Tree, filter: TreeFilter): Tree {
  return new FilteredTree(tree, filter);
}

class FilteredTree implements Tree {
  readonly #tree: Tree;
  readonly #filter: TreeFilter;
  /** Per folder: what is left in it. An absent listing means there is no folder. */
  readonly #listings = new Map<string, readonly TreeEntry[] | undefined>();

  constructor(tree: Tree, filter: TreeFilter) {
    this.#tree = tree;
    this.#filter = filter;
  }

  kind(path: string): 'file' | 'dir' | undefined {
    const kind = this.#real(path) ? this.#tree.kind(path) : undefined;
    if (kind === undefined || path === '') return kind;
    if (!this.#filter.hides(path, kind)) return kind;
    return kind === 'dir' && this.list(path) !== undefined ? kind : undefined;
  }

  read(path: string): Uint8Array | undefined {
    return this.kind(path) === 'file' ? this.#tree.read(path) : undefined;
  }

  readText(path: string): string | undefined {
    return this.kind(path) === 'file' ? this.#tree.readText(path) : undefined;
  }

  list(path: string): readonly TreeEntry[] | undefined {
    if (!this.#listings.has(path)) this.#listings.set(path, this.#left(path));
    return this.#listings.get(path);
  }

  readLink(path: string): string | undefined {
    return this.#filter.dropLinks ? undefined : this.#tree.readLink(path);
  }

  digest(path: string): string | undefined {
    const kind = this.kind(path);
    const digest = kind === undefined ? undefined : this.#tree.digest(path);
    return digest === undefined || kind === 'file' ? digest : `${digest} without ${this.#filter.identity}`;
  }

  #left(path: string): readonly TreeEntry[] | undefined {
    const listing = this.#real(path) ? this.#tree.list(path) : undefined;
    if (listing === undefined) return undefined;
    const left = listing.filter(({ name, kind }) => {
      const entry = path === '' ? name : `${path}/${name}`;
      if (kind === 'link') return !this.#filter.dropLinks && this.kind(entry) !== undefined;
      // Only a hidden folder has to be looked into: it comes back with what is taken back in below it.
      return !this.#filter.hides(entry, kind) || (kind === 'dir' && this.list(entry) !== undefined);
    });
    return left.length === 0 && path !== '' && this.#filter.hides(path, 'dir') ? undefined : left;
  }

  /** Whether no link has to be followed to get to the path, where links are dropped. */
  #real(path: string): boolean {
    if (!this.#filter.dropLinks) return true;
    for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
      if (this.#tree.readLink(path.slice(0, end)) !== undefined) return false;
    }
    return path === '' || this.#tree.readLink(path) === undefined;
  }
}
