import { hasKey, isDict, newDict, type Dict } from '../../std/dict.ts';
import { quote, quoteRune } from '../gofmt/index.ts';
import { GoError, toBytes } from '../govalue/index.ts';
import { floatOf, integerOf, timeOf, unescaped, withoutEscapedLineFeeds, withoutFirstLineFeed } from './scalars.ts';
import { TomlDocument } from './toml-document.ts';
import { TomlFault } from './toml-fault.ts';
import { END, isBlank, isDigit, isHexDigit, isLineEnd, TomlSource } from './toml-source.ts';

/** How deep lists and inline tables may lie in each other. */
const MAX_DEPTH = 500;
/** The digits behind each kind of numeric escape. */
const ESCAPE_DIGITS: Readonly<Record<string, readonly [count: number, name: string]>> = { x: [2, 'two'], u: [4, 'four'], U: [8, 'eight'] };

/**
 * Reads a TOML text: integers become a Go `int64`, times a `time.Time`, lists of tables a `[]map[string]interface {}`.
 *
 * Follows github.com/BurntSushi/toml v1.6.0 `lex.go` and `parse.go`, its faults and their order included.
 *
 * @throws GoError where the text is no TOML: `toml: line 1 (last key "a"): unexpected EOF; expected value`.
 */
export function parseToml(text: string): Dict {
  const marked = text.replace(/^(?:\ufeff|\udcff\udcfe|\udcfe\udcff)/, '');
  if (toBytes(marked.slice(0, 6)).subarray(0, 6).includes(0)) {
    throw new GoError('toml: line 1: files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8');
  }
  const document = new TomlDocument();
  try {
    new TomlParser(marked, document).parse();
  } catch (error) {
    if (!(error instanceof TomlFault)) throw error;
    const { currentKey } = document;
    throw new GoError(`toml: line ${error.line}${currentKey === '' ? '' : ` (last key ${quote(currentKey)})`}: ${error.message}`, { cause: error });
  }
  return document.root;
}

class TomlParser {
  readonly #source: TomlSource;
  readonly #document: TomlDocument;
  #depth = 0;

  constructor(text: string, document: TomlDocument) {
    this.#source = new TomlSource(text);
    this.#document = document;
  }

  parse(): void {
    const source = this.#source;
    for (let char = source.peek(); char !== END; char = source.peek()) {
      if (isBlank(char) || isLineEnd(char)) source.take();
      else if (char === '#') this.#skipComment();
      else if (char === '[') this.#parseHeader();
      else {
        const outer = this.#document.context;
        this.#parsePair();
        this.#document.context = outer;
        this.#document.key = '';
        this.#expectLineEnd();
      }
    }
  }

  /** Header = "[" Key "]" | "[[" Key "]]" . */
  #parseHeader(): void {
    const source = this.#source;
    source.take();
    const isList = source.accept('[');
    const key: string[] = [];
    do {
      source.skipBlanks();
      const char = source.peek();
      if (char === ']' || char === END) throw source.fault('unexpected end of table name (table names cannot be empty)');
      if (char === '.') throw source.fault('unexpected table separator (table names cannot be empty)');
      key.push(this.#parseName(key.length === 0));
      source.skipBlanks();
    } while (source.accept('.'));
    const end = source.take();
    if (end !== ']') throw source.fault(`expected '.' or ']' to end table name, but got ${quotedChar(end)} instead`);
    if (isList) {
      const second = source.take();
      if (second !== ']') throw source.fault(`expected end of table array name delimiter ']', but got ${quotedChar(second)} instead`);
    }
    this.#document.openHeader(key, isList);
    this.#expectLineEnd();
  }

