import { describe, expect, test } from 'vitest';
import { toDict } from '../../../std/dict.ts';
import { decodeRelease, encodeRelease } from './release-codec.ts';
import type { ReleaseRecord } from './release-record.ts';
import { recordDigest } from '../release-status.ts';
import { gunzipStored, gzipStored } from './stored-gzip.ts';

const RECORD: ReleaseRecord = {
  name: 'app',
  namespace: 'ns',
  version: 2,
  info: { firstDeployed: '2026-11-21T00:00:00Z', lastDeployed: '2026-11-21T00:00:01Z', description: 'Upgrade complete', status: 'deployed', notes: '' },
  chart: toDict({ metadata: toDict({ name: 'c', version: '0.1.0', apiVersion: 'v2', appVersion: '1 < 2' }), lock: null, templates: [], values: toDict({}), schema: null, files: [] }),
  config: toDict({ b: 1, a: '<x>' }),
  manifest: '---\n# Source: c/templates/a.yaml\napiVersion: v1\n',
  hooks: [{ name: 'h', kind: 'Job', path: 'c/templates/h.yaml', manifest: 'kind: Job\n', events: ['pre-install'], lastRun: { startedAt: '2026-11-21T00:00:00Z', phase: 'Succeeded' }, weight: -5, deletePolicies: ['hook-succeeded'], outputLogPolicies: [] }],
  applyMethod: 'ssa',
};

describe('releases in Secrets', () => {
  test('come back as they were', () => {
    const secret = encodeRelease(RECORD, 'storage', { createdAt: '7' });
    expect(secret.metadata).toEqual({ name: 'sh.helm.release.v1.app.v2', namespace: 'storage', labels: { createdAt: '7', name: 'app', owner: 'helm', status: 'deployed', version: '2' } });
    expect(decodeRelease(secret, undefined)).toEqual(RECORD);
  });

  test('are Helm’s only by their type', () => {
    expect(decodeRelease({ ...encodeRelease(RECORD, 'storage', {}), type: 'Opaque' }, undefined)).toBeUndefined();
  });

  test('that are damaged are told', () => {
    const secret = { ...encodeRelease(RECORD, 'storage', {}), data: { release: '!' } };
    expect(() => decodeRelease(secret, undefined)).toThrow('Secret "storage/sh.helm.release.v1.app.v2" holds no release: data.release is not base64');
  });
});

// Made by the types of Helm 4.2.4 and the observation of helm-controller v1.6.3 from the same record.
test('the digest of a record is the one that helm-controller remembers', () => {
  expect(recordDigest(RECORD, undefined)).toBe('sha256:405ab9ec9d2b6427044374127fae953d50241154230c8c9ffbc792465752232a');
  expect(recordDigest(RECORD, 'sha256:abc')).toBe('sha256:2782b2a9c6367a91248e9f23bce2e5420fba783589ebfebeaefb15f8dffb5bce');
});

describe('gzip without compression', () => {
  test.each([0, 1, 65_535, 65_536, 200_000])('keeps %i bytes', (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => i % 251);
    expect(gunzipStored(gzipStored(bytes))).toEqual(bytes);
  });

  test('knows what others have compressed', () => {
    expect(gunzipStored(Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b, 4, 0, 0x43, 0xbe, 0xb7, 0xe8, 1, 0, 0, 0))).toBeUndefined();
  });
});
