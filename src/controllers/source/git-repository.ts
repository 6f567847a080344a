import { toDict, type Dict } from '../../std/dict.ts';
import { deepEqual } from '../../std/deep-equal.ts';
import { EddyError, refText } from '../../diagnostics/index.ts';
import { confinedPath, filteredTree, memoryTree, overlayTree, prefixTree, subTree, type Tree } from '../../tree/index.ts';
import { sourceRef, type Artifact, type GitRemote } from '../base/index.ts';
import { artifactTree } from './artifact-tree.ts';
import { gitCredentials } from './git-authentication.ts';
import { GitCheckoutPlan, type CheckedOut } from './git-checkout.ts';
import { verifyCheckout } from './git-signature.ts';
import { messageOf } from './source-message.ts';
import { outdated, portFor, timeoutOf, upToDate, type FetchedSource, type SourceRun } from './source-run.ts';
import { proxyOf } from './source-secrets.ts';
import { SourceFailure, SourceWaiting } from './source-failure.ts';

/** An entry of `spec.include`, with the artifact that it brings. */
interface Include {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly artifact: Artifact;
  /** The artifact as the status of the included repository has it. */
  readonly shown: unknown;
}

/**
 * Fetches a Git repository, lays the artifacts of `spec.include` over it, and leaves out what is ignored.
 *
 * Follows source-controller v1.9.4 gitrepository_controller.go.
 */
export async function fetchGitRepository(run: SourceRun): Promise<FetchedSource> {
  const { spec, context, conditions } = run;
  if (conditions.status('SourceVerified') === 'False') conditions.remove('SourceVerified');
  const url = spec.requiredString('url');
  const proxy = await proxyOf(spec, context, 'failed to configure proxy options');
  const remote: GitRemote = { url, proxy, credentials: await gitCredentials(run), provider: spec.string('provider'), timeoutMs: timeoutOf(spec) };
  const includes = await includesOf(run);
  const observed = observations(run, includes);
  const plan = new GitCheckoutPlan(portFor(context.ports.git, spec, url), remote, spec);
  const unchanged = await unchangedSource(run, plan, observed);
  if (unchanged !== undefined) return unchanged;
  const checkedOut = await plan.checkOut();
  conditions.remove('FetchFailed');
  const { revision, checkout } = checkedOut;
  const files = sparse(checkout.tree, run);
  await verifyCheckout(run, checkedOut);
  if (run.stored?.revision !== revision) outdated(run, `new upstream revision '${revision}'`);
  const stored = run.stored?.revision === revision && isObserved(run, observed) ? run.stored : undefined;
  return {
    artifact: stored ?? { revision, tree: artifactTree(withIncludes(files, includes, run), spec.string('ignore')) },
    message: messageOf('GitRepository', revision),
    news: `stored artifact for commit '${subjectOf(checkedOut)}'`,
    unchanged: stored === undefined ? undefined : upToDate(revision),
    status: observed,
  };
}

/** The first line of the commit's message, of which 50 characters are shown. */
function subjectOf({ checkout, revision }: CheckedOut): string {
  if (checkout.message === undefined) return revision;
  const subject = Array.from(checkout.message.split('\n')[0]!);
  return subject.length > 50 ? `${subject.slice(0, 50).join('')}...` : subject.join('');
}

/** The source as it was, where neither the remote nor what shapes the artifact has changed: then nothing is fetched. */
async function unchangedSource(run: SourceRun, plan: GitCheckoutPlan, observed: Dict): Promise<FetchedSource | undefined> {
  const { stored, conditions, spec } = run;
  if (stored === undefined || conditions.status('ArtifactInStorage') !== 'True' || spec.has('verify')) return undefined;
  if ((await plan.revision()) !== stored.revision || !isObserved(run, observed)) return undefined;
  conditions.remove('FetchFailed');
  const { revision } = stored;
  return {
    artifact: stored,
    message: messageOf('GitRepository', revision),
    news: `stored artifact for commit '${revision}'`,
    unchanged: { reason: 'GitOperationSucceeded', message: `no changes since last reconciliation: observed revision '${revision}'` },
    status: observed,
  };
}

