import { fromBytes, toBytes } from '../govalue/index.ts';

const SPACE = 0x20;

/**
 * Breaks a line at spaces so that no part is longer than `width` bytes (at least 1). A longer word stays whole, unless `breakWords` is set.
 *
 * Follows Masterminds/goutils v1.1.1 `WrapCustom`.
 */
export function wrapText(text: string, width: number, separator: string, breakWords: boolean): string {
  const bytes = toBytes(text);
  const columns = Math.max(width, 1);
  const lines: string[] = [];
  let at = 0;
  while (bytes.length - at > columns) {
    if (bytes[at] === SPACE) {
      at++;
      continue;
    }
    const space = bytes.lastIndexOf(SPACE, at + columns);
    if (space >= at) {
      lines.push(fromBytes(bytes.subarray(at, space)));
      at = space + 1;
    } else if (breakWords) {
      lines.push(fromBytes(bytes.subarray(at, at + columns)));
      at += columns;
    } else {
      const next = bytes.indexOf(SPACE, at + columns);
      if (next === -1) break;
      lines.push(fromBytes(bytes.subarray(at, next)));
      at = next + 1;
    }
  }
  lines.push(fromBytes(bytes.subarray(at)));
  return lines.join(separator);
}
