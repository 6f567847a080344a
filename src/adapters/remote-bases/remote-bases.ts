import { join } from 'node:path';
import type { GitCheckout, GitFetcher } from '../../controllers/base/index.ts';
import { EddyError, type ErrorCode } from '../../diagnostics/index.ts';
import { isHttpUrl, parseGitUrl, type GitUrl, type RemoteFile, type RemoteSource } from '../../kustomize/index.ts';
import { goDurationText } from '../../std/go-duration.ts';
import { Needed } from '../../std/lazy-library.ts';
import { maskPassword } from '../../std/mask-password.ts';
import type { Tree } from '../../tree/index.ts';
import { gitFetcher } from '../git/git-fetcher.ts';
import { httpGet } from '../http/index.ts';
import { FileCache } from './file-cache.ts';
import { lockKey, type LockEntry } from './lock-file.ts';
import { splitUserInfo } from './user-info.ts';

/** Settings of `RemoteBases`. */
export interface RemoteBasesOptions {
  /** Where repositories and files are kept between runs. */
  readonly cacheDir: string;
  /** Dials nothing: only what is in the cache is there. */
  readonly offline?: boolean | undefined;
  /** Names proxies. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

type Lock = ReadonlyMap<string, LockEntry>;

/** What fetching ended with; asked for again, the same is given again. */
type Settled<T> = { readonly value: T } | { readonly error: EddyError };

const TIMEOUT_MS = 60_000;
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_ADDRESSES = 1000;
const AT_ONCE = 6;
const NOT_A_FILE: RemoteFile = { status: 404, statusText: 'Not Found', bytes: new Uint8Array() };

const HINTS: Partial<Record<ErrorCode, string>> = {
  GitFailed: 'git has to be able to read the repository without asking for a password',
  GitRevisionNotFound: 'a ref is a branch, a tag or a whole commit id',
};

/**
 * Remote bases and files of kustomizations, each fetched once in a run and kept in the cache.
 *
 * A source is synchronous: it throws `Needed` for what is not at hand.
 */
export class RemoteBases {
  readonly #options: RemoteBasesOptions;
  readonly #git: GitFetcher;
  readonly #files: FileCache;
  readonly #settled = new Map<string, Settled<unknown>>();
  readonly #used = new Map<string, LockEntry>();

  constructor(options: RemoteBasesOptions) {
    this.#options = options;
    this.#git = gitFetcher({ cacheDir: options.cacheDir, protocols: ['https', 'http', 'ssh', 'scp', 'file'], offline: options.offline });
    this.#files = new FileCache(join(options.cacheDir, 'http'));
  }

