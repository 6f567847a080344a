export { quote as goQuote } from '../lang/gofmt/index.ts';

/** A list of strings as Go's `%v` prints it. */
export function goList(items: readonly string[]): string {
  return `[${items.join(' ')}]`;
}

/** A map of strings as Go's `%v` prints it: sorted. */
export function goMap(map: Readonly<Record<string, string>>): string {
  return `map[${Object.keys(map).sort().map((key) => `${key}:${map[key] ?? ''}`).join(' ')}]`;
}
