import { isDict } from '../../../std/dict.ts';
import { groupOf, type ObjectRef } from '../../../diagnostics/index.ts';
import type { K8sObject } from '../../../manifest/index.ts';
import { builtInKind, isClusterScoped } from '../../../schema/index.ts';
import { SERVED, type Policy } from '../../base/index.ts';
import type { ClusterClient } from './cluster-client.ts';

type Kind = Pick<ObjectRef, 'apiVersion' | 'kind'>;

/** Which kinds a cluster serves: the built-in ones, Flux's, those of its CRDs, and what the policy says it has besides. */
export class KindDiscovery {
  readonly #definitions: readonly K8sObject[];
  readonly #policy: Pick<Policy, 'apiVersions'>;

  private constructor(definitions: readonly K8sObject[], policy: Pick<Policy, 'apiVersions'>) {
    this.#definitions = definitions;
    this.#policy = policy;
  }

  /** Asks the cluster, as it is now. */
  static async of(cluster: ClusterClient, policy: Pick<Policy, 'apiVersions'>): Promise<KindDiscovery> {
    return new KindDiscovery(await cluster.list({ group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' }), policy);
  }

  isServed({ apiVersion, kind }: Kind): boolean {
    if (builtInKind(apiVersion, kind) !== undefined || SERVED[groupOf(apiVersion)] === apiVersion.slice(apiVersion.indexOf('/') + 1)) return true;
    if (this.#definitions.some((definition) => defines(definition, apiVersion, kind))) return true;
    const { apiVersions } = this.#policy;
    if (apiVersions.includes(`${apiVersion}/${kind}`)) return true;
    // A version that is given without kinds serves them all.
    return apiVersions.includes(apiVersion) && !apiVersions.some((other) => other.startsWith(`${apiVersion}/`));
  }

  isNamespaced({ apiVersion, kind }: Kind): boolean {
    const spec = this.#definitions.find((definition) => defines(definition, apiVersion, kind))?.['spec'];
    return isDict(spec) ? spec['scope'] !== 'Cluster' : !isClusterScoped(apiVersion, kind);
  }
}

function defines({ spec }: K8sObject, apiVersion: string, kind: string): boolean {
  if (!isDict(spec) || !isDict(spec['names']) || spec['names']['kind'] !== kind || spec['group'] !== groupOf(apiVersion)) return false;
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  return Array.isArray(spec['versions']) && spec['versions'].some((entry) => isDict(entry) && entry['name'] === version && entry['served'] !== false);
}
