import type { GoFunction } from '../govalue/index.ts';
import { BUILTINS } from './builtins.ts';

/** The functions of a template, by name. It must not change once a template was parsed with it. */
export type Functions = ReadonlyMap<string, GoFunction>;

/** The functions that a template can call: the caller's, and Go's own where the caller has none of the name. */
export class FunctionTable {
  readonly #functions: Functions;

  constructor(functions: Functions) {
    this.#functions = functions;
  }

  has(name: string): boolean {
    return this.#functions.has(name) || BUILTINS.has(name);
  }

  /** A function that the parser has found to exist. */
  get(name: string): { readonly target: GoFunction; readonly builtin: boolean } {
    const own = this.#functions.get(name);
    return own === undefined ? { target: BUILTINS.get(name)!, builtin: true } : { target: own, builtin: false };
  }

  /** All names, for suggestions. */
  keys(): Iterable<string> {
    return new Set([...this.#functions.keys(), ...BUILTINS.keys()]);
  }
}
