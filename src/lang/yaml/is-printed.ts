import { BAR, DASH, DOUBLE_QUOTE, LF, SINGLE_QUOTE, SPACE } from './chars.ts';
import { compareYamlKeys } from './key-order.ts';
import { BEYOND, DOUBLE_QUOTED, PLAIN_CONTINUATION, PLAIN_REST, SINGLE_QUOTED, sticky } from './line-patterns.ts';
import { printedScalar } from './print.ts';
import { scanQuoted } from './scan-quoted.ts';

/** Deeper texts are for the readers. */
const MAX_DEPTH = 50;
/** Lines are folded at the first space beyond this column. */
const WIDTH = 80;

/**
 * Whether a text is what `printYaml` makes of its value: a block mapping with sorted keys, each scalar in the style and folded as
 * go-yaml v2 has it. The answer no may be wrong, the answer yes is not.
 *
 * Walks the lines without making values, because a text that is printed as it was read needs none: most of what large bundles of CRDs
 * have is of this kind.
 *
 * @param end the end of the text, behind a line break
 */
export function isPrinted(text: string, start: number, end: number): boolean {
  return new PrintedTextCheck(text, start, end).holds();
}

class PrintedTextCheck {
  readonly #text: string;
  readonly #end: number;
  #pos: number;
  /** The start of the current line. */
  #line: number;
  /** The level (half of the column) of the node that the line before ended in. */
  #level = 0;
  /** The line before was a key without a value. */
  #isOpen = false;
  /** Per level: the last key of the mapping that is open there; undefined where none is. */
  readonly #keys: (string | undefined)[] = new Array<string | undefined>(MAX_DEPTH + 2).fill(undefined);
  /** Per level: whether a sequence is open there. */
  readonly #sequences: boolean[] = new Array<boolean>(MAX_DEPTH + 2).fill(false);

  constructor(text: string, start: number, end: number) {
    this.#text = text;
    this.#end = end;
    this.#pos = this.#line = start;
  }

