import { quotedText } from './quoted-text.ts';

/** A key as TOML writes it: bare where it can be, quoted where it must be. */
export function keyText(path: readonly string[]): string {
  return path.map(partText).join('.');
}

/** One part of a key. */
export function partText(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : quotedText(name);
}
