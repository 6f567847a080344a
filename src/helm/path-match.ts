/** A pattern that `filepath.Match` cannot read. */
export class BadPattern extends Error {
  constructor() {
    super('syntax error in pattern');
  }
}

type Step =
  | { readonly type: 'char'; readonly char: string }
  | { readonly type: 'any' }
  | { readonly type: 'star' }
  | { readonly type: 'class'; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] };

/**
 * Compiles a shell pattern: `*` and `?` stop at `/`, `[a-z]` and `[^a-z]` are classes, `\` escapes.
 *
 * Follows Go 1.26 `path/filepath.Match` on Unix.
 *
 * @throws BadPattern when the pattern is malformed; Go reports that even where a match fails earlier only when it gets there.
 */
export function compilePathPattern(pattern: string): (path: string) => boolean {
  // Most patterns are names or ends of names, and each is asked for every file.
  if (!/[*?[\\]/.test(pattern)) return (path) => path === pattern;
  const suffix = /^\*([^*?[\\/]+)$/.exec(pattern)?.[1];
  if (suffix !== undefined) return (path) => path.endsWith(suffix) && !path.includes('/');
  const steps = parseSteps(Array.from(pattern));
  return (path) => matches(steps, path);
}

function parseSteps(pattern: readonly string[]): Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (char === '*') {
      if (steps.at(-1)?.type !== 'star') steps.push({ type: 'star' });
    } else if (char === '?') steps.push({ type: 'any' });
    else if (char === '[') {
      const [step, end] = parseClass(pattern, at + 1);
      steps.push(step);
      at = end;
    } else if (char === '\\') {
      const escaped = pattern[++at];
      if (escaped === undefined) throw new BadPattern();
      steps.push({ type: 'char', char: escaped });
    } else steps.push({ type: 'char', char });
  }
  return steps;
}

/** Class = "[" [ "^" ] Range { Range } "]" ; Range = Char [ "-" Char ] . Answers the step and where its bracket closes. */
function parseClass(pattern: readonly string[], start: number): [Step, number] {
  let at = start;
  const negated = pattern[at] === '^';
  if (negated) at++;
  const ranges: (readonly [string, string])[] = [];
  while (pattern[at] !== ']' || ranges.length === 0) {
    let low: string;
    [low, at] = classChar(pattern, at);
    let high = low;
    if (pattern[at] === '-') [high, at] = classChar(pattern, at + 1);
    ranges.push([low, high]);
  }
  return [{ type: 'class', negated, ranges }, at];
}

function classChar(pattern: readonly string[], at: number): [string, number] {
  const char = pattern[at];
  if (char === undefined || char === '-' || char === ']') throw new BadPattern();
  const read = char === '\\' ? pattern[at + 1] : char;
  const end = at + (char === '\\' ? 2 : 1);
  // A class has to be closed, so something must follow.
  if (read === undefined || pattern[end] === undefined) throw new BadPattern();
  return [read, end];
}

/** Matches by going back to the last star only: linear in practice, never exponential. */
function matches(steps: readonly Step[], path: string): boolean {
  let step = 0;
  let at = 0;
  let star = -1;
  let starAt = 0;
  while (at < path.length) {
    const next = steps[step];
    const char = characterAt(path, at);
    if (next?.type === 'star') {
      star = step++;
      starAt = at;
    } else if (next !== undefined && accepts(next, char)) {
      step++;
      at += char.length;
    } else {
      if (star === -1 || path[starAt] === '/') return false;
      step = star + 1;
      at = starAt += characterAt(path, starAt).length;
    }
  }
  while (steps[step]?.type === 'star') step++;
  return step === steps.length;
}

function characterAt(text: string, at: number): string {
  const code = text.charCodeAt(at);
  return code >= 0xd800 && code < 0xdc00 ? String.fromCodePoint(text.codePointAt(at)!) : text[at]!;
}

function accepts(step: Step, char: string): boolean {
  switch (step.type) {
    case 'char':
      return step.char === char;
    case 'any':
      return char !== '/';
    case 'class': {
      const inside = step.ranges.some(([low, high]) => compareRunes(low, char) <= 0 && compareRunes(char, high) <= 0);
      return inside !== step.negated;
    }
    case 'star':
      return false;
  }
}

function compareRunes(a: string, b: string): number {
  return a.codePointAt(0)! - b.codePointAt(0)!;
}
