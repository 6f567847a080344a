/** Lays out a table as kubectl prints it: headers in capitals, three spaces between columns, none at the end of a line. */
export function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headers, ...rows];
  const widths = headers.map((_, column) => Math.max(...all.map((row) => widthOf(row[column] ?? ''))));
  return all.map((row) => `${row.map((cell, column) => cell + ' '.repeat(widths[column]! - widthOf(cell) + 3)).join('').trimEnd()}\n`).join('');
}

function widthOf(cell: string): number {
  // Colours take no room on the screen; a character beyond U+FFFF takes that of one.
  return cell.replace(/\u001B\[\d+m/g, '').replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g, ' ').length;
}
