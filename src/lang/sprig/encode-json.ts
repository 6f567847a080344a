import { encodeBase64 } from '../../std/base64.ts';
import { compareUtf8 } from '../../std/compare.ts';
import { GoComplex, GoError, GoFunction, GoInt, GoObject, goTypeOf, isMap, isNil, isNilCollection } from '../govalue/index.ts';
import { WorkBudget } from './work-budget.ts';

/** How JSON is written. */
export interface JsonStyle {
  /** Whether `<`, `>` and `&` become `\u003c` and so on. */
  readonly escapeHtml: boolean;
  /** What one level is indented by; empty for JSON on one line. */
  readonly indent: string;
}

const MAX_DEPTH = 1000;
const PLAIN = /^[^"\\\0-\x1f<>&\u2028\u2029\ud800-\udfff]*$/;
const SHORT: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Writes a value as JSON: keys in byte order, bytes as base64, what is no character as `\ufffd`.
 *
 * Follows Go 1.26 encoding/json `Marshal`, `MarshalIndent` and `Encoder`.
 * @throws GoError with Go's message for values JSON has no form for
 */
export function encodeJson(value: unknown, style: JsonStyle): string {
  return new JsonWriter(style).value(value, 0);
}

class JsonWriter {
  readonly #escapeHtml: boolean;
  readonly #indent: string;
  readonly #colon: string;
  readonly #budget: WorkBudget = new WorkBudget();

  constructor({ escapeHtml, indent }: JsonStyle) {
    this.#escapeHtml = escapeHtml;
    this.#indent = indent;
    this.#colon = indent === '' ? ':' : ': ';
  }

  value(value: unknown, depth: number): string {
    this.#budget.spend();
    if (isNil(value)) return 'null';
    switch (typeof value) {
      case 'string':
        return this.#string(value);
      case 'number':
        return numberText(value);
      case 'boolean':
        return value ? 'true' : 'false';
      case 'object':
        return this.#object(value, depth);
      default:
        throw unsupportedType(value);
    }
  }

  #object(value: object, depth: number): string {
    if (value instanceof GoInt) return value.value.toString();
    if (isNilCollection(value)) return 'null';
    if (depth > MAX_DEPTH) throw new GoError(`json: unsupported value: encountered a cycle via ${goTypeOf(value)}`);
    if (Array.isArray(value)) return this.#bracketed('[', ']', value.map((item) => this.value(item, depth + 1)), depth);
    if (value instanceof Uint8Array) return `"${encodeBase64(value)}"`;
    if (value instanceof GoObject) return this.#goObject(value, depth);
    if (value instanceof GoFunction || value instanceof GoComplex) throw unsupportedType(value);
    if (!isMap(value)) return '{}';
    const keys = Object.keys(value).sort(compareUtf8);
    return this.#bracketed('{', '}', keys.map((key) => this.#string(key) + this.#colon + this.value(value[key], depth + 1)), depth);
  }

  #goObject(value: GoObject, depth: number): string {
    const text = value.marshaledText();
    if (text !== undefined) return this.#string(text);
    const underlying = value.underlying();
    if (underlying !== undefined) return this.value(underlying, depth);
    if (value.goKind === 'func') throw unsupportedType(value);
    const fields = value.jsonFields().map(([name, field]) => this.#string(name) + this.#colon + this.value(field, depth + 1));
    return this.#bracketed('{', '}', fields, depth);
  }

  #bracketed(open: string, close: string, items: readonly string[], depth: number): string {
    if (items.length === 0) return open + close;
    if (this.#indent === '') return open + items.join(',') + close;
    const outer = `\n${this.#indent.repeat(depth)}`;
    const inner = outer + this.#indent;
    return open + inner + items.join(`,${inner}`) + outer + close;
  }

  #string(text: string): string {
    if (PLAIN.test(text)) return `"${text}"`;
    let out = '"';
    for (const char of text) out += this.#escaped(char);
    return `${out}"`;
  }

  #escaped(char: string): string {
    const short = SHORT[char];
    if (short !== undefined) return short;
    const code = char.codePointAt(0)!;
    if (code >= 0xd800 && code <= 0xdfff) return '\\ufffd';
    const isMarkup = char === '<' || char === '>' || char === '&';
    if (code < 0x20 || code === 0x2028 || code === 0x2029 || (isMarkup && this.#escapeHtml)) return `\\u${code.toString(16).padStart(4, '0')}`;
    return char;
  }
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new GoError(`json: unsupported value: ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`);
  return Object.is(value, -0) ? '-0' : String(value);
}

function unsupportedType(value: unknown): GoError {
  return new GoError(`json: unsupported type: ${goTypeOf(value)}`);
}
