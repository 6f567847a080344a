import { EddyError } from '../../diagnostics/index.ts';
import { isDict, newDict, type Dict } from '../../std/dict.ts';
import { atoi, parseInteger, quote, quoteRune } from '../gofmt/index.ts';
import { decodeJsonPrefix } from '../gojson/index.ts';
import { goInt64, GoError, goTypeOf } from '../govalue/index.ts';

/** The highest list index that is accepted; gaps are filled with null. */
const MAX_INDEX = 65_536;
/** How many names a dotted path may nest. */
const MAX_NESTED_NAMES = 30;

/** What comes after `=`: a typed value, a string, JSON, the path of a file, or the rest of the text as it is. */
type Style = 'typed' | 'string' | 'json' | 'file' | 'literal';

/** How many items may be put into gaps below all indices of one set of values. */
const MAX_FILLED = 2_000_000;

/** What is left to be put into gaps; lines that make up one set of values share it. */
export interface GapBudget {
  left: number;
}

/** The budget of one set of values. */
export function gapBudget(): GapBudget {
  return { left: MAX_FILLED };
}

/** Reads the file that a `--set-file` value names. It throws an `Error` whose message the user sees. */
export type ReadValueFile = (path: string) => string;

/**
 * Parses a `--set` line (`a.b=1,c[0]=x,d={y,z}`) into `into`, which is changed in place.
 *
 * `true`, `false` and `null` in any case become what they say, integers a Go `int64`, everything else a string.
 * Follows Helm 4.2.2 `pkg/strvals/parser.go`.
 *
 * @throws EddyError StrvalsSyntax with Helm's message.
 */
export function parseSet(line: string, into: Dict, gaps: GapBudget = gapBudget()): void {
  new StrvalsParser(line, 'typed', gaps).parse(into);
}

/** Parses a `--set-string` line: as `parseSet`, but every value is a string. @throws EddyError StrvalsSyntax. */
export function parseSetString(line: string, into: Dict, gaps: GapBudget = gapBudget()): void {
  new StrvalsParser(line, 'string', gaps).parse(into);
}

/** Parses a `--set-json` line: as `parseSet`, but every value is JSON; an empty one is null. @throws EddyError StrvalsSyntax. */
export function parseSetJson(line: string, into: Dict, gaps: GapBudget = gapBudget()): void {
  new StrvalsParser(line, 'json', gaps).parse(into);
}

/** Parses a `--set-file` line: as `parseSetString`, but every value is the content of the file it names. @throws EddyError StrvalsSyntax. */
export function parseSetFile(line: string, into: Dict, read: ReadValueFile, gaps: GapBudget = gapBudget()): void {
  new StrvalsParser(line, 'file', gaps, read).parse(into);
}

/**
 * Parses a `--set-literal` line: one path, then everything after `=` as one string; nothing is an escape.
 *
 * Follows Helm 4.2.2 `pkg/strvals/literal_parser.go`.
 *
 * @throws EddyError StrvalsSyntax with Helm's message.
 */
export function parseSetLiteral(line: string, into: Dict, gaps: GapBudget = gapBudget()): void {
  new StrvalsParser(line, 'literal', gaps).parse(into);
}

/** A run of text up to a delimiter; `stop` is undefined at the end of the line. */
interface Run {
  readonly text: string;
  readonly stop: string | undefined;
}

/** The line ended where it may end: what was assigned so far holds. */
class EndOfLine extends Error {}

class StrvalsParser {
  readonly #line: string;
  readonly #style: Style;
  readonly #gaps: GapBudget;
  readonly #readFile: ReadValueFile | undefined;
  #at = 0;

  constructor(line: string, style: Style, gaps: GapBudget, readFile?: ReadValueFile) {
    this.#line = line;
    this.#style = style;
    this.#gaps = gaps;
    this.#readFile = readFile;
  }

  parse(into: Dict): void {
    try {
      for (;;) this.#readKey(into, 0);
    } catch (error) {
      if (error instanceof EndOfLine) return;
      throw error instanceof GoError ? failure(error.message, error) : error;
    }
  }

  /** Key = Name { "." Name | "[" Index "]" } "=" Value . */
  #readKey(into: Dict, depth: number): void {
    const key = this.#readRun(this.#style === 'literal' ? '=[.' : '=[,.');
    switch (key.stop) {
      case undefined:
        if (key.text === '') throw new EndOfLine();
        throw failure(`key ${quote(key.text)} has no value`);
      case '[': {
        const index = this.#readIndex();
        let list = listAt(into, key.text);
        try {
          list = this.#readListItem(list, index, depth);
        } finally {
          assign(into, key.text, list);
        }
        return;
      }
      case '=': {
        const ended = this.#at >= this.#line.length && this.#style !== 'json' && this.#style !== 'literal';
        assign(into, key.text, this.#readValue());
        if (ended) throw new EndOfLine();
        return;
      }
      case ',':
        assign(into, key.text, '');
        throw failure(`key ${quote(key.text)} has no value (cannot end with ,)`);
      default:
        this.#readNested(into, key.text, depth + 1);
    }
  }

