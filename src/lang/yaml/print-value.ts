import { isDict, type Dict } from '../../std/dict.ts';
import { encodeBinary, YamlBinary } from './binary.ts';
import { compareStrings, compareUtf8 } from '../../std/compare.ts';
import { compareTypedKeys, compareYamlKeys } from './key-order.ts';
import { fitsInt64, formatFloat, formatJsonNumber } from './numbers.ts';
import { resolvesToString } from './resolve.ts';
import { analyzeScalar, isSimple, selectStyle, SIMPLE_KEY_BYTES, utf8Length } from './scalar-style.ts';
import { blockHeader, doubleQuotedText, literalLines, plainText, singleQuotedText, type ScalarPlace } from './scalar-text.ts';
import { PrintedText } from './printed-text.ts';
import type { ScalarStyle } from './scanner.ts';
import { YamlTimestamp } from './timestamp.ts';
import { YamlError } from './yaml-error.ts';
import { YamlStruct } from './yaml-struct.ts';

/** How values are laid out. */
export interface PrintSettings {
  readonly version: 'v2' | 'v3';
  /** Numbers go through JSON, where `1e6` is an integer; NaN and infinities are refused. */
  readonly json: boolean;
  /** Columns per level, 2 to 9. */
  readonly indent: number;
  /** Lines are folded beyond this column; Infinity for never. */
  readonly width: number;
  readonly maxDepth: number;
  /** Keys in the order of their bytes instead of Go's natural order. */
  readonly byteOrder?: boolean | undefined;
}

/** What stands before a node on its line. */
type Position = 'root' | 'item' | 'value' | 'complex';

/**
 * Prints values as go-yaml does: mappings sorted, block style, one string built up by appending.
 *
 * Follows go-yaml v2.4.3 and v3.0.4 `encode.go` and `emitterc.go`.
 */
export class ValuePrinter {
  readonly #settings: PrintSettings;
  /** Keys repeat within a document and between documents. */
  readonly #keys = new Map<string, string>();
  #out = '';
  #depth = 0;
  /** Where a block's last line ends with a break other than LF, which needs no LF behind it. */
  readonly #surplusBreaks: number[] = [];
  /** A text was printed that YAML reads otherwise than JSON when it stands in a JSON string. */
  sawOddText = false;

  constructor(settings: PrintSettings) {
    this.#settings = settings;
  }

  /** Prints one document, ended by a line feed. @throws YamlError */
  print(value: unknown): string {
    this.#out = '';
    this.#depth = 0;
    this.#surplusBreaks.length = 0;
    this.sawOddText = false;
    this.#node(value, -1, 'root', 0);
    let out = `${this.#out}\n`;
    this.#out = '';
    for (let i = this.#surplusBreaks.length - 1; i >= 0; i--) {
      const at = this.#surplusBreaks[i]!;
      out = out.slice(0, at) + out.slice(at + 1);
    }
    return out;
  }

  /** A string behind a key or a dash at the column `indent`, beginning at `column`. */
  scalar(value: string, indent: number, column: number): string {
    this.#out = '';
    this.#string(value, indent, 'value', column);
    return this.#out.slice(1);
  }

