import { compareUtf8 } from '../../std/compare.ts';
import { GoComplex, GoError, GoFunction, GoInt, GoObject, elementTypeOf, goTypeOf, isList, isMap, isNilCollection, type IntKind } from '../govalue/index.ts';
import { fromBytes } from '../govalue/index.ts';
import { isPlain, pad, truncate, type Flags } from './flags.ts';
import { hexLiteral, printBool, printComplex, printFloat, printHexBytes, printInteger, printString } from './scalars.ts';

/** The longest text that a list or mapping prints as, in UTF-16 units. Charts print their whole context by mistake, which may take 10 million. */
const MAX_LENGTH = 32 * 1024 * 1024;

/** How deep a value may nest. Go goes on until its stack of a gigabyte is full, as for a mapping that holds itself. */
const MAX_DEPTH = 1000;

/** What Go prints where an address would stand: addresses differ from run to run. */
const ADDRESS = 0xc000012120n;

const UNSIGNED: ReadonlySet<IntKind> = new Set(['uint', 'uint8', 'uint16', 'uint32', 'uint64', 'uintptr']);
const TEXT_VERBS = 'vsxXq';

/**
 * Prints one operand of a format.
 *
 * `depth` is 0 for an operand, and more for an element of a list, map or struct. Follows Go 1.26 fmt/print.go.
 */
export function printOperand(value: unknown, verb: string, flags: Flags, depth: number): string {
  if (value === null || value === undefined) return printNil(verb, flags, depth);
  if (depth > MAX_DEPTH) throw new GoError('value nests too deep to be printed');
  if (depth === 0) {
    if (verb === 'T') return pad(truncate(goTypeOf(value), flags), flags);
    if (verb === 'p') return isReference(value) ? printAddress(goTypeOf(value), verb, flags)! : badVerb(value, verb, flags);
  }
  return printWith(value, verb, flags, depth) ?? badVerb(value, verb, flags);
}

/** Prints what a pointer points to, or any other value itself. */
export function printPointee(value: unknown, verb: string, flags: Flags): string {
  const struct = value instanceof GoObject && value.goType.startsWith('*') && value.underlying() === undefined && value.text() === undefined;
  if (!struct) return printOperand(value, verb, flags, 0);
  const type = value.goType.slice(1);
  return printStruct(type, type, value.fields(), verb, flags, 0) ?? '';
}

function printNil(verb: string, flags: Flags, depth: number): string {
  if (depth > 0) return flags.sharpV ? 'interface {}(nil)' : '<nil>';
  return verb === 'v' || verb === 'T' ? pad('<nil>', flags) : `%!${verb}(<nil>)`;
}

/** `%!d(string=x)`. The value inside is printed with the same flags, but without its own methods. */
function badVerb(value: unknown, verb: string, flags: Flags): string {
  return `%!${verb}(${goTypeOf(value)}=${printWith(value, 'v', { ...flags, plain: true }, 0) ?? ''})`;
}

/** Prints a value by its own methods or by its kind; undefined for a verb that its kind does not have. */
function printWith(value: unknown, verb: string, flags: Flags, depth: number): string | undefined {
  // %w is for fmt.Errorf alone. Go looks at it before it looks inside of a value, bytes apart.
  if (verb === 'w' && typeof value === 'object' && !(value instanceof Uint8Array && depth === 0)) return undefined;
  if (!flags.plain && !flags.sharpV && TEXT_VERBS.includes(verb)) {
    const text = value instanceof GoObject ? value.text() : value instanceof GoError ? value.message : undefined;
    if (text !== undefined) return printString(text, verb, flags);
  }
  if (flags.sharpV && !flags.plain && value instanceof GoObject) {
    const syntax = value.goSyntax();
    if (syntax !== undefined) return printString(syntax, 's', { ...flags, sharpV: false });
  }
  return printPlain(value, verb, flags, depth);
}

function printPlain(value: unknown, verb: string, flags: Flags, depth: number): string | undefined {
  switch (typeof value) {
    case 'string':
      return printString(value, verb, flags);
    case 'number':
      return printFloat(value, verb, flags);
    case 'boolean':
      return printBool(value, verb, flags);
    case 'function':
      return printAddress('func', verb, flags);
    default:
      break;
  }
  if (value instanceof GoInt) return printInteger(value.value, verb, flags, UNSIGNED.has(value.kind));
  if (value instanceof GoComplex) return printComplex(value.re, value.im, verb, flags);
  if (value instanceof GoFunction) return printAddress(goTypeOf(value), verb, flags);
  if (value instanceof GoError) return printStruct('errors.errorString', '*errors.errorString', [['s', value.message]], verb, flags, depth);
  if (value instanceof GoObject) return printObject(value, verb, flags, depth);
  if (value instanceof Uint8Array) return printBytes(value, verb, flags, depth);
  if (isList(value)) return printList(value, goTypeOf(value), elementTypeOf(value), verb, flags, depth);
  return printMap(value as Readonly<Record<string, unknown>>, goTypeOf(value), verb, flags, depth);
}

function printObject(value: GoObject, verb: string, flags: Flags, depth: number): string | undefined {
  const underlying = value.underlying();
  if (isList(underlying)) return printList(underlying, value.goType, elementTypeOf(underlying), verb, flags, depth);
  if (isMap(underlying)) return printMap(underlying, value.goType, verb, flags, depth);
  if (underlying !== undefined) return printPlain(underlying, verb, flags, depth);
  if (value.goKind === 'func') return printAddress(value.goType, verb, flags);
  return printStruct(value.goType.replace(/^\*/, ''), value.goType, value.fields(), verb, flags, depth);
}

