import { compareUtf8 } from '../../std/compare.ts';
import { formatShortest } from '../gofmt/index.ts';
import { GoComplex, GoError, GoInt, GoObject, isList, isMap, isNil, isNilCollection } from '../govalue/index.ts';
import { GoTime } from '../sprig/index.ts';
import { keyText, partText } from './key-text.ts';
import { quotedText } from './quoted-text.ts';

/**
 * Prints a value as TOML: tables sorted by key and indented by their depth, plain values before tables, nil left out.
 *
 * Follows github.com/BurntSushi/toml v1.6.0 `encode.go`.
 *
 * @throws GoError with that library's message, such as `toml: cannot encode array with nil element`.
 */
export function printToml(value: unknown): string {
  if (isNil(value)) throw new GoError('reflect: call of reflect.Value.Type on zero Value');
  const printer = new TomlPrinter();
  printer.print([], value);
  return printer.text;
}

type TomlType = 'table' | 'tables' | 'other';

/** A value that contains itself would go on without end: Go's program ends when its stack is full. */
const MAX_DEPTH = 500;
/** A mapping can hold another in many places, level upon level: small in memory, endless for who walks over all of it. */
const MAX_PARTS = 1_000_000;

class TomlPrinter {
  text = '';
  #parts = MAX_PARTS;

  print(key: readonly string[], value: unknown): void {
    const plain = this.#plainOf(value);
    // A list that is nil is printed where nothing stands around it.
    if (isNothing(plain) && (key.length > 0 || isNil(plain) || isMap(plain))) return;
    if (key.length > MAX_DEPTH) throw tooDeep();
    if (plain instanceof GoComplex) throw new GoError(`unsupported type for key '${keyText(key)}': complex128`);
    if (plain instanceof Table) this.#printTable(key, plain);
    else if (this.#typeOf(plain) === 'tables') this.#printTables(key, plain as readonly unknown[]);
    else this.#printPair(key, plain);
  }

  #printTable(key: readonly string[], table: Table): void {
    if (key.length === 1) this.#newline();
    if (key.length > 0) this.text += `${indent(key)}[${keyText(key)}]\n`;
    this.#printEntries(key, table);
  }

  #printTables(key: readonly string[], tables: readonly unknown[]): void {
    if (key.length === 0) throw new GoError('toml: top-level values must be Go maps or structs');
    for (const table of tables) {
      this.#newline();
      this.text += `${indent(key)}[[${keyText(key)}]]\n`;
      this.#printEntries(key, this.#plainOf(table) as Table);
    }
  }

  #printEntries(key: readonly string[], table: Table): void {
    const { values, tables } = this.#sorted(table);
    for (const [name, value] of [...values, ...tables]) this.print([...key, name], value);
  }

  #printPair(key: readonly string[], value: unknown): void {
    if (key.length > 0) this.text += `${indent(key)}${partText(key.at(-1)!)} = `;
    this.text += this.#elementText(value, 0);
    if (key.length > 0) this.#newline();
  }

  #newline(): void {
    if (this.text !== '') this.text += '\n';
  }

  /** Plain values come first; what makes a header of its own comes last. */
  #sorted(table: Table): { readonly values: readonly Entry[]; readonly tables: readonly Entry[] } {
    const values: Entry[] = [];
    const tables: Entry[] = [];
    for (const entry of table.entries) {
      const plain = this.#plainOf(entry[1]);
      (!isNothing(plain) && this.#typeOf(plain) !== 'other' ? tables : values).push(entry);
    }
    return { values, tables };
  }

  /** A list is a list of tables when all of its items are; the empty list is not. */
  #typeOf(plain: unknown): TomlType {
    if (plain instanceof Table) return 'table';
    if (plain instanceof GoComplex) throw new GoError('unsupported type: complex128');
    if (!isList(plain) || plain.length === 0) return 'other';
    const items = plain.map((item) => {
      const inner = this.#plainOf(item);
      if (isNothing(inner)) throw new GoError('toml: cannot encode array with nil element');
      return this.#typeOf(inner);
    });
    return items.every((type) => type === 'table') ? 'tables' : 'other';
  }

  #elementText(value: unknown, depth: number): string {
    if (depth > MAX_DEPTH) throw tooDeep();
    const plain = this.#plainOf(value);
    switch (typeof plain) {
      case 'string':
        return quotedText(plain);
      case 'boolean':
        return String(plain);
      case 'number':
        return floatText(plain);
      default:
        break;
    }
    if (plain instanceof GoTime) return timeText(plain);
    if (plain instanceof GoInt) return plain.value.toString();
    if (plain instanceof Uint8Array) return `[${Array.from(plain).join(', ')}]`;
    if (isList(plain)) return `[${plain.map((item) => this.#elementText(item, depth + 1)).join(', ')}]`;
    return this.#inlineTable(plain as Table, depth);
  }

  /** What is nil is left out; a comma that was to follow something stays. */
  #inlineTable(table: Table, depth: number): string {
    const { values, tables } = this.#sorted(table);
    const texts = (entries: readonly Entry[], isFollowed: boolean): string[] =>
      entries.map(([name, value], i) => (isNothing(value) ? '' : `${partText(name)} = ${this.#elementText(value, depth + 1)}${isFollowed || i < entries.length - 1 ? ', ' : ''}`));
    return `{${[...texts(values, tables.length > 0), ...texts(tables, false)].join('')}}`;
  }

  /** What is printed of a value: the text that its type makes of it, what stands behind a named type, the fields of a struct. */
  #plainOf(value: unknown): unknown {
    if (--this.#parts < 0) throw new GoError(`toml: value has too many parts (max ${MAX_PARTS})`);
    if (value instanceof GoError) return new Table([]);
    if (isMap(value) && !isNilCollection(value)) return new Table(Object.keys(value).sort(compareUtf8).map((name) => [name, value[name]]));
    if (!(value instanceof GoObject) || value instanceof GoTime) return value;
    if (value.goType === 'time.Duration') return value.text();
    const plain = value.marshaledText() ?? value.underlying();
    return plain === undefined ? new Table(value.exportedFields()) : this.#plainOf(plain);
  }
}

function tooDeep(): GoError {
  return new GoError(`toml: value is nested deeper than ${MAX_DEPTH} levels`);
}

function indent(key: readonly string[]): string {
  return '  '.repeat(key.length - 1);
}

type Entry = readonly [name: string, value: unknown];

/** A mapping, or a struct with its fields. */
class Table {
  readonly entries: readonly Entry[];

  constructor(entries: readonly Entry[]) {
    this.entries = entries;
  }
}

/** nil, or a map or slice that is nil. */
function isNothing(plain: unknown): boolean {
  return isNil(plain) || (typeof plain === 'object' && isNilCollection(plain));
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const text = formatShortest(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** Times that were read from a TOML text without an offset are printed without one. */
const LOCAL_LAYOUTS: ReadonlyMap<string, string> = new Map([
  ['datetime-local', '2006-01-02T15:04:05.999999999'],
  ['date-local', '2006-01-02'],
  ['time-local', '15:04:05.999999999'],
]);

function timeText(time: GoTime): string {
  const layout = LOCAL_LAYOUTS.get(time.instant.zone.name);
  return layout === undefined ? time.marshaledText() : time.format(layout);
}
