/** The texts of a server's complaints about a field. Follows k8s.io/apimachinery v0.36 pkg/util/validation/field/errors.go. */

export function required(path: string, detail = ''): string {
  return `${path}: Required value${detail === '' ? '' : `: ${detail}`}`;
}

/** A null stands for a value that is not there. */
export function invalid(path: string, value: unknown, detail: string): string {
  return `${path}: Invalid value: ${JSON.stringify(value ?? null)}: ${detail}`;
}

/** Where the value is too large to show. */
export function invalidUnseen(path: string, detail: string): string {
  return `${path}: Invalid value: ${detail}`;
}

export function unsupported(path: string, value: unknown, supported: readonly string[]): string {
  return `${path}: Unsupported value: ${JSON.stringify(value ?? null)}: supported values: ${supported.map((each) => JSON.stringify(each)).join(', ')}`;
}

export function forbidden(path: string, detail: string): string {
  return `${path}: Forbidden: ${detail}`;
}

export function duplicate(path: string, value: unknown): string {
  return `${path}: Duplicate value: ${JSON.stringify(value)}`;
}

export function tooLong(path: string, maxBytes: number): string {
  return `${path}: Too long: may not be more than ${String(maxBytes)} bytes`;
}

export function tooMany(path: string, count: number, max: number): string {
  return `${path}: Too many: ${String(count)}: must have at most ${String(max)} item${max === 1 ? '' : 's'}`;
}
