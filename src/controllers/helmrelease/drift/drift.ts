import { isDict, newDict, toDict, type Dict } from '../../../std/dict.ts';
import { withLibraries } from '../../../std/lazy-library.ts';
import { EddyError, refText } from '../../../diagnostics/index.ts';
import { compareStrings } from '../../../std/compare.ts';
import { compareKinds } from '../../../helm/index.ts';
import { refOf, type K8sObject } from '../../../manifest/index.ts';
import { HELM_GROUP, ignoredPointers, type DriftIgnoreRule } from '../../base/index.ts';
import type { ClusterClient } from '../actions/cluster-client.ts';
import { asFault } from '../actions/helm-resources.ts';
import { jsonDiff, type PatchOperation } from './json-diff.ts';

const OPT_OUT = `${HELM_GROUP}/driftDetection`;

/** How one object of a release differs from what was applied. */
export interface Drift {
  /** As the release wants it. */
  readonly object: K8sObject;
  /** What would put it right; undefined where the object is gone. */
  readonly patch: readonly PatchOperation[] | undefined;
}

/**
 * The objects of a release that are no longer as it applied them: those that are gone, and those that an apply would change.
 *
 * Labels and annotations that others have added do not count, nor does the status. Objects that opt out by label or annotation are left out.
 * Follows helm-controller v1.6.3 internal/action/diff.go and fluxcd/pkg ssa v0.76.1 jsondiff.
 *
 * @throws EddyError with the fault of objects that cannot be tried out, if no drift was found besides.
 */
export async function findDrift(objects: readonly K8sObject[], rules: readonly DriftIgnoreRule[], cluster: ClusterClient): Promise<readonly Drift[]> {
  const ignored = await withLibraries(() => ignoredPointers(rules));
  const found: Drift[] = [];
  const faults: EddyError[] = [];
  for (const object of objects) {
    const paths = ignored(object);
    if (optsOut(object) || paths.includes('')) continue;
    const live = await cluster.get(refOf(object));
    if (live !== undefined && optsOut(live)) continue;
    try {
      const patch = live === undefined ? undefined : driftPatch(live, await cluster.apply(object, { dryRun: true }), paths);
      if (patch === undefined || patch.length > 0) found.push({ object, patch });
    } catch (error) {
      faults.push(asFault(error));
    }
  }
  if (found.length === 0 && faults.length > 0) throw new EddyError('ApplyFailed', faults.map(({ message }) => message).join('; '), { cause: faults[0] });
  return found;
}

/** What changes a live object into one that was tried out, but for what is ignored. */
function driftPatch(live: K8sObject, tried: K8sObject, ignored: readonly string[]): readonly PatchOperation[] {
  const [from, to] = [live, tried].map((object) => withoutPaths(object, ignored));
  const metadata = jsonDiff(comparedMetadata(from!), comparedMetadata(to!)).filter(({ op }) => op !== 'remove');
  return [...metadata, ...jsonDiff(comparedBody(from!), comparedBody(to!))];
}

function comparedMetadata({ metadata }: K8sObject): Dict {
  const kept = newDict();
  // With the name in it, metadata is never empty, and a patch never replaces all of it.
  for (const field of ['name', 'annotations', 'labels'] as const) if (metadata[field] !== undefined) kept[field] = metadata[field];
  return toDict({ metadata: kept });
}

function comparedBody({ metadata: _m, status: _s, ...body }: K8sObject): Dict {
  return toDict(body);
}

function withoutPaths(object: K8sObject, paths: readonly string[]): K8sObject {
  return paths.reduce<unknown>((rest, path) => without(rest, path.split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))), object) as K8sObject;
}

function without(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return rest.length === 0 ? items.filter((_, i) => String(i) !== key) : items.map((item, i) => (String(i) === key ? without(item, rest) : item));
  }
  if (!isDict(value) || !Object.hasOwn(value, key)) return value;
  const out = toDict(value);
  if (rest.length === 0) delete out[key];
  else out[key] = without(out[key], rest);
  return out;
}

function optsOut({ metadata }: K8sObject): boolean {
  return [metadata.labels, metadata.annotations].some((map) => map?.[OPT_OUT] === 'disabled');
}

/** A line per object, in Flux's words: `ConfigMap/apps/a changed (0 additions, 1 changes, 0 removals)`. */
export function driftSummary(drifts: readonly Drift[]): string {
  return drifts.map(({ object, patch }) => `${refText(refOf(object))} ${patch === undefined ? 'removed' : changeSummary(patch)}`).join('\n');
}

function changeSummary(patch: readonly PatchOperation[]): string {
  const count = (op: PatchOperation['op']): string => String(patch.filter((operation) => operation.op === op).length);
  return `changed (${count('add')} additions, ${count('replace')} changes, ${count('remove')} removals)`;
}

/** What came of a correction, as lines of an event. */
export interface DriftCorrection {
  readonly corrected: readonly string[];
  readonly faults: readonly string[];
}

/** Makes what is gone, then patches what has changed. One object that cannot be corrected does not keep the others from it. */
export async function correctDrift(drifts: readonly Drift[], cluster: ClusterClient): Promise<DriftCorrection> {
  const corrected: string[] = [];
  const faults: string[] = [];
  const [gone, changed] = [drifts.filter(({ patch }) => patch === undefined), drifts.filter(({ patch }) => patch !== undefined)];
  for (const { object, patch } of [...inOrder(gone), ...inOrder(changed)]) {
    const name = refText(refOf(object));
    try {
      if (patch === undefined) await cluster.create(object);
      else await cluster.patch(refOf(object), { type: 'json', operations: patch });
      corrected.push(`${name} ${patch === undefined ? 'created' : 'configured'}`);
    } catch (error) {
      faults.push(`${name} ${patch === undefined ? 'creation' : 'patch'} failure: ${asFault(error).message}`);
    }
  }
  return { corrected, faults };
}

function inOrder(drifts: readonly Drift[]): Drift[] {
  return [...drifts].sort(({ object: a }, { object: b }) => compareKinds(a.kind, b.kind) || compareStrings(a.metadata.namespace ?? '', b.metadata.namespace ?? '') || compareStrings(a.metadata.name, b.metadata.name));
}
