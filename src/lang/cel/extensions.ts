import { decodeBase64, encodeBase64 } from '../../std/base64.ts';
import { deepEqual } from '../../std/deep-equal.ts';

/** A failure of an evaluation with the text that cel-go has for it. */
export class CelFailure extends Error {
  override readonly name = 'CelFailure';
}

/** Where functions are registered, by their signatures. */
export interface FunctionRegistry {
  registerType(name: string, type: new () => object): unknown;
  registerFunction(signature: string, run: (...args: never[]) => unknown): unknown;
}

/** The values of names that functions are called on, such as `sets` in `sets.contains(a, b)`. */
class SetFunctions {
  readonly name = 'sets';
}

class Base64Functions {
  readonly name = 'base64';
}

export const FUNCTION_NAMESPACES: Readonly<Record<string, object>> = { sets: new SetFunctions(), base64: new Base64Functions() };

/**
 * Registers what Flux turns on and the library lacks.
 *
 * Follows google/cel-go v0.26.1 ext/strings.go, ext/sets.go and ext/encoders.go.
 */
export function registerExtensions(registry: FunctionRegistry): void {
  registry.registerType('SetFunctions', SetFunctions);
  registry.registerType('Base64Functions', Base64Functions);
  registry.registerFunction('string.charAt(int): string', (text: string, at: bigint) => characterAt(text, Number(at)));
  registry.registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) => text.replaceAll(from, () => to));
  registry.registerFunction('string.replace(string, string, int): string', (text: string, from: string, to: string, limit: bigint) => replaced(text, from, to, Number(limit)));
  registry.registerFunction('string.reverse(): string', (text: string) => Array.from(text).reverse().join(''));
  registry.registerFunction('SetFunctions.contains(list, list): bool', (_sets: object, all: readonly unknown[], some: readonly unknown[]) => isSubset(some, all));
  registry.registerFunction('SetFunctions.equivalent(list, list): bool', (_sets: object, a: readonly unknown[], b: readonly unknown[]) => isSubset(a, b) && isSubset(b, a));
  registry.registerFunction('SetFunctions.intersects(list, list): bool', (_sets: object, a: readonly unknown[], b: readonly unknown[]) => a.some((item) => contains(b, item)));
  registry.registerFunction('Base64Functions.encode(bytes): string', (_base64: object, bytes: Uint8Array) => encodeBase64(bytes));
  registry.registerFunction('Base64Functions.decode(string): bytes', (_base64: object, text: string) => decoded(text));
}

function characterAt(text: string, at: number): string {
  const characters = Array.from(text);
  if (at < 0 || at > characters.length) throw new CelFailure(`index out of range: ${String(at)}`);
  return characters[at] ?? '';
}

function replaced(text: string, from: string, to: string, limit: number): string {
  const parts = text.split(from);
  if (limit < 0 || parts.length - 1 <= limit) return parts.join(to);
  return [...parts.slice(0, limit), parts.slice(limit).join(from)].join(to);
}

function isSubset(some: readonly unknown[], all: readonly unknown[]): boolean {
  return some.every((item) => contains(all, item));
}

function contains(list: readonly unknown[], item: unknown): boolean {
  return list.some((other) => deepEqual(other, item));
}

/** With or without padding. */
function decoded(text: string): Uint8Array {
  const bytes = decodeBase64(text.padEnd(Math.ceil(text.length / 4) * 4, '='));
  if (bytes === undefined) throw new CelFailure('illegal base64 data');
  return bytes;
}
