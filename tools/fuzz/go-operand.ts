import { GoError, GoInt, GoObject, fromBytes, withGoType, type IntKind } from '../../src/lang/govalue/index.ts';
import { parseGoDuration } from '../../src/std/go-duration.ts';
import { newDict, type Dict } from '../../src/std/dict.ts';

/**
 * A Go value as a case carries it: its type, and its text or parts. `operand.go` of the oracle reads the same form.
 *
 * `binary` is a string that need not be UTF-8, in base64; `stringMap` is a `map[string]string`.
 */
export type GoOperand =
  | null
  | readonly ['list', readonly GoOperand[]]
  | readonly ['map', Readonly<Record<string, GoOperand>>]
  | readonly ['bool', boolean]
  | readonly ['strings', readonly string[]]
  | readonly ['stringMap', Readonly<Record<string, string>>]
  | readonly ['string' | 'binary' | 'bytes' | 'float64' | 'duration' | 'error' | IntKind, string];

/** The value that eddy's template engine has for it. */
export function goValueOf(operand: GoOperand): unknown {
  if (operand === null) return null;
  switch (operand[0]) {
    case 'list':
      return operand[1].map(goValueOf);
    case 'map':
      return dictOf(operand[1], goValueOf);
    case 'bool':
      return operand[1];
    case 'strings':
      return withGoType([...operand[1]], '[]string');
    case 'stringMap':
      return withGoType(dictOf(operand[1], (text) => text), 'map[string]string');
    case 'string':
      return operand[1];
    case 'binary':
      return fromBytes(Uint8Array.from(Buffer.from(operand[1], 'base64')));
    case 'bytes':
      return Uint8Array.from(Buffer.from(operand[1], 'base64'));
    case 'float64':
      return Number(operand[1].replace('Inf', 'Infinity'));
    case 'duration':
      return new Duration(operand[1]);
    case 'error':
      return new GoError(operand[1]);
    default:
      return new GoInt(operand[0], BigInt(operand[1]));
  }
}

function dictOf<T>(entries: Readonly<Record<string, T>>, valueOf: (item: T) => unknown): Dict {
  const dict = newDict();
  for (const [key, item] of Object.entries(entries)) dict[key] = valueOf(item);
  return dict;
}

/** A `time.Duration`, given in the form that it prints: an integer with a `String` method. */
class Duration extends GoObject {
  override readonly goType = 'time.Duration';
  override readonly goKind = 'int64';
  readonly #text: string;

  constructor(text: string) {
    super();
    this.#text = text;
  }

  override text(): string {
    return this.#text;
  }

  override underlying(): unknown {
    return new GoInt('int64', BigInt(parseGoDuration(this.#text)! * 1e6));
  }
}
