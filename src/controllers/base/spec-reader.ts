import { isDict, type Dict } from '../../std/dict.ts';
import { EddyError, type ObjectRef } from '../../diagnostics/index.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';
import type { FieldPath } from './outcome.ts';

// Which field an error is about. A side table: an EddyError knows places in files, and a field becomes one only when the file is known.
const faultyFields = new WeakMap<EddyError, FieldPath>();

/** The field that a SpecInvalid error of a `SpecReader` is about. */
export function faultyField(error: EddyError): FieldPath | undefined {
  return faultyFields.get(error);
}

/**
 * Reads the fields of a spec with their types. Null counts as absent, as an API server has it.
 *
 * What a CRD's schema would refuse is thrown as EddyError SpecInvalid with the path of the field.
 */
export class SpecReader {
  readonly object: ObjectRef;
  readonly #path: FieldPath;
  readonly #fields: Dict;

  constructor(object: ObjectRef, path: FieldPath, fields: Dict) {
    this.object = object;
    this.#path = path;
    this.#fields = fields;
  }

  has(field: string): boolean {
    return this.#fields[field] != null;
  }

  string(field: string): string | undefined {
    return this.#typed(field, 'a string', (value) => typeof value === 'string') as string | undefined;
  }

  requiredString(field: string): string {
    const value = this.string(field);
    if (value === undefined) throw this.#invalid([field], 'is required');
    return value;
  }

  boolean(field: string): boolean {
    return (this.#typed(field, 'true or false', (value) => typeof value === 'boolean') as boolean | undefined) ?? false;
  }

  number(field: string): number | undefined {
    return this.#typed(field, 'a number', (value) => typeof value === 'number') as number | undefined;
  }

  /** The raw value of a mapping. */
  dict(field: string): Dict | undefined {
    return this.#typed(field, 'a mapping', isDict) as Dict | undefined;
  }

  /** The fields of a mapping; empty where it is absent. */
  child(field: string): SpecReader {
    return new SpecReader(this.object, [...this.#path, field], this.dict(field) ?? {});
  }

  strings(field: string): readonly string[] {
    const items = this.#list(field);
    const odd = items.findIndex((item) => typeof item !== 'string');
    if (odd !== -1) throw this.#invalid([field, odd], `must be a string, not ${nameOf(items[odd])}`);
    return items as string[];
  }

  /** The items of a list of mappings. */
  items(field: string): readonly SpecReader[] {
    return this.#list(field).map((item, i) => {
      if (!isDict(item)) throw this.#invalid([field, i], `must be a mapping, not ${nameOf(item)}`);
      return new SpecReader(this.object, [...this.#path, field, i], item);
    });
  }

  /** A mapping of strings to strings. */
  stringMap(field: string): Readonly<Record<string, string>> | undefined {
    const map = this.dict(field);
    for (const [key, value] of Object.entries(map ?? {})) {
      if (typeof value !== 'string') throw this.#invalid([field, key], `must be a string, not ${nameOf(value)}`);
    }
    return map as Record<string, string> | undefined;
  }

  #list(field: string): readonly unknown[] {
    return (this.#typed(field, 'a list', Array.isArray) as unknown[] | undefined) ?? [];
  }

  #typed(field: string, expected: string, fits: (value: unknown) => boolean): unknown {
    const value = this.#fields[field];
    if (value == null) return undefined;
    if (!fits(value)) throw this.#invalid([field], `must be ${expected}, not ${nameOf(value)}`);
    return value;
  }

  #invalid(field: FieldPath, problem: string): EddyError {
    const path = [...this.#path, ...field];
    const error = new EddyError('SpecInvalid', `${pathText(path)} ${problem}`, { object: this.object });
    faultyFields.set(error, path);
    return error;
  }
}

/** Reads the spec of an object. */
export function readSpec(object: K8sObject): SpecReader {
  const spec = object['spec'];
  return new SpecReader(refOf(object), ['spec'], isDict(spec) ? spec : {});
}

/** `spec.patches[0].target`. */
function pathText(path: FieldPath): string {
  return path.map((step, i) => (typeof step === 'number' ? `[${String(step)}]` : `${i === 0 ? '' : '.'}${step}`)).join('');
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : `${typeof value === 'number' ? 'number' : typeof value} ${JSON.stringify(value)}`;
}
