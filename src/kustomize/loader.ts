import { dirName, tryCleanPath, type Tree } from '../tree/index.ts';
import type { EddyError } from '../diagnostics/index.ts';
import { fault, prefixed } from './kustomize-error.ts';
import { isHttpUrl, parseGitUrl, type GitUrl } from './git-url.ts';

/** What lies behind an address: the text of one file, or a folder of a tree. */
export type RemoteContent = { readonly kind: 'file'; readonly text: string } | { readonly kind: 'tree'; readonly tree: Tree; readonly path: string };

/** Finds remote resources. Undefined means that the address names nothing of the wanted kind. */
export type RemoteSource = (url: string, wanted: 'file' | 'tree') => RemoteContent | undefined;

export interface LoaderOptions {
  readonly loadRestriction: 'rootOnly' | 'none';
  readonly remote: RemoteSource | undefined;
  /** What stands in front of the tree's paths in messages. */
  readonly displayRoot: string;
}

const MAX_LINKS = 255;
const MAX_NESTING = 200;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads the files that a kustomization names, relative to its folder, and makes the loaders of the folders it names.
 *
 * Follows kustomize api v0.21.1 internal/loader/fileloader.go: with `rootOnly` a file must lie in or below the folder,
 * and a folder must not contain one that is being built. Links are resolved first. Nothing outside of the tree is ever read.
 */
export class Loader {
  readonly tree: Tree;
  /** The folder, free of links. */
  readonly root: string;
  /** The repository this folder was cloned from, when it was. */
  readonly repo: GitUrl | undefined;
  readonly #options: LoaderOptions;
  readonly #parent: Loader | undefined;
  readonly #depth: number;

  private constructor(tree: Tree, root: string, options: LoaderOptions, parent: Loader | undefined, repo: GitUrl | undefined) {
    this.tree = tree;
    this.root = root;
    this.repo = repo;
    this.#options = options;
    this.#parent = parent;
    this.#depth = parent === undefined ? 1 : parent.#depth + 1;
  }

