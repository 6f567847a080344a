import { TYPE_LINES } from './types.gen.ts';

/**
 * The Go type of a value, as its JSON form shows it.
 *
 * Scalars: `s` string, `b` bool, `i` int32, `l` int64, `n` float64, `y` bytes in base64, `q` Quantity, `x` IntOrString,
 * `t` Time, `m` MicroTime, `j` any JSON.
 */
export type GoType =
  | { readonly kind: 'scalar'; readonly scalar: string }
  | { readonly kind: 'list'; readonly element: GoType; readonly relation: 'atomic' | 'set' | 'map'; readonly keys: readonly ListKey[] }
  | { readonly kind: 'map'; readonly element: GoType; readonly atomic: boolean }
  | { readonly kind: 'struct'; readonly number: number; readonly atomic: boolean };

/** A field by which the items of a list are told apart; an item without it counts as having its default. */
export interface ListKey {
  readonly name: string;
  readonly default: unknown;
}

/** How a field is written: `:` unless it is empty, `!` always, `*` a pointer (written when set), `?` a pointer (null when unset). */
export type FieldFlag = ':' | '!' | '*' | '?';

export interface Field {
  readonly name: string;
  readonly flag: FieldFlag;
  readonly type: GoType;
}

let lines: readonly string[] | undefined;
const structs = new Map<number, readonly Field[]>();

/** The fields of a struct type, read from the table when first asked for. */
export function fieldsOf(typeNumber: number): readonly Field[] {
  let fields = structs.get(typeNumber);
  if (fields === undefined) {
    lines ??= TYPE_LINES.slice(1, -1).split('\n');
    fields = lines[typeNumber]!.split(' ').map(readField);
    structs.set(typeNumber, fields);
  }
  return fields;
}

/** field = name flag type . */
function readField(text: string): Field {
  const at = text.search(/[:!*?]/);
  return { name: text.slice(0, at), flag: text[at] as FieldFlag, type: readType(text.slice(at + 1)) };
}

/** type = "[" [ "*" | "(" keys ")" ] type | "{" [ "!" ] type | "@" [ "!" ] number | scalar ; "!" marks what is owned as a whole. */
function readType(text: string): GoType {
  const atomic = text[1] === '!';
  switch (text[0]) {
    case '[':
      return readList(text.slice(1));
    case '{':
      return { kind: 'map', element: readType(text.slice(atomic ? 2 : 1)), atomic };
    case '@':
      return { kind: 'struct', number: Number(text.slice(atomic ? 2 : 1)), atomic };
    default:
      return { kind: 'scalar', scalar: text };
  }
}

function readList(text: string): GoType {
  if (text.startsWith('*')) return { kind: 'list', element: readType(text.slice(1)), relation: 'set', keys: [] };
  if (!text.startsWith('(')) return { kind: 'list', element: readType(text), relation: 'atomic', keys: [] };
  const end = text.indexOf(')');
  return { kind: 'list', element: readType(text.slice(end + 1)), relation: 'map', keys: text.slice(1, end).split(',').map(readListKey) };
}

/** key = name [ "=" JSON ] . */
function readListKey(text: string): ListKey {
  const [name = '', value] = text.split('=');
  return { name, default: value === undefined ? undefined : JSON.parse(value) };
}
