import { describe, expect, test } from 'vitest';
import { EddyError, refKey, type ObjectRef } from '../diagnostics/index.ts';
import { refOf, type K8sObject } from '../manifest/index.ts';
import type { FleetResult, FluxRow } from '../orchestrator/index.ts';
import { memoryTree } from '../tree/index.ts';
import { buildTree, type TreeNode } from './fleet-tree.ts';
import type { Fleet } from './fleet.ts';
import { filterObjects } from './objects.ts';
import { junitXml } from './print/junit.ts';
import { Redactor } from './redact.ts';

const KS = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', namespace: 'flux-system' };
const ENTRY: ObjectRef = { ...KS, name: 'flux-system' };
const APPS: ObjectRef = { ...KS, name: 'apps' };

const sourceRef = { kind: 'GitRepository', name: 'flux-system' };
const entryObject: K8sObject = { apiVersion: KS.apiVersion, kind: KS.kind, metadata: { name: 'flux-system', namespace: 'flux-system' }, spec: { sourceRef } };
const appsObject: K8sObject = { apiVersion: KS.apiVersion, kind: KS.kind, metadata: { name: 'apps', namespace: 'flux-system' }, spec: { sourceRef: { kind: 'OCIRepository', name: 'apps' } } };
const secret: K8sObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'apps', labels: { app: 'web' } }, data: { token: Buffer.from('canary-value').toString('base64') } };

function row(ref: ObjectRef, more: Partial<FluxRow> = {}): FluxRow {
  return { ref, state: 'passed', durationMs: 12, blockedBy: [], message: '', ...more };
}

function fleet(result: Partial<FleetResult>, files: Readonly<Record<string, string>> = {}): Fleet {
  const full: FleetResult = { productions: [], rows: [], failures: [], warnings: [], assumptions: [], waiting: [], notices: [], ok: true, ...result };
  const objects = full.productions.flatMap(({ producer, objects: produced }) => produced.map(({ object }) => ({ producer, object })));
  return {
    place: { root: '/repo', entry: 'clusters/main', workTree: undefined },
    tree: memoryTree(files),
    result: full,
    durationMs: 1234,
    objects,
    objectOf: ({ ref }) => objects.find(({ object }) => refKey(refOf(object)) === refKey(ref))?.object,
  };
}

const sound = fleet({
  rows: [row(APPS, { producer: ENTRY }), row(ENTRY)],
  productions: [
    { producer: APPS, blocked: false, objects: [{ object: secret }] },
    { producer: ENTRY, blocked: false, objects: [{ object: entryObject }, { object: appsObject }] },
  ],
});

describe('filterObjects', () => {
  const names = (filter: Parameters<typeof filterObjects>[2]): string[] => filterObjects(sound.objects, sound.result.rows, filter).map(({ object }) => object.metadata.name);

  test.each([
    [{}, ['s', 'flux-system', 'apps']],
    [{ kustomization: ['apps'] }, ['s']],
    [{ kustomization: ['flux-system/flux-system'] }, ['flux-system', 'apps']],
    [{ only: ['kustomization'] }, ['flux-system', 'apps']],
    [{ selector: 'app in (web, api)' }, ['s']],
    [{ namespace: 'apps' }, ['s']],
    [{ skipSecrets: true }, ['flux-system', 'apps']],
  ])('%j', (filter, want) => {
    expect(names(filter)).toEqual(want);
  });

  test('a producer that does not exist is an error with the nearest one', () => {
    expect(() => names({ kustomization: ['aps'] })).toThrow(expect.objectContaining({ code: 'ProducerNotFound', hint: 'did you mean "apps"?' }) as Error);
    expect(() => names({ helmRelease: ['apps'] })).toThrow(expect.objectContaining({ code: 'ProducerNotFound' }) as Error);
  });
});

describe('buildTree', () => {
  const lines = (node: TreeNode, indent = ''): string[] => [`${indent}${node.ref.kind}/${node.ref.name}${node.source === undefined ? '' : ` from ${node.source.kind}`}`, ...node.children.flatMap((child) => lines(child, `${indent}  `))];

  test('puts what is rendered below its producer, and the entry below its source', () => {
    expect(buildTree(sound).flatMap((node) => lines(node))).toEqual(['GitRepository/flux-system', '  Kustomization/flux-system', '    Kustomization/apps from OCIRepository', '      Secret/s']);
  });
});

describe('Redactor', () => {
  const redactor = new Redactor(sound.objects, memoryTree({ 'secret.yaml': 'kind: Secret\nstringData:\n  a: hunter2\n', 'plain.yaml': 'kind: ConfigMap\ndata: canary-value\n' }));

  test('takes the values of Secrets out of texts, encoded and in clear', () => {
    expect(redactor.text(`got canary-value and ${secret['data'] === undefined ? '' : 'Y2FuYXJ5LXZhbHVl'}`)).toBe('got *** and ***');
  });

  test('shows no line of a file with a Secret, and masks lines of others', () => {
    expect(redactor.line({ file: 'secret.yaml', line: 3, col: 1 }, '  a: hunter2')).toBeUndefined();
    expect(redactor.line({ file: 'plain.yaml', line: 2, col: 1 })).toBe('data: ***');
  });

  test('leaves everything else of an error as it is', () => {
    const error = new EddyError('YamlSyntax', 'at canary-value', { hint: 'not canary-value', notes: [{ message: 'canary-value' }], object: APPS });
    expect(redactor.error(error)).toMatchObject({ code: 'YamlSyntax', message: 'at ***', hint: 'not ***', notes: [{ message: '***' }], object: APPS });
  });
});

test('JUnit counts root causes as failures, and what they block as skipped', () => {
  const error = new EddyError('YamlSyntax', 'found "a" & <b>\u0007', { object: APPS, at: { file: 'x.yaml', line: 1, col: 1 } });
  const broken = fleet(
    {
      ok: false,
      rows: [row(APPS, { state: 'failed', error }), row(ENTRY), row({ ...KS, name: 'late' }, { state: 'blocked', blockedBy: [APPS] }), row({ ...KS, name: 'probed' }, { state: 'blocked', blockedBy: [APPS], error }), row({ ...KS, name: 'off' }, { state: 'suspended' })],
      failures: [{ error, object: APPS, blocks: [] }],
      warnings: [{ code: 'ObjectTwoProducers', message: 'twice' }],
    },
    { 'x.yaml': 'a: b\n' },
  );
  const xml = junitXml(broken, false);
  expect(xml).toContain('<testsuite name="eddy" tests="5" failures="2" errors="0" skipped="2" time="1.234">');
  expect(xml).toContain('<testcase classname="Kustomization" name="flux-system/flux-system" time="0.012"/>');
  expect(xml).toContain('<failure type="YamlSyntax" message="found &quot;a&quot; &amp; &lt;b&gt;\uFFFD">');
  expect(xml).toContain('1 | a: b&#10;');
  expect(xml).toContain('<skipped message="blocked by Kustomization/flux-system/apps"/>');
  expect(junitXml(broken, true)).toContain('tests="6" failures="3"');
});
