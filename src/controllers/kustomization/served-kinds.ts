import { groupOf, kindKey, type ObjectRef } from '../../diagnostics/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { builtInKind, builtInKinds, type Scope } from '../../schema/index.ts';
import { isDict } from '../../std/dict.ts';
import { SERVED, type Context, type LiveReader } from '../base/index.ts';

/** The kinds that a cluster serves besides the built-in ones and Flux's own: its CRDs, by group and kind. */
export type ServedKinds = ReadonlyMap<string, K8sObject>;

/** What a kind names without its version. */
type Kind = Pick<ObjectRef, 'apiVersion' | 'kind'>;

const DEFINITIONS = { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' };

/**
 * The kinds that objects are of, as far as the cluster has to be asked for them.
 *
 * @param coming objects that will be there in time: their definitions count as well.
 */
export async function servedKinds(objects: readonly Kind[], reader: Context['objects'] | LiveReader, coming: readonly K8sObject[] = []): Promise<ServedKinds> {
  const kinds = new Map<string, K8sObject>();
  if (objects.every((object) => builtInKind(object.apiVersion, object.kind) !== undefined)) return kinds;
  const defined = coming.filter(({ apiVersion, kind }) => kind === DEFINITIONS.kind && groupOf(apiVersion) === DEFINITIONS.group);
  for (const definition of [...(await reader.list(DEFINITIONS)), ...defined]) {
    const { spec } = definition;
    if (isDict(spec) && isDict(spec['names'])) kinds.set(kindKey(String(spec['group']), String(spec['names']['kind'])), definition);
  }
  return kinds;
}

/** The scope of a kind in whatever version; undefined for one that is not served. */
export function scopeOf(kinds: ServedKinds, { apiVersion, kind }: Kind): Scope | undefined {
  const group = groupOf(apiVersion);
  const builtIn = builtInScopes().get(kindKey(group, kind));
  if (builtIn !== undefined) return builtIn;
  const definition = kinds.get(kindKey(group, kind));
  if (isDict(definition?.['spec'])) return definition['spec']['scope'] === 'Cluster' ? 'Cluster' : 'Namespaced';
  return Object.hasOwn(SERVED, group) ? 'Namespaced' : undefined;
}

/** Whether a kind is served in just this version. */
export function isServed(kinds: ServedKinds, { apiVersion, kind }: Kind): boolean {
  if (builtInKind(apiVersion, kind) !== undefined) return true;
  const group = groupOf(apiVersion);
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const spec = kinds.get(kindKey(group, kind))?.['spec'];
  if (isDict(spec)) return Array.isArray(spec['versions']) && spec['versions'].some((one) => isDict(one) && one['name'] === version && one['served'] !== false);
  return Object.hasOwn(SERVED, group) && SERVED[group] === version;
}

/** The plural name of a kind, as it stands in paths: `deployments`. */
export function resourceOf(kinds: ServedKinds, { apiVersion, kind }: Kind): string {
  const builtIn = builtInKind(apiVersion, kind);
  if (builtIn !== undefined) return builtIn.resource;
  const spec = kinds.get(kindKey(groupOf(apiVersion), kind))?.['spec'];
  const plural = isDict(spec) && isDict(spec['names']) ? spec['names']['plural'] : undefined;
  return typeof plural === 'string' ? plural : `${kind.toLowerCase()}s`;
}

let scopes: ReadonlyMap<string, Scope> | undefined;

function builtInScopes(): ReadonlyMap<string, Scope> {
  scopes ??= new Map([...builtInKinds()].map(({ apiVersion, kind, scope }) => [kindKey(groupOf(apiVersion), kind), scope]));
  return scopes;
}
