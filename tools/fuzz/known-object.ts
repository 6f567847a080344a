import { parseYaml } from '../../src/lang/yaml/index.ts';
import type { Random } from './random.ts';

/** An object of a case, as its file has it. */
export interface KnownObject {
  readonly text: string;
  readonly value: unknown;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** A place within a value: its keys and indexes from the top, and what is there. */
export interface Place {
  readonly steps: readonly (string | number)[];
  readonly value: unknown;
}

/** @throws YamlError when the text is no YAML */
export function knownObject(text: string): KnownObject {
  const value = parseYaml(text) as { readonly apiVersion: string; readonly kind: string; readonly metadata: { readonly name: unknown } };
  return { text, value, apiVersion: value.apiVersion, kind: value.kind, name: String(value.metadata.name) };
}

/** All places below the top of a value. */
export function placesOf(value: unknown, steps: Place['steps'] = []): readonly Place[] {
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value) ? [...value.entries()] : isMap(value) ? Object.entries(value) : [];
  return entries.flatMap(([step, inner]) => {
    const below = [...steps, step];
    return [{ steps: below, value: inner }, ...placesOf(inner, below)];
  });
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

/** A place that names no object: `kind`, `apiVersion` and `metadata.name` stay as they are. */
export function isFree({ steps }: Place): boolean {
  return !['kind', 'apiVersion', 'metadata', 'metadata.name', 'metadata.namespace'].includes(steps.join('.'));
}

export function pointerOf({ steps }: Place): string {
  return steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The place as replacements write it: dots, `[name=x]` for an item where it has a name, sometimes `*`. */
export function fieldPathOf(random: Random, place: Place, root: unknown): string {
  const parts: string[] = [];
  let at: unknown = root;
  for (const step of place.steps) {
    const next: unknown = isMap(at) ? at[step] : Array.isArray(at) ? at[Number(step)] : undefined;
    if (typeof step === 'string') parts.push(/[.[\]]/.test(step) ? (random.oneIn(5) ? step.replaceAll('.', '\\.') : `[${step}]`) : step);
    else if (random.oneIn(6)) parts.push('*');
    else parts.push(isMap(next) && typeof next['name'] === 'string' && !random.oneIn(4) ? `[name=${next['name']}]` : String(step));
    at = next;
  }
  return parts.join('.');
}
