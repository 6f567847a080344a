import { isDict, toDict } from '../../std/dict.ts';
import { EddyError } from '../../diagnostics/index.ts';
import { compareVersions, parseConstraint, parseVersion, type Version } from '../../lang/semver/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { filteredTree, joinPath, overlayTree, prefixTree, subTree, tryCleanPath, type Tree } from '../../tree/index.ts';
import { sourceRef, type Context, type GitCheckout, type GitFetcher, type GitRef, type GitRemote, type SpecReader } from '../base/index.ts';
import { artifactTree } from './artifact-tree.ts';
import { credentialsOf, portFor, timeoutOf } from './source-access.ts';
import { messageOf, type FetchedSource } from './source-controllers.ts';
import { SourceFailure } from './source-failure.ts';

const FAILED = 'failed to checkout and determine revision';

/**
 * Fetches a Git repository at what `spec.ref` says: commit, name, tag, semver or branch, in this order of precedence.
 *
 * Follows source-controller v1.9.4 gitrepository_controller.go and fluxcd/pkg git/gogit client.go.
 */
export async function fetchGitRepository(object: K8sObject, spec: SpecReader, context: Context): Promise<FetchedSource> {
  const url = spec.requiredString('url');
  const remote: GitRemote = {
    url,
    credentials: await credentialsOf(spec, 'secretRef', context, (secret) => `failed to get secret '${secret}'`),
    proxy: await credentialsOf(spec, 'proxySecretRef', context, (secret) => `failed to get proxy secret '${secret}'`),
    provider: spec.string('provider'),
    timeoutMs: timeoutOf(spec),
  };
  if (url.startsWith('ssh://') && remote.credentials?.['identity'] === undefined) {
    throw new SourceFailure('AuthenticationFailed', `failed to configure authentication options: invalid 'ssh' auth option: 'identity' is required`);
  }
  await verificationKeys(spec, context);
  const git = portFor(context.ports.git, spec, url);
  const { revision, checkout } = await checkOut(git, remote, spec);
  const included = await withIncludes(sparse(checkout.tree, spec), spec, context);
  const listed = (field: string): readonly unknown[] | undefined => {
    const items = isDict(object['spec']) ? object['spec'][field] : undefined;
    return Array.isArray(items) && items.length > 0 ? (items as unknown[]) : undefined;
  };
  return {
    artifact: { revision, tree: artifactTree(included, spec.string('ignore')) },
    message: messageOf(object.kind, revision),
    status: toDict({
      observedInclude: listed('include'),
      observedSparseCheckout: listed('sparseCheckout'),
      observedRecurseSubmodules: spec.boolean('recurseSubmodules') ? true : undefined,
    }),
  };
}

/** Signatures are not checked, but their keys must be there. */
async function verificationKeys(spec: SpecReader, context: Context): Promise<void> {
  if (!spec.has('verify')) return;
  const name = spec.child('verify').child('secretRef').requiredString('name');
  const secret = await context.objects.get({ apiVersion: 'v1', kind: 'Secret', namespace: spec.object.namespace, name });
  if (secret === undefined) throw new SourceFailure('VerificationError', `public keys secret error: secrets "${name}" not found`);
}

interface Checkout {
  readonly revision: string;
  readonly checkout: GitCheckout;
}

async function checkOut(git: GitFetcher, remote: GitRemote, spec: SpecReader): Promise<Checkout> {
  const ref = spec.child('ref');
  const submodules = spec.boolean('recurseSubmodules');
  const [commit, name, tag, semver] = ['commit', 'name', 'tag', 'semver'].map((field) => ref.string(field) ?? '');
  const branch = ref.string('branch') ?? '';
  try {
    if (commit !== '') {
      const checkout = await git.fetch(remote, { commit, ref: branch === '' ? undefined : `refs/heads/${branch}`, submodules });
      return { revision: `${branch === '' ? '' : `${branch}@`}sha1:${checkout.commit}`, checkout };
    }
    const refs = await git.refs(remote);
    if (refs.length === 0) throw new SourceFailure('EmptyGitRepository', 'git repository is empty');
    const wanted = name !== '' ? name! : tag !== '' ? `refs/tags/${tag!}` : semver !== '' ? await newestTag(git, remote, refs, semver!) : `refs/heads/${branch === '' ? 'master' : branch}`;
    if (!refs.some((known) => known.name === wanted)) {
      throw name === ''
        ? new SourceFailure('GitOperationFailed', `${FAILED}: unable to clone '${remote.url}': couldn't find remote ref "${wanted}"`)
        : new SourceFailure('GitOperationFailed', `${FAILED}: unable to resolve ref '${wanted}' to a specific commit`);
    }
    const checkout = await git.fetch(remote, { ref: wanted, submodules });
    return { revision: `${name !== '' ? wanted : wanted.replace(/^refs\/(heads|tags)\//, '')}@sha1:${checkout.commit}`, checkout };
  } catch (thrown) {
    if (!(thrown instanceof EddyError)) throw thrown;
    const what = commit !== '' && thrown.code === 'GitRevisionNotFound' ? `unable to resolve commit object for '${commit!}': object not found` : `unable to clone '${remote.url}': ${thrown.message}`;
    throw new SourceFailure('GitOperationFailed', `${FAILED}: ${what}`, { code: thrown.code, hint: thrown.hint, cause: thrown });
  }
}

