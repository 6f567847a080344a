import { describe, expect, test } from 'vitest';
import { refText } from '../../src/diagnostics/index.ts';
import { refOf } from '../../src/manifest/index.ts';
import { renderFleet, type Failure, type FleetResult } from '../../src/orchestrator/index.ts';
import { memoryTree } from '../../src/tree/index.ts';
import { brokenFleet, FAULTS, helmRelease, kustomization, SOUND, SOUND_OBJECTS, TWO_OWNERS, type Fault, type Files } from './broken-fleet.ts';

function render(files: Files, options: { readonly strict?: boolean } = {}): Promise<FleetResult> {
  return renderFleet({ tree: memoryTree(files), path: 'clusters/main', ...options });
}

function objectsOf(result: FleetResult): string[] {
  return result.productions.flatMap((production) => production.objects.map(({ object }) => refText(refOf(object)))).sort();
}

function reportOf(failure: Failure): string {
  const { error, object } = failure;
  const place = error.at === undefined ? '' : ` at ${error.at.file}:${String(error.at.line)}`;
  return `${object === undefined ? '' : refText(object)} ${error.code}${place}: ${error.message}`;
}

function failureOf(result: FleetResult, fault: Fault): Failure {
  const found = result.failures.filter(({ object }) => object !== undefined && refText(object) === fault.object);
  expect(found.map(reportOf), `failures: ${result.failures.map(reportOf).join('\n')}`).toHaveLength(1);
  return found[0]!;
}

function check(failure: Failure, fault: Fault): void {
  const { error, blocks } = failure;
  expect(error.code).toBe(fault.code);
  expect(error.message).toMatch(fault.says);
  if (fault.at !== undefined) expect(`${error.at?.file ?? '-'}:${String(error.at?.line)}`).toBe(fault.at);
  if (fault.hint !== undefined) expect(error.hint ?? '').toMatch(fault.hint);
  expect(blocks.map(refText).sort()).toEqual(fault.affects);
}

describe('one fault in a sound fleet', () => {
  test('the sound fleet passes', async () => {
    const result = await render(brokenFleet([]));
    expect(result.failures.map(reportOf)).toEqual([]);
    expect(result.rows.map(({ state }) => state)).toEqual(result.rows.map(() => 'passed'));
    expect(objectsOf(result)).toEqual(expect.arrayContaining([...SOUND_OBJECTS]));
    expect(result.ok).toBe(true);
  });

  test.each(FAULTS)('$name is one root cause with its place and what it affects', async (fault) => {
    const result = await render(brokenFleet([fault]));
    expect(result.failures.map(reportOf)).toHaveLength(1);
    check(failureOf(result, fault), fault);
    expect(result.ok).toBe(false);
    expect(objectsOf(result)).toEqual(expect.arrayContaining([...SOUND_OBJECTS]));
    const sound = result.rows.filter(({ ref }) => ref.name.startsWith('sound'));
    expect(sound.map(({ state }) => state)).toEqual(sound.map(() => 'passed'));
  });
});

describe('all faults in one fleet', () => {
  test('every root cause is reported once, in one run', async () => {
    const result = await render(brokenFleet(FAULTS));
    expect(result.failures.map(reportOf)).toHaveLength(FAULTS.length);
    for (const fault of FAULTS) check(failureOf(result, fault), fault);
    expect(objectsOf(result)).toEqual(expect.arrayContaining([...SOUND_OBJECTS]));
  });

  test("a root cause behind another's dependsOn is found in the same run", async () => {
    const [first, second] = [FAULTS[0]!, FAULTS[8]!];
    const files = { ...brokenFleet([first, second]) };
    const path = `clusters/main/fault-8.yaml`;
    files[path] = `${files[path]!}  dependsOn:\n    - name: yaml\n`;
    const result = await render(files);
    expect(result.failures.map(reportOf)).toHaveLength(2);
    expect(failureOf(result, second).error.code).toBe(second.code);
    expect(failureOf(result, first).blocks.map(refText)).toContain(second.object);
  });

  test('shuffled scheduling and any concurrency give the same report', async () => {
    const wanted = comparable(await render(brokenFleet(FAULTS, TWO_OWNERS)));
    for (let seed = 1; seed <= 100; seed++) {
      const result = await renderFleet({
        tree: memoryTree(brokenFleet(FAULTS, TWO_OWNERS)),
        path: 'clusters/main',
        scheduleSeed: seed,
        concurrency: [1, 2, 8][seed % 3]!,
      });
      expect(comparable(result)).toBe(wanted);
    }
  }, 120_000);
});

describe('a source that cannot be fetched', () => {
  test('blocks the releases whose chart it holds', async () => {
    const files = {
      ...SOUND,
      'clusters/main/remote.yaml': kustomization('remote', './remote'),
      'remote/source.yaml': 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: elsewhere\n  namespace: apps\nspec:\n  interval: 1m\n  url: https://git.example.com/elsewhere.git\n',
      'remote/release.yaml': helmRelease('remote', './chart').replace('name: flux-system\n        namespace: flux-system', 'name: elsewhere'),
    };
    const result = await render(files);
    expect(result.failures.map(({ object, blocks }) => [object && refText(object), blocks.map(refText)])).toEqual([['GitRepository/apps/elsewhere', ['HelmRelease/apps/remote']]]);
    const row = result.rows.find(({ ref }) => ref.name === 'remote' && ref.kind === 'HelmRelease');
    expect([row?.state, row?.blockedBy.map(refText)]).toEqual(['blocked', ['GitRepository/apps/elsewhere']]);
  });
});

describe('one object from two producers', () => {
  test('is a warning that names both', async () => {
    const result = await render(brokenFleet([], TWO_OWNERS));
    expect(result.failures.map(reportOf)).toEqual([]);
    expect(result.warnings.map(({ code }) => code)).toEqual(['ObjectTwoProducers']);
    const { message } = result.warnings[0]!;
    expect(message).toContain('ConfigMap/apps/shared');
    expect(message).toContain('Kustomization/flux-system/owner-a');
    expect(message).toContain('Kustomization/flux-system/owner-b');
    expect(result.ok).toBe(true);
  });

  test('fails a strict run', async () => {
    expect((await render(brokenFleet([], TWO_OWNERS), { strict: true })).ok).toBe(false);
  });

  test('with the same content is nothing to speak of', async () => {
    const same = { ...TWO_OWNERS, 'faults/owner-b/config.yaml': TWO_OWNERS['faults/owner-a/config.yaml']! };
    const result = await render(brokenFleet([], same));
    expect(result.warnings).toEqual([]);
  });
});

/** All of a result but the times, as text. */
function comparable(result: FleetResult): string {
  return JSON.stringify({
    productions: result.productions,
    rows: result.rows.map(({ durationMs: _, error, ...row }) => ({ ...row, error: error?.message })),
    failures: result.failures.map((failure) => ({ report: reportOf(failure), blocks: failure.blocks.map(refText), hint: failure.error.hint })),
    warnings: result.warnings,
    waiting: result.waiting,
    notices: result.notices,
  });
}
