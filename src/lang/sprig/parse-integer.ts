/** An integer, and why it is not exact: `range` gives the nearest value. */
export interface ParsedInteger {
  readonly value: bigint;
  readonly fault: 'syntax' | 'range' | undefined;
}

const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);
const SYNTAX: ParsedInteger = { value: 0n, fault: 'syntax' };
const PREFIXES: Readonly<Record<string, { readonly digits: RegExp; readonly js: string }>> = {
  b: { digits: /^[01]+$/, js: '0b' },
  o: { digits: /^[0-7]+$/, js: '0o' },
  x: { digits: /^[0-9a-f]+$/, js: '0x' },
};

/** Reads a 64-bit integer. Base 0 takes Go's literals: `0x1f`, `0b1`, `0o17`, `017`, `1_000`. Follows Go 1.26 strconv.ParseInt. */
export function parseInteger(text: string, base: 0 | 8 | 10): ParsedInteger {
  const [, sign, body] = /^([+-]?)(.*)$/s.exec(text)!;
  const magnitude = base === 0 ? readLiteral(body!.toLowerCase()) : readDigits(body!, base === 8 ? 'o' : undefined);
  if (magnitude === undefined) return SYNTAX;
  const value = sign === '-' ? -magnitude : magnitude;
  if (value > MAX_INT64) return { value: MAX_INT64, fault: 'range' };
  return value < MIN_INT64 ? { value: MIN_INT64, fault: 'range' } : { value, fault: undefined };
}

function readLiteral(body: string): bigint | undefined {
  if (!body.includes('_')) return readPrefixed(body);
  // An underscore stands between digits, or between the prefix and a digit.
  if (!/^(?:0[box]?_?)?[0-9a-f]+(?:_[0-9a-f]+)*$/.test(body)) return undefined;
  return readPrefixed(body.replaceAll('_', ''));
}

function readPrefixed(body: string): bigint | undefined {
  if (body.length > 1 && body.startsWith('0')) {
    const letter = body[1]!;
    return letter in PREFIXES && body.length > 2 ? readDigits(body.slice(2), letter) : readDigits(body.slice(1), 'o');
  }
  return readDigits(body, undefined);
}

function readDigits(digits: string, prefix: string | undefined): bigint | undefined {
  if (prefix === undefined) return /^[0-9]+$/.test(digits) ? BigInt(digits) : undefined;
  const { digits: valid, js } = PREFIXES[prefix]!;
  return valid.test(digits) ? BigInt(js + digits) : undefined;
}
