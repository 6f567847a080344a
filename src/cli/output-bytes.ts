import { toBytes } from '../lang/govalue/index.ts';

/**
 * A text as it is written to a stream or file. Bytes that are no UTF-8, which texts of the engines have as lone surrogates, are written as they were read.
 *
 * Texts without any, which are nearly all, are left to Node.
 */
export function outputBytes(text: string): string | Uint8Array {
  return text.isWellFormed() ? text : toBytes(text);
}
