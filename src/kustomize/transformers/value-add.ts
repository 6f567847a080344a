import { setField, setScalar } from '../fields.ts';
import { fault } from '../kustomize-error.ts';
import type { Selector } from '../kustomization-file.ts';
import type { Loader } from '../loader.ts';
import { expectKind, invalidKind } from '../node-kind.ts';
import { isMissing, mapNode, scalarNode, type Node } from '../node.ts';
import type { ResourceSet } from '../resource-set.ts';
import { selectResources } from '../selector.ts';
import { moveOne } from './namespace.ts';

/** Where a value is put. */
export interface ValueTarget {
  readonly selector?: Selector;
  readonly fieldPath?: string;
  readonly filePathPosition?: number;
}

/**
 * Sets fields of objects to one value, by default the name of the kustomization's folder.
 *
 * Follows kustomize api v0.21.1 internal/builtins/ValueAddTransformer.go and filters/valueadd.
 *
 * @throws EddyError KustomizeInvalid
 */
export function addValue(
  loader: Loader, text: string, inline: readonly ValueTarget[], file: string, read: (text: string, file: string) => readonly ValueTarget[],
): (set: ResourceSet) => void {
  const root = loader.shownRoot;
  const value = text.trim() === '' ? root.slice(root.lastIndexOf('/') + 1) : text.trim();
  const targets = file === '' ? inline : [...inline, ...read(loader.loadText(file), loader.pathOf(file))];
  if (targets.length === 0) throw fault('KustomizeInvalid', 'must specify at least one target');
  for (const { fieldPath = '', filePathPosition = 0 } of targets) {
    if (fieldPath === '') throw fault('KustomizeInvalid', 'fieldPath cannot be empty');
    if (filePathPosition < 0) throw fault('KustomizeInvalid', `value of FilePathPosition (${filePathPosition}) cannot be negative`);
  }
  return (set) => {
    for (const target of targets) addTo(set, value, target);
    set.touch();
  };
}

function addTo(set: ResourceSet, value: string, { selector, fieldPath = '', filePathPosition = 0 }: ValueTarget): void {
  for (const resource of selector === undefined ? set.all : selectResources(set.all, selector)) {
    if (fieldPath === 'metadata/namespace') {
      moveOne(resource, { namespace: value, specs: [], unsetOnly: false, subjects: 'defaultOnly' });
      continue;
    }
    const field = findOrMake(resource.node, splitEscaped(fieldPath));
    if (field === undefined) continue;
    expectKind(field, 'scalar');
    setScalar(field, filePathPosition > 0 ? insertPart(field.text, filePathPosition - 1, value) : value);
  }
}

/** The field at a path, which is made unless a null is in the way. */
function findOrMake(root: Node, path: readonly string[]): Node | undefined {
  let at = root;
  for (const [i, name] of path.entries()) {
    if (isMissing(at)) return undefined;
    if (at.kind !== 'map') throw invalidKind(at, 'map');
    const next = at.fields.get(name) ?? (i === path.length - 1 ? scalarNode('') : mapNode());
    if (!at.fields.has(name)) setField(at, name, next);
    at = next;
  }
  return at;
}

function splitEscaped(path: string): string[] {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    const last = parts[parts.length - 1];
    if (last?.endsWith('\\') === true) parts[parts.length - 1] = `${last.slice(0, -1)}/${part}`;
    else parts.push(part);
  }
  return parts.filter((part) => part.trim() !== '');
}

/** Puts a part into a path at a position; a leading slash stays in front. */
function insertPart(path: string, position: number, part: string): string {
  const isAbsolute = path.startsWith('/');
  const parts = path.split('/').filter((each) => each !== '');
  parts.splice(Math.min(position, parts.length), 0, part);
  return (isAbsolute ? '/' : '') + parts.join('/');
}
