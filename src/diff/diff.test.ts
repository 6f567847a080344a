import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { K8sObject } from '../manifest/index.ts';
import { withLibraries } from '../std/lazy-library.ts';
import { compareObjects, fieldChanges, maskSecret, unifiedDiff, type RenderedObject } from './index.ts';

const APPS = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', namespace: 'flux-system', name: 'apps' };
const INFRA = { ...APPS, name: 'infra' };

function configMap(name: string, data: Readonly<Record<string, unknown>>, producer = APPS): RenderedObject {
  return { producer, object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'apps' }, data } };
}

function secret(data: Readonly<Record<string, unknown>>): K8sObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(data) } }, data };
}

describe('fieldChanges', () => {
  test.each([
    ['a changed leaf', { spec: { tag: '1' } }, { spec: { tag: '2' } }, [{ type: 'changed', path: 'spec.tag', before: '1', after: '2' }]],
    ['added and removed keys, in order of path', { a: 1, c: 1 }, { b: 1, c: 1 }, [{ type: 'removed', path: 'a', before: 1 }, { type: 'added', path: 'b', after: 1 }]],
    ['keys that need quotes', { 'a.b/c': 1 }, { 'a.b/c': 2 }, [{ type: 'changed', path: '["a.b/c"]', before: 1, after: 2 }]],
    ['list entries by name', { c: [{ name: 'x', v: 1 }, { name: 'y', v: 1 }] }, { c: [{ name: 'y', v: 2 }] }, [{ type: 'removed', path: 'c[name=x]', before: { name: 'x', v: 1 } }, { type: 'changed', path: 'c[name=y].v', before: 1, after: 2 }]],
    ['a new order of named entries', [{ name: '2' }, { name: '1' }], [{ name: '1' }, { name: '2' }], [{ type: 'reordered', path: '' }]],
    ['list entries by place', [1, 2], [1, 3, 4], [{ type: 'changed', path: '[1]', before: 2, after: 3 }, { type: 'added', path: '[2]', after: 4 }]],
    ['another type', { a: { b: 1 } }, { a: [1] }, [{ type: 'changed', path: 'a', before: { b: 1 }, after: [1] }]],
    ['nothing', { a: [1] }, { a: [1] }, []],
  ])('%s', (_, before, after, want) => {
    expect(fieldChanges(before, after)).toEqual(want);
  });
});

