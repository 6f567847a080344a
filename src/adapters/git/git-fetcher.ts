import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { GitFetcher, GitRef, GitRemote } from '../../controllers/base/index.ts';
import { EddyError } from '../../diagnostics/index.ts';
import { maskPassword } from '../../std/mask-password.ts';
import { openssl } from '../crypto/openssl.ts';
import { gitAsync, type GitRun } from './git.ts';
import { annotatedTag, commitFacts } from './git-object.ts';
import { signIn } from './git-sign-in.ts';
import { gitTree } from './git-tree.ts';
import { withSubmodules, type SubmoduleBudget } from './submodules.ts';
import { checkGitUrl, NETWORK_PROTOCOLS, type GitProtocol } from './git-url.ts';

/** Settings of `gitFetcher`. */
export interface GitFetcherOptions {
  /** Where repositories are kept between runs; see `cacheFolder`. */
  readonly cacheDir: string;
  /** http, https and ssh when not given; `file` only where a user asks for it. */
  readonly protocols?: readonly GitProtocol[] | undefined;
  /** Dials nothing: only what was fetched before is there. */
  readonly offline?: boolean | undefined;
}

/** What to bring: a commit, or where a ref points to. */
interface GitWanted {
  readonly ref?: string | undefined;
  readonly commit?: string | undefined;
}

const MAX_SUBMODULES = 100;
const COMMIT = /^[0-9a-f]{40}$/;

/**
 * Fetches from Git repositories with the `git` program.
 *
 * Each remote has a bare repository in the cache. Git's objects are content-addressed, so any number of revisions lie there
 * side by side, and a commit that was fetched once is never fetched again. Nothing is checked out.
 */
export function gitFetcher(options: GitFetcherOptions): GitFetcher {
  return makeFetcher(options, undefined);
}

/** @param budget how many submodules may still be fetched; undefined at the top, where each fetch has its own. */
function makeFetcher({ cacheDir, protocols = NETWORK_PROTOCOLS, offline = false }: GitFetcherOptions, budget: SubmoduleBudget | undefined): GitFetcher {
  return {
    refs: async (remote) => {
      checkGitUrl(remote.url, protocols);
      if (offline) throw notKept(remote.url);
      const output = await withSignIn(remote, cacheDir, protocols, (run) => gitAsync(['ls-remote', '--', remote.url], run));
      return parseRefs(output.toString());
    },
    fetch: async (remote, wanted) => {
      checkGitUrl(remote.url, protocols);
      const repository = await openRepository(cacheDir, remote.url);
      const commit = offline ? await kept(remote.url, wanted, { dir: repository }) : await withSignIn(remote, repository, protocols, (run) => bring(remote.url, wanted, run));
      const run: GitRun = { dir: repository };
      const tag = wanted.commit === undefined && wanted.ref?.startsWith('refs/tags/') === true ? await annotatedTag(keptRef(wanted.ref), run) : undefined;
      const facts = { commit, tag, ...(await commitFacts(commit, run)) };
      const tree = gitTree(repository, commit);
      if (!wanted.submodules) return { ...facts, tree };
      const left = budget ?? { left: MAX_SUBMODULES };
      const fetcher = makeFetcher({ cacheDir, protocols: submoduleProtocols(remote.url, protocols), offline }, left);
      return { ...facts, tree: await withSubmodules({ repository, commit, tree, remote, fetcher, budget: left }) };
    },
  };
}

/** As git itself has it, a repository of the network cannot name one of this machine. */
function submoduleProtocols(url: string, protocols: readonly GitProtocol[]): readonly GitProtocol[] {
  return url.startsWith('file://') ? protocols : protocols.filter((protocol) => protocol !== 'file');
}

function notKept(url: string): EddyError {
  return new EddyError('OfflineMissing', `"${maskPassword(url)}" is not in the cache, and nothing may be fetched`, { hint: 'run once without --offline' });
}

/** The commit that was fetched last for a ref. */
async function kept(url: string, { ref, commit }: GitWanted, run: GitRun): Promise<string> {
  const name = commit ?? keptRef(checkRef(ref ?? 'HEAD'));
  const found = await gitAsync(['rev-parse', '--verify', '--quiet', `${name}^{commit}`], run).catch(() => undefined);
  if (found === undefined) throw notKept(url);
  return found.toString().trim();
}

