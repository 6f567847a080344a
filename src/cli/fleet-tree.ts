import { refKey, type ObjectRef } from '../diagnostics/index.ts';
import { refOf, type K8sObject } from '../manifest/index.ts';
import type { FluxRow } from '../orchestrator/index.ts';
import { isDict } from '../std/dict.ts';
import type { Fleet } from './fleet.ts';

/** An object, and what comes from it. */
export interface TreeNode {
  readonly ref: ObjectRef;
  /** For a Flux object: how it ended. */
  readonly row?: FluxRow | undefined;
  /** The source that a Flux object renders from, where it is not the one at the root of its tree. */
  readonly source?: ObjectRef | undefined;
  readonly children: readonly TreeNode[];
}

/**
 * The fleet as trees: the source of an entry at the root, below it the entry, below each producer what it renders.
 *
 * Every object stands once, below its producer.
 */
export function buildTree(fleet: Fleet): TreeNode[] {
  const { rows, productions } = fleet.result;
  const rowOf = new Map(rows.map((row) => [refKey(row.ref), row]));
  const childrenOf = new Map(productions.map(({ producer, objects }) => [refKey(producer), objects]));
  const shown = new Set<string>();
  const node = (ref: ObjectRef, rootSource: ObjectRef | undefined): TreeNode => {
    const key = refKey(ref);
    const row = rowOf.get(key);
    const object = row === undefined ? undefined : fleet.objectOf(row);
    const source = object === undefined ? undefined : sourceOf(object);
    // A producer that renders itself (bootstrap's does) is not repeated below itself.
    const first = !shown.has(key);
    shown.add(key);
    const children = first ? (childrenOf.get(key) ?? []).map((child) => refOf(child.object)).filter((child) => refKey(child) !== key) : [];
    const elsewhere = source !== undefined && (rootSource === undefined || refKey(source) !== refKey(rootSource));
    return { ref, row, source: elsewhere ? source : undefined, children: children.map((child) => node(child, rootSource)) };
  };
  const entries = rows.filter(({ ref, producer }) => (producer === undefined || refKey(producer) === refKey(ref)) && childrenOf.has(refKey(ref)));
  return entries.map((row) => {
    const object = ownObject(fleet, row);
    const source = object === undefined ? undefined : sourceOf(object);
    const entry = node(row.ref, source);
    return source === undefined ? entry : { ref: source, row: rowOf.get(refKey(source)), children: [entry] };
  });
}

/** The entry as it stands in its own production, where bootstrap put it. */
function ownObject(fleet: Fleet, row: FluxRow): K8sObject | undefined {
  const key = refKey(row.ref);
  return fleet.objects.find(({ object }) => refKey(refOf(object)) === key)?.object;
}

/** The source that a Kustomization or HelmRelease names. */
export function sourceOf(object: K8sObject): ObjectRef | undefined {
  const spec = object['spec'];
  if (!isDict(spec)) return undefined;
  const chart = isDict(spec['chart']) && isDict(spec['chart']['spec']) ? spec['chart']['spec'] : undefined;
  const ref = chart?.['sourceRef'] ?? spec['chartRef'] ?? spec['sourceRef'];
  if (!isDict(ref) || typeof ref['kind'] !== 'string' || typeof ref['name'] !== 'string') return undefined;
  const namespace = typeof ref['namespace'] === 'string' ? ref['namespace'] : object.metadata.namespace;
  return { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: ref['kind'], namespace, name: ref['name'] };
}
