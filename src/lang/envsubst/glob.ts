/**
 * Whether a shell pattern matches a whole text; undefined where the pattern is malformed.
 *
 * Both are byte strings (one char per byte of UTF-8). `*` crosses slashes; `?` and classes take one UTF-8 character.
 * Follows fluxcd/pkg envsubst v1.7.0 path/match.go, where a star takes as little as lets the next chunk match, and no more is tried.
 */
export function matchesGlob(pattern: string, text: string): boolean | undefined {
  let at = 0;
  let rest = pattern;
  while (rest !== '') {
    const star = /^\**/.exec(rest)![0].length;
    const length = chunkLength(rest, star);
    const chunk = rest.slice(star, length);
    rest = rest.slice(length);
    if (star > 0 && chunk === '') return true;
    const last = rest === '';
    let found: number | undefined;
    for (let from = at; from <= (star > 0 ? text.length : at); from++) {
      const end = matchChunk(chunk, text, from);
      if (end === 'malformed') return undefined;
      if (end === undefined || (last && end < text.length)) continue;
      found = end;
      break;
    }
    if (found === undefined) return false;
    at = found;
  }
  return at === text.length;
}

/** Where the next star begins, past the leading ones; stars in classes and after backslashes are not meant. */
function chunkLength(pattern: string, start: number): number {
  let inClass = false;
  let at = start;
  for (; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === '\\') at++;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '*' && !inClass) break;
  }
  return Math.min(at, pattern.length);
}

/** Matches a pattern without stars at a place of the text: where the match ends, or undefined. */
function matchChunk(chunk: string, text: string, start: number): number | undefined | 'malformed' {
  let at = start;
  let i = 0;
  while (i < chunk.length) {
    if (at >= text.length) return undefined;
    const char = chunk[i]!;
    if (char === '[') {
      const matched = matchClass(chunk, i + 1, codePointAt(text, at));
      if (matched === 'malformed') return matched;
      if (!matched.matches) return undefined;
      at += widthAt(text, at);
      i = matched.next;
    } else if (char === '?') {
      at += widthAt(text, at);
      i++;
    } else {
      if (char === '\\' && ++i >= chunk.length) return 'malformed';
      if (chunk[i] !== text[at]) return undefined;
      at++;
      i++;
    }
  }
  return at;
}

/** Class = [ "^" ] Range { Range } "]" ; Range = Char [ "-" Char ] . */
function matchClass(chunk: string, start: number, code: number): { readonly matches: boolean; readonly next: number } | 'malformed' {
  let i = start;
  const negated = chunk[i] === '^';
  if (negated) i++;
  let matches = false;
  for (let ranges = 0; ; ranges++) {
    if (chunk[i] === ']' && ranges > 0) return { matches: matches !== negated, next: i + 1 };
    const low = classChar(chunk, i);
    if (low === undefined) return 'malformed';
    i = low.next;
    let high = low;
    if (chunk[i] === '-') {
      const end = classChar(chunk, i + 1);
      if (end === undefined) return 'malformed';
      high = end;
      i = end.next;
    }
    if (low.code <= code && code <= high.code) matches = true;
  }
}

function classChar(chunk: string, start: number): { readonly code: number; readonly next: number } | undefined {
  const char = chunk[start];
  if (char === undefined || char === '-' || char === ']') return undefined;
  const i = char === '\\' ? start + 1 : start;
  if (i >= chunk.length) return undefined;
  const next = i + widthAt(chunk, i);
  return next >= chunk.length ? undefined : { code: codePointAt(chunk, i), next };
}

/** The length in bytes of the UTF-8 character that begins here; 1 for a byte that begins none. */
function widthAt(bytes: string, at: number): number {
  const lead = bytes.charCodeAt(at);
  const width = lead >= 0xf0 && lead < 0xf8 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1;
  for (let i = 1; i < width; i++) if ((bytes.charCodeAt(at + i) & 0xc0) !== 0x80) return 1;
  return width;
}

function codePointAt(bytes: string, at: number): number {
  const width = widthAt(bytes, at);
  const lead = bytes.charCodeAt(at);
  if (width === 1) return lead < 0x80 ? lead : 0xfffd;
  let code = lead & (0x7f >> width);
  for (let i = 1; i < width; i++) code = (code << 6) | (bytes.charCodeAt(at + i) & 0x3f);
  return code;
}