/** The tag with the newest version in a range. Tags of the same precedence are told apart by the time of their commits. */
async function newestTag(git: GitFetcher, remote: GitRemote, refs: readonly GitRef[], range: string): Promise<string> {
  const constraint = parseRange(range, (problem) => new SourceFailure('GitOperationFailed', `${FAILED}: semver parse error: ${problem}`));
  const tags: { readonly name: string; readonly version: Version }[] = [];
  for (const { name } of refs) {
    const text = name.startsWith('refs/tags/') ? name.slice('refs/tags/'.length) : '';
    const version = /^v?\d+\.\d+\.\d+/.test(text) ? versionOf(text) : undefined;
    if (version !== undefined && constraint.check(version)) tags.push({ name, version });
  }
  tags.sort((a, b) => compareVersions(b.version, a.version));
  const [best] = tags;
  if (best === undefined) throw new SourceFailure('GitOperationFailed', `${FAILED}: no match found for semver: ${range}`);
  const equals = tags.filter(({ version }) => compareVersions(version, best.version) === 0);
  if (equals.length === 1) return best.name;
  const times = await Promise.all(equals.map(async ({ name }) => (await git.fetch(remote, { ref: name, submodules: false })).committedAt ?? 0));
  return equals[times.indexOf(Math.max(...times))]!.name;
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

/** A version as written; undefined where the text is none. */
export function versionOf(text: string): Version | undefined {
  try {
    return parseVersion(text);
  } catch (thrown) {
    if (thrown instanceof EddyError) return undefined;
    throw thrown;
  }
}

/** Only the folders of `spec.sparseCheckout`, and the files above them, as git's cone mode has it. */
function sparse(tree: Tree, spec: SpecReader): Tree {
  const folders = spec.strings('sparseCheckout').map((folder) => tryCleanPath(folder.replace(/^\.\//, '')) ?? '');
  if (folders.length === 0) return tree;
  const absent = folders.find((folder) => tree.kind(folder) !== 'dir');
  if (absent !== undefined) throw new SourceFailure('GitOperationFailed', `${FAILED}: failed to sparse checkout directory '${absent}': no such file or directory`);
  const hides = (path: string): boolean => !folders.some((folder) => folder === '' || path === folder || path.startsWith(`${folder}/`) || folder.startsWith(`${path}/`));
  return filteredTree(tree, { hides, identity: `sparse ${folders.join(' ')}`, dropLinks: false });
}

/** Lays the artifacts of `spec.include` over the checkout. */
async function withIncludes(tree: Tree, spec: SpecReader, context: Context): Promise<Tree> {
  let out = tree;
  for (const include of spec.items('include')) {
    const name = include.child('repository').requiredString('name');
    const source = sourceRef('GitRepository', spec.object.namespace, name);
    if ((await context.objects.get(source)) === undefined) {
      throw new SourceFailure('NotFound', `could not get resource for include '${name}': GitRepository.source.toolkit.fluxcd.io "${name}" not found`, { condition: 'IncludeUnavailable' });
    }
    const artifact = await context.artifact(source);
    if (artifact === undefined) throw new SourceFailure('NoArtifact', `no artifact available for include '${name}'`, { condition: 'IncludeUnavailable' });
    const from = tryCleanPath(include.string('fromPath') ?? '') ?? '';
    const to = include.string('toPath') ?? '';
    if (artifact.tree.kind(from) === undefined) {
      const { buildRoot } = context.policy;
      const message = `failed to copy '${name}' include from ${from} to ${to === '' ? name : to}: stat ${buildRoot === '' ? '' : `${buildRoot}/`}${from}: no such file or directory`;
      throw new SourceFailure('CopyFailure', message, { condition: 'IncludeUnavailable' });
    }
    out = overlayTree(out, prefixTree(subTree(artifact.tree, from), joinPath('', to === '' ? name : to)));
  }
  return out;
}
