import { TYPE_LINES } from './types.gen.ts';

/**
 * The Go type of a value, as its JSON form shows it.
 *
 * Scalars: `s` string, `b` bool, `i` int32, `l` int64, `n` float64, `y` bytes in base64, `q` Quantity, `x` IntOrString,
 * `t` Time, `m` MicroTime, `j` any JSON.
 */
export type GoType =
  | { readonly kind: 'scalar'; readonly scalar: string }
  | { readonly kind: 'list' | 'map'; readonly element: GoType }
  | { readonly kind: 'struct'; readonly number: number };

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

/** type = "[" type | "{" type | "@" number | scalar . */
function readType(text: string): GoType {
  switch (text[0]) {
    case '[':
      return { kind: 'list', element: readType(text.slice(1)) };
    case '{':
      return { kind: 'map', element: readType(text.slice(1)) };
    case '@':
      return { kind: 'struct', number: Number(text.slice(1)) };
    default:
      return { kind: 'scalar', scalar: text };
  }
}