describe('compareObjects', () => {
  test('names what was added, removed and changed, sorted, whatever the order of the sets', () => {
    const before = [configMap('z', { a: '1' }), configMap('same', { a: '1' }), configMap('gone', {})];
    const after = [configMap('new', {}), configMap('same', { a: '1' }), configMap('z', { a: '2' })];
    const changes = compareObjects(before, after);
    expect(changes.map(({ type, ref }) => `${type} ${ref.name}`)).toEqual(['removed gone', 'added new', 'changed z']);
    expect(compareObjects([...before].reverse(), [...after].reverse())).toEqual(changes);
  });

  test('an object that moves to another producer is one change that says so', () => {
    const [change, ...more] = compareObjects([configMap('a', { k: '1' }, INFRA)], [configMap('a', { k: '2' }, APPS)]);
    expect(more).toEqual([]);
    expect(change).toMatchObject({ type: 'changed', producer: APPS, movedFrom: INFRA, fields: [{ path: 'data.k' }] });
  });

  test('a generated name with another hash is one change that says so', () => {
    const before = [configMap('settings-4bk4f7ktt4', { a: '1' }), configMap('plain-name', { a: '1' })];
    const after = [configMap('settings-kgtfdb78ft', { a: '2' }), configMap('plain-nome', { a: '1' })];
    const changes = compareObjects(before, after);
    expect(changes.map(({ type, ref }) => `${type} ${ref.name}`)).toEqual(['removed plain-name', 'added plain-nome', 'changed settings-kgtfdb78ft']);
    expect(changes[2]).toMatchObject({ renamedFrom: { name: 'settings-4bk4f7ktt4' }, fields: [{ path: 'data.a' }, { path: 'metadata.name' }] });
  });

  test('the same ref from two producers is two objects', () => {
    const both = [configMap('a', { k: '1' }, INFRA), configMap('a', { k: '1' }, APPS)];
    expect(compareObjects(both, [configMap('a', { k: '1' }, APPS), configMap('a', { k: '2' }, INFRA)])).toMatchObject([{ producer: INFRA, fields: [{ path: 'data.k' }] }]);
  });

  test('the version of an API is no part of the identity', () => {
    const old = { producer: APPS, object: { apiVersion: 'apps/v1beta1', kind: 'Deployment', metadata: { name: 'a' } } };
    const now = { producer: APPS, object: { ...old.object, apiVersion: 'apps/v1' } };
    expect(compareObjects([old], [now])).toMatchObject([{ type: 'changed', fields: [{ path: 'apiVersion' }] }]);
  });

  test('Secrets are masked on both sides, and a changed value still shows', () => {
    const of = (data: Readonly<Record<string, unknown>>): RenderedObject[] => [{ producer: APPS, object: secret(data) }];
    const changes = compareObjects(of({ a: 'canary-1', b: 'canary-2' }), of({ a: 'canary-3', b: 'canary-2' }));
    expect(JSON.stringify(changes)).not.toContain('canary');
    expect(changes).toMatchObject([{ before: { data: { a: '*** (before)', b: '***' } }, after: { data: { a: '*** (after)', b: '***' } } }]);
    expect(JSON.stringify(compareObjects(of({ a: 'canary' }), [], { showSecrets: true }))).toContain('canary');
    expect(JSON.stringify(compareObjects([], of({ a: 'canary' })))).not.toContain('canary');
  });

  test('what is stripped is no difference', () => {
    const strip = (object: K8sObject): K8sObject => ({ ...object, data: {} });
    expect(compareObjects([configMap('a', { k: '1' })], [configMap('a', { k: '2' })], { strip })).toEqual([]);
  });
});

test('a Secret keeps its keys, and other objects stay as they are', () => {
  expect(maskSecret(secret({ token: 'canary' }))).toMatchObject({ data: { token: '***' } });
  const { object } = configMap('a', { k: 'v' });
  expect(maskSecret(object)).toBe(object);
});

describe('unifiedDiff', () => {
  const lines = (...text: string[]): string => text.map((line) => `${line}\n`).join('');

  test.each([
    ['added', '', lines('a', 'b'), '@@ -0,0 +1,2 @@\n+a\n+b\n'],
    ['removed', lines('a'), '', '@@ -1 +0,0 @@\n-a\n'],
    ['changed', lines('a', 'b', 'c'), lines('a', 'x', 'c'), '@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n'],
    ['equal', lines('a'), lines('a'), ''],
  ])('%s', async (_, before, after, want) => {
    expect(await withLibraries(() => unifiedDiff(before, after))).toBe(want);
  });

  test('patch(1) turns one text into the other', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'eddy-diff-'));
    const text = fc.array(fc.constantFrom('a', 'b', 'c: 1', '  - d'), { minLength: 1, maxLength: 30 }).map((items) => lines(...items));
    await fc.assert(
      fc.asyncProperty(text, text, fc.nat(4), async (before, after, context) => {
        const hunks = await withLibraries(() => unifiedDiff(before, after, { context }));
        writeFileSync(join(dir, 'file'), before);
        if (hunks !== '') execFileSync('git', ['apply', '--unidiff-zero', '-'], { cwd: dir, input: `--- a/file\n+++ b/file\n${hunks}` });
        expect(execFileSync('cat', ['file'], { cwd: dir, encoding: 'utf8' })).toBe(after);
      }),
      { numRuns: 25, seed: 1 },
    );
    rmSync(dir, { recursive: true });
  });
});
