import { describe, expect, test } from 'vitest';
import type { K8sObject } from '../../../manifest/index.ts';
import { MemoryStore } from '../../../store/index.ts';
import { storeClient } from '../actions/cluster-client.ts';
import { correctDrift, driftSummary, findDrift, type Drift } from './drift.ts';
import type { DriftIgnoreRule } from '../../base/index.ts';

const TEXT = 'long enough for single operations to be shorter than all of it';
const APPLIED: K8sObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'ns', labels: { app: 'x' } }, data: { k: '1', l: '2', text: TEXT } };

async function drift(live: K8sObject | undefined, rules: readonly DriftIgnoreRule[] = []): Promise<{ readonly found: readonly Drift[]; readonly store: MemoryStore }> {
  const store = new MemoryStore({ apiServer: {} });
  await store.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ns' } }, { fieldManager: 'somebody' });
  if (live !== undefined) await store.create(live, { fieldManager: 'somebody' });
  return { found: await findDrift([APPLIED], rules, storeClient(store)), store };
}

describe('findDrift', () => {
  test.each<[string, K8sObject | undefined, string]>([
    ['an object that is gone', undefined, 'ConfigMap/ns/a removed'],
    ['a changed and a missing field', { ...APPLIED, data: { k: 'edited', text: TEXT } }, 'ConfigMap/ns/a changed (1 additions, 1 changes, 0 removals)'],
    ['nothing where the live object opts out', { ...APPLIED, metadata: { ...APPLIED.metadata, annotations: { 'helm.toolkit.fluxcd.io/driftDetection': 'disabled' } }, data: {} }, ''],
  ])('sees %s', async (_name, live, want) => {
    expect(driftSummary((await drift(live)).found)).toBe(want);
  });

  test.each<[string, readonly DriftIgnoreRule[], string]>([
    ['paths of all objects', [{ paths: ['/data/k'], target: undefined }], ''],
    ['paths of another kind', [{ paths: ['/data/k'], target: { kind: 'Secret' } }], 'ConfigMap/ns/a changed (0 additions, 1 changes, 0 removals)'],
    ['the last of several rules for all objects only', [{ paths: ['/data/k'], target: undefined }, { paths: ['/data/x'], target: undefined }], 'ConfigMap/ns/a changed (0 additions, 1 changes, 0 removals)'],
    ['whole objects', [{ paths: [''], target: { name: 'a' } }], ''],
  ])('leaves out %s', async (_name, rules, want) => {
    expect(driftSummary((await drift({ ...APPLIED, data: { k: 'edited', l: '2', text: TEXT } }, rules)).found)).toBe(want);
  });
});

describe('correctDrift', () => {
  test('makes what is gone and patches what has changed', async () => {
    const gone = await drift(undefined);
    expect(await correctDrift(gone.found, storeClient(gone.store))).toEqual({ corrected: ['ConfigMap/ns/a created'], faults: [] });
    const changed = await drift({ ...APPLIED, data: { k: 'edited', l: '2', text: TEXT } });
    expect(changed.found[0]!.patch).toEqual([{ op: 'replace', path: '/data/k', value: '1' }]);
    expect(await correctDrift(changed.found, storeClient(changed.store))).toEqual({ corrected: ['ConfigMap/ns/a configured'], faults: [] });
    expect(changed.store.sync.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'ns', name: 'a' })?.['data']).toEqual({ k: '1', l: '2', text: TEXT });
  });
});
