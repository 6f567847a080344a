import { shortTag } from './node.ts';
import { parseTimestamp, type YamlTimestamp } from './timestamp.ts';

/** Which of Go's two readers decides what a plain scalar means: v2 knows `yes`, `on`, `y`; v3 knows `0o17`. */
export type Resolution = 'v2' | 'v3';

/** What a scalar means. Integers are bigint, floats number, so that `1` and `1.0` stay apart. */
export type ResolvedValue = null | boolean | bigint | number | string | YamlTimestamp;

export interface Resolved {
  /** Short form: `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!timestamp`, or what was written. */
  readonly tag: string;
  readonly value: ResolvedValue;
}

/** A tag that the scalar's text does not fit: "cannot decode !!str `x` as a !!int". */
export class TagMismatch extends Error {
  constructor(resolved: string, text: string, tag: string) {
    super(`cannot decode ${resolved} \`${text}\` as a ${tag}`);
  }
}

const WORDS: Readonly<Record<Resolution, ReadonlyMap<string, Resolved>>> = { v2: words(true), v3: words(false) };

function words(yaml11: boolean): ReadonlyMap<string, Resolved> {
  const table = new Map<string, Resolved>();
  const add = (tag: string, value: ResolvedValue, texts: string): void => {
    for (const text of texts.split(' ')) table.set(text, { tag, value });
  };
  add('!!bool', true, `true True TRUE${yaml11 ? ' y Y yes Yes YES on On ON' : ''}`);
  add('!!bool', false, `false False FALSE${yaml11 ? ' n N no No NO off Off OFF' : ''}`);
  add('!!null', null, '~ null Null NULL');
  add('!!null', null, '');
  add('!!float', NaN, '.nan .NaN .NAN');
  add('!!float', Infinity, '.inf .Inf .INF +.inf +.Inf +.INF');
  add('!!float', -Infinity, '-.inf -.Inf -.INF');
  return table;
}

const RESOLVABLE = new Set(['', '!!str', '!!bool', '!!int', '!!float', '!!null', '!!timestamp']);
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
/** Go reads one that begins with its dot as it reads its own literals: digits may have single underscores between them. */
const DOT_FLOAT = /^\.[0-9]+(_[0-9]+)*([eE][-+]?[0-9]+(_[0-9]+)*)?$/;

/**
 * What a scalar's text means under a tag (the empty one for none), as go-yaml v2.4.3 and v3.0.4 `resolve.go` decide it.
 *
 * @throws TagMismatch when the text does not fit the tag
 */
export function resolve(resolution: Resolution, writtenTag: string, text: string): Resolved {
  const tag = shortTag(writtenTag);
  if (!RESOLVABLE.has(tag)) return { tag, value: text };
  if (tag === '!!str') return { tag, value: text };
  const resolved = resolvePlain(resolution, text, tag === '' || tag === '!!timestamp');
  if (tag === '' || tag === resolved.tag) return resolved;
  if (tag === '!!float' && typeof resolved.value === 'bigint' && resolved.value <= MAX_INT64) {
    return { tag, value: Number(resolved.value) };
  }
  throw new TagMismatch(resolved.tag, text, tag);
}

/** Whether a plain scalar of this text would be read as a string. */
export function resolvesToString(resolution: Resolution, text: string): boolean {
  return WORDS[resolution].get(text) === undefined && (!NUMBER_LIKE.test(text) || resolvePlain(resolution, text, true).tag === '!!str');
}

/** Every number and time consists of these characters alone. */
const NUMBER_LIKE = /^[-+.0-9][-+.,:0-9a-fA-FxXoObBTtZ_ ]*$/;

function resolvePlain(resolution: Resolution, text: string, timestamps: boolean): Resolved {
  const word = WORDS[resolution].get(text);
  const code = text.charCodeAt(0);
  if (word !== undefined) return word;
  const string: Resolved = { tag: '!!str', value: text };
  if (code === 0x2e) return DOT_FLOAT.test(text) ? (float(text.replaceAll('_', '')) ?? string) : string;
  if (!(code >= 0x30 && code <= 0x39) && code !== 0x2b && code !== 0x2d) return string;
  if (timestamps) {
    const time = parseTimestamp(text);
    if (time !== undefined) return { tag: '!!timestamp', value: time };
  }
  const plain = text.replaceAll('_', '');
  const integer = parseInteger(resolution, plain);
  if (integer !== undefined) return { tag: '!!int', value: integer };
  return (FLOAT.test(plain) ? float(plain) : undefined) ?? string;
}

function float(text: string): Resolved | undefined {
  const value = Number(text);
  return Number.isFinite(value) ? { tag: '!!float', value } : undefined;
}

const MAX_INT64 = (1n << 63n) - 1n;
const MAX_UINT64 = (1n << 64n) - 1n;

/** Integers as Go's ParseInt and ParseUint read them with base 0, and the prefixes go-yaml adds. */
function parseInteger(resolution: Resolution, text: string): bigint | undefined {
  const auto = inRange(autoBase(text), text);
  if (auto !== undefined || FLOAT.test(text)) return auto;
  const negative = text.startsWith('-');
  const body = negative ? text.slice(1) : text;
  const base = body.startsWith('0b') ? 2 : body.startsWith('0o') && resolution === 'v3' ? 8 : 0;
  if (base === 0) return undefined;
  const digits = body.slice(2);
  return inRange(inBase(negative ? `-${digits}` : digits, base), digits);
}

/** Signed numbers fit 64 bits with a sign, numbers without any sign fit 64 bits without. */
function inRange(value: bigint | undefined, text: string): bigint | undefined {
  if (value === undefined || value < -MAX_INT64 - 1n || value > MAX_UINT64) return undefined;
  return value > MAX_INT64 && /^[-+]/.test(text) ? undefined : value;
}

function autoBase(text: string): bigint | undefined {
  const sign = /^[-+]/.test(text) ? text.slice(0, 1) : '';
  const body = text.slice(sign.length);
  if (body.length > 1 && body.startsWith('0')) {
    const letter = body[1]!.toLowerCase();
    const base = letter === 'x' ? 16 : letter === 'o' ? 8 : letter === 'b' ? 2 : 0;
    return base === 0 ? digitsIn(sign, body.slice(1), 8) : digitsIn(sign, body.slice(2), base);
  }
  return digitsIn(sign, body, 10);
}

function inBase(text: string, base: 2 | 8): bigint | undefined {
  const sign = /^[-+]/.test(text) ? text.slice(0, 1) : '';
  return digitsIn(sign, text.slice(sign.length), base);
}

const DIGITS: Readonly<Record<2 | 8 | 10 | 16, RegExp>> = { 2: /^[01]+$/, 8: /^[0-7]+$/, 10: /^[0-9]+$/, 16: /^[0-9a-fA-F]+$/ };
const PREFIX: Readonly<Record<2 | 8 | 10 | 16, string>> = { 2: '0b', 8: '0o', 10: '', 16: '0x' };

function digitsIn(sign: string, digits: string, base: 2 | 8 | 10 | 16): bigint | undefined {
  if (!DIGITS[base].test(digits)) return undefined;
  // No integer of 64 bits is longer; BigInt must not be asked to read megabytes.
  const significant = digits.replace(/^0+(?=.)/, '');
  if (significant.length > 64) return undefined;
  const value = BigInt(PREFIX[base] + significant);
  return sign === '-' ? -value : value;
}
