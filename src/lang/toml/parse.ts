import type * as SmolToml from 'smol-toml';
import { lazyLibrary, type LazyLibrary } from '../../std/lazy-library.ts';
import { newDict } from '../../std/dict.ts';
import { faultText } from './fault-text.ts';
import { GoError, goInt64 } from '../govalue/index.ts';

const library: LazyLibrary<typeof SmolToml> = lazyLibrary('smol-toml', () => import('smol-toml'));

/**
 * Reads a TOML text: integers become a Go `int64`, times a text.
 *
 * @throws GoError where the text is no TOML; in the words of that library as far as they are known (`faultText`).
 * @throws LibraryNeeded the first time.
 */
export function parseToml(text: string): unknown {
  const toml = library.get();
  try {
    return convert(toml.parse(text, { integersAsBigInt: true }));
  } catch (error) {
    if (!(error instanceof toml.TomlError)) throw error;
    throw new GoError(faultText(text, error), { cause: error });
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
