import { goList } from '../go-text.ts';
import { goQuote } from '../go-text.ts';
import { fault, prefixed } from '../kustomize-error.ts';
import type { GeneratorSpec } from '../kustomization-file.ts';
import type { Loader } from '../loader.ts';

/** The content of a key: text, or bytes that are no UTF-8. */
export type Content = string | Uint8Array;

/**
 * The keys and values that a generator's env files, literals and files give, in this order.
 *
 * Follows kustomize api v0.21.1 kv/kv.go and internal/generators/utils.go.
 *
 * @throws EddyError KustomizeGeneratorInvalid for a source that cannot be read or a repeated key
 */
export function loadKeyValues(loader: Loader, spec: GeneratorSpec): ReadonlyMap<string, Content> {
  const { envs = [], literals = [], files = [] } = spec;
  const pairs = prefixed('loading KV pairs', () => [
    ...prefixed(`env source files: ${goList(envs)}`, () => envs.flatMap((file) => envFile(loader.loadBytes(file)))),
    ...prefixed(`literal sources ${goList(literals)}`, () => literals.map(literal)),
    ...prefixed(`file sources: ${goList(files)}`, () => files.map((source) => {
      const [key, path] = fileSource(source);
      return [key, loader.loadBytes(path)] as const;
    })),
  ]);
  const result = new Map<string, Content>();
  for (const [key, value] of pairs) {
    if (result.has(key)) throw fault('KustomizeGeneratorInvalid', `configmap ${spec.name ?? ''} illegally repeats the key \`${key}\``);
    result.set(key, value);
  }
  return result;
}

function literal(source: string): readonly [string, string] {
  const equals = source.indexOf('=');
  if (equals <= 0) throw fault('KustomizeGeneratorInvalid', `invalid literal source ${source}, expected key=value`);
  return [source.slice(0, equals), withoutQuotes(source.slice(equals + 1))];
}

function withoutQuotes(text: string): string {
  const first = text[0];
  return text.length >= 2 && first === text[text.length - 1] && (first === '"' || first === "'") ? text.slice(1, -1) : text;
}

/** `key=path`, or a path whose last part is the key. */
function fileSource(source: string): readonly [key: string, path: string] {
  const parts = source.split('=');
  const [key = '', path = ''] = parts;
  const invalid = (why: string): Error => fault('KustomizeGeneratorInvalid', why);
  if (parts.length === 1) return [source.slice(source.lastIndexOf('/') + 1), source];
  if (parts.length > 2) throw invalid(`source ${goQuote(source)} key name or file path contains '='`);
  if (key === '') throw invalid(`missing key name for file path ${goQuote(path)} in source ${goQuote(source)}`);
  if (path === '') throw invalid(`missing file path for key name ${goQuote(key)} in source ${goQuote(source)}`);
  return [key, path];
}

/** Go reads lines that fit this many bytes with their break; at a longer one kustomize stops, and says nothing. */
const MAX_LINE_BYTES = 65_536;

/** Lines of `KEY=value`; empty lines and comments are skipped, and a key alone has an empty value. */
function envFile(content: Content): (readonly [string, string])[] {
  if (typeof content !== 'string') throw invalidLine(content);
  const pairs: (readonly [string, string])[] = [];
  for (const [i, raw] of content.split('\n').entries()) {
    if (raw.length * 3 >= MAX_LINE_BYTES && utf8Length(raw) >= MAX_LINE_BYTES) break;
    const line = (i === 0 ? raw.replace(/^\ufeff/, '') : raw).replace(/\r$/, '').replace(LEADING_SPACE, '');
    if (line === '' || line.startsWith('#')) continue;
    const equals = line.indexOf('=');
    const key = equals === -1 ? line : line.slice(0, equals);
    if (key !== '') pairs.push([key, equals === -1 ? '' : line.slice(equals + 1)]);
  }
  return pairs;
}

/** What Go takes for space; unlike JavaScript it counts U+0085, and no byte order mark. */
const LEADING_SPACE = /^(?:(?!\ufeff)\s|\u0085)+/;

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The fault of the first line that is no UTF-8. */
function invalidLine(content: Uint8Array): Error {
  for (let start = 0; start < content.length; ) {
    const at = content.indexOf(LF, start);
    const end = at === -1 ? content.length : at;
    const line = content.subarray(start, end > start && content[end - 1] === CR ? end - 1 : end);
    if (!isUtf8(line)) return fault('KustomizeGeneratorInvalid', `line ${goList([...line].map(String))} has invalid utf8 bytes : ${new TextDecoder().decode(line)}`);
    start = end + 1;
  }
  return fault('KustomizeGeneratorInvalid', 'line has invalid utf8 bytes');
}

const LF = 0x0a;
const CR = 0x0d;

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