  /** A source of what addresses lead to now, or, with a lock, of exactly what the lock says. */
  source(lock?: Lock): RemoteSource {
    return {
      file: (url) => this.#settle(...this.#fileTask(url, lock)),
      repository: (url) => this.#settle(...this.#repositoryTask(url, lock)),
      announce: (addresses) => { this.#bring(addresses.flatMap((address) => this.#tasksOf(address, lock))); },
    };
  }

  /** What builds have used so far, for `eddy.lock`. */
  used(): readonly LockEntry[] {
    return [...this.#used.values()];
  }

  /** The result of a task, or `Needed` where it has not run yet. */
  #settle<T>(key: string, task: () => Promise<T>): T {
    const settled = this.#settled.get(key) as Settled<T> | undefined;
    if (settled === undefined) throw new Needed(key, () => this.#run(key, task));
    if ('error' in settled) throw settled.error;
    return settled.value;
  }

  async #run(key: string, task: () => Promise<unknown>): Promise<void> {
    if (this.#settled.has(key)) return;
    if (this.#settled.size >= MAX_ADDRESSES) throw new EddyError('KustomizeRemoteFailed', `more than ${String(MAX_ADDRESSES)} remote addresses are named`);
    try {
      this.#settled.set(key, { value: await task() });
    } catch (error) {
      if (!(error instanceof EddyError)) throw error;
      this.#settled.set(key, { error });
    }
  }

  /** Runs tasks, some at the same time. @throws Needed where there is one */
  #bring(tasks: readonly (readonly [string, () => Promise<unknown>])[]): void {
    const missing = tasks.filter(([key]) => !this.#settled.has(key));
    if (missing.length === 0) return;
    throw new Needed(missing[0]![0], async () => {
      const left = [...new Map(missing)];
      const worker = async (): Promise<void> => {
        for (let next = left.shift(); next !== undefined; next = left.shift()) await this.#run(...next);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
    });
  }

  /** What an address is asked for first: a file where it may be one, a repository where there is no such file. */
  #tasksOf(address: string, lock: Lock | undefined): (readonly [string, () => Promise<unknown>])[] {
    const git = parseGitUrl(address);
    const repository = git === undefined ? [] : [this.#repositoryTask(git, lock)];
    if (!isHttpUrl(address)) return repository;
    const file = this.#fileTask(address, lock);
    const settled = this.#settled.get(file[0]) as Settled<RemoteFile> | undefined;
    if (settled === undefined) return [file];
    return 'value' in settled && settled.value.status < 300 ? [] : repository;
  }

  #fileTask(url: string, lock: Lock | undefined): readonly [string, () => Promise<RemoteFile>] {
    if (lock === undefined) return [`file ${url}`, () => this.#file(url)];
    const { address } = splitUserInfo(url);
    const entry = lock.get(lockKey({ kind: 'File', url: address }));
    if (entry?.kind === 'File') return [`file ${url} ${entry.digest}`, () => this.#lockedFile(url, entry.digest)];
    const git = parseGitUrl(url);
    const isRepository = git !== undefined && lock.has(repositoryKey(git));
    return [`file ${url} locked`, () => (isRepository ? Promise.resolve(NOT_A_FILE) : Promise.reject(notLocked(url)))];
  }

  async #file(url: string): Promise<RemoteFile> {
    const { address } = splitUserInfo(url);
    const known = this.#files.answer(url);
    const kept = known === undefined ? undefined : this.#files.content(known.digest);
    if (this.#options.offline === true) {
      if (known === undefined || kept === undefined) throw notKept(url);
      return this.#use(address, { ...known, bytes: kept }, known.digest);
    }
    const answer = await this.#get(url, kept === undefined ? undefined : known?.etag);
    if (answer.status === 304 && kept !== undefined) return this.#use(address, { ...known!, bytes: kept }, known!.digest);
    const { status, statusText, bytes, headers } = answer;
    const digest = this.#files.keep(bytes);
    this.#files.keepAnswer(url, { status, statusText, digest, etag: headers['etag'] });
    return this.#use(address, { status, statusText, bytes }, digest);
  }

  #get(url: string, etag: string | undefined): ReturnType<typeof httpGet> {
    return httpGet({ url, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES, env: this.#options.env, headers: etag === undefined ? {} : { 'If-None-Match': etag } });
  }

  #use(url: string, { status, statusText, bytes }: RemoteFile, digest: string): RemoteFile {
    if (status >= 200 && status <= 299) this.#note({ kind: 'File', url, digest });
    return { status, statusText, bytes };
  }

  async #lockedFile(url: string, digest: string): Promise<RemoteFile> {
    this.#note({ kind: 'File', url: splitUserInfo(url).address, digest });
    const kept = this.#files.content(digest);
    if (kept !== undefined) return { status: 200, statusText: 'OK', bytes: kept };
    if (this.#options.offline === true) throw notKept(url);
    const { status, bytes } = await this.#get(url, undefined);
    const got = this.#files.keep(bytes);
    if (got === digest) return { status: 200, statusText: 'OK', bytes };
    const found = status === 200 ? `has ${got}` : `answers with status ${String(status)}`;
    throw new EddyError('LockMismatch', `"${maskPassword(url)}" ${found}, eddy.lock has ${digest}`, { hint: 'take the new content into the lock with --update-lock' });
  }

  #repositoryTask(url: GitUrl, lock: Lock | undefined): readonly [string, () => Promise<Tree>] {
    const entry = lock?.get(repositoryKey(url));
    if (lock !== undefined && entry?.kind !== 'Git') return [`git ${url.repo} ${url.ref} locked`, () => Promise.reject(notLocked(url.raw))];
    const pinned = entry?.kind === 'Git' ? entry.commit : undefined;
    return [`git ${url.repo} ${pinned ?? url.ref} ${String(url.submodules)}`, () => this.#repository(url, pinned)];
  }

  async #repository(url: GitUrl, pinned: string | undefined): Promise<Tree> {
    const { address, credentials } = splitUserInfo(url.repo);
    const commit = pinned ?? (/^[0-9a-f]{40}$/.test(url.ref) ? url.ref : undefined);
    const checkout = await this.#fetch({ url: address, credentials, timeoutMs: url.timeoutMs }, { commit, ref: url.ref === '' ? undefined : url.ref, submodules: url.submodules });
    this.#note({ kind: 'Git', url: address, ref: url.ref, commit: checkout.commit });
    return checkout.tree;
  }

  /** As `git fetch` of kustomize, with its words where git fails. */
  async #fetch(remote: Parameters<GitFetcher['fetch']>[0], wanted: Parameters<GitFetcher['fetch']>[1]): Promise<GitCheckout> {
    try {
      return await this.#git.fetch(remote, wanted);
    } catch (error) {
      if (!(error instanceof EddyError) || error.code === 'OfflineMissing') throw error;
      const line = `git fetch --depth=1 ${remote.url} ${wanted.ref ?? 'HEAD'}`;
      const isLate = error.code === 'GitTimeout';
      const message = isLate ? `hit ${goDurationText(remote.timeoutMs)} timeout running '${line}'` : `failed to run '${line}': ${error.message.replace(/^git \S+ failed: /, 'fatal: ')}`;
      const hint = isLate ? 'allow more time with ?timeout=120s in the address' : (error.hint ?? HINTS[error.code]);
      throw new EddyError('KustomizeRemoteFailed', message, { hint, cause: error });
    }
  }

  #note(entry: LockEntry): void {
    this.#used.set(lockKey(entry), entry);
  }
}

function repositoryKey({ repo, ref }: GitUrl): string {
  return lockKey({ kind: 'Git', url: splitUserInfo(repo).address, ref });
}

function notLocked(url: string): EddyError {
  return new EddyError('LockMissing', `remote resource '${maskPassword(url)}' is not in eddy.lock`, { hint: 'add it with --update-lock' });
}

function notKept(url: string): EddyError {
  return new EddyError('OfflineMissing', `remote resource '${maskPassword(url)}' is not in the cache, and nothing may be fetched`, { hint: 'run once without --offline' });
}
