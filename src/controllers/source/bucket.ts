import { sha256Hex } from '../../std/sha256.ts';
import { compareUtf8 } from '../../std/compare.ts';
import { toDict } from '../../std/dict.ts';
import { EddyError } from '../../diagnostics/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { memoryTree, tryCleanPath } from '../../tree/index.ts';
import type { BucketRemote, Context, SpecReader } from '../base/index.ts';
import { artifactTree } from './artifact-tree.ts';
import { credentialsOf, portFor, timeoutOf } from './source-access.ts';
import { messageOf, type FetchedSource } from './source-controllers.ts';
import { SourceFailure } from './source-failure.ts';

const encoder = new TextEncoder();

/**
 * Fetches all objects of a bucket; its revision is the digest of their keys and etags.
 *
 * Follows source-controller v1.9.4 bucket_controller.go and internal/index.
 */
export async function fetchBucket(object: K8sObject, spec: SpecReader, context: Context): Promise<FetchedSource> {
  const endpoint = spec.requiredString('endpoint');
  const bucketName = spec.requiredString('bucketName');
  const remote: BucketRemote = {
    provider: spec.string('provider') ?? 'generic',
    endpoint,
    bucketName,
    region: spec.string('region'),
    prefix: spec.string('prefix'),
    insecure: spec.boolean('insecure'),
    credentials: await credentialsOf(spec, 'secretRef', context, (secret) => `failed to get secret '${secret}'`),
    timeoutMs: timeoutOf(spec),
  };
  const bucket = portFor(context.ports.bucket, spec, `${endpoint}/${bucketName}`);
  try {
    const listed = await bucket.list(remote);
    // Rules may lie in the bucket: its ignore file is read before anything is left out.
    const items = listed.filter(({ key }) => !key.endsWith('/') && tryCleanPath(key) === key);
    const files = new Map<string, Uint8Array>();
    for (const { key } of items) files.set(key, await bucket.get(remote, key));
    const tree = artifactTree(memoryTree(files), spec.string('ignore'), 'none');
    const kept = items.filter(({ key }) => tree.kind(key) === 'file').sort((a, b) => compareUtf8(a.key, b.key));
    const revision = `sha256:${sha256Hex(encoder.encode(kept.map(({ key, etag }) => `${key} ${etag}\n`).join('')))}`;
    return { artifact: { revision, tree: memoryTree(new Map(kept.map(({ key }) => [key, files.get(key)!]))) }, message: messageOf(object.kind, revision), status: toDict({ url: `${endpoint}/${bucketName}` }) };
  } catch (thrown) {
    if (!(thrown instanceof EddyError)) throw thrown;
    throw new SourceFailure('BucketOperationFailed', thrown.message, { code: thrown.code, hint: thrown.hint, cause: thrown });
  }
}
