import { deepEqual } from '../../std/deep-equal.ts';
import { isDict, newDict, type Dict } from '../../std/dict.ts';
import { refText } from '../../diagnostics/index.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';
import { HELM_GROUP, type Context, type ProducedObject } from '../base/index.ts';

const OPT_OUT = `${HELM_GROUP}/driftDetection`;

/** How one object of a release differs from what was applied. */
export interface DriftedObject {
  readonly object: K8sObject;
  /** The object is gone. */
  readonly removed: boolean;
  readonly additions: number;
  readonly changes: number;
}

/** An entry of `spec.driftDetection.ignore`, as far as it names paths of every object. */
export type IgnoredPaths = readonly string[];

/**
 * The objects of a release that no longer are as it applied them: fields that it sets and that were changed or taken away.
 *
 * What others have added does not count. Objects that opt out by label or annotation are left out.
 * Follows helm-controller v1.6.3 internal/action/diff.go.
 */
export async function findDrift(objects: readonly ProducedObject[], ignored: IgnoredPaths, { objects: live }: Context): Promise<DriftedObject[]> {
  const drifted: DriftedObject[] = [];
  for (const { object, payload = object } of objects) {
    if (optsOut(payload) || ignored.includes('')) continue;
    const found = await live.get(refOf(payload));
    if (found === undefined) {
      drifted.push({ object: payload, removed: true, additions: 0, changes: 0 });
      continue;
    }
    if (optsOut(found)) continue;
    const count = { additions: 0, changes: 0 };
    for (const [path, want, have] of fieldsToCompare(payload, found)) compare(path, want, have, ignored, count);
    if (count.additions + count.changes > 0) drifted.push({ object: payload, removed: false, ...count });
  }
  return drifted;
}

/** A line per object, in Flux's words: `ConfigMap/apps/a changed (0 additions, 1 changes, 0 removals)`. */
export function driftSummary(drifted: readonly DriftedObject[]): string {
  return drifted
    .map(({ object, removed, additions, changes }) => {
      const what = removed ? 'removed' : `changed (${String(additions)} additions, ${String(changes)} changes, 0 removals)`;
      return `${refText(refOf(object))} ${what}`;
    })
    .join('\n');
}

function optsOut({ metadata }: K8sObject): boolean {
  return [metadata.labels, metadata.annotations].some((map) => map?.[OPT_OUT] === 'disabled');
}

function fieldsToCompare(want: K8sObject, have: K8sObject): (readonly [string, unknown, unknown])[] {
  const metadata = (['labels', 'annotations'] as const).map((field) => [`/metadata/${field}`, want.metadata[field] ?? newDict(), have.metadata[field] ?? newDict()] as const);
  const body = Object.keys(want).filter((field) => field !== 'metadata' && field !== 'status');
  return [...metadata, ...body.map((field) => [`/${pointer(field)}`, want[field], have[field]] as const)];
}

function compare(path: string, want: unknown, have: unknown, ignored: IgnoredPaths, count: { additions: number; changes: number }): void {
  if (ignored.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)) || deepEqual(want, have)) return;
  if (have === undefined) count.additions++;
  else if (isDict(want) && isDict(have)) {
    for (const key of Object.keys(want)) compare(`${path}/${pointer(key)}`, want[key], own(have, key), ignored, count);
  } else count.changes++;
}

function own(dict: Dict, key: string): unknown {
  return Object.hasOwn(dict, key) ? dict[key] : undefined;
}

/** A key as a part of a JSON pointer. */
function pointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
