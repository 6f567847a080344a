import { newDict, toDict, type Dict } from '../../std/dict.ts';
import { groupOf } from '../../diagnostics/index.ts';
import { build } from '../../kustomize/index.ts';
import { parseYaml, printYaml } from '../../lang/yaml/index.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';
import { memoryTree } from '../../tree/index.ts';
import { KUSTOMIZE_GROUP, readSpec, sourceRef, type SpecReader } from '../base/index.ts';
import { isDict } from '../../std/dict.ts';

const SYNC_INTERVAL = '10m';
const FILE = 'sync.yaml';

/** The source and the Kustomization that a FluxInstance syncs the cluster with. */
export interface InstanceSync {
  readonly source: K8sObject;
  readonly kustomization: K8sObject;
}

/**
 * What `spec.sync` of a FluxInstance makes, with the patches of `spec.kustomize` applied; undefined where there is no sync.
 *
 * The controllers themselves come from the distribution's artifact, and are no part of this: patches for them find nothing here.
 *
 * @throws EddyError SpecInvalid, KustomizePatchInvalid and the like for patches.
 */
export function instanceSync(instance: K8sObject): InstanceSync | undefined {
  const spec = readSpec(instance);
  if (!spec.has('sync')) return undefined;
  const namespace = instance.metadata.namespace ?? 'flux-system';
  const sync = spec.child('sync');
  const kind = sync.requiredString('kind');
  const name = sync.string('name') ?? namespace;
  const metadata = withCommon({ name, namespace }, spec.child('commonMetadata'));
  const source: K8sObject = { apiVersion: sourceRef(kind, namespace, name).apiVersion, kind, metadata, spec: sourceSpec(kind, sync) };
  const kustomization: K8sObject = {
    apiVersion: `${KUSTOMIZE_GROUP}/v1`,
    kind: 'Kustomization',
    metadata,
    spec: toDict({ interval: SYNC_INTERVAL, path: sync.requiredString('path'), prune: true, sourceRef: toDict({ kind, name }) }),
  };
  const [first, second] = patched([source, kustomization], spec.child('kustomize').items('patches'));
  return { source: first ?? source, kustomization: second ?? kustomization };
}

function sourceSpec(kind: string, sync: SpecReader): Dict {
  const spec = toDict({ interval: sync.string('interval') ?? '1m' });
  const [url, ref] = [sync.requiredString('url'), sync.requiredString('ref')];
  switch (kind) {
    case 'GitRepository':
      spec['url'] = url;
      spec['ref'] = toDict({ name: ref });
      break;
    case 'OCIRepository':
      spec['url'] = url;
      spec['ref'] = toDict(ref.startsWith('sha256:') ? { digest: ref } : { tag: ref });
      break;
    default:
      spec['endpoint'] = url;
      spec['bucketName'] = ref;
  }
  const [provider, secret] = [sync.string('provider'), sync.string('pullSecret')];
  if (provider !== undefined && provider !== '') spec['provider'] = provider;
  if (secret !== undefined && secret !== '') spec['secretRef'] = toDict({ name: secret });
  return spec;
}

function withCommon(names: { readonly name: string; readonly namespace: string }, common: SpecReader): K8sObject['metadata'] {
  const [labels, annotations] = [common.stringMap('labels'), common.stringMap('annotations')];
  return { ...names, ...(labels === undefined ? {} : { labels }), ...(annotations === undefined ? {} : { annotations }) };
}

/** The objects after the patches that are for one of them. */
function patched(objects: readonly K8sObject[], patches: readonly SpecReader[]): readonly K8sObject[] {
  const chosen = patches
    .map((patch) => ({ patch: patch.requiredString('patch'), target: patch.dict('target') }))
    .filter(({ patch, target }) => target !== undefined || objects.some((object) => isNamedBy(object, patch)));
  if (chosen.length === 0) return objects;
  const file = toDict({ resources: [FILE], patches: chosen.map(({ patch, target }) => toDict(target === undefined ? { patch } : { patch, target })) });
  const tree = memoryTree({ 'kustomization.yaml': printYaml(file), [FILE]: objects.map((object) => printYaml(object)).join('---\n') });
  const built = build(tree, '', {}).objects.map(({ value }) => value as unknown as K8sObject);
  return objects.map((object) => built.find((one) => one.kind === object.kind && groupOf(one.apiVersion) === groupOf(object.apiVersion)) ?? object);
}

/** Whether a patch without a target names an object itself. */
function isNamedBy(object: K8sObject, patch: string): boolean {
  const value: unknown = parseYaml(patch);
  const { kind, namespace, name } = refOf(object);
  const metadata = isDict(value) && isDict(value['metadata']) ? value['metadata'] : newDict();
  return isDict(value) && value['kind'] === kind && metadata['name'] === name && (metadata['namespace'] ?? namespace) === namespace;
}
