const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'T', 'TRUE', 'true', 'True'].map((text) => [text, true] as const),
  ...['0', 'f', 'F', 'FALSE', 'false', 'False'].map((text) => [text, false] as const),
]);

/** Reads true or false; undefined for any other text. Follows Go 1.26 strconv.ParseBool. */
export function parseBool(text: string): boolean | undefined {
  return WORDS.get(text);
}
