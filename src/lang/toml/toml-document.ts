import { underlyingTypeOf, withGoType } from '../govalue/index.ts';
import { hasKey, isDict, newDict, type Dict } from '../../std/dict.ts';
import { keyText } from './key-text.ts';
import { TomlFault } from './toml-fault.ts';

/** Go's type of a list that `[[name]]` makes; a list that is written as a value is of the plain one. */
const TABLES = '[]map[string]interface {}';

/** What is known of a path, whatever stands there at the time. */
class Path {
  readonly name: string;
  readonly parent: Path | undefined;
  /** Whether a table is there that was not declared itself. */
  isImplicit = false;
  isList = false;
  readonly #children = new Map<string, Path>();

  constructor(name: string, parent: Path | undefined) {
    this.name = name;
    this.parent = parent;
  }

  child(name: string): Path {
    let child = this.#children.get(name);
    if (child === undefined) {
      child = new Path(name, this);
      this.#children.set(name, child);
    }
    return child;
  }

  /** As messages name it. */
  get text(): string {
    return keyText(namesTo(this));
  }
}

function namesTo(end: Path): readonly string[] {
  const names: string[] = [];
  for (let path = end; path.parent !== undefined; path = path.parent) names.push(path.name);
  return names.reverse();
}

/** The table that keys belong to. Which one it is shows when it is first needed. */
export interface Context {
  readonly path: Path;
  readonly outer: Context | undefined;
  table: Dict | undefined;
}

/**
 * The tables of a document while it is read, with the rules for what may be defined twice.
 *
 * Inline tables are written here, too, beside the value that the parser makes of them: some of what they define may be
 * defined again, and the last word counts. Follows github.com/BurntSushi/toml v1.6.0 `parse.go`.
 */
export class TomlDocument {
  readonly root: Dict = newDict();
  readonly #rootContext: Context = { path: new Path('', undefined), outer: undefined, table: this.root };
  /** The table that keys belong to now. */
  context: Context = this.#rootContext;
  /** The last part of the key at hand. */
  key = '';
  /** Where the key at hand, or the last header, began. */
  line = 1;

  /** The key at hand for messages; empty where there is none. */
  get currentKey(): string {
    const path = this.context.path.text;
    if (this.key === '') return path;
    return path === '' ? this.key : `${path}.${this.key}`;
  }

  /** Opens the table of a header, `[name]`, or one more of a list of tables, `[[name]]`. */
  openHeader(key: readonly string[], isList: boolean): void {
    let outer = this.#rootContext;
    for (const name of key.slice(0, -1)) {
      const table = this.#tableToOpen(outer);
      const path = outer.path.child(name);
      if (!hasKey(table, name)) {
        path.isImplicit = true;
        table[name] = newDict();
      }
      outer = { path, outer, table: undefined };
    }
    this.#open(outer, key.at(-1)!, isList);
    this.#setIsList('', false);
  }

  /** Makes the tables that a dotted key leads through; the last part of it is the key at hand. */
  enterKey(key: readonly string[]): void {
    this.key = key.at(-1)!;
    for (const name of key.slice(0, -1)) {
      this.context.path.child(name).isImplicit = true;
      this.#open(this.context, name, false);
    }
  }

  /** Opens an inline table at the key at hand. */
  openInline(isInList: boolean): void {
    const { context: outer, key } = this;
    const path = outer.path.child(key);
    this.context = { path, outer, table: undefined };
    this.key = '';
    path.isImplicit = true;
    this.#open(outer, key, isInList);
  }

  /** Notes that the value of the key at hand is a list, or what else it is. */
  noteList(isList: boolean): void {
    this.#setIsList(this.key, isList);
  }

  /** Gives the key at hand a value. */
  setValue(value: unknown): void {
    this.#define(this.context, this.key, value);
  }

  #setIsList(key: string, isList: boolean): void {
    // The library takes an empty key for the table itself, save at the top.
    const { path } = this.context;
    (key === '' && path.parent !== undefined ? path : path.child(key)).isList = isList;
  }

  #open(outer: Context, name: string, isList: boolean): void {
    const table = this.#tableToOpen(outer);
    this.context = outer;
    const path = outer.path.child(name);
    if (!isList) this.#define(outer, name, newDict());
    else if (!hasKey(table, name)) table[name] = withGoType([newDict()], TABLES);
    else if (isTables(table[name])) table[name].push(newDict());
    else throw this.#fault(`Key '${path.text}' was already created and cannot be used as an array.`);
    this.context = { path, outer, table: undefined };
  }

  #define(context: Context, name: string, value: unknown): void {
    const table = this.#tableOf(context);
    if (table === undefined) throw this.#fault(`Key '${context.path.text}' has already been defined.`);
    const path = context.path.child(name);
    if (!hasKey(table, name)) table[name] = value;
    else if (!path.isImplicit) throw this.#fault(`Key '${path.text}' has already been defined.`);
    else {
      path.isImplicit = false;
      if (path.isList) table[name] = value;
    }
  }

  #tableToOpen(context: Context): Dict {
    const table = this.#tableOf(context);
    if (table === undefined) throw this.#fault(`Key '${context.path.text}' was already created as a hash.`);
    return table;
  }

  /** The table of a context, of a list of tables its last one; undefined where something else stands. */
  #tableOf(context: Context): Dict | undefined {
    if (context.table !== undefined) return context.table;
    const outer = this.#tableOf(context.outer!);
    const found = outer?.[context.path.name];
    const table = isTables(found) ? found.at(-1) : isDict(found) ? found : undefined;
    if (table !== undefined) context.table = table;
    return table;
  }

  #fault(message: string): TomlFault {
    return new TomlFault(this.line, message);
  }
}

function isTables(value: unknown): value is Dict[] {
  return Array.isArray(value) && underlyingTypeOf(value) === TABLES;
}