  #readNested(into: Dict, key: string, depth: number): void {
    if (depth > MAX_NESTED_NAMES) {
      throw failure(`value name nested level is greater than maximum supported nested level of ${MAX_NESTED_NAMES}`);
    }
    const inner = dictAt(into, key);
    const keep = (): void => {
      if (Object.keys(inner).length > 0) assign(into, key, inner);
    };
    try {
      this.#readKey(inner, depth);
    } catch (error) {
      keep();
      throw error;
    }
    if (Object.keys(inner).length === 0) throw failure(`key map ${quote(key)} has no value`);
    keep();
  }

  /** Reads what follows `[Index]`; answers the list with the item set, a new one where it had to grow. */
  #readListItem(list: unknown[], index: bigint, depth: number): unknown[] {
    const at = Number(index);
    if (index < 0n) throw failure(`negative ${index} index not allowed`);
    const run = this.#readRun('[.=');
    if (run.text !== '') throw failure(`unexpected data at end of array index: [${Array.from(run.text, (rune) => quoteRune(rune.codePointAt(0)!)).join(' ')}]`);
    switch (run.stop) {
      case undefined:
        throw new EndOfLine();
      case '=':
        return setIndex(this.#gaps, list, index, this.#readValue());
      case '[': {
        const nextIndex = this.#readIndex();
        const inner = list[at] ?? [];
        if (!Array.isArray(inner)) throw conversion(inner, '[]interface {}');
        return setIndex(this.#gaps, list, index, this.#readListItem(inner as unknown[], nextIndex, depth));
      }
      default: {
        const existing = list[at];
        const inner = isDict(existing) ? existing : newDict();
        if (at < list.length) list[at] = inner;
        this.#readKey(inner, depth);
        return setIndex(this.#gaps, list, index, inner);
      }
    }
  }

  #readIndex(): bigint {
    const run = this.#readRun(']');
    if (run.stop === undefined) throw new EndOfLine();
    const read = atoi(run.text);
    if ('fault' in read) throw failure(`error parsing index: ${read.fault}`);
    return read.value;
  }

  #readValue(): unknown {
    switch (this.#style) {
      case 'literal':
        return this.#readRun('').text;
      case 'json':
        return this.#readJson();
      default:
        break;
    }
    const first = this.#line[this.#at];
    if (first === undefined) return '';
    if (first !== '{') return this.#convert(this.#readRun(',').text);
    this.#at++;
    return this.#readList();
  }

  /** List = "{" [ Value { "," Value } ] "}" . A comma after it is eaten. */
  #readList(): unknown[] {
    const list: unknown[] = [];
    for (;;) {
      const run = this.#readRun(',}');
      if (run.stop === undefined) throw failure("list must terminate with '}'");
      list.push(this.#convert(run.text));
      if (run.stop === ',') continue;
      if (this.#line[this.#at] === ',') this.#at++;
      return list;
    }
  }

  #readJson(): unknown {
    if (this.#skipEmpty()) return null;
    const { value, end } = decodeJsonPrefix(this.#line, this.#at);
    this.#at = end;
    this.#skipEmpty();
    return value;
  }

  /** Eats spaces up to a comma or the end; false when something else comes first. */
  #skipEmpty(): boolean {
    for (;;) {
      const char = this.#line[this.#at];
      if (char === undefined) return true;
      if (char !== ',' && !/^[\s\u0085]$/.test(char)) return false;
      this.#at++;
      if (char === ',') return true;
    }
  }

  #readRun(stops: string): Run {
    const escapes = this.#style !== 'literal';
    let text = '';
    let start = this.#at;
    for (; this.#at < this.#line.length; this.#at++) {
      const char = this.#line[this.#at]!;
      if (stops.includes(char)) {
        const run = { text: text + this.#line.slice(start, this.#at), stop: char };
        this.#at++;
        return run;
      }
      if (char === '\\' && escapes) {
        text += this.#line.slice(start, this.#at);
        start = ++this.#at;
      }
    }
    this.#at = this.#line.length;
    return { text: text + this.#line.slice(start), stop: undefined };
  }

  #convert(text: string): unknown {
    if (this.#style === 'string') return text;
    if (this.#style === 'typed') return typedValue(text);
    try {
      return this.#readFile!(text);
    } catch (error) {
      throw failure(error instanceof Error ? error.message : String(error), error);
    }
  }
}

function typedValue(text: string): unknown {
  switch (text.toLowerCase()) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'null':
      return null;
    case '0':
      return goInt64(0);
    default:
      break;
  }
  const { value, fault } = parseInteger(text, 10);
  return fault === undefined && !text.startsWith('0') ? goInt64(value) : text;
}

/** An empty name sets nothing. */
function assign(into: Dict, key: string, value: unknown): void {
  if (key !== '') into[key] = value;
}

/** Sets an item in place; a list that is too short is copied, so that others who hold it keep their length. */
function setIndex(gaps: GapBudget, list: unknown[], index: bigint, value: unknown): unknown[] {
  if (index > MAX_INDEX) throw failure(`index of ${index} is greater than maximum supported index of ${MAX_INDEX}`);
  const at = Number(index);
  const missing = at + 1 - list.length;
  gaps.left -= Math.max(missing, 0);
  if (gaps.left < 0) throw failure(`the indices of all lists leave more than ${MAX_FILLED} items to be filled in`);
  const out = missing <= 0 ? list : [...list, ...Array.from({ length: missing }, () => null)];
  out[at] = value;
  return out;
}

function dictAt(into: Dict, key: string): Dict {
  if (!Object.hasOwn(into, key)) return newDict();
  const value = into[key];
  if (!isDict(value)) throw conversion(value, 'map[string]interface {}');
  return value;
}

function listAt(into: Dict, key: string): unknown[] {
  if (!Object.hasOwn(into, key)) return [];
  const value = into[key];
  if (!Array.isArray(value)) throw conversion(value, '[]interface {}');
  return value as unknown[];
}

/** What Go's failed type assertion says, with the words that Helm puts before a panic. */
function conversion(value: unknown, wanted: string): EddyError {
  const found = value == null ? 'nil' : goTypeOf(value);
  return failure(`unable to parse key: interface conversion: interface {} is ${found}, not ${wanted}`);
}

function failure(message: string, cause?: unknown): EddyError {
  return new EddyError('StrvalsSyntax', message, { cause });
}
