/** A character test with what may follow it; a state without a test is where a match ends. */
interface State {
  readonly accepts: ((char: string) => boolean) | undefined;
  next: readonly State[];
}

type Part =
  | { readonly type: 'test'; readonly accepts: (char: string) => boolean }
  | { readonly type: 'repeat'; readonly accepts: (char: string) => boolean }
  | { readonly type: 'oneOf'; readonly branches: Part[][] };

/** A pattern that cannot be read. */
class BadGlob extends Error {}

const notSlash = (char: string): boolean => char !== '/';
const anything = (): boolean => true;

/**
 * Compiles a pattern of `.Files.Glob`: `*` and `?` stop at `/`, `**` does not, `[a-z]`, `[!abc]`, `{one,two}`, `\` escapes.
 *
 * A malformed pattern matches everything, as Helm has it. Runs all alternatives side by side: time is linear in the path.
 * Follows gobwas/glob v0.2.3 with `/` as separator.
 */
export function compileFileGlob(pattern: string): (path: string) => boolean {
  // gobwas/glob takes bytes that are no UTF-8, and the character that stands for them, for no character at all.
  if (pattern.includes('\ufffd') || !pattern.isWellFormed()) return anything;
  let parts: Part[];
  try {
    parts = new GlobParser(Array.from(pattern)).parse();
  } catch (error) {
    if (!(error instanceof BadGlob)) throw error;
    return anything;
  }
  const end: State = { accepts: undefined, next: [] };
  const start = linkAll(parts, [end]);
  return (path) => runs(start, end, path);
}

function runs(start: readonly State[], end: State, path: string): boolean {
  let states = new Set(start);
  for (const char of path) {
    const following = new Set<State>();
    for (const state of states) {
      if (state.accepts?.(char) === true) for (const next of state.next) following.add(next);
    }
    if (following.size === 0) return false;
    states = following;
  }
  return states.has(end);
}

/** Answers the states in which a sequence of parts may begin, given those that may follow it. */
function linkAll(parts: readonly Part[], after: readonly State[]): readonly State[] {
  return parts.reduceRight((next, part) => link(part, next), after);
}

function link(part: Part, after: readonly State[]): readonly State[] {
  switch (part.type) {
    case 'test':
      return [{ accepts: part.accepts, next: after }];
    case 'repeat': {
      const state: State = { accepts: part.accepts, next: [] };
      state.next = [state, ...after];
      return state.next;
    }
    case 'oneOf':
      return [...new Set(part.branches.flatMap((branch) => linkAll(branch, after)))];
  }
}

class GlobParser {
  readonly #pattern: readonly string[];
  #at = 0;

  constructor(pattern: readonly string[]) {
    this.#pattern = pattern;
  }

  parse(): Part[] {
    return this.#parseSequence(false);
  }

  /** Sequence = { "**" | "*" | "?" | Class | "{" Sequence { "," Sequence } "}" | Char } . An open brace may stay open. */
  #parseSequence(inBraces: boolean): Part[] {
    const parts: Part[] = [];
    for (let char = this.#pattern[this.#at]; char !== undefined; char = this.#pattern[this.#at]) {
      if (inBraces && (char === ',' || char === '}')) break;
      this.#at++;
      parts.push(this.#parsePart(char));
    }
    return parts;
  }

  #parsePart(char: string): Part {
    switch (char) {
      case '*':
        if (this.#pattern[this.#at] !== '*') return { type: 'repeat', accepts: notSlash };
        this.#at++;
        return { type: 'repeat', accepts: anything };
      case '?':
        return { type: 'test', accepts: notSlash };
      case '[':
        return { type: 'test', accepts: this.#parseClass() };
      case '{':
        return { type: 'oneOf', branches: this.#parseBranches() };
      case '\\':
        return literal(this.#pattern[this.#at++] ?? '');
      default:
        return literal(char);
    }
  }

  #parseBranches(): Part[][] {
    const branches = [this.#parseSequence(true)];
    while (this.#pattern[this.#at] === ',') {
      this.#at++;
      branches.push(this.#parseSequence(true));
    }
    this.#at++;
    return branches;
  }

  /** Class = "[" [ "!" ] ( Low "-" High | Char { Char } ) "]" . */
  #parseClass(): (char: string) => boolean {
    const negated = this.#pattern[this.#at] === '!';
    if (negated) this.#at++;
    if (this.#pattern[this.#at + 1] === '-') {
      const [low, , high, close] = this.#pattern.slice(this.#at, this.#at + 4).map((char) => char.codePointAt(0)!);
      if (low === undefined || high === undefined || close !== 0x5d || high < low) throw new BadGlob();
      this.#at += 4;
      return (char) => (char.codePointAt(0)! >= low && char.codePointAt(0)! <= high) !== negated;
    }
    const chars = new Set<string>();
    for (let char = this.#pattern[this.#at++]; char !== ']'; char = this.#pattern[this.#at++]) {
      if (char === '\\') char = this.#pattern[this.#at++];
      if (char === undefined) throw new BadGlob();
      chars.add(char);
    }
    if (chars.size === 0) throw new BadGlob();
    return (char) => chars.has(char) !== negated;
  }
}

function literal(char: string): Part {
  return { type: 'test', accepts: (other) => other === char };
}
