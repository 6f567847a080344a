import { compareUtf8 } from '../../../std/compare.ts';
import { deepEqual } from '../../../std/deep-equal.ts';
import { isDict, type Dict } from '../../../std/dict.ts';

/** One operation of a JSON patch. */
export type PatchOperation = Readonly<Record<string, unknown>> & {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string;
  readonly value?: unknown;
};

/**
 * The JSON patch that turns one value into another. Where one replacement is shorter than what changes inside, it is taken.
 *
 * Follows github.com/wI2L/jsondiff v0.7.0 (differ.go) with `Rationalize`: keys in byte order, lists item by item.
 */
export function jsonDiff(from: unknown, to: unknown): readonly PatchOperation[] {
  return changesAt('', from, to);
}

function changesAt(path: string, from: unknown, to: unknown): PatchOperation[] {
  if (deepEqual(from, to)) return [];
  const inner = isDict(from) && isDict(to) ? dictChanges(path, from, to) : Array.isArray(from) && Array.isArray(to) ? listChanges(path, from, to) : undefined;
  const whole: PatchOperation = { op: 'replace', path, value: to };
  if (inner === undefined) return [whole];
  const isCheaper = path !== '' && inner.reduce((sum, operation) => sum + JSON.stringify(operation).length + 1, 0) > JSON.stringify(whole).length + 1;
  return isCheaper ? [whole] : inner;
}

function dictChanges(path: string, from: Dict, to: Dict): PatchOperation[] {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort(compareUtf8);
  return keys.flatMap((key): PatchOperation[] => {
    const at = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!Object.hasOwn(to, key)) return [{ op: 'remove', path: at }];
    return Object.hasOwn(from, key) ? changesAt(at, from[key], to[key]) : [{ op: 'add', path: at, value: to[key] }];
  });
}

function listChanges(path: string, from: readonly unknown[], to: readonly unknown[]): PatchOperation[] {
  const shared = Math.min(from.length, to.length);
  const out: PatchOperation[] = [];
  // Each removal moves the next item to the same place.
  for (let i = shared; i < from.length; i++) out.push({ op: 'remove', path: `${path}/${String(shared)}` });
  for (let i = 0; i < shared; i++) out.push(...changesAt(`${path}/${String(i)}`, from[i], to[i]));
  for (let i = shared; i < to.length; i++) out.push({ op: 'add', path: `${path}/-`, value: to[i] });
  return out;
}