  /** Writes a node. `indent` is that of the collection around it, `column` where the line stands. */
  #node(value: unknown, indent: number, position: Position, column: number): void {
    switch (typeof value) {
      case 'string': this.#string(value, indent, position, column); return;
      case 'number': this.#word(this.#number(value), position); return;
      case 'bigint': this.#word(this.#integer(value), position); return;
      case 'boolean': this.#word(value ? 'true' : 'false', position); return;
      case 'object': break;
      default: this.#word('null', position); return;
    }
    if (value === null) this.#word('null', position);
    else if (Array.isArray(value)) this.#sequence(value, indent, position);
    else if (value instanceof YamlTimestamp) this.#word(value.text, position);
    else if (value instanceof YamlBinary) this.#binary(value, indent, position);
    else if (value instanceof Map) this.#typedMapping(value as Map<unknown, unknown>, indent, position);
    else if (isDict(value)) this.#mapping(value, indent, position);
    else if (value instanceof YamlStruct) this.#mapping(value.fields, indent, position, false);
    else if (value instanceof PrintedText && position === 'value') this.#out += `\n${value.text}`;
    else throw new Error('broken invariant: only plain data can be printed as YAML');
  }

  #word(text: string, position: Position): void {
    this.#out += position === 'root' ? text : ` ${text}`;
  }

  #number(value: number): string {
    if (!this.#settings.json) return formatFloat(value);
    const text = formatJsonNumber(value);
    if (text !== undefined) return text;
    const problem = `json: unsupported value: ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`;
    throw new YamlError('YamlSyntax', problem, `error marshaling into JSON: ${problem}`);
  }

  #integer(value: bigint): string {
    return fitsInt64(value) ? String(value) : formatFloat(Number(value));
  }

  #enter(): void {
    if (++this.#depth <= this.#settings.maxDepth) return;
    const problem = `exceeded max depth of ${this.#settings.maxDepth}`;
    throw new YamlError('YamlLimit', problem, `yaml: ${problem}`);
  }

  /** The indentation of a collection or a scalar inside a collection of the given indentation. */
  #inner(indent: number, position: Position): number {
    if (this.#settings.version === 'v2' || position === 'item') return indent + 2;
    const step = this.#settings.indent;
    return step * Math.floor((indent + step) / step);
  }

  /** What separates the first entry of a collection from what stands before it. */
  #opening(indent: number, inner: number, position: Position): string {
    if (position === 'root') return '';
    return position === 'value' ? `\n${' '.repeat(inner)}` : ' '.repeat(inner - indent - 1);
  }

  #sequence(items: readonly unknown[], indent: number, position: Position): void {
    if (items.length === 0) {
      this.#word('[]', position);
      return;
    }
    this.#enter();
    const indentless = this.#settings.version === 'v2' && position === 'value';
    const inner = position === 'root' ? 0 : indentless ? indent : this.#inner(indent, position);
    const lineStart = `\n${' '.repeat(inner)}-`;
    for (let i = 0; i < items.length; i++) {
      this.#out += i === 0 ? `${this.#opening(indent, inner, position)}-` : lineStart;
      this.#node(items[i], inner, 'item', inner + 2);
    }
    this.#depth--;
  }

  #mapping(dict: Dict, indent: number, position: Position, sorted = true): void {
    const keys = Object.keys(dict);
    if (keys.length === 0) {
      this.#word('{}', position);
      return;
    }
    this.#enter();
    if (!sorted) {
      // The fields of a struct stay as they are.
    } else if (this.#settings.byteOrder === true) keys.sort(compareUtf8);
    else sortKeys(keys, this.#settings.version);
    const inner = position === 'root' ? 0 : this.#inner(indent, position);
    const lineStart = `\n${' '.repeat(inner)}`;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      this.#out += i === 0 ? this.#opening(indent, inner, position) : lineStart;
      this.#entry(key, dict[key], inner, lineStart);
    }
    this.#depth--;
  }

  #typedMapping(map: Map<unknown, unknown>, indent: number, position: Position): void {
    if (map.size === 0) {
      this.#word('{}', position);
      return;
    }
    this.#enter();
    const version = this.#settings.version;
    const keys = [...map.keys()].sort((a, b) => compareTypedKeys(a, b, version));
    const inner = position === 'root' ? 0 : this.#inner(indent, position);
    const lineStart = `\n${' '.repeat(inner)}`;
    keys.forEach((key, i) => {
      this.#out += i === 0 ? this.#opening(indent, inner, position) : lineStart;
      if (typeof key === 'string') {
        this.#entry(key, map.get(key), inner, lineStart);
        return;
      }
      if (key instanceof YamlBinary && encodeBinary(key).includes('\n')) {
        this.#complexEntry(key, map.get(key), inner, lineStart);
        return;
      }
      const before = this.#out.length;
      // A key stands at the start of its line, as a root does.
      this.#node(key, inner, 'root', inner);
      this.#out += ':';
      // Go looks each key up again, and finds nothing under NaN, which equals nothing.
      this.#node(Number.isNaN(key) ? null : map.get(key), inner, 'value', inner + this.#out.length - before + 1);
    });
    this.#depth--;
  }

  #entry(key: string, value: unknown, inner: number, lineStart: string): void {
    const text = this.#keyText(key, inner);
    if (text === '') {
      this.#complexEntry(key, value, inner, lineStart);
      return;
    }
    this.#out += text;
    this.#node(value, inner, 'value', inner + text.length + 1);
  }

  /** An entry whose key takes more than a line. */
  #complexEntry(key: string | YamlBinary, value: unknown, inner: number, lineStart: string): void {
    this.#out += '?';
    this.#node(key, inner, 'complex', inner + 2);
    this.#out += `${lineStart}:`;
    this.#node(value, inner, 'complex', inner + 2);
  }

  /** A key with its colon, or the empty string for one that must be written as `? key`. */
  #keyText(key: string, inner: number): string {
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    if (key.length > LONG_KEY || ODD_TEXT.test(key)) {
      this.sawOddText = true;
      return this.#analyzedKey(key, inner);
    }
    const text = isSimple(key) && key.length <= SIMPLE_KEY_BYTES ? `${key}:` : this.#analyzedKey(key, inner);
    if (this.#keys.size < 10_000) this.#keys.set(key, text);
    return text;
  }

  #analyzedKey(key: string, inner: number): string {
    const value = this.#wellFormed(key);
    const analysis = analyzeScalar(value, this.#settings.version);
    if (analysis.multiline || utf8Length(value) > SIMPLE_KEY_BYTES) return '';
    const style = selectStyle(value, this.#wantedStyle(value), analysis, { flow: false, simpleKey: true, quotable: true });
    return `${this.#styled(value, style, { column: inner, indent: inner, width: Infinity, breaks: false })}:`;
  }

  #string(raw: string, indent: number, position: Position, column: number): void {
    const { width } = this.#settings;
    const simple = isSimple(raw);
    if (simple && column + raw.length <= width) {
      this.#word(raw, position);
      return;
    }
    const inner = indent < 0 ? this.#settings.indent : this.#inner(indent, position);
    const place = { column, indent: inner, width, breaks: true };
    if (simple) {
      this.#word(plainText(raw, place), position);
    } else if (raw.includes('\n') && !BLOCK_HAZARD.test(raw)) {
      this.#word(this.#styled(raw, 'literal', place), position);
    } else {
      const value = this.#wellFormed(raw);
      const analysis = analyzeScalar(value, this.#settings.version);
      const style = selectStyle(value, this.#wantedStyle(value), analysis, { flow: false, simpleKey: false, quotable: true });
      this.#word(this.#styled(value, style, place), position);
      if (style === 'literal' && ODD_END.test(value)) this.#surplusBreaks.push(this.#out.length);
    }
  }

  #wellFormed(text: string): string {
    if (!NOT_ASCII.test(text)) return text;
    if (ODD_TEXT.test(text)) this.sawOddText = true;
    return text.toWellFormed();
  }

  #wantedStyle(value: string): ScalarStyle {
    if (value.includes('\n')) return 'literal';
    const { version } = this.#settings;
    const plain = resolvesToString(version, value) && !isBase60(value) && (version === 'v2' || !YAML11_BOOLEANS.has(value));
    return plain ? 'plain' : 'double';
  }

  #styled(value: string, style: ScalarStyle, place: ScalarPlace): string {
    switch (style) {
      case 'plain': return plainText(value, place);
      case 'single': return singleQuotedText(value, place);
      case 'double': return doubleQuotedText(value, place);
      default: return `|${blockHeader(value, this.#settings.indent)}\n${withoutLastBreak(literalLines(value, place.indent))}`;
    }
  }

  #binary(value: YamlBinary, indent: number, position: Position): void {
    const text = encodeBinary(value);
    const inner = indent < 0 ? this.#settings.indent : this.#inner(indent, position);
    this.#word(`!!binary ${this.#styled(text, text.includes('\n') ? 'literal' : 'plain', { column: 0, indent: inner, width: Infinity, breaks: false })}`, position);
  }
}

