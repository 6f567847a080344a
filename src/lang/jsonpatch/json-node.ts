import { compareUtf8 } from '../../std/compare.ts';

/** JSON that is taken apart only where a patch reaches into it; what nobody touches keeps its text, number forms and key order. */
export class JsonNode {
  /** The text it was read from; undefined for a null. */
  readonly raw: string | undefined;
  #doc: JsonDoc | undefined;
  #list: JsonList | undefined;

  constructor(raw: string | undefined) {
    this.raw = raw;
  }

  /** The node as an object, taken apart; undefined for anything else. */
  asDoc(): JsonDoc | undefined {
    if (this.#doc === undefined && this.#list === undefined && this.raw?.startsWith('{') === true) this.#doc = new JsonDoc(splitObject(this.raw));
    return this.#doc;
  }

  /** The node as an array, taken apart; undefined for anything else. */
  asList(): JsonList | undefined {
    if (this.#list === undefined && this.#doc === undefined && this.raw?.startsWith('[') === true) this.#list = new JsonList(splitArray(this.raw));
    return this.#list;
  }

  /** The object or array, taken apart. */
  asContainer(): JsonContainer | undefined {
    return this.asDoc() ?? this.asList();
  }

  print(): string {
    return (this.#doc ?? this.#list)?.print() ?? (this.raw === undefined ? 'null' : compact(this.raw, true));
  }

  equals(other: JsonNode): boolean {
    const mine = this.asContainer();
    const theirs = other.asContainer();
    if (mine === undefined || theirs === undefined) return mine === theirs && compact(this.raw ?? '', false) === compact(other.raw ?? '', false);
    return containersEqual(mine, theirs);
  }
}

export type JsonContainer = JsonDoc | JsonList;

/** The entries of an object; undefined stands for null. */
export class JsonDoc {
  readonly entries: Map<string, JsonNode | undefined>;
  /** It was read from a null. */
  readonly isNull: boolean;

  constructor(entries: Map<string, JsonNode | undefined>, isNull = false) {
    this.entries = entries;
    this.isNull = isNull;
  }

  print(): string {
    if (this.isNull) return 'null';
    const keys = [...this.entries.keys()].sort(compareUtf8);
    return `{${keys.map((key) => `${escapeHtml(JSON.stringify(key))}:${this.entries.get(key)?.print() ?? 'null'}`).join(',')}}`;
  }
}

/** The items of an array; undefined stands for null. */
export class JsonList {
  items: (JsonNode | undefined)[];

  constructor(items: (JsonNode | undefined)[]) {
    this.items = items;
  }

  print(): string {
    return `[${this.items.map((item) => item?.print() ?? 'null').join(',')}]`;
  }
}

export function containersEqual(a: JsonContainer, b: JsonContainer): boolean {
  if (a instanceof JsonDoc) {
    if (!(b instanceof JsonDoc) || a.entries.size !== b.entries.size) return false;
    for (const [key, value] of a.entries) if (!b.entries.has(key) || !sameNode(value, b.entries.get(key))) return false;
    return true;
  }
  return b instanceof JsonList && a.items.length === b.items.length && a.items.every((item, i) => sameNode(item, b.items[i]));
}

function sameNode(a: JsonNode | undefined, b: JsonNode | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}

/** Makes a node of a text that is known to be sound JSON; undefined for null. */
export function jsonNode(text: string): JsonNode | undefined {
  const raw = text.trim();
  return raw === 'null' ? undefined : new JsonNode(raw);
}

/** Cuts the text of an array into its items. */
export function splitArray(raw: string): (JsonNode | undefined)[] {
  return splitTop(raw).map((text) => jsonNode(text));
}

/** Cuts the text of an object into its entries; of a repeated key the last one counts. */
export function splitObject(raw: string): Map<string, JsonNode | undefined> {
  const entries = new Map<string, JsonNode | undefined>();
  for (const text of splitTop(raw)) {
    const start = text.indexOf('"');
    const end = endOfString(text, start);
    const colon = text.indexOf(':', end);
    entries.set(JSON.parse(text.slice(start, end)) as string, jsonNode(text.slice(colon + 1)));
  }
  return entries;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** The parts between the commas of the outermost brackets. */
function splitTop(raw: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 1;
  for (let at = 0; at < raw.length; at++) {
    const code = raw.charCodeAt(at);
    if (code === QUOTE) at = endOfString(raw, at) - 1;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth++;
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--;
    else if (code === COMMA && depth === 1) {
      parts.push(raw.slice(from, at));
      from = at + 1;
    }
  }
  const last = raw.slice(from, raw.length - 1);
  if (last.trim() !== '') parts.push(last);
  return parts;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at + 1;
  }
  return text.length;
}

const TO_COMPACT = /[\s<>&]/;

/** Removes the space between tokens; with `html` escapes what Go escapes inside of strings. */
function compact(raw: string, html: boolean): string {
  if (!TO_COMPACT.test(raw)) return raw;
  let out = '';
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at]!;
    if (char === '"') {
      const end = endOfString(raw, at);
      const text = raw.slice(at, end);
      out += html ? escapeHtml(text) : text;
      at = end - 1;
    } else if (char !== ' ' && char !== '\n' && char !== '\t' && char !== '\r') out += char;
  }
  return out;
}

function escapeHtml(text: string): string {
  return text.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
