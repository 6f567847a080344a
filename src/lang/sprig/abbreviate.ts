import { byteLength } from '../govalue/index.ts';
import { sliceBytes } from './byte-slice.ts';

/**
 * Shortens a text to `width` bytes with `...` in place of what is left out, behind the part from `offset` on and, past the start, before it.
 *
 * Follows Masterminds/goutils v1.1.1 `AbbreviateFull`; where that fails, the result is empty.
 */
export function abbreviate(text: string, offset: number, width: number): string {
  const length = byteLength(text);
  if (text === '' || width < 4) return '';
  if (length <= width) return text;
  const kept = width - 3;
  let start = Math.min(offset, length);
  if (length - start < kept) start = length - kept;
  if (start <= 4) return `${sliceBytes(text, 0, kept)}...`;
  if (width < 7) return '';
  if (start + kept < length) return `...${abbreviate(sliceBytes(text, start), 0, kept)}`;
  return `...${sliceBytes(text, length - kept)}`;
}
