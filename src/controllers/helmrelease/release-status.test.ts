import { describe, expect, test } from 'vitest';
import { toDict } from '../../std/dict.ts';
import { specDigest, valuesDigest } from './release-status.ts';

// Digests that helm-controller v1.6.3 wrote into statuses.
describe('digests', () => {
  test('values are digested as sorted YAML, none as nothing', () => {
    expect(valuesDigest(toDict({ mode: 'yes', blob: true }))).toBe('sha256:545a3fb19734f22bbf84bc47f47697f9f55d35914f96b3853b6f5692b4e8237e');
    expect(valuesDigest(toDict({}))).toBe('sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  test('a part of the spec that is not there has none', () => {
    expect(specDigest(undefined)).toBeUndefined();
  });
});
