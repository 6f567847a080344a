import type { K8sObject } from '../manifest/index.ts';

/** Which objects name an object as their owner, by its uid. */
export class DependentIndex {
  readonly #dependents = new Map<string, Set<string>>();
  readonly #owners = new Map<string, readonly string[]>();

  /** The keys of the dependents, as they are now. */
  of(uid: string | undefined): readonly string[] {
    return [...(uid === undefined ? [] : (this.#dependents.get(uid) ?? []))];
  }

  /** Takes in a new state of an object. */
  set(key: string, { metadata }: K8sObject): void {
    this.remove(key);
    const owners = (metadata.ownerReferences ?? []).map((owner) => String(owner['uid']));
    if (owners.length === 0) return;
    this.#owners.set(key, owners);
    for (const uid of owners) {
      const keys = this.#dependents.get(uid);
      if (keys === undefined) this.#dependents.set(uid, new Set([key]));
      else keys.add(key);
    }
  }

  remove(key: string): void {
    for (const uid of this.#owners.get(key) ?? []) this.#dependents.get(uid)?.delete(key);
    this.#owners.delete(key);
  }
}
