import { EddyError } from '../../diagnostics/index.ts';
import { matchNameTokens, type NameToken } from '../../lang/gitignore/index.ts';

/** As many alternatives in all as a pattern may have in its braces. */
const MAX_COMMAS = 20;
/** How many patterns the braces of one may stand for. */
const MAX_EXPANDED = 4096;

/** One part of a pattern between slashes: `**` for any number of names, or what one name must be. */
type Part = '**' | readonly NameToken[];

/**
 * Compiles a pattern over whole paths: `**` crosses folders, `*`, `?` and classes stay in one name, `{a,b}` is an alternative.
 *
 * `a/**` matches `a` as well. Follows bmatcuk/doublestar v4.10.0, which source-watcher uses for what is excluded and for archives.
 *
 * @throws EddyError SpecInvalid for a class or an alternative that does not end, or for too many alternatives.
 */
export function compilePathGlob(pattern: string): (path: string) => boolean {
  checkAlternatives(pattern);
  const plain = expand(Array.from(pattern), pattern).map((chars) => partsOf(chars, pattern));
  return (path) => {
    const names = path.split('/').map((name) => Array.from(name));
    return plain.some((parts) => matchParts(parts, names));
  };
}

/** What is wrong with the number of alternatives of a pattern; undefined where there are few. Follows source-watcher v2.2.3 internal/builder. */
export function alternativesProblem(pattern: string): string | undefined {
  let commas = 0;
  let depth = 0;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i];
    if (char === '\\') i++;
    else if (char === '{') depth++;
    else if (char === '}') depth = Math.max(depth - 1, 0);
    else if (char === ',' && depth > 0) commas++;
  }
  return commas > MAX_COMMAS ? `pattern has ${String(commas)} alternatives in '{}' groups, at most ${String(MAX_COMMAS)} are allowed` : undefined;
}

function checkAlternatives(pattern: string): void {
  const problem = alternativesProblem(pattern);
  if (problem !== undefined) throw new EddyError('SpecInvalid', problem);
}

/** The patterns without braces that a pattern stands for. Text = { Char | "{" Text { "," Text } "}" } . */
function expand(chars: readonly string[], pattern: string): readonly (readonly string[])[] {
  let at = 0;
  const join = (heads: readonly (readonly string[])[], tails: readonly (readonly string[])[]): (readonly string[])[] => {
    if (heads.length * tails.length > MAX_EXPANDED) throw new EddyError('SpecInvalid', `the pattern "${pattern}" stands for more than ${String(MAX_EXPANDED)} patterns`);
    return heads.flatMap((head) => tails.map((tail) => [...head, ...tail]));
  };
  const text = (depth: number): readonly (readonly string[])[] => {
    let all: readonly (readonly string[])[] = [[]];
    for (; at < chars.length; at++) {
      const char = chars[at]!;
      if (depth > 0 && (char === ',' || char === '}')) return all;
      if (char === '}') throw unfinished(pattern);
      if (char === '{') all = join(all, group(depth + 1));
      else if (char === '\\') all = join(all, [chars.slice(at, ++at + 1)]);
      else if (char === '[') all = join(all, [classText()]);
      else all = join(all, [[char]]);
    }
    if (depth > 0) throw unfinished(pattern);
    return all;
  };
  const group = (depth: number): readonly (readonly string[])[] => {
    const choices: (readonly string[])[] = [];
    do {
      at++;
      choices.push(...text(depth));
    } while (chars[at] === ',');
    return choices;
  };
  // Braces and commas in a class are characters of it.
  const classText = (): readonly string[] => {
    const start = at;
    for (at++; chars[at] !== ']'; at++) {
      if (chars[at] === '\\') at++;
      if (at >= chars.length) throw unfinished(pattern);
    }
    return chars.slice(start, at + 1);
  };
  return text(0);
}

function partsOf(chars: readonly string[], pattern: string): readonly Part[] {
  const parts: Part[] = [];
  let tokens: NameToken[] = [];
  const end = (): void => {
    parts.push(tokens.length === 2 && tokens.every((token) => token === '*') ? '**' : tokens);
    tokens = [];
  };
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] === '\\' ? chars[++i] : chars[i]!;
    if (char === undefined) throw unfinished(pattern);
    if (char === '/') end();
    else if (chars[i - 1] === '\\') tokens.push((other) => other === char);
    else if (char === '*') tokens.push('*');
    else if (char === '?') tokens.push(() => true);
    else if (char === '[') {
      const found = classOf(chars, i + 1, pattern);
      tokens.push(found.token);
      i = found.end;
    } else tokens.push((other) => other === char);
  }
  end();
  return parts;
}

/** Class = "[" [ "!" | "^" ] Item { Item } "]" ; Item = Char [ "-" Char ] . */
function classOf(chars: readonly string[], start: number, pattern: string): { readonly token: NameToken; readonly end: number } {
  const negated = chars[start] === '!' || chars[start] === '^';
  const ranges: (readonly [number, number])[] = [];
  const bound = (at: number): readonly [code: number, next: number] => {
    const escaped = chars[at] === '\\';
    const char = chars[escaped ? at + 1 : at];
    if (char === undefined) throw unfinished(pattern);
    return [char.codePointAt(0)!, at + (escaped ? 2 : 1)];
  };
  let at = negated ? start + 1 : start;
  while (chars[at] !== ']') {
    const [low, next] = bound(at);
    const isRange = chars[next] === '-' && chars[next + 1] !== ']' && chars[next + 1] !== undefined;
    const [high, after] = isRange ? bound(next + 1) : [low, next];
    ranges.push([low, high]);
    at = after;
  }
  if (ranges.length === 0) throw unfinished(pattern);
  const token = (char: string): boolean => {
    const code = char.codePointAt(0)!;
    return ranges.some(([low, high]) => low <= code && code <= high) !== negated;
  };
  return { token, end: at };
}

/** Matches parts and names as characters are matched: the last `**` takes one name more where what follows does not fit. */
function matchParts(parts: readonly Part[], names: readonly (readonly string[])[]): boolean {
  let part = 0;
  let name = 0;
  let stars = -1;
  let covered = 0;
  while (name < names.length) {
    const wanted = parts[part];
    if (wanted === '**') {
      if (part === parts.length - 1) return true;
      stars = part++;
      covered = name;
    } else if (wanted !== undefined && matchNameTokens(wanted, names[name]!)) {
      part++;
      name++;
    } else {
      if (stars === -1) return false;
      part = stars + 1;
      name = ++covered;
    }
  }
  const rest = parts.slice(part);
  return rest.length === 0 || (rest[0] === '**' && (rest.length === 1 || (rest.length === 2 && rest[1]!.length === 0)));
}

function unfinished(pattern: string): EddyError {
  return new EddyError('SpecInvalid', `the pattern "${pattern}" is not finished`);
}
