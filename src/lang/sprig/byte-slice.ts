import { byteLength, fromBytes, toBytes } from '../govalue/index.ts';
import { runtimeError } from './runtime-error.ts';

/** `text[start:end]` by bytes, as Go slices strings; it may cut a character apart. @throws GoError when out of bounds. */
export function sliceBytes(text: string, start: number, end?: number): string {
  const length = byteLength(text);
  const stop = end ?? length;
  if (stop < 0 || stop > length) throw runtimeError(`slice bounds out of range [:${stop}]${stop < 0 ? '' : ` with length ${length}`}`);
  if (start < 0) throw runtimeError(`slice bounds out of range [${start}:]`);
  if (start > stop) throw runtimeError(`slice bounds out of range [${start}:${stop}]`);
  return length === text.length ? text.slice(start, stop) : fromBytes(toBytes(text).subarray(start, stop));
}