  /** The loader of the folder to build. @throws EddyError KustomizePathNotFound, KustomizeFileExpected */
  static open(tree: Tree, path: string, options: LoaderOptions): Loader {
    const start = new Loader(tree, '', options, undefined, undefined);
    return new Loader(tree, prefixed('must build at directory', () => start.#directory(path, path)), options, undefined, undefined);
  }

  /** A path as messages show it. */
  show(path: string): string {
    const { displayRoot } = this.#options;
    if (displayRoot === '') return path === '' ? '.' : path;
    return path === '' ? displayRoot : `${displayRoot}/${path}`;
  }

  /** The folder as messages show it. */
  get shownRoot(): string {
    return this.show(this.root);
  }

  /** The tree path of a file name that is relative to the folder, for places in errors. */
  pathOf(name: string): string {
    return tryCleanPath(`${this.root}/${name}`) ?? name;
  }

  /** The text of a file. @throws EddyError KustomizePathNotFound, KustomizeLoadRestriction, KustomizeFileExpected, KustomizeRemote */
  loadText(name: string): string {
    if (isHttpUrl(name)) return this.#loadRemote(name);
    return this.tree.readText(this.#file(name)) ?? this.#unreadable(name);
  }

  /** As `loadText`; bytes that are no UTF-8 come back as they are. */
  loadBytes(name: string): string | Uint8Array {
    if (isHttpUrl(name)) return this.#loadRemote(name);
    const bytes = this.tree.read(this.#file(name)) ?? this.#unreadable(name);
    try {
      return decoder.decode(bytes);
    } catch {
      return bytes;
    }
  }

  /** Whether the folder directly holds a file of this name. */
  hasFile(name: string): boolean {
    return this.tree.kind(this.root === '' ? name : `${this.root}/${name}`) === 'file';
  }

  /** The loader of another folder. @throws EddyError KustomizeCycle, KustomizePathNotFound, KustomizeFileExpected, KustomizeRemote */
  descend(name: string): Loader {
    if (name === '') throw fault('KustomizePathNotFound', 'new root cannot be empty');
    if (this.#depth >= MAX_NESTING) throw fault('KustomizeCycle', `kustomizations are nested deeper than ${MAX_NESTING} levels`);
    const url = parseGitUrl(name);
    if (url !== undefined) return this.#clone(name, url);
    if (name.startsWith('/')) throw fault('KustomizeLoadRestriction', `new root '${name}' cannot be absolute`);
    const root = prefixed('must build at directory', () => this.#directory(name));
    for (const above of this.#chain()) {
      if (above.tree === this.tree && isInside(above.root, root)) {
        throw fault('KustomizeCycle', `cycle detected: candidate root '${this.show(root)}' contains visited root '${this.show(above.root)}'`);
      }
    }
    return new Loader(this.tree, root, this.#options, this, undefined);
  }

  /** This loader and those that led to it. */
  #chain(): readonly Loader[] {
    return this.#parent === undefined ? [this] : [this, ...this.#parent.#chain()];
  }

  #clone(name: string, url: GitUrl): Loader {
    for (const above of this.#chain()) {
      if (above.repo !== undefined && above.repo.repo === url.repo && above.repo.path === url.path) {
        throw fault('KustomizeCycle', `cycle detected: URI '${name}' referenced by previous URI '${above.repo.repo}'`);
      }
    }
    const content = this.#options.remote?.(name, 'tree');
    if (content?.kind !== 'tree') throw notFetched(name);
    const options: LoaderOptions = { ...this.#options, loadRestriction: 'rootOnly', displayRoot: url.repo };
    const start = new Loader(content.tree, '', options, this, undefined);
    return new Loader(content.tree, start.#directory(content.path === '' ? '.' : content.path), options, this, url);
  }

  #loadRemote(url: string): string {
    const content = this.#options.remote?.(url, 'file');
    if (content?.kind !== 'file') throw notFetched(url);
    return content.text;
  }

  #unreadable(name: string): never {
    const path = this.pathOf(name);
    if (this.tree.kind(path) === 'dir') throw fault('KustomizeFileExpected', `read ${this.show(path)}: is a directory`);
    throw fault('KustomizePathNotFound', `open ${this.show(path)}: no such file or directory`);
  }

  #file(name: string): string {
    if (this.#options.loadRestriction === 'none') return this.#inTree(name);
    const asked = this.#inTree(name);
    const path = this.#resolve(asked);
    if (this.tree.kind(path) === 'dir') throw fault('KustomizeFileExpected', `'${this.show(asked)}' must resolve to a file`);
    if (!isInside(dirName(path), this.root)) {
      throw fault('KustomizeLoadRestriction', `security; file '${this.show(asked)}' is not in or below '${this.shownRoot}'`, {
        hint: 'a kustomization may name folders anywhere, but files only in or below its own folder',
      });
    }
    return path;
  }

  #directory(name: string, shown?: string): string {
    const asked = this.#inTree(name);
    const path = prefixed('not a valid directory', () => this.#resolve(asked, shown));
    if (this.tree.kind(path) !== 'dir') throw fault('KustomizeFileExpected', `'${this.show(asked)}': file is not directory`);
    return path;
  }

  #inTree(name: string): string {
    const { displayRoot } = this.#options;
    const relative = name.startsWith('/') && displayRoot !== '' && name.startsWith(`${displayRoot}/`) ? name.slice(displayRoot.length + 1) : name;
    const path = relative.startsWith('/') ? undefined : tryCleanPath(relative === name ? `${this.root}/${name}` : relative);
    if (path === undefined) throw outside(name);
    return path;
  }

  /** Follows the links on the way of a path, as Go's EvalSymlinks. */
  #resolve(path: string, shown = this.show(path)): string {
    const fail = (at: string, why: string): EddyError => fault('KustomizePathNotFound', `evalsymlink failure on '${shown}' : lstat ${this.show(at)}: ${why}`);
    if (path === '') return '';
    // The folder itself is free of links.
    let at = this.root !== '' && path.startsWith(`${this.root}/`) ? this.root : '';
    let left = (at === '' ? path : path.slice(at.length + 1)).split('/');
    for (let links = 0; left.length > 0;) {
      const [part = '', ...rest] = left;
      const next = at === '' ? part : `${at}/${part}`;
      const target = this.tree.readLink(next);
      if (target === undefined) {
        const kind = this.tree.kind(next);
        if (kind === undefined) throw fail(next, 'no such file or directory');
        if (kind === 'file' && rest.length > 0) throw fail(`${next}/${rest[0]!}`, 'not a directory');
        at = next;
        left = rest;
        continue;
      }
      if (++links > MAX_LINKS) throw fault('KustomizePathNotFound', `evalsymlink failure on '${this.show(path)}' : EvalSymlinks: too many links`);
      const resolved = target.startsWith('/') ? undefined : tryCleanPath(`${at}/${target}`);
      if (resolved === undefined) throw outside(path, `link ${next} leads to "${target}"`);
      left = [...resolved.split('/').filter((each) => each !== ''), ...rest];
      at = '';
    }
    return at;
  }
}

function isInside(path: string, root: string): boolean {
  return root === '' || path === root || path.startsWith(`${root}/`);
}

function outside(name: string, note?: string): EddyError {
  return fault('KustomizeLoadRestriction', `security; '${name}' is outside of the source`, { notes: note === undefined ? [] : [{ message: note }] });
}

function notFetched(url: string): EddyError {
  return fault('KustomizeRemote', `remote resource '${url}' is not available`, {
    hint: 'remote bases are not fetched here; vendor it into the repository, or use a Flux source',
  });
}
