import { toDict, type Dict } from '../../../std/dict.ts';
import { Needed } from '../../../std/lazy-library.ts';
import { groupOf } from '../../../diagnostics/index.ts';
import type { Lookup } from '../../../helm/index.ts';
import type { ClusterClient } from './cluster-client.ts';

/**
 * Answers `lookup` in templates from a cluster. Templates cannot wait, so what is asked for the first time is brought, and the render begun anew.
 *
 * Follows Helm 4.2.4 pkg/engine/lookup_func.go: an empty name lists.
 */
export class ClusterLookup {
  readonly #cluster: ClusterClient;
  readonly #answers = new Map<string, Dict | undefined>();

  constructor(cluster: ClusterClient) {
    this.#cluster = cluster;
  }

  /** @throws Needed where the answer has to be brought first. */
  readonly find: Lookup = (apiVersion, kind, namespace, name) => {
    const key = JSON.stringify([apiVersion, kind, namespace, name]);
    if (this.#answers.has(key)) return this.#answers.get(key);
    throw new Needed(`lookup of ${kind} ${namespace}/${name}`, async () => {
      this.#answers.set(key, await this.#ask(apiVersion, kind, namespace, name));
    });
  };

  async #ask(apiVersion: string, kind: string, namespace: string, name: string): Promise<Dict | undefined> {
    if (name !== '') {
      const object = await this.#cluster.get({ apiVersion, kind, namespace: namespace === '' ? undefined : namespace, name });
      return object === undefined ? undefined : toDict(object);
    }
    const found = await this.#cluster.list({ group: groupOf(apiVersion), kind, ...(namespace === '' ? {} : { namespace }) });
    const items = found.filter((object) => object.apiVersion === apiVersion);
    return toDict({ apiVersion, kind: `${kind}List`, metadata: toDict({}), items });
  }
}
