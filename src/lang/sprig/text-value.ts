import { formatValue } from '../gofmt/index.ts';
import { GoInt, GoObject, fromBytes, goTypeOf, isList, isNil } from '../govalue/index.ts';

/** A value as text: strings and bytes as they are, all else as `%v` prints it. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? fromBytes(value) : formatValue(value);
}

/** The texts of a list, without those of nil; of one value that is no list; none for nil. A `[]string` comes back as it is. */
export function textsOf(value: unknown): readonly string[] {
  if (isNil(value)) return [];
  const underlying = value instanceof GoObject ? value.underlying() : undefined;
  if (isList(underlying)) return textsOf(underlying);
  if (isList(value)) {
    if (goTypeOf(value) === '[]string') return value as readonly string[];
    return value.filter((item) => !isNil(item)).map(textOf);
  }
  if (value instanceof Uint8Array) return Array.from(value, (byte) => textOf(new GoInt('uint8', BigInt(byte))));
  return [textOf(value)];
}
