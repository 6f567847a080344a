import { describe, expect, test } from 'vitest';
import { ANY, builtInKind, builtInMergeType } from '../schema/index.ts';
import { compareValues, fieldSetOf, fromFieldsV1, mergeValues, pathsOf, readManagedFields, removePaths, toFieldsV1, trackUpdate, typeFaults, union, writeManagedFields } from './index.ts';

const DEPLOYMENT = builtInMergeType(builtInKind('apps/v1', 'Deployment')!);
const SERVICE = builtInMergeType(builtInKind('v1', 'Service')!);

function containers(...items: readonly unknown[]): unknown {
  return { spec: { template: { spec: { containers: items } } } };
}

describe('field sets', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['scalars', { spec: { replicas: 1 } }, ['.spec.replicas']],
    ['entries of a map, not the map', { metadata: { labels: { a: 'b' } } }, ['.metadata.labels.a']],
    ['an empty map', { metadata: { labels: {} } }, ['.metadata.labels']],
    ['items by their keys', containers({ name: 'a', image: 'x' }), ['.spec.template.spec.containers[name="a"]', '.spec.template.spec.containers[name="a"].image', '.spec.template.spec.containers[name="a"].name']],
    ['a whole, where it is owned as one', { spec: { selector: { matchLabels: { a: 'b' } } } }, ['.spec.selector']],
    ['items of a set', { metadata: { finalizers: ['x/y'] } }, ['.metadata.finalizers[="x/y"]']],
  ])('hold %s', (_what, value, paths) => {
    expect(pathsOf(fieldSetOf(DEPLOYMENT, value))).toEqual(paths);
  });

  test('read what they write', () => {
    const fields = { 'f:spec': { '.': {}, 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {} } } } };
    expect(toFieldsV1(fromFieldsV1(fields))).toEqual(fields);
  });

  test('an item without a key has the default of it', () => {
    expect(pathsOf(fieldSetOf(SERVICE, { spec: { ports: [{ port: 80 }] } }))[0]).toBe('.spec.ports[port=80,protocol="TCP"]');
  });

  test('keys called __proto__ are keys', () => {
    const set = union(fieldSetOf(ANY, JSON.parse('{"__proto__": {"a": 1}}')), fieldSetOf(ANY, { b: 1 }));
    expect(pathsOf(set)).toContain('.__proto__.a');
  });
});

describe('merging', () => {
  test.each<[string, unknown, unknown, unknown]>([
    ['adds items', containers({ name: 'a' }), containers({ name: 'b' }), containers({ name: 'a' }, { name: 'b' })],
    ['merges items with the same key', containers({ name: 'a', image: 'x' }), containers({ name: 'a', tty: true }), containers({ name: 'a', image: 'x', tty: true })],
    ['takes the order of what is put over', containers({ name: 'a' }, { name: 'b' }), containers({ name: 'b' }, { name: 'a' }), containers({ name: 'b' }, { name: 'a' })],
    ['replaces what is owned as a whole', { spec: { selector: { matchLabels: { a: '1' } } } }, { spec: { selector: { matchLabels: { b: '2' } } } }, { spec: { selector: { matchLabels: { b: '2' } } } }],
    ['leaves a list that null is put over', containers({ name: 'a' }), { spec: { template: { spec: { containers: null } } } }, containers({ name: 'a' })],
  ])('%s', (_what, base, over, merged) => {
    expect(mergeValues(DEPLOYMENT, base, over)).toEqual(merged);
  });

  test('takes paths away, and leaves an empty value where all went', () => {
    const set = fromFieldsV1({ 'f:metadata': { 'f:labels': { 'f:a': {} } } });
    expect(removePaths(DEPLOYMENT, { metadata: { labels: { a: 'b' } } }, set)).toEqual({ metadata: { labels: {} } });
  });

  test('tells what differs', () => {
    const { added, modified, removed } = compareValues(DEPLOYMENT, { spec: { replicas: 1, paused: true } }, { spec: { replicas: 2, minReadySeconds: 1 } });
    expect([added, modified, removed].map((set) => pathsOf(set))).toEqual([['.spec.minReadySeconds'], ['.spec.replicas'], ['.spec.paused']]);
  });
});

test.each<[string, unknown, readonly string[]]>([
  ['an unknown field', { spec: { bogus: 1 } }, ['.spec.bogus: field not declared in schema']],
  ['a number for a text', { metadata: { name: 1 } }, ['.metadata.name: expected string, got &value.valueUnstructured{Value:1}']],
  ['a text for a number', { spec: { replicas: 'x' } }, ['.spec.replicas: expected numeric (int or float), got string']],
  ['a map for a list', containers(), []],
  ['a text for a map', { spec: 'x' }, ['.spec: expected map, got &{x}']],
  ['an item that is there twice', containers({ name: 'a' }, { name: 'a' }), ['.spec.template.spec.containers: duplicate entries for key [name="a"]']],
])('%s is a fault', (_what, value, faults) => {
  expect(typeFaults(DEPLOYMENT, value)).toEqual(faults);
});

test('of many writers by Update the oldest become one', () => {
  const configMap = (data: Readonly<Record<string, string>>): Parameters<typeof trackUpdate>[1] => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data });
  const write = (i: number): Parameters<typeof trackUpdate>[2] => ({
    type: builtInMergeType(builtInKind('v1', 'ConfigMap')!),
    writer: { manager: `m${String(i)}`, operation: 'Update', apiVersion: 'v1' },
    time: new Date(i * 1000).toISOString(),
    endpoint: 'whole',
  });
  let live = trackUpdate(undefined, configMap({ k0: '' }), write(0));
  for (let i = 1; i < 12; i++) {
    const data = Object.fromEntries(Array.from({ length: i + 1 }, (_, k) => [`k${String(k)}`, '']));
    live = trackUpdate(live, { ...live, data }, write(i));
  }
  const managers = readManagedFields(live.metadata['managedFields']);
  expect(managers.size).toBe(10);
  expect(writeManagedFields(managers)![0]).toMatchObject({ manager: 'ancient-changes', fieldsV1: { 'f:data': { 'f:k0': {}, 'f:k1': {}, 'f:k2': {} } } });
});