/** `{a b}`, `{Name:a}`, `pkg.T{Name:"a"}`; behind a pointer `&{a b}`, and its address where the pointer is an element itself. */
function printStruct(
  type: string, fullType: string, fields: readonly (readonly [name: string, value: unknown])[], verb: string, flags: Flags, depth: number,
): string | undefined {
  const pointer = fullType.startsWith('*');
  if (pointer && depth > 0) return printAddress(fullType, verb, flags);
  const names = flags.plusV || flags.sharpV;
  const parts = fields.map(([name, field]) => (names ? `${name}:` : '') + printOperand(field, verb, flags, depth + 1));
  const body = `{${parts.join(flags.sharpV ? ', ' : ' ')}}`;
  return (pointer ? '&' : '') + (flags.sharpV ? type + body : body);
}

function isReference(value: unknown): boolean {
  return typeof value === 'function' || (typeof value === 'object' && value !== null && !(value instanceof GoInt) && !(value instanceof GoComplex));
}

/** Prints the address of a function, pointer, list or map. */
function printAddress(type: string, verb: string, flags: Flags): string | undefined {
  switch (verb) {
    case 'v':
      return flags.sharpV ? `(${type})(${hexLiteral(ADDRESS, flags)})` : printInteger(ADDRESS, 'x', { ...flags, sharp: !flags.sharp }, true);
    case 'p':
      return printInteger(ADDRESS, 'x', { ...flags, sharp: !flags.sharp }, true);
    case 'b':
    case 'o':
    case 'd':
    case 'x':
    case 'X':
      return printInteger(ADDRESS, verb, flags, true);
    default:
      return undefined;
  }
}

function printBytes(bytes: Uint8Array, verb: string, flags: Flags, depth: number): string | undefined {
  switch (verb) {
    case 's':
    case 'q':
      return printString(fromBytes(bytes), verb, flags);
    case 'x':
    case 'X':
      return printHexBytes(bytes, verb, flags);
    case 'v':
    case 'd':
      if (isPlain(flags)) return decimalList(bytes);
      break;
    default:
      break;
  }
  // Go names the type as a source text would when the bytes are an operand.
  const type = goTypeOf(bytes) === '[]uint8' && depth === 0 && (verb === 'v' || verb === 'd') ? '[]byte' : goTypeOf(bytes);
  return printList(Array.from(bytes, (byte) => new GoInt('uint8', BigInt(byte))), type, 'uint8', verb, flags, depth);
}

const decoder = new TextDecoder();

/** What large bytes were printed as. Charts print all their files by accident, more than once; nothing changes bytes. */
const decimalLists = new WeakMap<Uint8Array, string>();
const LARGE = 64 * 1024;

/** `[104 105]`. */
function decimalList(bytes: Uint8Array): string {
  const known = decimalLists.get(bytes);
  if (known !== undefined) return known;
  const text = writeDecimalList(bytes);
  if (bytes.length >= LARGE) decimalLists.set(bytes, text);
  return text;
}

/** The digits are written straight into a buffer. */
function writeDecimalList(bytes: Uint8Array): string {
  const out = new Uint8Array(bytes.length * 4 + 2);
  out[0] = 0x5b; // [
  let end = 1;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (i > 0) out[end++] = 0x20;
    if (byte >= 100) out[end++] = 0x30 + Math.floor(byte / 100);
    if (byte >= 10) out[end++] = 0x30 + (Math.floor(byte / 10) % 10);
    out[end++] = 0x30 + (byte % 10);
  }
  out[end++] = 0x5d; // ]
  return decoder.decode(out.subarray(0, end));
}

/** One mapping in many places of another, level upon level, is small in memory but prints without end. */
function checkLength(out: string): void {
  if (out.length > MAX_LENGTH) throw new GoError(`a value prints as more than ${String(MAX_LENGTH)} characters`);
}

function printList(list: readonly unknown[], type: string, elementType: string, verb: string, flags: Flags, depth: number): string {
  if (flags.sharpV && isNilCollection(list)) return `${type}(nil)`;
  let out = flags.sharpV ? `${type}{` : '[';
  const separator = flags.sharpV ? ', ' : ' ';
  for (let i = 0; i < list.length; i++) {
    if (i > 0) out += separator;
    out += printElement(list[i], elementType, verb, flags, depth);
    checkLength(out);
  }
  return out + (flags.sharpV ? '}' : ']');
}

function printMap(map: Readonly<Record<string, unknown>>, type: string, verb: string, flags: Flags, depth: number): string {
  if (flags.sharpV && isNilCollection(map)) return `${type}(nil)`;
  let out = flags.sharpV ? `${type}{` : 'map[';
  const elementType = elementTypeOf(map);
  const keys = Object.keys(map).sort(compareUtf8);
  for (let i = 0; i < keys.length; i++) {
    if (i > 0) out += flags.sharpV ? ', ' : ' ';
    out += `${printOperand(keys[i], verb, flags, depth + 1)}:${printElement(map[keys[i]!], elementType, verb, flags, depth)}`;
    checkLength(out);
  }
  return out + (flags.sharpV ? '}' : ']');
}

/** An element. Nil in a list of lists or maps is a nil list or map, elsewhere a nil interface. */
function printElement(value: unknown, elementType: string, verb: string, flags: Flags, depth: number): string {
  if ((value === null || value === undefined) && elementType !== 'interface {}') {
    if (flags.sharpV) return `${elementType}(nil)`;
    if (elementType.startsWith('map[')) return 'map[]';
    if (elementType.startsWith('[]')) return '[]';
  }
  return printOperand(value, verb, flags, depth + 1);
}
