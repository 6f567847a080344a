import type { GitFetcher, GitRemote } from '../../controllers/base/index.ts';
import { EddyError } from '../../diagnostics/index.ts';
import { maskPassword } from '../../std/mask-password.ts';
import { overlayTree, prefixTree, tryCleanPath, type Tree } from '../../tree/index.ts';
import { gitAsync } from './git.ts';

/** How many submodules may still be fetched, counting those of submodules. */
export interface SubmoduleBudget {
  left: number;
}

/** A commit whose submodules are wanted. */
export interface Superproject {
  readonly repository: string;
  readonly commit: string;
  readonly tree: Tree;
  readonly remote: GitRemote;
  /** Fetches the submodules, and theirs. */
  readonly fetcher: GitFetcher;
  readonly budget: SubmoduleBudget;
}

/**
 * The tree with the files of its submodules where `.gitmodules` puts them, at the commits that the tree names.
 *
 * Credentials go to submodules on the same host only.
 *
 * @throws EddyError GitFailed for a `.gitmodules` that makes no sense or names too many, and what fetching throws
 */
export async function withSubmodules({ repository, commit, tree, remote, fetcher, budget }: Superproject): Promise<Tree> {
  if (tree.kind('.gitmodules') !== 'file') return tree;
  const modules = await readModules(repository, commit);
  let result = tree;
  for (const { path, url } of modules) {
    const pinned = tree.kind(path) === 'dir' ? await linkedCommit(repository, commit, path) : undefined;
    if (pinned === undefined) continue;
    if (--budget.left < 0) throw new EddyError('GitFailed', `"${maskPassword(remote.url)}" has too many submodules`);
    const address = resolveUrl(remote.url, url);
    const credentials = sameHost(remote.url, address) ? remote.credentials : undefined;
    const inner = await fetcher.fetch({ ...remote, url: address, credentials }, { commit: pinned, submodules: true });
    result = overlayTree(result, prefixTree(inner.tree, path));
  }
  return result;
}

interface Submodule {
  readonly path: string;
  readonly url: string;
}

/** Rows of `git config --list -z`: `submodule.NAME.path`, line break, value. */
async function readModules(repository: string, commit: string): Promise<Submodule[]> {
  const output = (await gitAsync(['config', '--blob', `${commit}:.gitmodules`, '--list', '-z'], { dir: repository })).toString();
  const byName = new Map<string, { path?: string; url?: string }>();
  for (const row of output.split('\0')) {
    const [, name, field, value] = /^submodule\.(.*)\.(path|url)\n(.*)$/s.exec(row) ?? [];
    if (name === undefined) continue;
    const module = byName.get(name) ?? {};
    module[field as 'path' | 'url'] = value!;
    byName.set(name, module);
  }
  return [...byName.values()].flatMap(({ path, url }) => {
    const clean = path === undefined || path.startsWith('/') ? undefined : tryCleanPath(path);
    return clean === undefined || clean === '' || url === undefined ? [] : [{ path: clean, url }];
  });
}

/** The commit that a tree names at a path; undefined where a plain folder lies. */
async function linkedCommit(repository: string, commit: string, path: string): Promise<string | undefined> {
  const row = (await gitAsync(['--literal-pathspecs', 'ls-tree', commit, '--', path], { dir: repository })).toString();
  return /^160000 commit ([0-9a-f]{40})\t/.exec(row)?.[1];
}

/** An address that begins with `./` or `../` is relative to the repository that names it. */
function resolveUrl(base: string, url: string): string {
  if (!/^\.\.?(?:\/|$)/.test(url)) return url;
  let head = base.replace(/\/+$/, '');
  let rest = url;
  for (;;) {
    if (rest.startsWith('./')) rest = rest.slice(2);
    else if (rest.startsWith('../')) {
      rest = rest.slice(3);
      head = head.replace(/[/:][^/:]*$/, '');
    } else return `${head}/${rest}`;
  }
}

function sameHost(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).host === new URL(other).host && new URL(one).protocol === new URL(other).protocol;
}
