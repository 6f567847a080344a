import { describe, expect, test } from 'vitest';
import type { Dict } from '../std/dict.ts';
import { builtInKind, builtInMergeType } from '../schema/index.ts';
import { mergePatch, strategicPatch } from './index.ts';

const POD = builtInMergeType(builtInKind('v1', 'Pod')!);

function strategic(target: unknown, patch: unknown): unknown {
  return strategicPatch(POD, { spec: target }, { spec: patch })['spec'];
}

test.each<[unknown, unknown, unknown]>([
  [{ a: { b: 1, c: 2 } }, { a: { b: null, d: 3 } }, { a: { c: 2, d: 3 } }],
  [{ a: [1, 2] }, { a: [3] }, { a: [3] }],
  [{ a: 'x' }, { a: { b: null, c: 1 } }, { a: { c: 1 } }],
])('a merge patch makes of %j with %j %j', (target, patch, wanted) => {
  expect(mergePatch(target, patch)).toEqual(wanted);
});

describe('a strategic merge patch', () => {
  const target = { containers: [{ name: 'a', image: 'x' }, { name: 'b', image: 'y' }], tolerations: [{ key: 'k' }] };

  test.each<[string, unknown, Dict]>([
    ['merges items by their key', { containers: [{ name: 'b', image: 'z' }] }, { containers: [{ name: 'a', image: 'x' }, { name: 'b', image: 'z' }] }],
    ['adds items in front, as the server does', { containers: [{ name: 'c' }] }, { containers: [{ name: 'c' }, { name: 'a', image: 'x' }, { name: 'b', image: 'y' }] }],
    ['deletes items', { containers: [{ name: 'a', $patch: 'delete' }] }, { containers: [{ name: 'b', image: 'y' }] }],
    ['replaces a list', { containers: [{ $patch: 'replace' }, { name: 'c' }] }, { containers: [{ name: 'c' }] }],
    ['replaces lists that are owned as a whole', { tolerations: [{ key: 'l' }] }, { tolerations: [{ key: 'l' }] }],
    ['puts items into an order', { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] }, { containers: [{ name: 'b', image: 'y' }, { name: 'a', image: 'x' }] }],
    ['keeps the fields that it names', { $retainKeys: ['tolerations'] }, { containers: undefined }],
  ])('%s', (_what, patch, wanted) => {
    expect(strategic(target, patch)).toEqual(JSON.parse(JSON.stringify({ ...target, ...wanted })));
  });

  test('replaces a mapping, and takes one away', () => {
    expect(strategic({ nodeSelector: { a: 'b' } }, { nodeSelector: { $patch: 'replace', c: 'd' } })).toEqual({ nodeSelector: { c: 'd' } });
    expect(strategic({ nodeSelector: { a: 'b' } }, { nodeSelector: null })).toEqual({});
  });

  test('takes single values out of a set, and puts others in', () => {
    const patched = strategicPatch(POD, { metadata: { finalizers: ['x/a', 'x/b'] } }, { metadata: { '$deleteFromPrimitiveList/finalizers': ['x/a'], finalizers: ['x/c'] } });
    expect(patched).toEqual({ metadata: { finalizers: ['x/c', 'x/b'] } });
  });
});
