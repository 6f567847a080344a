import { describe, expect, test } from 'vitest';
import type { K8sObject } from '../../../manifest/index.ts';
import { fieldManagerPatch } from './field-manager.ts';
import { clientSidePatch } from './helm-resources.ts';
import { jsonDiff } from '../drift/json-diff.ts';
import { inUninstallOrder } from './uninstall-order.ts';

const object = (data: object, apiVersion = 'v1', kind = 'ConfigMap'): K8sObject => ({ apiVersion, kind, metadata: { name: 'a', namespace: 'ns' }, data });

describe('clientSidePatch', () => {
  test('sends what is wanted and not there, and takes away what is no longer wanted', () => {
    const patch = clientSidePatch(object({ a: '1', gone: 'x' }), object({ a: '2' }), object({ a: '1', gone: 'x', theirs: 'y' }), false);
    expect(patch).toEqual({ type: 'strategic', patch: { data: { a: '2', gone: null } } });
  });

  test('puts back what somebody else has changed', () => {
    expect(clientSidePatch(object({ a: '1' }), object({ a: '1' }), object({ a: 'edited' }), false).patch).toEqual({ data: { a: '1' } });
  });

  test('compares custom resources with the last revision only, unless it adopts them', () => {
    const custom = (data: object): K8sObject => object(data, 'x.example.test/v1', 'X');
    expect(clientSidePatch(custom({ a: '1' }), custom({ a: '1' }), custom({ a: 'edited' }), false)).toEqual({ type: 'merge', patch: {} });
    expect(clientSidePatch(custom({ a: '1' }), custom({ a: '1' }), custom({ a: 'edited' }), true).patch).toEqual({ data: { a: '1' } });
  });
});

describe('jsonDiff', () => {
  const long = 'long enough for a single operation to be the shorter one';
  test.each<[string, unknown, unknown, unknown]>([
    ['nothing', { a: 1 }, { a: 1 }, []],
    ['keys in byte order', { b: 1, long }, { a: 1, b: 2, long }, [{ op: 'add', path: '/a', value: 1 }, { op: 'replace', path: '/b', value: 2 }]],
    ['what is gone', { a: 1, long }, { long }, [{ op: 'remove', path: '/a' }]],
    ['keys with slashes', { 'a/b~c': 1 }, { 'a/b~c': 2 }, [{ op: 'replace', path: '/a~1b~0c', value: 2 }]],
    ['items at the end', { l: [long] }, { l: [long, 'x'] }, [{ op: 'add', path: '/l/-', value: 'x' }]],
    ['items that are gone', { l: [long, 'x', 'y'] }, { l: [long] }, [{ op: 'remove', path: '/l/1' }, { op: 'remove', path: '/l/1' }]],
    ['a whole mapping where that is shorter', { m: { a: 1, b: 2, c: 3 } }, { m: { d: 4 } }, [{ op: 'replace', path: '/m', value: { d: 4 } }]],
  ])('tells %s', (_what, from, to, want) => {
    expect(jsonDiff(from, to)).toEqual(want);
  });
});

test('what was written by client-side apply comes to count as applied', () => {
  const entry = (manager: string, operation: string, fields: object): object => ({ manager, operation, apiVersion: 'v1', fieldsV1: fields });
  const live = (managedFields: readonly object[]): K8sObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', resourceVersion: '7', managedFields } });
  expect(fieldManagerPatch(live([entry('kubectl', 'Update', {}), entry('helm-controller', 'Apply', {})]))).toBeUndefined();
  const both = live([entry('helm-controller', 'Update', { 'f:data': { 'f:a': {} } }), entry('helm-controller', 'Apply', { 'f:data': { 'f:b': {} } })]);
  expect(fieldManagerPatch(both)).toEqual([
    { op: 'replace', path: '/metadata/managedFields', value: [entry('helm-controller', 'Apply', { 'f:data': { 'f:a': {}, 'f:b': {} } })] },
    { op: 'replace', path: '/metadata/resourceVersion', value: '7' },
  ]);
});

test('objects go in the order in which Helm deletes kinds, unknown ones last', () => {
  const kinds = ['Namespace', 'Zzz', 'ConfigMap', 'Deployment', 'Service', 'Aaa'].map((kind) => object({}, 'v1', kind));
  expect(inUninstallOrder(kinds).map(({ kind }) => kind)).toEqual(['Service', 'Deployment', 'ConfigMap', 'Namespace', 'Aaa', 'Zzz']);
});
