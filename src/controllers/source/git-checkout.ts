import { EddyError } from '../../diagnostics/index.ts';
import { compareVersions, parseConstraint, type Version } from '../../lang/semver/index.ts';
import { fluxVersion, type GitCheckout, type GitFetcher, type GitRef, type GitRemote, type SpecReader } from '../base/index.ts';
import { SourceFailure } from './source-failure.ts';

/** In front of whatever goes wrong between a repository and its files. */
const FAILED = 'failed to checkout and determine revision';

/** What is checked out: the commit, and how it is named. */
export interface CheckedOut {
  readonly checkout: GitCheckout;
  /** As `status.artifact.revision` has it. */
  readonly revision: string;
  /** The tag that led there, without `refs/tags/`. */
  readonly tag: string | undefined;
}

/** The fields of `spec.ref`; empty where they are not set. */
interface WantedRef {
  readonly commit: string;
  readonly name: string;
  readonly tag: string;
  readonly semver: string;
  readonly branch: string;
}

/** Checks out what `spec.ref` says: commit, name, tag, semver or branch, in this order of precedence. */
export class GitCheckoutPlan {
  readonly #git: GitFetcher;
  readonly #remote: GitRemote;
  readonly #ref: WantedRef;
  readonly #submodules: boolean;

  constructor(git: GitFetcher, remote: GitRemote, spec: SpecReader) {
    const ref = spec.child('ref');
    const field = (name: string): string => ref.string(name) ?? '';
    this.#git = git;
    this.#remote = remote;
    this.#ref = { commit: field('commit'), name: field('name'), tag: field('tag'), semver: field('semver'), branch: field('branch') };
    this.#submodules = spec.boolean('recurseSubmodules');
  }

  /**
   * The revision that a checkout would have, where the list of refs is enough to tell: for names, tags and branches.
   *
   * @throws SourceFailure GitOperationFailed
   */
  async revision(): Promise<string | undefined> {
    const { commit, semver, name, tag } = this.#ref;
    const wanted = this.#named();
    if (commit !== '' || wanted === undefined || (semver !== '' && tag === '' && name === '')) return undefined;
    const refs = await this.#listed('list remote for');
    const found = refs?.find((known) => known.name === wanted);
    return found === undefined ? undefined : this.#revisionOf(wanted, found.commit);
  }

  /** @throws SourceFailure GitOperationFailed, EmptyGitRepository */
  async checkOut(): Promise<CheckedOut> {
    const { commit, name, tag, semver } = this.#ref;
    if (commit !== '') return this.#commit();
    if (semver !== '' && name === '' && tag === '') return this.#semver();
    const wanted = this.#named()!;
    const refs = await this.#listed(name === '' ? 'clone' : 'list remote for');
    if (refs === undefined) return this.#fetched(wanted);
    if (refs.length === 0) throw this.#empty(name !== '' ? 'list' : tag !== '' ? 'tag' : 'branch');
    const found = refs.find((known) => known.name === wanted);
    if (found === undefined && name !== '') throw failed(`unable to resolve ref '${name}' to a specific commit`);
    if (found === undefined) throw failed(`unable to clone '${this.#remote.url}': couldn't find remote ref "${wanted}"`);
    return this.#fetched(wanted);
  }

