import { isDict, newDict, type Dict } from '../std/dict.ts';
import { canonicalMicroTime, canonicalTime } from './go-time.ts';
import { canonicalQuantity } from './quantity.ts';
import { fieldsOf, type Field, type GoType } from './type-table.ts';

/** Thrown by `roundTrip` where a value does not fit its Go type; the message is that of Go's decoder. */
export class TypeMismatch extends Error {
  override readonly name = 'TypeMismatch';
}

/**
 * Reads a mapping into a typed Go struct and writes it again: unknown fields go, empty ones too, always-written ones come.
 *
 * Follows k8s.io/apimachinery v0.36 pkg/runtime/converter.go. The result shares what it did not have to change.
 *
 * @throws TypeMismatch when a value does not fit its type.
 */
export function roundTrip(typeNumber: number, value: unknown): Dict {
  if (!isDict(value)) throw new TypeMismatch('a struct needs a mapping');
  const out = newDict();
  for (const field of fieldsOf(typeNumber)) {
    const given = Object.hasOwn(value, field.name) ? value[field.name] : undefined;
    const written = writeField(field, given);
    if (written !== undefined) out[field.name] = written;
  }
  return out;
}

/** The value of a field in the output; undefined where the field is left out. */
function writeField({ flag, type }: Field, given: unknown): unknown {
  if (given === undefined || given === null) {
    if (flag === '!') return zeroOf(type);
    return flag === '?' ? null : undefined;
  }
  const value = convert(type, given);
  return flag === ':' && isEmpty(type, value) ? undefined : value;
}

function convert(type: GoType, value: unknown): unknown {
  if (value === null || value === undefined) return zeroOf(type);
  switch (type.kind) {
    case 'struct':
      return roundTrip(type.number, value);
    case 'list':
      if (!Array.isArray(value)) throw new TypeMismatch('a slice needs a list');
      return value.map((item) => convert(type.element, item));
    case 'map': {
      if (!isDict(value)) throw new TypeMismatch('a map needs a mapping');
      const out = newDict();
      for (const key of Object.keys(value)) out[key] = convert(type.element, value[key]);
      return out;
    }
    case 'scalar':
      return type.scalar === 'j' ? value : convertScalar(type.scalar, value);
  }
}

function convertScalar(scalar: string, value: unknown): unknown {
  const converted = readScalar(scalar, value);
  if (converted === undefined) throw new TypeMismatch(mismatchText(scalar, value));
  return converted;
}

function mismatchText(scalar: string, value: unknown): string {
  if (scalar === 'y' && typeof value === 'string') return `error decoding from json: illegal base64 data at input byte ${String(base64Fault(value))}`;
  if (scalar === 'q') return `error decoding from json: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`;
  if ((scalar === 't' || scalar === 'm') && typeof value === 'string') {
    return `error decoding from json: parsing time ${JSON.stringify(value)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(value)} as "2006"`;
  }
  return `cannot convert ${typeof value} to ${GO_NAMES[scalar] ?? 'string'}`;
}

const GO_NAMES: Readonly<Record<string, string>> = { b: 'bool', i: 'int32', l: 'int64', n: 'float64', x: 'intstr.IntOrString' };

function readScalar(scalar: string, value: unknown): unknown {
  switch (scalar) {
    case 's':
      return typeof value === 'string' ? value : undefined;
    case 'b':
      return typeof value === 'boolean' ? value : undefined;
    case 'n':
      return typeof value === 'number' ? value : undefined;
    case 'i':
    case 'l':
      return Number.isInteger(value) ? value : undefined;
    case 'x':
      return typeof value === 'string' || isInt32(value) ? value : undefined;
    case 'q':
      return typeof value === 'string' || typeof value === 'number' ? canonicalQuantity(String(value).trim()) : undefined;
    case 't':
      return typeof value === 'string' ? canonicalTime(value) : undefined;
    case 'm':
      return typeof value === 'string' ? canonicalMicroTime(value) : undefined;
    default:
      return typeof value === 'string' ? canonicalBase64(value) : undefined;
  }
}

function isInt32(value: unknown): boolean {
  return Number.isInteger(value) && Math.abs(value as number) < 2 ** 31;
}

/** Go's standard decoder skips line breaks and wants padding. */
function canonicalBase64(text: string): string | undefined {
  const plain = text.replace(/[\r\n]/g, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(plain)) return undefined;
  return btoa(atob(plain));
}

/** Where Go's decoder stops. Follows Go 1.26 encoding/base64 decodeQuantum: groups of four, line breaks skipped, padding wanted. */
function base64Fault(text: string): number {
  const next = (at: number): number => {
    while (text[at] === '\n' || text[at] === '\r') at++;
    return at;
  };
  for (let at = 0; ; ) {
    for (let inGroup = 0; inGroup < 4; inGroup++) {
      at = next(at);
      if (at >= text.length) return inGroup === 0 ? at : at - inGroup;
      if (text[at] === '=') {
        if (inGroup < 2) return at;
        const after = next(at + 1);
        if (inGroup === 2 && text[after] !== '=') return after >= text.length ? text.length : after - 1;
        return next(inGroup === 2 ? after + 1 : after);
      }
      if (!/[A-Za-z0-9+/]/.test(text[at]!)) return at;
      at++;
    }
  }
}

/** What Go's zero value of a type is written as. */
function zeroOf(type: GoType): unknown {
  if (type.kind === 'struct') return roundTrip(type.number, newDict());
  if (type.kind !== 'scalar') return null;
  switch (type.scalar) {
    case 's':
      return '';
    case 'b':
      return false;
    case 'i':
    case 'l':
    case 'n':
    case 'x':
      return 0;
    case 'q':
      return '0';
    default:
      return null;
  }
}

function isEmpty(type: GoType, value: unknown): boolean {
  switch (type.kind) {
    case 'struct':
      return false;
    case 'list':
      return (value as readonly unknown[]).length === 0;
    case 'map':
      return Object.keys(value as Dict).length === 0;
    case 'scalar':
      return value === '' || value === 0 || value === false;
  }
}
