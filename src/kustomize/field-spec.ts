import { invalidKind } from './node-kind.ts';
import { fault, prefixed, prefixedError } from './kustomize-error.ts';
import { isMissing, listNode, mapNode, scalarNode, type Node } from './node.ts';
import { splitPath } from './field-path.ts';
import { goList } from './go-text.ts';
import { idText, isSelected, type Gvk, type ResId } from './res-id.ts';

/** Which field of which types a transformer acts on. Empty or absent parts of the type match any. */
export interface FieldSpec extends Partial<Gvk> {
  readonly path: string;
  /** Whether the field and the maps on its way are made where they are missing. */
  readonly create?: boolean;
}

/** What a missing field becomes before it is set. */
export type CreateKind = { readonly kind: 'map' } | { readonly kind: 'scalar'; readonly tag: string } | undefined;

/** Called with each node that a field spec leads to; it changes the node in place. */
export type FieldVisitor = (node: Node) => void;

/**
 * Visits the fields of an object that a field spec leads to. Lists on the way are entered; a missing part ends the way silently,
 * unless the spec creates.
 *
 * Follows kustomize api v0.21.1 filters/fieldspec/fieldspec.go.
 *
 * @throws EddyError KustomizeFieldKind where a scalar stands on the way.
 */
export function visitFieldSpec(object: Node, id: () => ResId, spec: FieldSpec, create: CreateKind, visit: FieldVisitor): void {
  prefixed(() => `considering field '${spec.path}' of object ${idText(id())}`, () => {
    visitPath(object, splitPath(spec.path, '/'), 0, spec.create === true ? create : undefined, visit);
  });
}

/** As `visitFieldSpec`, for each spec that selects the object's type. */
export function visitFieldSpecs(object: Node, id: ResId, specs: readonly FieldSpec[], create: CreateKind, visit: FieldVisitor): void {
  for (const spec of specs) if (isSelected(id, spec)) visitFieldSpec(object, () => id, spec, create, visit);
}

function visitPath(node: Node, path: readonly string[], at: number, create: CreateKind, visit: FieldVisitor): void {
  if (at === path.length) {
    visit(node);
    return;
  }
  if (isMissing(node)) return;
  if (node.kind === 'list') {
    prefixed(() => `visit traversal on path: ${goList(path.slice(at))}`, () => {
      for (const item of node.items) visitPath(item, path, at, create, visit);
    });
    return;
  }
  if (node.kind !== 'map') throw fault('KustomizeFieldKind', 'expected sequence or mapping node');
  visitField(node, path, at, create, visit);
}

function visitField(map: Node, path: readonly string[], at: number, create: CreateKind, visit: FieldVisitor): void {
  const part = path[at]!;
  const isList = part.endsWith('[]');
  const name = isList ? part.slice(0, -2) : part;
  if (name === '') throw fault('KustomizeFieldKind', 'cannot set or create an empty field name');
  // A numeric part asks for an item of a list, and this is a map.
  if (/^[+-]?\d+$/.test(name)) throw prefixedError(`fieldName: ${name}`, invalidKind(map, 'list'));
  const made = isList ? undefined : madeNode(create, at === path.length - 1);
  let field = map.fields.get(name.trim());
  if (field === undefined) {
    if (made === undefined) return;
    map.fields.set(name, made);
    field = made;
  } else if (field.tag === '!!null') {
    if (isList) field.become(listNode());
    else if (made?.kind === 'map') becomeMap(field, made);
    else if (made !== undefined) field.become(scalarNode(field.text, made.tag, field.style));
  }
  visitPath(field, path, at + 1, create, visit);
}

/** A null that becomes a map keeps its text, which replacements copy. */
function becomeMap(field: Node, map: Node): void {
  const { text } = field;
  field.become(map);
  field.text = text;
}

function madeNode(create: CreateKind, isLast: boolean): Node | undefined {
  if (create === undefined) return undefined;
  return create.kind === 'map' || !isLast ? mapNode() : scalarNode('', create.tag);
}