  #expectLineEnd(): void {
    const source = this.#source;
    source.skipBlanks();
    if (source.peek() === '#') return;
    const char = source.take();
    if (char !== END && !isLineEnd(char)) throw source.fault(`expected a top-level item to end with a newline, comment, or EOF, but got ${quotedChar(char)} instead`);
  }

  #skipComment(): void {
    this.#source.takeWhile((char) => !isLineEnd(char));
  }

  /** Pair = Key "=" Value . Answers the key and the value, which the document has by then. */
  #parsePair(): { readonly key: readonly string[]; readonly value: unknown } {
    const key = this.#parseKey();
    const document = this.#document;
    document.enterKey(key);
    const value = this.#parseValue(false);
    document.setValue(value);
    document.noteList(Array.isArray(value));
    return { key, value };
  }

  #parseKey(): readonly string[] {
    const source = this.#source;
    source.skipBlanks();
    const first = source.peek();
    if (first === '=' || first === END) throw source.fault("unexpected '=': key name appears blank");
    if (first === '.') throw source.fault("unexpected '.': keys cannot start with a '.'");
    const key = [this.#parseName(true)];
    for (;;) {
      source.skipBlanks();
      const char = source.take();
      if (char === '=') return key;
      if (char === END) throw source.fault("unexpected EOF; expected key separator '='");
      if (char !== '.') throw this.#unexpected(char, `expected '.' or '=', but got ${quotedChar(char)} instead`);
      source.skipBlanks();
      const next = source.peek();
      if (next === '=' || next === END) throw source.fault("unexpected '='");
      if (next === '.') throw source.fault("unexpected '.'");
      key.push(this.#parseName(false));
    }
  }

  /** One part of a key: bare, which may be empty here, or quoted. */
  #parseName(isFirst: boolean): string {
    const source = this.#source;
    const quoteMark = source.peek();
    const start = source.at;
    const isQuoted = quoteMark === '"' || quoteMark === "'";
    if (isQuoted) source.take();
    const name = isQuoted ? (quoteMark === '"' ? this.#textOf(this.#parseQuoted()) : this.#parseRaw()) : undefined;
    if (name === undefined) source.takeWhile((char) => /^[A-Za-z0-9_-]$/.test(char));
    if (isFirst) this.#document.line = source.line;
    return name ?? source.since(start);
  }

  #parseValue(isInList: boolean): unknown {
    const source = this.#source;
    source.skipBlanks();
    const start = source.at;
    if (isDigit(source.peek())) return this.#parseNumberOrTime(start);
    const char = source.take();
    switch (char) {
      case '[':
        return this.#nested(() => this.#parseList());
      case '{':
        return this.#nested(() => this.#parseInlineTable(isInList));
      case '"':
        return this.#textOf(this.#acceptTwo('"') ? withoutEscapedLineFeeds(withoutFirstLineFeed(this.#parseLongQuoted())) : this.#parseQuoted());
      case "'":
        return this.#acceptTwo("'") ? withoutFirstLineFeed(this.#parseLongRaw()) : this.#parseRaw();
      case '.':
        throw source.fault("floats must start with a digit, not '.'");
      case '-':
      case '+':
        return this.#parseSigned(start);
      case END:
        throw source.fault('unexpected EOF; expected value');
      default:
        return this.#parseWord(char, start);
    }
  }

  #nested<T>(parse: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw this.#source.fault(`lists and tables are nested deeper than ${MAX_DEPTH} levels`);
    const found = parse();
    this.#depth--;
    return found;
  }

  /** `true`, `false`, `inf` and `nan`; in other words, their letters are what the message names. */
  #parseWord(first: string, start: number): unknown {
    const source = this.#source;
    let last = start;
    const accept = (char: string): boolean => {
      const at = source.at;
      if (!source.accept(char)) return false;
      last = at;
      return true;
    };
    if ((first === 'i' || first === 'n') && ((accept('n') && accept('f')) || (accept('a') && accept('n')))) return this.#scalar(floatOf, source.since(start));
    if (!/^\p{L}$/u.test(first)) throw this.#unexpected(first, `expected value but found ${quotedChar(first)} instead`);
    source.takeWhile((char) => /^\p{L}$/u.test(char));
    const word = source.since(last);
    if (word === 'true' || word === 'false') return word === 'true';
    throw source.fault(`expected value but found ${quote(word)} instead`);
  }

  #parseList(): unknown[] {
    const source = this.#source;
    this.#document.noteList(true);
    const list: unknown[] = [];
    for (;;) {
      this.#skipLinesAndComments();
      if (source.accept(']')) return list;
      if (source.accept(',')) throw source.fault('unexpected comma');
      list.push(this.#parseValue(true));
      this.#skipLinesAndComments();
      if (source.accept(']')) return list;
      const char = source.take();
      if (char !== ',') throw source.fault(`expected a comma (',') or array terminator (']'), but got ${charOrEnd(char)}`);
    }
  }

  #parseInlineTable(isInList: boolean): Dict {
    const source = this.#source;
    const document = this.#document;
    const [outer, outerKey] = [document.context, document.key];
    document.openInline(isInList);
    const inner = document.context;
    const table = newDict();
    for (;;) {
      this.#skipLinesAndComments();
      if (source.accept('}')) break;
      if (source.accept(',')) throw source.fault('unexpected comma');
      const { key, value } = this.#parsePair();
      this.#putIn(table, key, value);
      document.context = inner;
      this.#skipLinesAndComments();
      if (source.accept('}')) break;
      const char = source.take();
      if (char !== ',') throw source.fault(`expected a comma or an inline table terminator '}', but got ${charOrEnd(char)} instead`);
    }
    document.context = outer;
    document.key = outerKey;
    return table;
  }

  #putIn(root: Dict, key: readonly string[], value: unknown): void {
    let table = root;
    for (const name of key.slice(0, -1)) {
      const inner = hasKey(table, name) ? table[name] : newDict();
      if (!isDict(inner)) throw new TomlFault(this.#document.line, `${quote(this.#document.context.path.text)} is not a table`);
      table[name] = inner;
      table = inner;
    }
    table[key.at(-1)!] = value;
  }

  #skipLinesAndComments(): void {
    const source = this.#source;
    for (let char = source.peek(); isBlank(char) || isLineEnd(char) || char === '#'; char = source.peek()) {
      if (char === '#') this.#skipComment();
      else source.take();
    }
  }

  #acceptTwo(quoteMark: string): boolean {
    const source = this.#source;
    if (!source.accept(quoteMark)) return false;
    if (source.accept(quoteMark)) return true;
    source.at--;
    return false;
  }

  /** The text up to the closing quote, with its escapes. */
  #parseQuoted(): string {
    const source = this.#source;
    const start = source.at;
    for (;;) {
      const char = source.take();
      if (char === END) throw source.fault(`unexpected EOF; expected '"'`);
      if (isLineEnd(char)) throw source.faultBefore('strings cannot contain newlines');
      if (char === '\\') this.#parseEscape(start);
      if (char === '"') return source.since(start).slice(0, -1);
    }
  }

  #parseRaw(): string {
    const source = this.#source;
    const start = source.at;
    for (;;) {
      const char = source.take();
      if (char === END) throw source.fault(`unexpected EOF; expected "'"`);
      if (isLineEnd(char)) throw source.faultBefore('strings cannot contain newlines');
      if (char === "'") return source.since(start).slice(0, -1);
    }
  }

  #parseLongQuoted(): string {
    const source = this.#source;
    const start = source.at;
    for (;;) {
      const char = source.take();
      if (char === END) throw source.fault(`unexpected EOF; expected '"""'`);
      if (char === '\\' && !isLineEnd(source.peek())) this.#parseEscape(start);
      if (char === '"' && this.#endsLong(start, '"')) return source.since(start).slice(0, -3);
    }
  }

  #parseLongRaw(): string {
    const source = this.#source;
    const start = source.at;
    for (;;) {
      const char = source.take();
      if (char === END) throw source.fault(`unexpected EOF; expected "'''"`);
      if (char === "'" && this.#endsLong(start, "'")) return source.since(start).slice(0, -3);
    }
  }

  /** Whether a quote that was taken is the first of the last three; two more may stand before them. */
  #endsLong(start: number, quoteMark: string): boolean {
    const source = this.#source;
    if (!this.#acceptTwo(quoteMark)) return false;
    if (source.peek() !== quoteMark) return true;
    const five = quoteMark.repeat(5);
    const text = source.since(start);
    if (text.endsWith(five) && !(quoteMark === '"' && text.endsWith(`\\${five}`))) {
      throw source.fault(quoteMark === '"' ? `unexpected '""""""'` : `unexpected "''''''"`);
    }
    source.at -= 2;
    return false;
  }

  /** Escape = "\" ( Letter | "x" 2 Hex | "u" 4 Hex | "U" 8 Hex ) . The backslash is taken. */
  #parseEscape(start: number): void {
    const source = this.#source;
    const char = source.take();
    const digits = ESCAPE_DIGITS[char];
    if (digits !== undefined) {
      for (let left = digits[0]; left > 0; left--) {
        if (!isHexDigit(source.take())) throw source.fault(`expected ${digits[1]} hexadecimal digits after '\\${char}', but got ${quote(source.since(start))} instead`);
      }
      return;
    }
    if (/^[btnfre"\\ \t]$/.test(char)) return;
    const message = `invalid escape in string '\\${char === END ? '\u0000' : char}'`;
    throw char === END ? source.faultBefore(message) : source.fault(message);
  }

  #textOf(written: string): string {
    return written.includes('\\') ? this.#scalar(unescaped, written) : written;
  }

  #parseNumberOrTime(start: number): unknown {
    const source = this.#source;
    const first = source.take();
    if (first === '0' && /^[box]$/.test(source.peek())) return this.#parseOtherBase(start);
    source.takeWhile(isDigit);
    const char = source.peek();
    // A digit stands before what makes a time: that takes two of them behind a zero.
    if ((char === '-' || char === ':') && source.since(start) !== '0') {
      source.takeWhile((next) => /^[0-9:TtZz .+-]$/.test(next));
      return this.#scalar(timeOf, source.since(start).trim());
    }
    return this.#parseDecimal(start);
  }

  #parseOtherBase(start: number): unknown {
    const source = this.#source;
    const [name, digits] = BASES[source.take()]!;
    const next = source.peek();
    if (!digits.test(next) || next === '_') throw source.fault(`not ${name} number: '${source.since(start)}${next === END ? '\u0000' : next}'`);
    source.takeWhile((char) => digits.test(char));
    return this.#scalar(integerOf, source.since(start));
  }

  #parseDecimal(start: number): unknown {
    const source = this.#source;
    source.takeWhile((char) => isDigit(char) || char === '_');
    if (!/^[.eE]$/.test(source.peek())) return this.#scalar(integerOf, source.since(start));
    source.takeWhile((char) => /^[0-9_.eE+-]$/.test(char));
    return this.#scalar(floatOf, source.since(start));
  }

  /** A number behind its sign. */
  #parseSigned(start: number): unknown {
    const source = this.#source;
    const char = source.take();
    if (char === 'i' || char === 'n') {
      const [second, third] = char === 'i' ? ['n', 'f'] : ['a', 'n'];
      if (!source.accept(second) || !source.accept(third)) throw source.fault(`invalid float: '${source.since(start)}'`);
      return this.#scalar(floatOf, source.since(start));
    }
    const next = char === '0' ? source.peek() : '';
    if (/^[box]$/.test(next)) throw source.fault(`cannot use sign with non-decimal numbers: '${source.since(start)}${next}'`);
    if (char === '.') throw source.fault("floats must start with a digit, not '.'");
    if (!isDigit(char)) throw source.fault(`expected a digit but got ${quotedChar(char)}`);
    return this.#parseDecimal(start);
  }

  #scalar<T>(valueOf: (text: string) => T, text: string): T {
    try {
      return valueOf(text);
    } catch (error) {
      throw new TomlFault(this.#source.line, (error as Error).message);
    }
  }

  /** A fault at a character that was taken: that of a line feed belongs to its line. */
  #unexpected(char: string, message: string): TomlFault {
    return char === '\n' ? this.#source.faultBefore(message) : this.#source.fault(message);
  }
}

const BASES: Readonly<Record<string, readonly [name: string, digits: RegExp]>> = { b: ['a binary', /^[01_]$/], o: ['an octal', /^[0-7_]$/], x: ['a hexadecimal', /^[0-9a-fA-F_]$/] };

function quotedChar(char: string): string {
  return quoteRune(char === END ? 0 : char.codePointAt(0)!);
}

function charOrEnd(char: string): string {
  return char === END ? 'end of file' : `'${char}'`;
}
