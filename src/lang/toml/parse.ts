import type * as SmolToml from 'smol-toml';
import { lazyLibrary, type LazyLibrary } from '../../std/lazy-library.ts';
import { newDict } from '../../std/dict.ts';
import { GoError, goInt64 } from '../govalue/index.ts';

const library: LazyLibrary<typeof SmolToml> = lazyLibrary('smol-toml', () => import('smol-toml'));

/**
 * Reads a TOML text: integers become a Go `int64`, times a text.
 *
 * @throws GoError where the text is no TOML; the words after `toml: line N` are the reading library's.
 * @throws LibraryNeeded the first time.
 */
export function parseToml(text: string): unknown {
  const toml = library.get();
  try {
    return convert(toml.parse(text, { integersAsBigInt: true }));
  } catch (error) {
    if (!(error instanceof toml.TomlError)) throw error;
    throw new GoError(`toml: line ${error.line}: ${firstLine(error.message)}`, { cause: error });
  }
}

function convert(value: unknown): unknown {
  if (typeof value === 'bigint') return goInt64(value);
  if (Array.isArray(value)) return value.map(convert);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value;
  const out = newDict();
  for (const [key, item] of Object.entries(value)) out[key] = convert(item);
  return out;
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]!.replace(/^Invalid TOML document: /, '');
}
