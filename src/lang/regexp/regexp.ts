import { createEngine, type Engine, type Match } from './engine.ts';
import { expandReplacement } from './expand.ts';

/** A compiled pattern, with the methods of Go's `regexp.Regexp` that templates use. A `limit` below zero means no limit. */
export interface Regexp {
  matchString(text: string): boolean;
  /** The text of the first match; empty when there is none. */
  findString(text: string): string;
  /** The texts of the matches that do not overlap; undefined (Go's nil) when there are none. */
  findAllString(text: string, limit: number): string[] | undefined;
  /** Replaces each match; `$1` and `${name}` in the replacement stand for groups. */
  replaceAllString(text: string, replacement: string): string;
  /** Replaces each match by a text taken as it is. */
  replaceAllLiteralString(text: string, replacement: string): string;
  /** The texts between matches, at most `limit` of them; undefined (Go's nil) for a limit of 0. */
  split(text: string, limit: number): string[] | undefined;
}

/**
 * Compiles a pattern in RE2 syntax.
 *
 * Matching takes time linear in the text, whatever the pattern: hostile patterns cannot block. Follows Go 1.26 regexp.
 * @throws EddyError `RegexpSyntax` with Go's message
 * @throws LibraryNeeded when the pattern (or, later, a long text) needs the full engine
 */
export function compileRegexp(pattern: string): Regexp {
  const engine = createEngine(pattern);
  return {
    matchString: (text) => engine.exec(text, 0) !== undefined,
    findString: (text) => engine.exec(text, 0)?.groups[0] ?? '',
    findAllString: (text, limit) => {
      const found = takeMatches(engine, text, limit).map(({ groups }) => groups[0] ?? '');
      return found.length === 0 ? undefined : found;
    },
    replaceAllString: (text, replacement) =>
      replaceAll(engine, text, replacement.includes('$') ? (match) => expandReplacement(replacement, match, engine.groupNames) : () => replacement),
    replaceAllLiteralString: (text, replacement) => replaceAll(engine, text, () => replacement),
    split: (text, limit) => split(engine, pattern, text, limit),
  };
}

/** All matches from left to right. An empty match right behind another match does not count. */
function* matches(engine: Engine, text: string): Generator<Match> {
  let at = 0;
  let lastEnd = -1;
  while (at <= text.length) {
    const match = engine.exec(text, at);
    if (match === undefined) return;
    const { start, end } = match;
    if (end > start || start !== lastEnd) yield match;
    at = end > at ? end : at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
    lastEnd = end;
  }
}

function takeMatches(engine: Engine, text: string, limit: number): Match[] {
  const taken: Match[] = [];
  if (limit === 0) return taken;
  for (const match of matches(engine, text)) {
    taken.push(match);
    if (taken.length === limit) break;
  }
  return taken;
}

function replaceAll(engine: Engine, text: string, replace: (match: Match) => string): string {
  let out = '';
  let at = 0;
  for (const match of matches(engine, text)) {
    out += text.slice(at, match.start) + replace(match);
    at = match.end;
  }
  return out + text.slice(at);
}

function split(engine: Engine, pattern: string, text: string, limit: number): string[] | undefined {
  if (limit === 0) return undefined;
  if (pattern !== '' && text === '') return [''];
  const parts: string[] = [];
  let begin = 0;
  let end = 0;
  for (const match of takeMatches(engine, text, limit)) {
    if (limit > 0 && parts.length === limit - 1) break;
    end = match.start;
    if (match.end !== 0) parts.push(text.slice(begin, end));
    begin = match.end;
  }
  if (end !== text.length) parts.push(text.slice(begin));
  return parts;
}
