import { describe, expect, test } from 'vitest';
import { decodeBase64 } from '../../std/base64.ts';
import { refText, type ObjectRef } from '../../diagnostics/index.ts';
import { parseYaml } from '../../lang/yaml/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { MemoryStore } from '../../store/index.ts';
import { isClusterScoped } from '../../schema/index.ts';
import type { Context, Warning } from './context.ts';
import { findOrMade, standInOf } from './made-in-cluster.ts';
import { MAKER_ROWS, type MakerRow } from './maker-rows.ts';
import { defaultPolicy } from './policy.ts';
import { recordingReader } from './recording-reader.ts';

interface Found {
  readonly object: K8sObject | undefined;
  readonly warnings: readonly Warning[];
  readonly read: readonly string[];
}

/** Looks for `Secret/apps/db` (or another ref) among objects. */
async function find(manifests: readonly string[], options: { readonly ref?: Partial<ObjectRef>; readonly makers?: readonly MakerRow[]; readonly evaluate?: boolean } = {}): Promise<Found> {
  const store = new MemoryStore({ isClusterScoped });
  for (const text of manifests) store.sync.apply(parseYaml(text) as K8sObject, { fieldManager: 'test', force: true });
  const reader = recordingReader(store);
  const warnings: Warning[] = [];
  const policy = { ...defaultPolicy, makers: options.makers ?? [], clusterState: options.evaluate === true ? ('evaluate' as const) : ('assume' as const) };
  // Finding reads objects, and warns; it needs nothing else of a context.
  const context = { objects: reader, policy, warn: (warning: Warning) => warnings.push(warning) } as unknown as Context;
  const object = await findOrMade({ apiVersion: 'v1', kind: 'Secret', namespace: 'apps', name: 'db', ...options.ref }, context);
  return { object, warnings, read: reader.reads.lists.map(({ group, kind }) => `${group ?? ''}/${kind ?? ''}`) };
}

function decoded(object: K8sObject | undefined): Record<string, string> {
  const entries = Object.entries((object?.['data'] ?? {}) as Record<string, string>);
  return Object.fromEntries(entries.map(([key, value]) => [key, new TextDecoder().decode(decodeBase64(value))]));
}

const EXTERNAL = 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: db, namespace: apps}\nspec: {data: [{secretKey: user}, {secretKey: password}]}\n';

describe('an object that is made in the cluster', () => {
  test('has the keys that its maker tells, with placeholders', async () => {
    const { object, warnings } = await find([EXTERNAL]);
    expect(decoded(object)).toEqual({ user: '..PLACEHOLDER_user..', password: '..PLACEHOLDER_password..' });
    expect(refText(standInOf(object!)!.maker)).toBe('ExternalSecret/apps/db');
    expect(warnings.map(({ code, assumed }) => [code, assumed])).toEqual([['MadeInCluster', true]]);
  });

  test('gives way to the object itself', async () => {
    const { object, warnings } = await find([EXTERNAL, 'apiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: apps}\ndata: {user: eA==}\n']);
    expect([decoded(object), standInOf(object!), warnings]).toEqual([{ user: 'x' }, undefined, []]);
  });

  test.each([
    ['of another namespace', EXTERNAL.replace('namespace: apps', 'namespace: other')],
    ['of another name', EXTERNAL.replace('spec: {', 'spec: {target: {name: other}, ')],
    ['of another group', EXTERNAL.replace('external-secrets.io', 'example.com')],
    ['that makes another kind', 'apiVersion: trust.cert-manager.io/v1alpha1\nkind: Bundle\nmetadata: {name: db}\nspec: {target: {configMap: {key: ca}}}\n'],
  ])('is not there for a maker %s, and wakes when one comes', async (_what, maker) => {
    const { object, read } = await find([maker]);
    expect(object).toBeUndefined();
    expect(read).toContain('external-secrets.io/ExternalSecret');
  });

  test('is not made up over a cluster', async () => {
    expect((await find([EXTERNAL], { evaluate: true })).object).toBeUndefined();
  });

  test.each([
    ['two names', '{group: e.io, kind: V, makes: Secret, name: ["{spec.names[]}"]}', '{names: [a, db]}', [], false],
    ['a name in a pattern', '{group: e.io, kind: V, makes: Secret, name: ["{spec.start}b"]}', '{start: d}', [], false],
    ['a namespace in a field', '{group: e.io, kind: V, makes: Secret, name: [db], namespace: "{spec.in}", keys: [k]}', '{in: apps}', ['k'], false],
    ['keys of a mapping and of a list', '{group: e.io, kind: V, makes: Secret, name: [db], keys: ["{spec.map.*}", "{spec.list[].key}"]}', '{map: {a: 1, b: 2}, list: [{key: c}, {no: d}]}', ['a', 'b', 'c'], false],
    ['keys that nobody knows', '{group: e.io, kind: V, makes: Secret, name: [db], open: [spec.all]}', '{all: true}', [], true],
    ['no such keys', '{group: e.io, kind: V, makes: Secret, name: [db], open: [spec.all]}', '{}', [], false],
  ])('a row can tell %s', async (_what, row, spec, keys, open) => {
    const { object } = await find([`apiVersion: e.io/v1\nkind: V\nmetadata: {name: v, namespace: apps}\nspec: ${spec}\n`], { makers: [parseYaml(row) as MakerRow] });
    expect([Object.keys(decoded(object)).sort(), standInOf(object!)?.open]).toEqual([keys, open]);
  });

  test.each([
    ['apps,other', true],
    ['app.*', true],
    ['other', false],
    ['', true],
  ])('a mirror for the namespaces %j: %s', async (namespaces, reaches) => {
    const source = `apiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: shared, annotations: {replicator.v1.mittwald.de/replicate-to: '${namespaces}'}}\ndata: {user: eA==}\n`;
    expect(decoded((await find([source])).object)).toEqual(reaches ? { user: 'x' } : {});
  });
});

test('every row names what it makes', () => {
  for (const { group, name } of MAKER_ROWS) {
    expect(group).toMatch(/\./);
    expect(name.length).toBeGreaterThan(0);
  }
});
