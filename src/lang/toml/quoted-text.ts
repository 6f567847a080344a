const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\f', '\\f'],
  ['\r', '\\r'],
  ['"', '\\"'],
  ['\\', '\\\\'],
]);

/** A text in double quotes. Follows github.com/BurntSushi/toml v1.6.0 `encode.go`. */
export function quotedText(text: string): string {
  return `"${text.replace(/[\u0000-\u001f"\\\u007f]/g, escape)}"`;
}

function escape(char: string): string {
  return ESCAPES.get(char) ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