  /** The ref to take, unless a commit or a range decides. */
  #named(): string | undefined {
    const { name, tag, branch } = this.#ref;
    if (name !== '') return name.replace(/\^\{\}$/, '');
    return tag !== '' ? `refs/tags/${tag}` : `refs/heads/${branch === '' ? 'master' : branch}`;
  }

  async #fetched(wanted: string): Promise<CheckedOut> {
    const checkout = await this.#failing('clone', () => this.#git.fetch(this.#remote, { ref: wanted, submodules: this.#submodules }));
    return { checkout, revision: this.#revisionOf(wanted, checkout.commit), tag: tagName(wanted) };
  }

  #revisionOf(wanted: string, commit: string): string {
    return `${this.#ref.name !== '' ? this.#ref.name : wanted.replace(/^refs\/(heads|tags)\//, '')}@sha1:${commit}`;
  }

  async #commit(): Promise<CheckedOut> {
    const { commit, branch, name } = this.#ref;
    const ref = branch === '' ? undefined : `refs/heads/${branch}`;
    try {
      const checkout = await this.#git.fetch(this.#remote, { commit, ref, submodules: this.#submodules });
      // A name has no say in what is checked out, but the revision shows it.
      const label = name !== '' ? `${name}@` : branch === '' ? '' : `${branch}@`;
      return { checkout, revision: `${label}sha1:${checkout.commit}`, tag: tagName(name) };
    } catch (thrown) {
      if (!(thrown instanceof EddyError)) throw thrown;
      const { code, hint } = thrown;
      if (code === 'GitRevisionNotFound') throw failed(`unable to resolve commit object for '${commit}': object not found`, { code, hint, cause: thrown });
      throw failed(`unable to clone '${this.#remote.url}': ${thrown.message}`, { code, hint, cause: thrown });
    }
  }

  async #semver(): Promise<CheckedOut> {
    const { semver } = this.#ref;
    // The range is read before anything is fetched.
    const constraint = parseRange(semver, (problem) => failed(`semver parse error: ${problem}`));
    const refs = await this.#failing('clone', () => this.#git.refs(this.#remote));
    if (refs.length === 0) throw this.#empty('tag');
    const matching = refs.flatMap(({ name }) => {
      const version = fluxVersion(tagName(name) ?? '');
      return version !== undefined && constraint.check(version) ? [{ name, version }] : [];
    });
    const best = await this.#newest(matching);
    if (best === undefined) throw failed(`no match found for semver: ${semver}`);
    return this.#fetched(best);
  }

  /** The tag of the highest version. Versions of the same precedence are told apart by the time of their commits. */
  async #newest(tags: readonly { readonly name: string; readonly version: Version }[]): Promise<string | undefined> {
    const [best] = [...tags].sort((a, b) => compareVersions(b.version, a.version));
    if (best === undefined) return undefined;
    const equals = tags.filter(({ version }) => compareVersions(version, best.version) === 0);
    if (equals.length === 1) return best.name;
    const times = await Promise.all(equals.map(({ name }) => this.#failing('clone', async () => (await this.#git.fetch(this.#remote, { ref: name, submodules: false })).committedAt ?? 0)));
    return equals[times.indexOf(Math.max(...times))]!.name;
  }

  /** A repository without any ref. A branch of it counts as empty, anything else as not found. */
  #empty(wanted: 'branch' | 'tag' | 'list'): SourceFailure {
    const { url } = this.#remote;
    if (wanted === 'branch') return new SourceFailure('EmptyGitRepository', 'git repository is empty');
    return failed(wanted === 'tag' ? `unable to clone: remote repository is empty: git repository: '${url}'` : `unable to list remote for '${url}': remote repository is empty`);
  }

  /** All refs; undefined where nothing is dialled and only what was fetched before is there. */
  async #listed(doing: 'clone' | 'list remote for'): Promise<readonly GitRef[] | undefined> {
    try {
      return await this.#git.refs(this.#remote);
    } catch (thrown) {
      if (thrown instanceof EddyError && thrown.code === 'OfflineMissing') return undefined;
      return this.#failing(doing, () => Promise.reject(thrown as Error));
    }
  }

  async #failing<T>(doing: 'clone' | 'list remote for', step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (thrown) {
      if (!(thrown instanceof EddyError)) throw thrown;
      throw failed(`unable to ${doing} '${this.#remote.url}': ${thrown.message}`, { code: thrown.code, hint: thrown.hint, cause: thrown });
    }
  }
}

function failed(message: string, details: ConstructorParameters<typeof SourceFailure>[2] = {}): SourceFailure {
  return new SourceFailure('GitOperationFailed', `${FAILED}: ${message}`, details);
}

/** Reads a range; the failure that `refused` makes gets the parser's own text. */
export function parseRange(range: string, refused: (problem: string) => SourceFailure): ReturnType<typeof parseConstraint> {
  try {
    return parseConstraint(range);
  } catch (thrown) {
    if (!(thrown instanceof EddyError)) throw thrown;
    throw refused(thrown.message);
  }
}

/** The name of a tag; undefined for any other ref. */
function tagName(ref: string): string | undefined {
  return ref.startsWith('refs/tags/') ? ref.slice('refs/tags/'.length) : undefined;
}
