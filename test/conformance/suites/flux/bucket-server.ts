import { createHash } from 'node:crypto';
import { EddyError } from '../../../../src/diagnostics/index.ts';
import type { BucketFetcher, BucketRemote } from '../../../../src/controllers/base/index.ts';
import { promised } from './promised.ts';

const KEY = 'S3RVER';
const BUCKETS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  full: { 'a.yaml': 'a: 1\n', 'deploy/b.yaml': 'b: 1\n', 'docs/r.md': 'r\n', 'img.png': 'x', '.github/w.yaml': 'w: 1\n' },
  ignored: { '.sourceignore': '*.md\n', 'a.yaml': 'a: 1\n', 'r.md': 'r\n', 'img.png': 'x' },
  empty: {},
};

/** The S3 server of the recording, with the answers that its client showed. */
export function bucketServer(): BucketFetcher {
  const contentOf = ({ bucketName }: BucketRemote): Readonly<Record<string, string>> => (Object.hasOwn(BUCKETS, bucketName) ? BUCKETS[bucketName]! : {});
  return {
    exists: (remote) =>
      promised(() => {
        signIn(remote);
        return Object.hasOwn(BUCKETS, remote.bucketName);
      }),
    list: (remote) =>
      promised(() =>
        Object.entries(contentOf(remote))
          .filter(([key]) => key.startsWith(remote.prefix ?? ''))
          .map(([key, text]) => ({ key, etag: createHash('md5').update(text).digest('hex') })),
      ),
    get: (remote, key) =>
      promised(() => {
        const content = contentOf(remote);
        return Object.hasOwn(content, key) ? new TextEncoder().encode(content[key]) : undefined;
      }),
  };
}

function signIn({ credentials }: BucketRemote): void {
  const [access, secret] = ['accesskey', 'secretkey'].map((field) => new TextDecoder().decode(credentials?.[field]));
  if (access === '') throw new EddyError('SourceFailed', 'Access Denied.');
  if (access !== KEY) throw new EddyError('SourceFailed', 'The AWS Access Key Id you provided does not exist in our records.');
  if (secret !== KEY) throw new EddyError('SourceFailed', 'The request signature we calculated does not match the signature you provided. Check your key and signing method.');
}
