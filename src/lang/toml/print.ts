import { compareUtf8 } from '../../std/compare.ts';
import { formatShortest } from '../gofmt/index.ts';
import { GoError, GoInt, GoObject, isList, isMap, isNil } from '../govalue/index.ts';

/**
 * Prints a value as TOML: tables sorted by key and indented by their depth, plain values before tables, nil left out.
 *
 * Follows github.com/BurntSushi/toml v1.6.0 `encode.go`.
 *
 * @throws GoError with that library's message, such as `toml: cannot encode array with nil element`.
 */
export function printToml(value: unknown): string {
  const printer = new TomlPrinter();
  printer.print([], value);
  return printer.text;
}

type TomlType = 'table' | 'tables' | 'other';

class TomlPrinter {
  text = '';

  print(key: readonly string[], value: unknown): void {
    const plain = plainOf(value);
    if (isNil(plain)) return;
    if (isMap(plain)) this.#printTable(key, plain);
    else if (isList(plain) && typeOf(plain) === 'tables') this.#printTables(key, plain);
    else this.#printPair(key, plain);
  }

  #printTable(key: readonly string[], table: Readonly<Record<string, unknown>>): void {
    if (key.length === 1) this.#newline();
    if (key.length > 0) this.text += `${indent(key)}[${keyText(key)}]\n`;
    this.#printEntries(key, table);
  }

  #printTables(key: readonly string[], tables: readonly unknown[]): void {
    if (key.length === 0) throw new GoError('toml: top-level values must be Go maps or structs');
    for (const table of tables) {
      this.#newline();
      this.text += `${indent(key)}[[${keyText(key)}]]\n`;
      this.#printEntries(key, plainOf(table) as Readonly<Record<string, unknown>>);
    }
  }

  #printEntries(key: readonly string[], table: Readonly<Record<string, unknown>>): void {
    for (const name of sortedKeys(table)) this.print([...key, name], table[name]);
  }

  #printPair(key: readonly string[], value: unknown): void {
    if (key.length > 0) this.text += `${indent(key)}${quotedKey(key.at(-1)!)} = `;
    this.text += elementText(value);
    if (key.length > 0) this.#newline();
  }

  #newline(): void {
    if (this.text !== '') this.text += '\n';
  }
}

function indent(key: readonly string[]): string {
  return '  '.repeat(key.length - 1);
}

/** The keys of a table by name: those with plain values first. */
function sortedKeys(table: Readonly<Record<string, unknown>>): string[] {
  const isTable = (name: string): boolean => typeOf(plainOf(table[name])) !== 'other';
  const names = Object.keys(table).sort(compareUtf8);
  const tables = new Set(names.filter(isTable));
  return [...names.filter((name) => !tables.has(name)), ...tables];
}

/** A list is a list of tables when all of its items are; the empty list is not. */
function typeOf(value: unknown): TomlType {
  if (isMap(value)) return 'table';
  if (!isList(value) || value.length === 0) return 'other';
  const items = value.map((item) => {
    const plain = plainOf(item);
    if (isNil(plain)) throw new GoError('toml: cannot encode array with nil element');
    return typeOf(plain);
  });
  return items.every((type) => type === 'table') ? 'tables' : 'other';
}

function elementText(value: unknown): string {
  const plain = plainOf(value);
  switch (typeof plain) {
    case 'string':
      return quoted(plain);
    case 'boolean':
      return String(plain);
    case 'number':
      return floatText(plain);
    default:
      break;
  }
  if (plain instanceof GoInt) return plain.value.toString();
  if (plain instanceof Uint8Array) return `[${Array.from(plain).join(', ')}]`;
  if (isList(plain)) return `[${plain.map(elementText).join(', ')}]`;
  if (isMap(plain)) return inlineTable(plain);
  throw new GoError(`unexpected type: ${plain instanceof GoObject ? plain.goType : typeof plain}`);
}

function inlineTable(table: Readonly<Record<string, unknown>>): string {
  const pairs = sortedKeys(table)
    .filter((name) => !isNil(plainOf(table[name])))
    .map((name) => `${quotedKey(name)} = ${elementText(table[name])}`);
  return `{${pairs.join(', ')}}`;
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const text = formatShortest(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** What stands behind a value with a type of its own: a named map, list or string. */
function plainOf(value: unknown): unknown {
  return value instanceof GoObject ? (value.text() ?? value.underlying() ?? value) : value;
}

function keyText(key: readonly string[]): string {
  return key.map(quotedKey).join('.');
}

function quotedKey(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : quoted(name);
}

function quoted(text: string): string {
  return `"${text.replace(/[\u0000-\u001f"\\\u007f]/g, escape)}"`;
}

function escape(char: string): string {
  return ESCAPES.get(char) ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\f', '\\f'],
  ['\r', '\\r'],
  ['"', '\\"'],
  ['\\', '\\\\'],
]);
