import { CLUSTER_SCOPED } from './cluster-scoped.gen.ts';
import { MERGE_ROOTS } from './merge-keys.gen.ts';

const builtin: ReadonlySet<string> = new Set(CLUSTER_SCOPED);

/** Which types are certainly not namespaced: those of a table, and those that a schema of the user's says so of. */
export class TypeScopes {
  #added: ReadonlySet<string> = new Set();
  /** Counts the changes of what is known. */
  generation = 0;
  /** Whether a type was asked for that the table does not know. From then on kustomize has its built-in schema loaded. */
  metUnknown = false;

  isClusterScoped(apiVersion: string, kind: string): boolean {
    const key = `${apiVersion} ${kind}`;
    if (builtin.has(key)) return true;
    if (!this.metUnknown && !Object.hasOwn(MERGE_ROOTS, key)) this.metUnknown = true;
    return this.#added.has(key);
  }

  add(clusterScoped: ReadonlySet<string>): void {
    this.#added = clusterScoped;
    this.generation++;
  }
}
