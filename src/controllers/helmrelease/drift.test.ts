import { describe, expect, test } from 'vitest';
import type { K8sObject } from '../../manifest/index.ts';
import type { Context } from '../base/index.ts';
import { driftSummary, findDrift } from './drift.ts';

const APPLIED: K8sObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'ns', labels: { app: 'x' } }, data: { k: '1', l: '2' } };

async function drift(live: K8sObject | undefined, ignored: readonly string[] = []): Promise<string> {
  const objects = { get: () => Promise.resolve(live), list: () => Promise.resolve([]) };
  return driftSummary(await findDrift([{ object: APPLIED, payload: APPLIED }], ignored, { objects } as unknown as Context));
}

describe('findDrift', () => {
  test.each<[string, K8sObject | undefined, string]>([
    ['an object that is gone', undefined, 'ConfigMap/ns/a removed'],
    ['a changed and a missing field', { ...APPLIED, data: { k: 'edited' } }, 'ConfigMap/ns/a changed (1 additions, 1 changes, 0 removals)'],
    ['nothing where others added fields', { ...APPLIED, data: { k: '1', l: '2', more: 'x' }, status: { x: 1 } }, ''],
    ['nothing where the live object opts out', { ...APPLIED, metadata: { ...APPLIED.metadata, annotations: { 'helm.toolkit.fluxcd.io/driftDetection': 'disabled' } }, data: {} }, ''],
  ])('sees %s', async (_name, live, want) => {
    expect(await drift(live)).toBe(want);
  });

  test('leaves ignored paths out', async () => {
    expect(await drift({ ...APPLIED, data: { k: 'edited', l: '2' } }, ['/data/k'])).toBe('');
  });
});