  holds(): boolean {
    const text = this.#text;
    if (text.charCodeAt(this.#pos) === DASH) return false;
    this.#openMapping(0);
    while (this.#pos < this.#end) {
      SPACES.lastIndex = this.#line = this.#pos;
      SPACES.test(text);
      const at = SPACES.lastIndex;
      const column = at - this.#line;
      if ((column & 1) === 1 || !this.#node(at, column >> 1)) return false;
    }
    const isEmpty = this.#keys[0] === '';
    return !isEmpty && !this.#isOpen && this.#pos === this.#end;
  }

  /** A line whose content begins at a level. */
  #node(at: number, level: number): boolean {
    const isDash = this.#text.charCodeAt(at) === DASH && this.#text.charCodeAt(at + 1) === SPACE;
    if (this.#isOpen) {
      // What belongs to a key: items in its own column, or keys in the next.
      if (isDash ? level !== this.#level : level !== this.#level + 1) return false;
      if (isDash) this.#sequences[level] = true;
      else if (!this.#openMapping(level)) return false;
    } else {
      if (level > this.#level) return false;
      if (!isDash) this.#sequences[level] = false;
    }
    if (!isDash) return this.#keys[level] !== undefined && this.#entry(at, level);
    return this.#sequences[level]! && this.#item(at + 2, level + 1);
  }

  #openMapping(level: number): boolean {
    this.#keys[level] = '';
    this.#sequences[level] = false;
    return level <= MAX_DEPTH;
  }

  /** What stands behind a dash. */
  #item(at: number, level: number): boolean {
    const text = this.#text;
    this.#isOpen = false;
    if (text.charCodeAt(at) === DASH && text.charCodeAt(at + 1) === SPACE) {
      this.#keys[level] = undefined;
      this.#sequences[level] = true;
      return level <= MAX_DEPTH && this.#item(at + 2, level + 1);
    }
    KEY.lastIndex = at;
    if (KEY.test(text)) return this.#openMapping(level) && this.#entry(at, level);
    this.#keys[level] = undefined;
    this.#sequences[level] = false;
    this.#level = level;
    return this.#scalar(at, level);
  }

  /** A key, in its order, with what stands in its line. */
  #entry(at: number, level: number): boolean {
    const text = this.#text;
    KEY.lastIndex = at;
    if (!KEY.test(text)) return false;
    const after = KEY.lastIndex;
    const key = text.slice(at, after - 1);
    const before = this.#keys[level]!;
    if (before !== '' && compareYamlKeys(before, key) >= 0) return false;
    this.#keys[level] = key;
    this.#level = level;
    this.#isOpen = text.charCodeAt(after) === LF;
    if (this.#isOpen) {
      this.#pos = after + 1;
      return true;
    }
    return this.#scalar(after + 1, level + 1);
  }

  /** A scalar, the further lines of which stand at a level. */
  #scalar(at: number, level: number): boolean {
    if (this.#eat(PLAIN, at)) return this.#folded(at, level);
    switch (this.#text.charCodeAt(at)) {
      case BAR: return this.#eat(literal(level * 2), at);
      case SINGLE_QUOTE: return this.#eat(SINGLE_QUOTED_VALUE, at) && this.#quoted(at, level);
      case DOUBLE_QUOTE: return this.#eat(EMPTY, at) || (this.#eat(DOUBLE_QUOTED_VALUE, at) && this.#quoted(at, level));
      default: return this.#eat(WORD, at);
    }
  }

  #eat(expression: RegExp, at: number): boolean {
    expression.lastIndex = at;
    if (!expression.test(this.#text)) return false;
    this.#pos = expression.lastIndex;
    return true;
  }

  /** Whether a plain scalar goes on in the lines below just where the printer breaks it. */
  #folded(at: number, level: number): boolean {
    const text = this.#text;
    for (let line = this.#line, from = at; ; ) {
      const isLong = this.#pos - 1 - line > WIDTH;
      if (isLong) {
        const space = text.indexOf(' ', Math.max(line + WIDTH + 1, from));
        if (space !== -1 && space < this.#pos) return false;
      }
      SPACES.lastIndex = line = this.#pos;
      SPACES.test(text);
      from = SPACES.lastIndex;
      if (from - line < level * 2 || line >= this.#end) return true;
      if (!isLong || from - line > level * 2 || !this.#eat(PLAIN_GOES_ON, from)) return false;
    }
  }

  /** Whether the printer writes what is in quotes in these lines, and with these quotes. */
  #quoted(at: number, level: number): boolean {
    const raw = this.#text.slice(at, this.#pos - 1);
    const value = raw.startsWith("'") ? raw.slice(1, -1).replace(FOLD, ' ').replaceAll("''", "'") : scanQuoted(raw);
    return value !== undefined && raw === printedScalar(value, level * 2 - 2, at - this.#line);
  }
}

/** What YAML 1.1 or 1.2 reads as a boolean or null, and some words more. */
const WORDS = '(?:[nN][uU][lL][lL]|[tT][rR][uU][eE]|[fF][aA][lL][sS][eE]|[yY][eE][sS]|[nN][oO]|[oO][nN]|[oO][fF][fF]|[yYnN])';

const SPACES = sticky(' *');
const KEY = sticky(`(?!${WORDS}:)[A-Za-z_$/][\\w./$-]{0,120}:(?=[ \\n])`);
/** A string that is no other type, as its first character shows. */
const PLAIN = sticky(`(?!${WORDS}\\n)(?:[A-Za-z_$/(^]|\\.(?=[a-hj-mo-z]))${PLAIN_REST}\\n`);
const PLAIN_GOES_ON = sticky(`${PLAIN_CONTINUATION}${PLAIN_REST}\\n`);
/** Booleans, null, empty collections and numbers that are printed with the same digits. */
const WORD = sticky('(?:true|false|null|\\[\\]|\\{\\}|0|-?[1-9]\\d{0,14}|[1-9]\\d{0,5}\\.\\d{0,5}[1-9]|\\d{1,6}(?:[KMGT]i|[msh]))\\n');
const EMPTY = sticky('""\\n');
const DOUBLE_QUOTED_VALUE = sticky(`${DOUBLE_QUOTED}\\n`);
const SINGLE_QUOTED_VALUE = sticky(`${SINGLE_QUOTED}\\n`);
/** A line break that reads as a space. */
const FOLD = /\n +/g;

/** Per indentation, a literal block: more than one line, no space at the end of any, none in front of the first. */
const LITERALS: (RegExp | undefined)[] = [];

function literal(indent: number): RegExp {
  const pad = ` {${String(indent)}}`;
  const first = `${pad}[!-~${BEYOND}](?:[ -~${BEYOND}]*[!-~${BEYOND}])?\\n`;
  const further = `\\n*${pad}[ -~${BEYOND}]*[!-~${BEYOND}]\\n`;
  return (LITERALS[indent] ??= sticky(`\\|(?:\\n${first}|-\\n${first}${further})(?:${further})*`));
}
