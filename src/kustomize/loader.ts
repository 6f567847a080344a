import { baseName, dirName, tryCleanPath, type Tree } from '../tree/index.ts';
import type { EddyError } from '../diagnostics/index.ts';
import { maskPassword } from '../std/mask-password.ts';
import { fault, prefixed } from './kustomize-error.ts';
import { isHttpUrl, parseGitUrl, type GitUrl } from './git-url.ts';
import type { RemoteSource } from './remote.ts';

export interface LoaderOptions {
  readonly loadRestriction: 'rootOnly' | 'none';
  readonly remote: RemoteSource | undefined;
  /** What stands in front of the tree's paths in messages. */
  readonly displayRoot: string;
  readonly warn: (message: string) => void;
}

const FORCED_GIT = "Warning: Forcing the git protocol using the 'git::' URL prefix is not supported. Kustomize currently strips this invalid prefix, but will stop doing so in a future release. Please remove the 'git::' prefix from your configuration.";
const MAX_LINKS = 255;
const MAX_NESTING = 200;
const lossyDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
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

  /**
   * The loader of a folder of a repository. Its files never leave the repository, whatever holds for those who name it.
   *
   * @throws EddyError KustomizeRemote, KustomizePathNotFound, KustomizeFileExpected, and what the source throws
   */
  static openRemote(url: GitUrl, outer: LoaderOptions, parent?: Loader): Loader {
    if (/^git::/i.test(url.raw)) outer.warn(FORCED_GIT);
    if (outer.remote === undefined) throw notFetched(url.raw);
    const tree = outer.remote.repository(url);
    const options: LoaderOptions = { ...outer, loadRestriction: 'rootOnly', displayRoot: maskPassword(url.repo) };
    const start = new Loader(tree, '', options, parent, url);
    const path = start.#resolve(start.#inTree(url.path));
    if (tree.kind(path) !== 'dir') throw fault('KustomizeFileExpected', `'${start.show(path)}' refers to file '${baseName(path)}'; expecting directory`);
    return new Loader(tree, path, options, parent, url);
  }

  /** A path as messages show it. */
  show(path: string): string {
    const { displayRoot } = this.#options;
    if (displayRoot === '') return path === '' ? '.' : path;
    return path === '' ? displayRoot : withSlash(displayRoot) + path;
  }

  /** The folder as messages show it. */
  get shownRoot(): string {
    return this.show(this.root);
  }

  /** A file name that is relative to the folder as places in errors have it: a tree path, or an address for what is remote. */
  pathOf(name: string): string {
    if (isHttpUrl(name)) return maskPassword(name);
    const path = this.treePathOf(name);
    const repo = this.#containingRepo();
    return repo === undefined ? path : `${maskPassword(repo.repo)}//${path}`;
  }

  /** The path in the tree of a name that is relative to the folder. */
  treePathOf(name: string): string {
    return tryCleanPath(`${this.root}/${name}`) ?? name;
  }

  #containingRepo(): GitUrl | undefined {
    return this.#chain().find(({ repo }) => repo !== undefined)?.repo;
  }

  /** Tells of entries that will be loaded, so that those of them that are remote are brought at the same time. */
  announce(entries: readonly string[]): void {
    const remote = entries.filter((entry) => isHttpUrl(entry) || parseGitUrl(entry) !== undefined);
    if (remote.length > 0) this.#options.remote?.announce?.(remote);
  }

  /** The text of a file. @throws EddyError KustomizePathNotFound, KustomizeLoadRestriction, KustomizeFileExpected, KustomizeRemote, KustomizeRemoteStatus */
  loadText(name: string): string {
    if (isHttpUrl(name)) return lossyDecoder.decode(this.#loadRemote(name));
    return this.tree.readText(this.#file(name)) ?? this.#unreadable(name);
  }

  /** As `loadText`; bytes that are no UTF-8 come back as they are. */
  loadBytes(name: string): string | Uint8Array {
    const bytes = isHttpUrl(name) ? this.#loadRemote(name) : (this.tree.read(this.#file(name)) ?? this.#unreadable(name));
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
    if (this.#depth >= MAX_NESTING) throw fault('KustomizeLimit', `kustomizations are nested deeper than ${String(MAX_NESTING)} levels`, { at: { file: this.pathOf('kustomization.yaml'), line: 1, col: 1 } });
    const url = parseGitUrl(name);
    if (url !== undefined) return this.#clone(url);
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

  #clone(url: GitUrl): Loader {
    for (const { repo } of this.#chain()) {
      if (repo?.raw.startsWith(url.raw) !== true) continue;
      throw fault('KustomizeCycle', `cycle detected: URI '${url.raw}' referenced by previous URI '${repo.raw}'`);
    }
    return Loader.openRemote(url, this.#options, this);
  }

  #loadRemote(url: string): Uint8Array {
    const { remote } = this.#options;
    if (remote === undefined) throw notFetched(url);
    const { status, statusText, bytes } = remote.file(url);
    if (status >= 200 && status <= 299) return bytes;
    if (parseGitUrl(url) !== undefined) throw fault('KustomizeRemoteFailed', 'URL is a git repository');
    throw fault('KustomizeRemoteStatus', `HTTP Error: status code ${String(status)} (${statusText})`);
  }

  #unreadable(name: string): never {
    const path = this.treePathOf(name);
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
    const relative = name.startsWith('/') && displayRoot !== '' && name.startsWith(withSlash(displayRoot)) ? name.slice(withSlash(displayRoot).length) : name;
    const path = relative.startsWith('/') ? undefined : tryCleanPath(relative === name ? `${this.root}/${name}` : relative);
    if (path !== undefined) return path;
    const repo = this.#containingRepo();
    if (repo !== undefined && !name.startsWith('/')) throw fault('KustomizeLoadRestriction', `security; bases in kustomizations found in cloned git repos must be within the repo, but base '${name}' is outside '${repo.repo}'`);
    throw outside(name);
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

function withSlash(folder: string): string {
  return folder.endsWith('/') ? folder : `${folder}/`;
}

function isInside(path: string, root: string): boolean {
  return root === '' || path === root || path.startsWith(`${root}/`);
}

function outside(name: string, note?: string): EddyError {
  return fault('KustomizeLoadRestriction', `security; '${name}' is outside of the source`, { notes: note === undefined ? [] : [{ message: note }] });
}

function notFetched(url: string): EddyError {
  return fault('KustomizeRemote', `remote resource '${url}' is not available`, {
    hint: 'remote bases are fetched with --remote-bases only',
  });
}