/** What shapes an artifact besides the revision, as the status keeps it. */
function observations({ object, spec }: SourceRun, includes: readonly Include[]): Dict {
  const fields = object['spec'] as Dict;
  const listed = (field: string): unknown => (Array.isArray(fields[field]) && fields[field].length > 0 ? fields[field] : undefined);
  return toDict({
    observedIgnore: fields['ignore'] ?? undefined,
    observedInclude: listed('include'),
    observedSparseCheckout: listed('sparseCheckout'),
    observedRecurseSubmodules: spec.boolean('recurseSubmodules') ? true : undefined,
    includedArtifacts: includes.length === 0 ? undefined : includes.map(({ shown }) => shown),
  });
}

function isObserved({ object }: SourceRun, observed: Dict): boolean {
  const status = object['status'] as Dict | undefined;
  return Object.entries(observed).every(([field, value]) => deepEqual(value, status?.[field]));
}

/**
 * The files whose paths begin with an entry of `spec.sparseCheckout`. As go-git has it, `docs` brings `docs.md` as well.
 *
 * @throws SourceFailure GitOperationFailed for an entry that is neither a folder nor a file of what is left.
 */
function sparse(tree: Tree, { spec, context }: SourceRun): Tree {
  const entries = spec.strings('sparseCheckout');
  if (entries.length === 0) return tree;
  const prefixes = entries.map((entry) => entry.replace(/^\.\//, ''));
  const hides = (path: string, kind: 'file' | 'dir'): boolean =>
    !prefixes.some((prefix) => path.startsWith(prefix) || (kind === 'dir' && prefix.startsWith(`${path}/`)));
  const left = filteredTree(tree, { hides, identity: `sparse ${JSON.stringify(prefixes)}`, dropLinks: false });
  const absent = entries.find((entry) => left.kind(confinedPath(entry)) === undefined);
  if (absent === undefined) return left;
  const place = `${context.policy.buildRoot === '' ? '' : `${context.policy.buildRoot}/`}${confinedPath(absent)}`;
  throw new SourceFailure(
    'GitOperationFailed',
    `failed to sparse checkout directories : sparse checkout dir '${absent}' does not exist in repository: lstat ${place}: no such file or directory`,
  );
}

/** @throws SourceWaiting while an included repository has no artifact. */
async function includesOf({ spec, context, conditions }: SourceRun): Promise<readonly Include[]> {
  const includes: Include[] = [];
  for (const include of spec.items('include')) {
    const name = include.child('repository').requiredString('name');
    const ref = sourceRef('GitRepository', spec.object.namespace, name);
    const waiting = (reason: string, message: string): SourceWaiting => {
      const error = new EddyError('SourceNotFound', `${refText(spec.object)} includes ${refText(ref)}, which does not exist or has no artifact`);
      return new SourceWaiting(reason, message, [{ ref, relation: 'sourceRef', error }], 'IncludeUnavailable');
    };
    const included = await context.objects.get(ref);
    if (included === undefined) {
      throw waiting('NotFound', `could not get resource for include '${name}': GitRepository.source.toolkit.fluxcd.io "${name}" not found`);
    }
    const artifact = await context.artifact(ref);
    if (artifact === undefined) throw waiting('NoArtifact', `no artifact available for include '${name}'`);
    const shown = (included['status'] as Dict | undefined)?.['artifact'];
    includes.push({ name, from: include.string('fromPath') ?? '', to: include.string('toPath') || name, artifact, shown });
  }
  conditions.remove('IncludeUnavailable');
  return includes;
}

/** Lays the artifacts of the includes over the checkout. @throws SourceFailure CopyFailure */
function withIncludes(tree: Tree, includes: readonly Include[], { context }: SourceRun): Tree {
  let out = tree;
  for (const { name, from, to, artifact } of includes) {
    const [source, target] = [confinedPath(from), confinedPath(to)];
    const kind = artifact.tree.kind(source);
    if (kind === undefined) {
      const { buildRoot } = context.policy;
      const message = `failed to copy '${name}' include from ${from} to ${to}: stat ${buildRoot === '' ? '' : `${buildRoot}/`}${source}: no such file or directory`;
      throw new SourceFailure('CopyFailure', message, { condition: 'StorageOperationFailed' });
    }
    const part = kind === 'file' ? memoryTree({ [target]: artifact.tree.read(source)! }) : prefixTree(subTree(artifact.tree, source), target);
    out = overlayTree(out, part);
  }
  return out;
}
