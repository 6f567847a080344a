import { isDict } from '../std/dict.ts';

/** A value as Go's `%#v` prints it. */
export function goLiteral(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goLiteral).join(', ')}}`;
  if (!isDict(value)) return JSON.stringify(value);
  const entries = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${goLiteral(value[key])}`);
  return `map[string]interface {}{${entries.join(', ')}}`;
}

/** A value as Go's `%v` prints it. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (isDict(value)) return `map[${Object.keys(value).sort().map((key) => `${key}:${goText(value[key])}`).join(' ')}]`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The Go type of a value, as `%T` prints it. */
export function goTypeName(value: unknown): string {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (Array.isArray(value)) return '[]interface {}';
  return isDict(value) ? 'map[string]interface {}' : typeof value;
}
