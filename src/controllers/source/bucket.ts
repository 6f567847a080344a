import { compareUtf8 } from '../../std/compare.ts';
import { sha256Hex } from '../../std/sha256.ts';
import { toDict } from '../../std/dict.ts';
import { isIgnored, parseIgnoreRules, type IgnoreRule } from '../../lang/gitignore/index.ts';
import { confinedPath, memoryTree } from '../../tree/index.ts';
import type { BucketFetcher, BucketItem, BucketRemote } from '../base/index.ts';
import { checkBucketAccess } from './bucket-access.ts';
import { failingAs, SourceFailure } from './source-failure.ts';
import { messageOf } from './source-message.ts';
import { outdated, portFor, timeoutOf, upToDate, type FetchedSource, type SourceRun } from './source-run.ts';

const IGNORE_FILE = '.sourceignore';
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What is fetched of a bucket. */
interface BucketContent {
  readonly items: readonly BucketItem[];
  /** The ignore file at the root, which is no item and yet part of the artifact. */
  readonly ignoreFile: Uint8Array | undefined;
}

/**
 * Fetches all objects of a bucket; its revision is the digest of their keys and etags.
 *
 * Only the ignore file at the root counts, and nothing is left out by default.
 * Follows source-controller v1.9.4 bucket_controller.go and internal/index.
 */
export async function fetchBucket(run: SourceRun): Promise<FetchedSource> {
  const { spec, context, conditions, stored } = run;
  const [endpoint, bucketName] = [spec.requiredString('endpoint'), spec.requiredString('bucketName')];
  const { credentials, certificates, proxy } = await checkBucketAccess(run, endpoint);
  const remote: BucketRemote = {
    provider: spec.string('provider') ?? 'generic',
    endpoint,
    bucketName,
    region: spec.string('region'),
    prefix: spec.string('prefix'),
    insecure: spec.boolean('insecure'),
    credentials,
    certificates,
    proxy,
    timeoutMs: timeoutOf(spec),
  };
  const bucket = portFor(context.ports.bucket, spec, `${endpoint}/${bucketName}`);
  const content = await listBucket(bucket, remote, spec.string('ignore') ?? '');
  const { items } = content;
  const revision = `sha256:${sha256Hex(encoder.encode(items.map(({ key, etag }) => `${key} ${etag}\n`).join('')))}`;
  const same = stored?.revision === revision;
  if (!same) outdated(run, `new upstream revision '${revision}'`);
  const artifact = same ? stored : { revision, tree: memoryTree(await filesOf(bucket, remote, content)) };
  conditions.remove('FetchFailed');
  return {
    artifact,
    message: messageOf('Bucket', revision),
    news: `stored artifact with ${String(items.length)} fetched files from '${bucketName}' bucket`,
    unchanged: same ? upToDate(revision) : undefined,
    // Rules that leave nothing more out than before are not looked at again.
    status: same ? undefined : toDict({ observedIgnore: spec.string('ignore') }),
  };
}

async function listBucket(bucket: BucketFetcher, remote: BucketRemote, specIgnore: string): Promise<BucketContent> {
  const { bucketName } = remote;
  const exists = await failing(`failed to confirm existence of '${bucketName}' bucket`, () => bucket.exists(remote));
  if (!exists) throw new SourceFailure('BucketOperationFailed', `bucket '${bucketName}' not found`);
  const ignoreFile = await failing(`failed to get Etag for '${IGNORE_FILE}' object`, () => bucket.get(remote, IGNORE_FILE));
  const rules: readonly IgnoreRule[] = [...parseIgnoreRules(ignoreFile === undefined ? '' : decoder.decode(ignoreFile)), ...parseIgnoreRules(specIgnore)];
  const listed = await failing(`indexation of objects from bucket '${bucketName}' failed`, () => bucket.list(remote));
  const items = listed.filter(({ key }) => !key.endsWith('/') && key !== IGNORE_FILE && !isIgnored(rules, key, false));
  return { items: [...items].sort((a, b) => compareUtf8(a.key, b.key)), ignoreFile };
}

/** The files by path; a key cannot lead out of the artifact. */
async function filesOf(bucket: BucketFetcher, remote: BucketRemote, { items, ignoreFile }: BucketContent): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>(ignoreFile === undefined ? [] : [[IGNORE_FILE, ignoreFile]]);
  for (const { key } of items) {
    const bytes = await failing(`fetch from bucket '${remote.bucketName}' failed: failed to get '${key}' object`, () => bucket.get(remote, key));
    const path = confinedPath(key);
    if (bytes !== undefined && path !== '') files.set(path, bytes);
  }
  return files;
}

function failing<T>(what: string, step: () => Promise<T>): Promise<T> {
  return failingAs('BucketOperationFailed', ({ message }) => `${what}: ${message}`, step);
}
