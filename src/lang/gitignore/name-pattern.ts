/** Says whether a name matches. */
export type NamePattern = (name: string) => boolean;

/** What one character, or for `*` a run of them, must be. */
export type NameToken = '*' | ((char: string) => boolean);

const SPECIAL = /[*?[\\]/;

interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * Compiles a pattern for one name: `*`, `?`, classes with `^`, and backslashes.
 *
 * A name holds no slash. Follows Go 1.26 `path.Match`.
 *
 * @returns undefined for a malformed pattern, which Go's callers take for one that matches nothing or for an error.
 */
export function compileNamePattern(pattern: string): NamePattern | undefined {
  // Nearly all patterns are a name or the end of one.
  if (!SPECIAL.test(pattern)) return (name) => name === pattern;
  const end = pattern.slice(1);
  if (pattern.startsWith('*') && !SPECIAL.test(end)) return (name) => name.endsWith(end);
  const chars = Array.from(pattern);
  const tokens: NameToken[] = [];
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i]!;
    if (char === '*') tokens.push('*');
    else if (char === '?') tokens.push(() => true);
    else if (char === '[') {
      const found = readClass(chars, i + 1);
      if (found === undefined) return undefined;
      tokens.push(found.token);
      i = found.end;
    } else {
      const literal = char === '\\' ? chars[++i] : char;
      if (literal === undefined) return undefined;
      tokens.push((other) => other === literal);
    }
  }
  return (name) => matchNameTokens(tokens, Array.from(name));
}

/** Whether the characters of a name are what the tokens say. Where what follows a star does not fit, the last star takes one character more; an earlier one need not grow. */
export function matchNameTokens(tokens: readonly NameToken[], chars: readonly string[]): boolean {
  let token = 0;
  let char = 0;
  let star = -1;
  let covered = 0;
  while (char < chars.length) {
    const wanted = tokens[token];
    if (wanted === '*') {
      star = token++;
      covered = char;
    } else if (wanted?.(chars[char]!) === true) {
      token++;
      char++;
    } else {
      if (star === -1) return false;
      token = star + 1;
      char = ++covered;
    }
  }
  while (tokens[token] === '*') token++;
  return token === tokens.length;
}

/** Class = "[" [ "^" ] Range { Range } "]" ; Range = Bound [ "-" Bound ] . A range whose end lies before its start holds nothing. */
function readClass(chars: readonly string[], start: number): { readonly token: NameToken; readonly end: number } | undefined {
  let at = start;
  const negated = chars[at] === '^';
  if (negated) at++;
  const ranges: Range[] = [];
  while (chars[at] !== ']' || ranges.length === 0) {
    const low = readBound(chars, at);
    if (low === undefined) return undefined;
    at = low.end;
    let high = low;
    if (chars[at] === '-') {
      const bound = readBound(chars, at + 1);
      if (bound === undefined) return undefined;
      high = bound;
      at = bound.end;
    }
    ranges.push({ low: low.code, high: high.code });
  }
  const token = (char: string): boolean => {
    const code = char.codePointAt(0)!;
    return ranges.some(({ low, high }) => low <= code && code <= high) !== negated;
  };
  return { token, end: at };
}

/** One end of a range, which must leave something behind it. */
function readBound(chars: readonly string[], at: number): { readonly code: number; readonly end: number } | undefined {
  const first = chars[at];
  if (first === undefined || first === '-' || first === ']') return undefined;
  const end = first === '\\' ? at + 2 : at + 1;
  const char = chars[end - 1];
  return char === undefined || end >= chars.length ? undefined : { code: char.codePointAt(0)!, end };
}
