const ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\\': '\\\\', '"': '\\"',
};

/** A string as Go's `%q` prints it. */
export function goQuote(text: string): string {
   
  return `"${text.replace(/[\u0000-\u001f\u007f"\\]/g, (c) => ESCAPES[c] ?? `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`;
}

/** A list of strings as Go's `%v` prints it. */
export function goList(items: readonly string[]): string {
  return `[${items.join(' ')}]`;
}

/** A map of strings as Go's `%v` prints it: sorted. */
export function goMap(map: Readonly<Record<string, string>>): string {
  return `map[${Object.keys(map).sort().map((key) => `${key}:${map[key] ?? ''}`).join(' ')}]`;
}