/** Rows of `ls-remote`: id, tab, name. An annotated tag is followed by a row `NAME^{}` with the commit it leads to. */
function parseRefs(output: string): GitRef[] {
  const refs = new Map<string, string>();
  for (const line of output.split('\n')) {
    const [commit = '', name = ''] = line.split('\t');
    if (name !== '') refs.set(name.replace(/\^\{\}$/, ''), commit);
  }
  return [...refs].map(([name, commit]) => ({ name, commit }));
}

async function openRepository(cacheDir: string, url: string): Promise<string> {
  const repository = join(cacheDir, 'git', openssl().createHash('sha256').update(url).digest('hex').slice(0, 32));
  if (existsSync(join(repository, 'HEAD'))) return repository;
  // Made beside and moved, so that nobody meets a repository that is half made.
  mkdirSync(join(cacheDir, 'git'), { recursive: true, mode: 0o700 });
  const temporary = mkdtempSync(`${repository}.`);
  await gitAsync(['init', '--bare', '--quiet'], { dir: temporary });
  try {
    renameSync(temporary, repository);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (!existsSync(join(repository, 'HEAD'))) throw error;
  }
  return repository;
}

/** Makes a commit present in the repository that `run` works in, and gives its id. */
async function bring(url: string, { ref, commit }: GitWanted, run: GitRun): Promise<string> {
  if (commit === undefined) return bringRef(url, checkRef(ref ?? 'HEAD'), run);
  if (!COMMIT.test(commit)) throw new EddyError('GitRevisionNotFound', `"${commit}" is no commit id: 40 hex digits are needed`);
  if (await has(commit, run)) return commit;
  try {
    await fetchInto(url, [`+${commit}:refs/eddy/${commit}`], ['--depth=1'], run);
  } catch (error) {
    // Some servers give no single commits; the branch (or all of them) leads to it.
    if (!(error instanceof EddyError) || error.code !== 'GitFailed') throw error;
    const from = ref === undefined ? ['+refs/heads/*:refs/eddy/heads/*', '+refs/tags/*:refs/eddy/tags/*'] : [`+${checkRef(ref)}:refs/eddy/${commit}`];
    await fetchInto(url, from, (await isShallow(run)) ? ['--unshallow'] : [], run);
    if (!(await has(commit, run))) throw new EddyError('GitRevisionNotFound', `there is no commit "${commit}" in "${url}"`, { cause: error });
  }
  return commit;
}

/** Where the repository of the cache keeps a ref of the remote. */
function keptRef(ref: string): string {
  return `refs/eddy/by-name/${openssl().createHash('sha256').update(ref).digest('hex').slice(0, 32)}`;
}

async function bringRef(url: string, ref: string, run: GitRun): Promise<string> {
  const name = keptRef(ref);
  try {
    await fetchInto(url, [`+${ref}:${name}`], ['--depth=1'], run);
  } catch (error) {
    if (!(error instanceof EddyError) || !/couldn't find remote ref/.test(error.message)) throw error;
    throw new EddyError('GitRevisionNotFound', `there is no ref "${ref}" in "${url}"`, { cause: error });
  }
  const commit = (await gitAsync(['rev-parse', '--verify', `${name}^{commit}`], run)).toString().trim();
  await gitAsync(['update-ref', `refs/eddy/${commit}`, commit], run);
  return commit;
}

async function fetchInto(url: string, refspecs: readonly string[], options: readonly string[], run: GitRun): Promise<void> {
  await gitAsync(['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', '--force', ...options, '--', url, ...refspecs], run);
}

async function has(commit: string, run: GitRun): Promise<boolean> {
  return gitAsync(['cat-file', '-e', `${commit}^{tree}`], run).then(
    () => true,
    () => false,
  );
}

async function isShallow(run: GitRun): Promise<boolean> {
  return (await gitAsync(['rev-parse', '--is-shallow-repository'], run)).toString().trim() === 'true';
}

/** A ref that git cannot take for an option, a pattern or a pair. */
function checkRef(ref: string): string {
  if (/^[A-Za-z0-9_][^\s:*?[\\^~]*$/.test(ref)) return ref;
  throw new EddyError('GitRevisionNotFound', `${JSON.stringify(ref)} is no name of a ref`);
}

async function withSignIn<T>(remote: GitRemote, dir: string, protocols: readonly GitProtocol[], step: (run: GitRun) => Promise<T>): Promise<T> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const access = signIn(remote);
  try {
    return await step({ dir, timeoutMs: remote.timeoutMs, env: { ...access.env, GIT_ALLOW_PROTOCOL: protocols.join(':') } });
  } finally {
    access.close();
  }
}
