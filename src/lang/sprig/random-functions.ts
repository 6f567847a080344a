import { encodeBase64 } from '../../std/base64.ts';
import { GoError, fn, type GoFunction } from '../govalue/index.ts';
import type { RandomSource } from './ports.ts';
import { randomNumbers } from './random-number.ts';
import { runtimeError } from './runtime-error.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const ASCII = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');
/** The longest random text. */
const MAX_LENGTH = 1_000_000;

/** Random texts and identifiers. Follows sprig v3.3.0 strings.go and crypto.go. */
export function randomFunctions(random: RandomSource): Readonly<Record<string, GoFunction>> {
  const textOf = (alphabet: string): GoFunction => fn('int')((count) => randomText(random, alphabet, count));
  return {
    randAlphaNum: textOf(LETTERS + DIGITS),
    randAlpha: textOf(LETTERS),
    randNumeric: textOf(DIGITS),
    randAscii: textOf(ASCII),
    randBytes: fn('int')((count) => encodeBase64(randomBytes(random, count))),
    shuffle: fn('string')((text) => shuffle(random, text)),
    uuidv4: fn()(() => uuid(random(16))),
  };
}

function randomText(random: RandomSource, alphabet: string, count: number): string {
  if (count > MAX_LENGTH) throw new GoError(`a random text of ${count} characters is too long (max ${MAX_LENGTH})`);
  const next = randomNumbers(random, count);
  let out = '';
  for (let i = 0; i < count; i++) out += alphabet[next(alphabet.length)]!;
  return out;
}

function randomBytes(random: RandomSource, count: number): Uint8Array {
  if (count < 0) throw runtimeError('makeslice: len out of range');
  if (count > MAX_LENGTH) throw new GoError(`${count} random bytes are too many (max ${MAX_LENGTH})`);
  return random(count);
}

function shuffle(random: RandomSource, text: string): string {
  const runes = Array.from(text);
  const next = randomNumbers(random, runes.length - 1);
  for (let i = runes.length - 1; i > 0; i--) {
    const j = next(i + 1);
    [runes[i], runes[j]] = [runes[j]!, runes[i]!];
  }
  return runes.join('');
}

/** Version 4, variant 1 of RFC 9562. */
function uuid(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte, i) => {
    const marked = i === 6 ? (byte & 0x0f) | 0x40 : i === 8 ? (byte & 0x3f) | 0x80 : byte;
    return marked.toString(16).padStart(2, '0');
  }).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