/** The break that ends a literal block is the one that ends its last line. */
function withoutLastBreak(lines: string): string {
  return lines.endsWith('\n') ? lines.slice(0, -1) : lines;
}

const YAML11_BOOLEANS = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF']);
const BASE60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

function isBase60(text: string): boolean {
  return text.includes(':') && BASE60.test(text);
}

/** What a literal block cannot hold, or what needs a closer look: odd characters, and space at the end of a line. */
const BLOCK_HAZARD = /[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]| \n| $/;
const ODD_END = /[\u2028\u2029]$/;
const NOT_ASCII = /[\x7f-\uffff]/;
/** Control characters that JSON lets stand; YAML folds one of them and refuses the others. */
const ODD_TEXT = /[\x7f-\x9f\ufffe\uffff]/;
/** A key this long may, with its escapes, be more than the 1,024 characters that YAML allows for one. */
const LONG_KEY = 170;

/**
 * Sorts keys in place. Go's order is not transitive, so what a sort makes of it depends on where it starts;
 * starting from one order always gives equal mappings equal texts. Most mappings come sorted both ways already.
 */
function sortKeys(keys: string[], version: 'v2' | 'v3'): void {
  for (let i = 1; i < keys.length; i++) {
    const before = keys[i - 1]!;
    const key = keys[i]!;
    if (before < key && compareYamlKeys(before, key, version) < 0) continue;
    keys.sort(compareStrings).sort((a, b) => compareYamlKeys(a, b, version));
    return;
  }
}
