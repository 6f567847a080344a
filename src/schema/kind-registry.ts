import type { Dict } from '../std/dict.ts';
import { builtInServedKind } from './built-in-kind.ts';
import { customKinds } from './custom-kind.ts';
import { builtInKind } from './kinds.ts';
import type { ServedKind } from './served-kind.ts';

/** The kinds that one server serves: the built-in ones, and those of its CustomResourceDefinitions. */
export class KindRegistry {
  /** By group and plural name, which is the name of a definition. */
  readonly #definitions = new Map<string, readonly ServedKind[]>();
  readonly #custom = new Map<string, ServedKind>();

  /** @param definitions CustomResourceDefinitions that are there from the beginning */
  constructor(definitions: readonly Dict[] = []) {
    for (const definition of definitions) this.define(definition);
  }

  /** The kind in this version; undefined where the server has none. */
  find(apiVersion: string, kind: string): ServedKind | undefined {
    const known = builtInKind(apiVersion, kind);
    return known === undefined ? this.#custom.get(`${apiVersion} ${kind}`) : builtInServedKind(known);
  }

  /** Takes in a CustomResourceDefinition, or a new state of it. */
  define(definition: Dict): void {
    const name = nameOf(definition);
    this.forget(name);
    const kinds = customKinds(definition);
    this.#definitions.set(name, kinds);
    for (const each of kinds) this.#custom.set(`${each.apiVersion} ${each.kind}`, each);
  }

  /** The kinds of a CustomResourceDefinition are no more; answers which these were. */
  forget(name: string): readonly ServedKind[] {
    const kinds = this.#definitions.get(name) ?? [];
    this.#definitions.delete(name);
    for (const each of kinds) this.#custom.delete(`${each.apiVersion} ${each.kind}`);
    return kinds;
  }
}

function nameOf({ metadata }: Dict): string {
  return String((metadata as Dict)['name']);
}
