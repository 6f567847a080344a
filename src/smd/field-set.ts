import { compareStrings } from '../std/compare.ts';
import { isDict, newDict, type Dict } from '../std/dict.ts';
import type { MergeType } from '../schema/index.ts';

/**
 * A set of paths in an object, as a tree of path elements. `member` says whether the path to this node is in the set itself.
 *
 * A path element is written as `managedFields` has it: `f:name` a field, `k:{"name":"a"}` an item with keys, `v:"x"` an item of a set.
 */
export interface FieldSet {
  readonly member: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

/** A set that is being filled. */
export interface FieldSetBuilder {
  member: boolean;
  readonly children: Map<string, FieldSetBuilder>;
}

export const EMPTY_SET: FieldSet = { member: false, children: new Map() };

export function newFieldSet(): FieldSetBuilder {
  return { member: false, children: new Map() };
}

/** The node below `element`, made where there is none. */
export function childOf(set: FieldSetBuilder, element: string): FieldSetBuilder {
  let child = set.children.get(element);
  if (child === undefined) set.children.set(element, (child = newFieldSet()));
  return child;
}

/** Nodes of a builder that hold no path are no difference, but cost; this drops them. */
export function sealed(set: FieldSet): FieldSet {
  return combine(set, EMPTY_SET, (a) => a);
}

export function isEmptySet(set: FieldSet): boolean {
  return !set.member && [...set.children.values()].every(isEmptySet);
}

export function sameSet(a: FieldSet, b: FieldSet): boolean {
  return isEmptySet(combine(a, b, (x, y) => x !== y));
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (x, y) => x || y);
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (x, y) => x && y);
}

/** The paths of `a` that are not in `b`; a path below one of `b` stays. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (x, y) => x && !y);
}

function combine(a: FieldSet, b: FieldSet, keep: (inA: boolean, inB: boolean) => boolean): FieldSet {
  const children = new Map<string, FieldSet>();
  const add = (element: string, child: FieldSet): void => {
    if (child.member || child.children.size > 0) children.set(element, child);
  };
  for (const [element, child] of a.children) add(element, combine(child, b.children.get(element) ?? EMPTY_SET, keep));
  for (const [element, child] of b.children) if (!a.children.has(element)) add(element, combine(EMPTY_SET, child, keep));
  return { member: keep(a.member, b.member), children };
}

/** The set without a field and all below it. */
export function withoutField(set: FieldSet, name: string): FieldSet {
  const children = new Map(set.children);
  children.delete(`f:${name}`);
  return { member: set.member, children };
}

/** What of the set is a field or below it. */
export function onlyField(set: FieldSet, name: string): FieldSet {
  const child = set.children.get(`f:${name}`);
  return { member: false, children: child === undefined ? new Map<string, FieldSet>() : new Map([[`f:${name}`, child]]) };
}

/** The set with every declared field in it that has a path of the set below it. */
export function withDeclaredFields(set: FieldSet, type: MergeType | undefined): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, child] of set.children) {
    const declared = type?.kind === 'map' && element.startsWith('f:') ? type.field(element.slice(2)) : undefined;
    const below = withDeclaredFields(child, declared ?? elementType(type));
    const member = below.member || (declared !== undefined && below.children.size > 0);
    children.set(element, { member, children: below.children });
  }
  return { member: set.member, children };
}

function elementType(type: MergeType | undefined): MergeType | undefined {
  if (type === undefined || type.kind === 'scalar') return undefined;
  return type.kind === 'any' ? type : type.element;
}

/** The form of `managedFields[].fieldsV1`. */
export function toFieldsV1(set: FieldSet): Dict {
  const out = newDict();
  if (set.member && set.children.size > 0) out['.'] = newDict();
  for (const element of [...set.children.keys()].sort(compareStrings)) out[element] = toFieldsV1(set.children.get(element)!);
  return out;
}

/** Reads `managedFields[].fieldsV1`; what has another form counts as no field. */
export function fromFieldsV1(fields: unknown): FieldSet {
  if (!isDict(fields)) return EMPTY_SET;
  return { member: false, children: readChildren(fields) };
}

function readChildren(fields: Dict): Map<string, FieldSet> {
  const children = new Map<string, FieldSet>();
  for (const [element, below] of Object.entries(fields)) {
    if (element === '.' || !isDict(below)) continue;
    children.set(element, { member: Object.hasOwn(below, '.') || Object.keys(below).length === 0, children: readChildren(below) });
  }
  return children;
}

/** The paths of a set as texts (`.spec.containers[name="a"].image`), a node before what is below its siblings. */
export function pathsOf(set: FieldSet, prefix = ''): readonly string[] {
  const elements = [...set.children.keys()].sort(compareStrings);
  const own = elements.filter((element) => set.children.get(element)!.member).map((element) => prefix + elementText(element));
  return [...own, ...elements.flatMap((element) => pathsOf(set.children.get(element)!, prefix + elementText(element)))];
}

/** A path element as messages show it. */
export function elementText(element: string): string {
  const value = element.slice(2);
  switch (element[0]) {
    case 'f':
      return `.${value}`;
    case 'v':
      return `[=${value}]`;
    case 'k': {
      const keys = Object.entries(JSON.parse(value) as Dict);
      return `[${keys.map(([name, key]) => `${name}=${JSON.stringify(key)}`).join(',')}]`;
    }
    default:
      return `[${value}]`;
  }
}
