import { EddyError } from '../../../../src/diagnostics/index.ts';
import { memoryTree, type MemoryFile, type Tree } from '../../../../src/tree/index.ts';
import type { GitCheckout, GitFetcher, GitRef, GitRemote } from '../../../../src/controllers/base/index.ts';
import { promised } from './promised.ts';
import { mayEnter } from './sign-in.ts';

/** A commit as `repos.json` has it: what it changes, on top of the earlier ones. */
export interface Commit {
  readonly sha: string;
  readonly branch: string;
  /** `annotated:NAME` is a tag that is an object of its own. */
  readonly tags: readonly string[];
  readonly date: string;
  readonly files: Readonly<Record<string, string | { readonly link?: string; readonly exec?: string } | null>>;
}

export type Repositories = Readonly<Record<string, readonly Commit[]>>;

/** The Git server of the recording; what it says when it refuses is what go-git made of its answers. */
export function gitServer(repositories: Repositories): GitFetcher {
  const open = ({ url, credentials }: GitRemote): readonly Commit[] => {
    const name = /^http:\/\/server\.example\.test\/(?:auth)?git\/(.*)\.git$/.exec(url)?.[1] ?? '';
    if (url.includes('/authgit/') && !mayEnter(credentials)) throw new EddyError('GitFailed', 'authentication required: no');
    const commits = Object.hasOwn(repositories, name) ? repositories[name] : undefined;
    if (commits === undefined) throw new EddyError('GitFailed', 'repository not found: ');
    return commits;
  };
  return {
    refs: (remote) => promised(() => refsOf(open(remote))),
    fetch: (remote, wanted) => promised(() => checkoutOf(open(remote), wanted)),
  };
}

function checkoutOf(commits: readonly Commit[], { ref, commit }: { readonly ref?: string | undefined; readonly commit?: string | undefined }): GitCheckout {
  const tip = refsOf(commits).find(({ name }) => name === ref)?.commit;
  if (ref !== undefined && tip === undefined) throw new EddyError('GitFailed', `couldn't find remote ref "${ref}"`);
  const found = commits.find(({ sha }) => sha === (commit ?? tip));
  // Only what the branch leads to is fetched.
  const reachable = ref === undefined || commit === undefined || leadsTo(commits, tip!, commit);
  if (found === undefined || !reachable) throw new EddyError('GitRevisionNotFound', 'object not found');
  const annotated = found.tags.find((tag) => `refs/tags/${tag.replace(/^annotated:/, '')}` === ref)?.startsWith('annotated:') === true;
  return {
    commit: found.sha,
    tree: treeAt(commits, found.sha),
    committedAt: Date.parse(found.date),
    message: `commit ${String(commits.indexOf(found) + 1)}`,
    signature: '',
    ...(annotated ? { tag: { id: '', signature: '' } } : {}),
  };
}

/** Whether one commit comes before another on its branch; the first one of a branch comes after all earlier ones. */
function leadsTo(commits: readonly Commit[], from: string, to: string): boolean {
  const last = commits.findIndex(({ sha }) => sha === from);
  const first = commits.findIndex(({ sha }) => sha === to);
  const { branch } = commits[last]!;
  const start = commits.findIndex((commit) => commit.branch === branch);
  return first !== -1 && first <= last && (first < start || commits[first]!.branch === branch);
}

/** All branches and tags. */
export function refsOf(commits: readonly Commit[]): GitRef[] {
  const refs = new Map<string, string>();
  for (const { sha, branch, tags } of commits) {
    refs.set(`refs/heads/${branch}`, sha);
    for (const tag of tags) refs.set(`refs/tags/${tag.replace(/^annotated:/, '')}`, sha);
  }
  return [...refs].map(([name, commit]) => ({ name, commit }));
}

/** The files of a commit: those of the earlier ones of its branch or, for its first one, of all. */
export function treeAt(commits: readonly Commit[], wanted: string): Tree {
  const files = new Map<string, MemoryFile>();
  for (const commit of commits) {
    for (const [path, file] of Object.entries(commit.files)) {
      if (file === null) files.delete(path);
      else files.set(path, typeof file === 'string' ? file : file.link === undefined ? { executable: file.exec ?? '' } : { link: file.link });
    }
    if (commit.sha === wanted) break;
  }
  return memoryTree(files);
}
