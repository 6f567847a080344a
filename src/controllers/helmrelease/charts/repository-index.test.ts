import { describe, expect, test } from 'vitest';
import { toDict } from '../../../std/dict.ts';
import { pickFromIndex, pickTag } from './repository-index.ts';

const VERSIONS = ['0.1.0', '0.1.1', '0.2.0', '1.0.0', '1.1.0-rc.1', '1.0.0+build.5'];
const INDEX = toDict({ entries: { probe: VERSIONS.map((version) => ({ version, urls: [`probe-${version}.tgz`], created: '2026-01-01T00:00:00Z' })) } });

describe('pickFromIndex', () => {
  // What source-controller v1.9.3 pulled from such an index.
  test.each([
    ['*', '1.0.0+build.5'],
    ['', '1.0.0+build.5'],
    ['0.1.0', '0.1.0'],
    ['~0.1.0', '0.1.1'],
    ['>=1.0.0-0', '1.1.0-rc.1'],
    ['1.1.0-rc.1', '1.1.0-rc.1'],
  ])('%j picks %s', (range, want) => {
    expect(pickFromIndex(INDEX, 'probe', range).version).toBe(want);
  });

  test.each([
    ['probe', '>9', "no 'probe' chart with version matching '>9' found"],
    ['prob', '*', 'no chart name found'],
    ['probe', 'zzz', 'improper constraint: "zzz"'],
  ])('%s %s is refused', (name, range, message) => {
    expect(() => pickFromIndex(INDEX, name, range)).toThrow(message);
  });
});

test('tags write the plus of a version as an underscore', () => {
  expect(pickTag(['0.1.0', '1.0.0_build.5', 'latest'], '*')).toBe('1.0.0+build.5');
});

test.each([
  [['1.2', '1.1.0', '2'], '1.1.0'],
  [['v1.2.3', '1.2.2'], 'v1.2.3'],
  [['01.2.4', '1.2.3'], '01.2.4'],
  [['1.3-a.b', '1.2.3-a'], '1.3-a.b'],
])('of the tags %j, those with three parts between dots are versions', (tags, picked) => {
  expect(pickTag(tags, '>=1-0')).toBe(picked);
});
