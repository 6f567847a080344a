import { describe, expect, test } from 'vitest';
import type { ObjectRef } from '../diagnostics/index.ts';
import { refOf, type K8sObject } from '../manifest/index.ts';
import { MemoryStore, type SyncStore } from '../store/index.ts';
import { ChildTable, type ProducedObject } from '../controllers/base/index.ts';
import { buildWriter, type ChildWriter } from './child-writer.ts';
import { clusterWriter } from './cluster-writer.ts';

const PRUNE = { fieldManager: 'test', prune: true };

function producer(name: string): ObjectRef {
  return { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', namespace: 'flux-system', name };
}

function child(name: string, by: string): ProducedObject {
  return { object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'apps', labels: { by } } } };
}

function setUp(make: (table: ChildTable, store: SyncStore) => ChildWriter): { readonly writer: ChildWriter; readonly table: ChildTable; readonly stored: () => string[] } {
  const { sync } = new MemoryStore();
  const table = new ChildTable();
  const stored = (): string[] => sync.list({}).items.map(({ metadata }) => `${metadata.name} by ${metadata.labels?.['by'] ?? '-'}`);
  return { writer: make(table, sync), table, stored };
}

describe('the writer of a build', () => {
  test.each([
    ['a', 'b'],
    ['b', 'a'],
  ])('stores the same version of a shared object when %s comes before %s', (first, second) => {
    const { writer, stored } = setUp(buildWriter);
    for (const name of [first, second]) writer.set(producer(name), [child('x', name)], PRUNE);
    expect(stored()).toEqual(['x by a']);
  });

  test('gives an object to the next producer when the first one drops it', () => {
    const { writer, stored } = setUp(buildWriter);
    writer.set(producer('a'), [child('x', 'a')], PRUNE);
    writer.set(producer('b'), [child('x', 'b')], PRUNE);
    writer.set(producer('a'), [], PRUNE);
    expect(stored()).toEqual(['x by b']);
  });

  test('takes away what a producer no longer renders, fails to render, or leaves behind', () => {
    const { writer, stored } = setUp(buildWriter);
    writer.set(producer('a'), [child('x', 'a'), child('y', 'a')], PRUNE);
    writer.set(producer('a'), [child('y', 'a')], { ...PRUNE, prune: false });
    expect(stored()).toEqual(['y by a']);
    writer.fail(producer('a'));
    expect(stored()).toEqual([]);
    writer.set(producer('b'), [child('x', 'b')], PRUNE);
    writer.remove(producer('b'));
    expect(stored()).toEqual([]);
  });
});

describe('the writer of a cluster', () => {
  test('gives an object to who applies last', () => {
    const { writer, stored } = setUp((table, store) => clusterWriter(table, store, () => 0));
    writer.set(producer('b'), [child('x', 'b')], PRUNE);
    writer.set(producer('a'), [child('x', 'a')], PRUNE);
    writer.set(producer('b'), [child('x', 'b')], PRUNE);
    expect(stored()).toEqual(['x by b']);
  });

  test.each([
    ['keeps what a failing producer applied', (writer: ChildWriter) => { writer.fail(producer('a')); }, ['x by a']],
    ['deletes what left the set', (writer: ChildWriter) => writer.set(producer('a'), [], PRUNE), []],
    ['keeps it without prune', (writer: ChildWriter) => writer.set(producer('a'), [], { ...PRUNE, prune: false }), ['x by a']],
    ['keeps what the live object refuses', (writer: ChildWriter) => writer.set(producer('a'), [], { ...PRUNE, mayPrune: ({ metadata }: K8sObject) => metadata.labels?.['by'] !== 'a' }), ['x by a']],
    ['deletes all with the producer', (writer: ChildWriter) => { writer.remove(producer('a')); }, []],
  ])('%s', (_what, act, left) => {
    const { writer, stored } = setUp((table, store) => clusterWriter(table, store, () => 0));
    writer.set(producer('a'), [child('x', 'a')], PRUNE);
    act(writer);
    expect(stored()).toEqual(left);
  });

  test('leaves everything behind when the producer says so', () => {
    const { writer, stored } = setUp((table, store) => clusterWriter(table, store, () => 0));
    writer.set(producer('a'), [child('x', 'a')], { ...PRUNE, pruneOnDelete: false });
    writer.remove(producer('a'));
    expect(stored()).toEqual(['x by a']);
  });
});

describe('ChildTable', () => {
  test('names the objects that producers render differently, and only these', () => {
    const { writer, table } = setUp(buildWriter);
    writer.set(producer('b'), [child('x', 'b'), child('same', 's')], PRUNE);
    writer.set(producer('a'), [child('x', 'a'), child('same', 's'), child('own', 'a')], PRUNE);
    expect(table.conflicts().map(({ ref, producers }) => [ref.name, producers.map(({ name }) => name)])).toEqual([['x', ['a', 'b']]]);
  });

  test('lets every producer go before a seed', () => {
    const table = new ChildTable();
    const { object } = child('x', 'seed');
    table.seed(object);
    table.replace(producer('z'), [child('x', 'z')]);
    expect(table.winner(refOf(object))?.producer?.name).toBe('z');
    expect(table.conflicts()).toEqual([]);
  });
});
