import { literalSet, negate, PERL_CLASSES, rangeSet, type CharSet } from './char-set.ts';

/** A regular expression in the part of RE2's syntax that JavaScript's engine can run with the same meaning. */
export type Node =
  | { readonly type: 'set'; readonly set: CharSet }
  | { readonly type: 'concat'; readonly parts: readonly Node[] }
  | { readonly type: 'alternate'; readonly branches: readonly Node[] }
  | { readonly type: 'repeat'; readonly body: Node; readonly min: number; readonly max: number; readonly lazy: boolean }
  | { readonly type: 'group'; readonly body: Node; readonly captures: boolean }
  | { readonly type: 'assert'; readonly kind: Assertion };

/** `start` and `end` are those of the whole text. */
export type Assertion = 'start' | 'end' | 'lineStart' | 'lineEnd' | 'word';

/** A pattern that was understood. */
export interface SubsetPattern {
  readonly root: Node;
  readonly ignoreCase: boolean;
  /** The name of each capture group, from group 1; empty for a group without one. */
  readonly groupNames: readonly string[];
}

const MAX_LENGTH = 1000;
const MAX_DEPTH = 50;
const MAX_REPEAT = 1000;
const ASSERTIONS = new Map<string, Assertion>([['A', 'start'], ['z', 'end'], ['b', 'word']]);
const ESCAPES = new Map([['n', 10], ['t', 9], ['r', 13], ['f', 12], ['v', 11], ['a', 7]]);
const PUNCTUATION = /^[!-/:-@[-`{-~]$/;

/** Thrown inside of the parser for anything it leaves to the full engine, faults included. */
class Outside extends Error {}

/**
 * Reads a pattern, or answers undefined where it leaves the subset: rare syntax, faults, and all that the two engines see differently
 * (loops over what may be empty, captures that only some rounds of a loop set, Unicode classes, folding of `\w` and `\b`, `\B` between the halves of a surrogate pair).
 */
export function parseSubset(pattern: string): SubsetPattern | undefined {
  if (pattern.length > MAX_LENGTH) return undefined;
  try {
    return new Parser(pattern).parse();
  } catch (error) {
    if (error instanceof Outside) return undefined;
    throw error;
  }
}

/** Whether a node can match the empty text. */
export function isNullable(node: Node): boolean {
  switch (node.type) {
    case 'set':
      return false;
    case 'assert':
      return true;
    case 'group':
      return isNullable(node.body);
    case 'concat':
      return node.parts.every(isNullable);
    case 'alternate':
      return node.branches.some(isNullable);
    case 'repeat':
      return node.min === 0 || isNullable(node.body);
  }
}

class Parser {
  readonly #chars: readonly string[];
  #at = 0;
  #depth = 0;
  #ignoreCase = false;
  #dotAll = false;
  #multiline = false;
  readonly #groupNames: string[] = [];

  constructor(pattern: string) {
    this.#chars = Array.from(pattern);
  }

  /** Pattern = [ "(?" Flags ")" ] Alternation . */
  parse(): SubsetPattern {
    this.#parseFlags();
    const root = this.#parseAlternation();
    if (this.#at < this.#chars.length) throw new Outside();
    return { root, ignoreCase: this.#ignoreCase, groupNames: this.#groupNames };
  }

  #parseFlags(): void {
    const flags = /^\(\?([ims]+)\)/.exec(this.#chars.slice(0, 8).join(''));
    if (flags === null) return;
    this.#at = flags[0].length;
    this.#ignoreCase = flags[1]!.includes('i');
    this.#multiline = flags[1]!.includes('m');
    this.#dotAll = flags[1]!.includes('s');
  }

  /** Alternation = Concatenation { "|" Concatenation } . */
  #parseAlternation(): Node {
    if (++this.#depth > MAX_DEPTH) throw new Outside();
    const branches = [this.#parseConcatenation()];
    while (this.#accept('|')) branches.push(this.#parseConcatenation());
    this.#depth--;
    return branches.length === 1 ? branches[0]! : { type: 'alternate', branches };
  }

  /** Concatenation = { Atom [ Repetition ] } . */
  #parseConcatenation(): Node {
    const parts: Node[] = [];
    while (this.#at < this.#chars.length && this.#peek() !== '|' && this.#peek() !== ')') parts.push(this.#parseRepetition(this.#parseAtom()));
    return parts.length === 1 ? parts[0]! : { type: 'concat', parts };
  }

  /** Repetition = ( "*" | "+" | "?" | "{" min [ "," [ max ] ] "}" ) [ "?" ] . */
  #parseRepetition(body: Node): Node {
    const bounds = this.#parseBounds();
    if (bounds === undefined) return body;
    const [min, max] = bounds;
    const lazy = this.#accept('?');
    const next = this.#peek();
    if (next === '*' || next === '+' || next === '?') throw new Outside();
    if (isNullable(body) || (max > 1 && capturesSometimes(body)) || (min > 1 && countsRepeats(body))) throw new Outside();
    return { type: 'repeat', body, min, max, lazy };
  }

  #parseBounds(): [min: number, max: number] | undefined {
    if (this.#accept('*')) return [0, Infinity];
    if (this.#accept('+')) return [1, Infinity];
    if (this.#accept('?')) return [0, 1];
    if (this.#peek() !== '{') return undefined;
    const match = /^\{([0-9]{1,4})(,([0-9]{0,4}))?\}/.exec(this.#chars.slice(this.#at, this.#at + 12).join(''));
    if (match === null) return undefined;
    this.#at += match[0].length;
    if (this.#peek() === '{') throw new Outside();
    const min = Number(match[1]);
    const max = match[2] === undefined ? min : match[3] === '' ? Infinity : Number(match[3]);
    if (min > MAX_REPEAT || (max !== Infinity && max > MAX_REPEAT) || min > max) throw new Outside();
    return [min, max];
  }

  #parseAtom(): Node {
    const char = this.#next();
    switch (char) {
      case '(':
        return this.#parseGroup();
      case '[':
        return this.#parseClass();
      case '\\':
        return this.#parseEscape();
      case '.':
        return set(this.#dotAll ? negate(rangeSet([])) : negate(literalSet(10)));
      case '^':
        return { type: 'assert', kind: this.#multiline ? 'lineStart' : 'start' };
      case '$':
        return { type: 'assert', kind: this.#multiline ? 'lineEnd' : 'end' };
      case '*':
      case '+':
      case '?':
        throw new Outside();
      case '{':
        this.#at--;
        if (this.#parseBounds() !== undefined) throw new Outside();
        this.#at++;
        return set(this.#literal(0x7b));
      default:
        return set(this.#literal(char.codePointAt(0)!));
    }
  }

  /** Group = "(" [ "?:" | "?P<" Name ">" | "?<" Name ">" ] Alternation ")" . */
  #parseGroup(): Node {
    const captures = this.#openGroup();
    const body = this.#parseAlternation();
    if (!this.#accept(')')) throw new Outside();
    return { type: 'group', body, captures };
  }

  #openGroup(): boolean {
    if (!this.#accept('?')) {
      this.#groupNames.push('');
      return true;
    }
    if (this.#accept(':')) return false;
    this.#accept('P');
    let name = '';
    if (!this.#accept('<')) throw new Outside();
    while (/^[A-Za-z0-9_]$/.test(this.#peek() ?? '')) name += this.#next();
    if (name === '' || !this.#accept('>')) throw new Outside();
    this.#groupNames.push(name);
    return true;
  }

  #parseEscape(): Node {
    const char = this.#next();
    const assertion = ASSERTIONS.get(char);
    if (assertion !== undefined) {
      if (this.#ignoreCase && char === 'b') throw new Outside();
      return { type: 'assert', kind: assertion };
    }
    const perl = PERL_CLASSES.get(char);
    if (perl !== undefined) return set(this.#perlClass(char, perl));
    return set(this.#literal(this.#escapedCode(char)));
  }

  #perlClass(char: string, perl: CharSet): CharSet {
    // Folding adds the Kelvin sign and the long s to JavaScript's \w, but not to Go's.
    if (this.#ignoreCase && (char === 'w' || char === 'W')) throw new Outside();
    return perl;
  }

  #escapedCode(char: string): number {
    const code = ESCAPES.get(char);
    if (code !== undefined) return code;
    if (!PUNCTUATION.test(char)) throw new Outside();
    return char.codePointAt(0)!;
  }

  /** Class = "[" [ "^" ] Item { Item } "]" ; Item = Char [ "-" Char ] | PerlClass . */
  #parseClass(): Node {
    const isNegated = this.#accept('^');
    const sets: CharSet[] = [];
    do sets.push(this.#parseClassItem());
    while (!this.#accept(']'));
    const union = rangeSet(sets.flatMap(({ ranges }) => ranges));
    return set(isNegated ? negate(union) : union);
  }

  #parseClassItem(): CharSet {
    const char = this.#next();
    if (char === '[' && this.#peek() === ':') throw new Outside();
    if (char === '\\') {
      const perl = PERL_CLASSES.get(this.#peek() ?? '');
      if (perl !== undefined) {
        if (perl.negated) throw new Outside();
        const name = this.#next();
        if (this.#peek() === '-' && this.#peek(1) !== ']') throw new Outside();
        return this.#perlClass(name, perl);
      }
    }
    const low = this.#classChar(char);
    if (this.#peek() !== '-' || this.#peek(1) === ']') return this.#literal(low);
    this.#at++;
    const first = this.#next();
    if (first === '[' && this.#peek() === ':') throw new Outside();
    const high = this.#classChar(first);
    if (high < low || (this.#ignoreCase && high > 0x7f)) throw new Outside();
    return rangeSet([[low, high]]);
  }

  #classChar(char: string): number {
    return char === '\\' ? this.#escapedCode(this.#next()) : char.codePointAt(0)!;
  }

  #literal(code: number): CharSet {
    if (this.#ignoreCase && code > 0x7f) throw new Outside();
    if (code >= 0xd800 && code <= 0xdfff) throw new Outside();
    return literalSet(code);
  }

  #peek(ahead = 0): string | undefined {
    return this.#chars[this.#at + ahead];
  }

  #next(): string {
    const char = this.#chars[this.#at++];
    if (char === undefined) throw new Outside();
    return char;
  }

  #accept(char: string): boolean {
    if (this.#peek() !== char) return false;
    this.#at++;
    return true;
  }
}

function set(chars: CharSet): Node {
  return { type: 'set', set: chars };
}

/** Whether some captures below a node may be left out of a match of it. JavaScript forgets those in each round of a loop, Go does not. */
function capturesSometimes(node: Node): boolean {
  switch (node.type) {
    case 'set':
    case 'assert':
      return false;
    case 'group':
      return capturesSometimes(node.body);
    case 'concat':
      return node.parts.some(capturesSometimes);
    case 'alternate':
      return node.branches.some(captures);
    case 'repeat':
      return node.min === 0 ? captures(node.body) : capturesSometimes(node.body);
  }
}

function captures(node: Node): boolean {
  switch (node.type) {
    case 'set':
    case 'assert':
      return false;
    case 'group':
      return node.captures || captures(node.body);
    case 'concat':
      return node.parts.some(captures);
    case 'alternate':
      return node.branches.some(captures);
    case 'repeat':
      return captures(node.body);
  }
}

/** Whether a node holds a counted repetition; Go bounds the product of nested counts. */
function countsRepeats(node: Node): boolean {
  switch (node.type) {
    case 'set':
    case 'assert':
      return false;
    case 'group':
      return countsRepeats(node.body);
    case 'concat':
      return node.parts.some(countsRepeats);
    case 'alternate':
      return node.branches.some(countsRepeats);
    case 'repeat':
      return node.min > 1 || (node.max > 1 && node.max !== Infinity) || countsRepeats(node.body);
  }
}
