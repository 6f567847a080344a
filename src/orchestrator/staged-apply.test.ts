import { beforeEach, describe, expect, test } from 'vitest';
import { refText } from '../diagnostics/index.ts';
import type { K8sObject } from '../manifest/index.ts';
import { MemoryStore, type SyncStore } from '../store/index.ts';
import type { ProducedObject, StagedOptions } from '../controllers/base/index.ts';
import { applyStages } from './staged-apply.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const MANAGER = 'kustomize-controller';

function configMap(name: string, rest: Record<string, unknown> = { data: { k: 'v' } }): K8sObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, ...rest };
}

function namespace(name: string): K8sObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

function pod(name: string): K8sObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec: { containers: [{ name: 'c', image: 'x' }] } };
}

function options(rest: Partial<StagedOptions> = {}): StagedOptions {
  return { fieldManager: MANAGER, prune: true, skips: () => false, recreates: () => false, adopts: () => true, ignore: [], timedOut: false, ...rest };
}

function produced(...objects: K8sObject[]): ProducedObject[] {
  return objects.map((object) => ({ object }));
}

describe('applyStages', () => {
  let store: SyncStore;
  beforeEach(() => {
    store = new MemoryStore({ now: () => NOW, apiServer: {} }).sync;
  });

  async function apply(stages: readonly (readonly K8sObject[])[], rest: Partial<StagedOptions> = {}): Promise<{ readonly lines: string[]; readonly error: string | undefined; readonly pending: string[] }> {
    const { applied, error, pending = [] } = await applyStages(store, stages.map((stage) => produced(...stage)), options(rest), NOW);
    return { lines: applied.map(({ ref, action }) => `${refText(ref)} ${action}`), error: error?.message, pending: pending.map(refText) };
  }

  function data(name: string): unknown {
    return store.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name })?.['data'];
  }

  test('tells what was made, changed and left alone', async () => {
    expect((await apply([[configMap('a'), configMap('b')]])).lines).toEqual(['ConfigMap/default/a created', 'ConfigMap/default/b created']);
    expect((await apply([[configMap('a'), configMap('b', { data: { k: 'w' } })]])).lines).toEqual(['ConfigMap/default/a unchanged', 'ConfigMap/default/b configured']);
  });

  test('writes nothing of a stage in which one object is refused', async () => {
    const { lines, error } = await apply([[configMap('a'), configMap('b', { data: { 'bad key': 'v' } })]]);
    expect(lines).toEqual([]);
    expect(error).toMatch(/^ConfigMap\/default\/b dry-run failed \(Invalid\): ConfigMap "b" is invalid: data\[bad key\]/);
    expect(data('a')).toBeUndefined();
  });

  test('keeps what earlier stages wrote, and tells of it', async () => {
    const { lines, error } = await apply([[namespace('n')], [configMap('a', { data: { k: 1 } })]]);
    expect(lines).toEqual(['Namespace/n created']);
    expect(error).toMatch(/^ConfigMap\/default\/a dry-run failed: failed to create typed patch object .*\nNamespace\/n created\n$/);
  });

  test('names the namespace that does not exist', async () => {
    const lost: K8sObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'nowhere' } };
    expect((await apply([[lost]])).error).toBe('ConfigMap/nowhere/a not found: namespaces "nowhere" not found\n');
  });

  test('waits for the health of a stage before it goes on, and not for ever', async () => {
    const stages = [[pod('p')], [configMap('a')]];
    expect(await apply(stages)).toEqual({ lines: ['Pod/default/p created'], error: undefined, pending: ['Pod/default/p'] });
    expect((await apply(stages, { timedOut: true })).error).toBe("timeout waiting for: [Pod/default/p status: 'InProgress']\n");
    const live = store.get({ apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'p' })!;
    store.updateStatus({ ...live, status: { phase: 'Succeeded' } }, { fieldManager: 'kubelet' });
    expect((await apply(stages)).lines).toEqual(['Pod/default/p unchanged', 'ConfigMap/default/a created']);
  });

  describe('an object that cannot be changed', () => {
    const before = configMap('a', { data: { k: 'v' }, immutable: true });
    const after = configMap('a', { data: { k: 'w' }, immutable: true });

    test('is refused', async () => {
      await apply([[before]]);
      expect((await apply([[after]])).error).toContain('field is immutable when `immutable` is set');
      expect(data('a')).toEqual({ k: 'v' });
    });

    test('is made anew where that is allowed', async () => {
      await apply([[before]]);
      expect((await apply([[after]], { recreates: () => true })).lines).toEqual(['ConfigMap/default/a created']);
      expect(data('a')).toEqual({ k: 'w' });
    });
  });

  test('leaves alone what it is told to skip', async () => {
    store.apply(configMap('a', { data: { k: 'mine' } }), { fieldManager: 'someone' });
    expect((await apply([[configMap('a')]], { skips: (_desired, live) => live !== undefined })).lines).toEqual(['ConfigMap/default/a skipped']);
    expect(data('a')).toEqual({ k: 'mine' });
  });

  describe('what others changed', () => {
    function edit(manager: string, change: Record<string, unknown>): void {
      store.update({ ...store.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'a' })!, ...change }, { fieldManager: manager });
    }

    test.each([
      ['a value goes back, whoever changed it', 'someone', { data: { k: 'edited' } }, { k: 'v' }, 'configured'],
      ['a key that kubectl added goes', 'kubectl-edit', { data: { k: 'v', extra: 'x' } }, { k: 'v' }, 'configured'],
      ['a key that another manager added stays', 'someone', { data: { k: 'v', extra: 'x' } }, { k: 'v', extra: 'x' }, 'unchanged'],
    ])('%s', async (_what, manager, change, want, action) => {
      await apply([[configMap('a')]]);
      edit(manager, change);
      expect((await apply([[configMap('a')]])).lines).toEqual([`ConfigMap/default/a ${action}`]);
      expect(data('a')).toEqual(want);
    });

    test('a key that kubectl added stays where nothing is taken over', async () => {
      await apply([[configMap('a')]]);
      edit('kubectl-edit', { data: { k: 'v', extra: 'x' } });
      expect((await apply([[configMap('a')]], { adopts: () => false })).lines).toEqual(['ConfigMap/default/a unchanged']);
      expect(data('a')).toEqual({ k: 'v', extra: 'x' });
    });

    test.each([
      ['of this object stays', { name: 'a' }, { k: 'edited', l: '1' }, 'unchanged'],
      ['of another object goes back', { name: 'b' }, { k: 'v', l: '1' }, 'configured'],
      ['of a kind that fits in part only goes back', { kind: 'Config' }, { k: 'v', l: '1' }, 'configured'],
    ])('an ignored field %s', async (_what, target, want, action) => {
      const wanted = configMap('a', { data: { k: 'v', l: '1' } });
      await apply([[wanted]]);
      edit('someone', { data: { k: 'edited', l: '1' } });
      expect((await apply([[wanted]], { ignore: [{ paths: ['/data/k'], target }] })).lines).toEqual([`ConfigMap/default/a ${action}`]);
      expect(data('a')).toEqual(want);
    });

    test('a pattern that cannot be compiled is told', async () => {
      await expect(apply([[configMap('a')]], { ignore: [{ paths: ['/data'], target: { kind: '(' } }] })).rejects.toThrow('failed to create ignore rule selector: invalid kind regex: error parsing regexp: ');
    });

    test('an ignored field keeps its live value when something else is applied', async () => {
      await apply([[configMap('a', { data: { k: 'v', l: '1' } })]]);
      edit('someone', { data: { k: 'edited', l: '1' } });
      await apply([[configMap('a', { data: { k: 'v', l: '2' } })]], { ignore: [{ paths: ['/data/k'] }] });
      expect(data('a')).toEqual({ k: 'edited', l: '2' });
    });
  });
});
