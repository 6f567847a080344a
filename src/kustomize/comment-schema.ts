import { isDict } from '../std/dict.ts';
import { shapeOfSchema, type ShapeRef } from './merge-schema.ts';
import type { Comments, Node } from './node.ts';

/** Fields of a schema by what they are; a comment where one of them is something else holds no schema. */
const FIELDS: readonly (readonly [names: readonly string[], is: (value: unknown) => boolean])[] = [
  [['$ref', '$schema', 'description', 'format', 'id', 'pattern', 'title'], (value) => typeof value === 'string'],
  [['definitions', 'patternProperties', 'properties'], isDict],
  [['allOf', 'anyOf', 'enum', 'oneOf', 'required'], Array.isArray],
  [['exclusiveMaximum', 'exclusiveMinimum', 'nullable', 'readOnly', 'uniqueItems'], (value) => typeof value === 'boolean'],
  [['type'], (value) => typeof value === 'string' || Array.isArray(value)],
];

/**
 * The shape that comments give a field: a comment that is a JSON object is its schema, whatever was meant by it.
 *
 * Follows kustomize kyaml v0.21.1 fieldmeta/fieldmeta.go.
 */
function commentShape({ lineComment, headComment }: Comments): ShapeRef | undefined {
  const text = (lineComment === '' ? headComment : lineComment).replace(/^#+/, '');
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    const schema: unknown = JSON.parse(text);
    return isDict(schema) && isSchema(schema) ? shapeOfSchema(schema) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether there is something in it, and nothing that no schema can have. */
function isSchema(schema: Readonly<Record<string, unknown>>): boolean {
  let hasContent = false;
  for (const [name, value] of Object.entries(schema)) {
    const field = FIELDS.find(([names]) => names.includes(name));
    if (field !== undefined && value !== null && !field[1](value)) return false;
    hasContent ||= field === undefined || (value !== null && value !== '' && value !== false);
  }
  return hasContent;
}

/** The shapes that the comments in a map give its fields; undefined where its text has no comment of that form. */
export function commentShapesOf(map: Node | undefined): CommentShapes | undefined {
  return map?.commentSource?.mayHoldJson === true ? new CommentShapes(map) : undefined;
}

/** As above for the comments of the node itself. */
export function ownCommentShape(node: Node | undefined): ShapeRef | undefined {
  return node?.commentSource?.mayHoldJson === true && node.tag !== '!!null' ? commentShape(node.comments) : undefined;
}

class CommentShapes {
  readonly #map: Node;
  readonly #keys: Node['writtenKeys'];

  constructor(map: Node) {
    this.#map = map;
    this.#keys = map.writtenKeys;
  }

  /** The comment of the value counts before the one of its key. */
  of(name: string): ShapeRef | undefined {
    const value = this.#map.fields.get(name);
    if (value === undefined) return undefined;
    const key = this.#keys.get(name);
    return commentShape(value.comments) ?? (key === undefined ? undefined : commentShape(key));
  }
}
