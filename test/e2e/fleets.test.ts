import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gitTree } from '../../src/adapters/index.ts';
import { deepEqual } from '../../src/std/deep-equal.ts';
import { refText } from '../../src/diagnostics/index.ts';
import type { K8sObject } from '../../src/manifest/index.ts';
import { memoryMemo } from '../../src/memo/index.ts';
import { renderFleet, type FleetResult } from '../../src/orchestrator/index.ts';

const FLEETS = resolve(import.meta.dirname, '../../../shared/fleets');
const ENTRY = 'kubernetes/flux/cluster';

interface Expected {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly object: K8sObject;
}

function expectedOf(name: string): Expected[] {
  return gunzipSync(readFileSync(join(FLEETS, `${name}.expected.jsonl.gz`)))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Expected);
}

function keyOf(object: K8sObject): string {
  return `${object.apiVersion} ${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

/** Rendered objects that are not in the recorded multiset, and recorded ones that were not rendered. */
function differences(result: FleetResult, expected: readonly Expected[]): string[] {
  const left = new Map<string, K8sObject[]>();
  for (const { apiVersion, kind, namespace, name, object } of expected) {
    const key = `${apiVersion} ${kind} ${namespace}/${name}`;
    left.set(key, [...(left.get(key) ?? []), object]);
  }
  const found: string[] = [];
  // What the entry itself renders was left out of the recording: it is the folder that the tool was pointed at.
  const entry = result.rows.find(({ ref, producer }) => ref.kind === 'Kustomization' && (producer === undefined || producer.kind === 'FluxInstance'));
  for (const { producer, objects } of result.productions) {
    if (entry !== undefined && refText(producer) === refText(entry.ref)) continue;
    // The tool knows no FluxInstance, which makes the entry and its source.
    if (producer.kind === 'FluxInstance') continue;
    for (const { object } of objects) {
      const key = keyOf(object);
      const candidates = left.get(key) ?? [];
      const at = candidates.findIndex((candidate) => deepEqual(candidate, object));
      if (at === -1) found.push(`${candidates.length === 0 ? 'too many' : 'different'}: ${key} of ${refText(producer)}`);
      else candidates.splice(at, 1);
    }
  }
  const rendered = new Set(found.map((line) => line.replace(/^different: (.*) of .*$/, '$1')));
  for (const [key, candidates] of left) found.push(...candidates.filter(() => !rendered.has(key)).map(() => `not rendered: ${key}`));
  return found.sort();
}

describe.skipIf(!existsSync(FLEETS))('real fleets', () => {
  let scratch = '';

  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'eddy-fleets-'));
    for (const name of ['bjws', 'buroa']) execFileSync('git', ['clone', '-q', '--bare', join(FLEETS, `${name}.bundle`), join(scratch, name)]);
  });

  afterAll(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  test.each(['bjws', 'buroa'])('%s gives the recorded objects, and every Flux object passes', async (name) => {
    const result = await renderFleet({ tree: gitTree(join(scratch, name), 'HEAD'), path: ENTRY });
    expect(result.failures.map(({ error, object }) => `${object === undefined ? '' : refText(object)}: ${error.message}`)).toEqual([]);
    expect(result.rows.filter(({ state }) => state !== 'passed').map(({ ref }) => refText(ref))).toEqual([]);
    expect(differences(result, expectedOf(name))).toEqual([]);
  });

  test.each(['bjws', 'buroa'])('the edit in %s changes one release and its workload', async (name) => {
    const memo = memoryMemo();
    const [before, after] = [await renderFleet({ tree: gitTree(join(scratch, name), 'HEAD~1'), path: ENTRY, memo }), await renderFleet({ tree: gitTree(join(scratch, name), 'HEAD'), path: ENTRY, memo })];
    const rendered = (result: FleetResult): Map<string, K8sObject> =>
      new Map(result.productions.flatMap(({ producer, objects }) => objects.map(({ object }) => [`${refText(producer)} ${keyOf(object)}`, object] as const)));
    const [old, now] = [rendered(before), rendered(after)];
    const changed = [...now].filter(([key, object]) => !deepEqual(old.get(key), object)).map(([, object]) => object.kind);
    expect([...old.keys()].filter((key) => !now.has(key))).toEqual([]);
    expect(changed).toHaveLength(2);
    expect(changed).toContain('HelmRelease');
  });
});
