/** What is wrong with an expression, and where. */
export interface CelFault {
  /** In UTF-16 code units. */
  readonly offset: number;
  readonly message: string;
}

/**
 * Prints faults as cel-go does: in the order of their places, each with its line and a mark below it. Columns count characters.
 *
 * Follows google/cel-go v0.26.1 common/error.go.
 */
export function faultsText(expression: string, faults: readonly CelFault[]): string {
  return [...faults].sort((a, b) => a.offset - b.offset).map((fault) => faultText(expression, fault)).join('\n');
}

function faultText(expression: string, { offset, message }: CelFault): string {
  const before = expression.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length;
  const column = Array.from(before.slice(start)).length;
  const end = expression.indexOf('\n', start);
  const snippet = expression.slice(start, end === -1 ? undefined : end).replaceAll('\t', ' ');
  // Without any text there is no line to show, and no first column.
  const at = expression === '' ? '1:0' : `${String(line)}:${String(column + 1)}`;
  const characters = Array.from(snippet);
  const marks = characters.slice(0, column).map((character) => (isWide(character) ? '．' : '.')).join('');
  const frame = expression === '' ? '' : `\n | ${snippet}\n | ${marks}${isWide(characters[column] ?? '') ? '＾' : '^'}`;
  return `ERROR: <input>:${at}: ${message}${frame}`;
}

/** Whatever takes more than a byte is marked by a wide character. */
function isWide(character: string): boolean {
  return character.charCodeAt(0) > 0x7f;
}
