import { sha1Hex } from '../std/sha1.ts';
import { isDict, newDict, toDict, type Dict } from '../std/dict.ts';

const RBAC_GROUP = 'rbac.authorization.k8s.io';
const encoder = new TextEncoder();

type Fill = (spec: Dict, object: Dict, current: Dict | undefined) => void;

/** What the server fills in, by kind. The mapping given is that of `spec`, or the object where the kind has none. */
const DEFAULTS: Readonly<Record<string, Fill>> = {
  'apps/v1 Deployment': (spec) => {
    fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
    const strategy = within(spec, 'strategy');
    fill(strategy, { type: 'RollingUpdate' });
    if (strategy['type'] === 'RollingUpdate') fill(within(strategy, 'rollingUpdate'), { maxUnavailable: '25%', maxSurge: '25%' });
    fillTemplate(spec);
  },
  'apps/v1 StatefulSet': (spec) => {
    fill(spec, { replicas: 1, revisionHistoryLimit: 10, podManagementPolicy: 'OrderedReady' });
    const strategy = within(spec, 'updateStrategy');
    fill(strategy, { type: 'RollingUpdate' });
    if (strategy['type'] === 'RollingUpdate') fill(within(strategy, 'rollingUpdate'), { partition: 0 });
    fill(within(spec, 'persistentVolumeClaimRetentionPolicy'), { whenDeleted: 'Retain', whenScaled: 'Retain' });
    for (const claim of listAt(spec, 'volumeClaimTemplates')) {
      fill(claim, { apiVersion: 'v1', kind: 'PersistentVolumeClaim' });
      fill(within(claim, 'spec'), { volumeMode: 'Filesystem' });
      fill(within(claim, 'status'), { phase: 'Pending' });
    }
    fillTemplate(spec);
  },
  'apps/v1 DaemonSet': (spec) => {
    fill(spec, { revisionHistoryLimit: 10 });
    const strategy = within(spec, 'updateStrategy');
    fill(strategy, { type: 'RollingUpdate' });
    if (strategy['type'] === 'RollingUpdate') fill(within(strategy, 'rollingUpdate'), { maxUnavailable: 1, maxSurge: 0 });
    fillTemplate(spec);
  },
  'apps/v1 ReplicaSet': (spec) => {
    fill(spec, { replicas: 1 });
    fillTemplate(spec);
  },
  'batch/v1 Job': (spec) => {
    if (spec['completions'] === undefined && spec['parallelism'] === undefined) fill(spec, { completions: 1 });
    fill(spec, { parallelism: 1, completionMode: 'NonIndexed', suspend: false });
    fill(spec, { backoffLimit: spec['backoffLimitPerIndex'] === undefined ? 6 : 2 ** 31 - 1 });
    fill(spec, { podReplacementPolicy: spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed' });
    fillTemplate(spec);
  },
  'batch/v1 CronJob': (spec) => {
    fill(spec, { concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 });
    const job = within(spec, 'jobTemplate')['spec'];
    if (isDict(job)) fillTemplate(job);
  },
  'v1 Pod': (spec) => {
    fillPodSpec(spec);
    fill(spec, { enableServiceLinks: true });
  },
  'v1 ReplicationController': (spec) => {
    fill(spec, { replicas: 1 });
    fillTemplate(spec);
  },
  'v1 Service': fillService,
  'v1 Secret': (_spec, secret) => {
    fill(secret, { type: 'Opaque' });
  },
  'v1 Namespace': (_spec, namespace) => {
    fill(within(namespace, 'spec'), { finalizers: ['kubernetes'] });
    const metadata = namespace['metadata'] as Dict;
    within(metadata, 'labels')['kubernetes.io/metadata.name'] = metadata['name'];
  },
  'v1 PersistentVolumeClaim': (spec) => {
    fill(spec, { volumeMode: 'Filesystem' });
  },
  'v1 PersistentVolume': (spec) => {
    fill(spec, { volumeMode: 'Filesystem', persistentVolumeReclaimPolicy: 'Retain' });
  },
  'networking.k8s.io/v1 NetworkPolicy': (spec) => {
    fill(spec, { policyTypes: listAt(spec, 'egress').length > 0 ? ['Ingress', 'Egress'] : ['Ingress'] });
    for (const rule of [...listAt(spec, 'ingress'), ...listAt(spec, 'egress')]) for (const port of listAt(rule, 'ports')) fill(port, { protocol: 'TCP' });
  },
  'autoscaling/v2 HorizontalPodAutoscaler': (spec) => {
    fill(spec, { minReplicas: 1 });
    if (listAt(spec, 'metrics').length === 0) {
      spec['metrics'] = [toDict({ type: 'Resource', resource: toDict({ name: 'cpu', target: toDict({ type: 'Utilization', averageUtilization: 80 }) }) })];
    }
  },
  'autoscaling/v1 HorizontalPodAutoscaler': (spec) => {
    fill(spec, { minReplicas: 1, targetCPUUtilizationPercentage: 80 });
  },
  [`${RBAC_GROUP}/v1 RoleBinding`]: fillBinding,
  [`${RBAC_GROUP}/v1 ClusterRoleBinding`]: fillBinding,
  'storage.k8s.io/v1 StorageClass': (_spec, storageClass) => {
    fill(storageClass, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });
  },
  'scheduling.k8s.io/v1 PriorityClass': (_spec, priorityClass) => {
    fill(priorityClass, { preemptionPolicy: 'PreemptLowerPriority' });
  },
  'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration': (_spec, configuration) => {
    fillWebhooks(configuration, {});
  },
  'admissionregistration.k8s.io/v1 MutatingWebhookConfiguration': (_spec, configuration) => {
    fillWebhooks(configuration, { reinvocationPolicy: 'Never' });
  },
  'apiextensions.k8s.io/v1 CustomResourceDefinition': (spec) => {
    fill(within(spec, 'conversion'), { strategy: 'None' });
    const names = within(spec, 'names');
    fill(names, { singular: String(names['kind']).toLowerCase(), listKind: `${String(names['kind'])}List` });
  },
};

/**
 * Fills the defaults of a built-in kind into an object that may be changed: one fresh from its typed round trip.
 *
 * The common kinds have theirs; an address that the server allots is the same in every run.
 * Follows k8s.io/kubernetes v1.36 pkg/apis/<group>/v1/defaults.go.
 *
 * @param current the stored object that it is to replace: what was allotted to it stays.
 */
export function fillBuiltInDefaults(object: Dict, current: Dict | undefined): void {
  const defaults = DEFAULTS[`${String(object['apiVersion'])} ${String(object['kind'])}`];
  if (defaults === undefined) return;
  // CustomResourceDefinitions are not copied by a round trip.
  if (isDict(object['spec'])) object['spec'] = toDict(object['spec']);
  defaults(isDict(object['spec']) ? object['spec'] : object, object, current);
}

function fill(dict: Dict, defaults: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(defaults)) if (dict[key] === undefined || dict[key] === null || dict[key] === '') dict[key] = value;
}

/** The mapping at a key: a copy of its own, made where there is none. */
function within(dict: Dict, key: string): Dict {
  const value = isDict(dict[key]) ? toDict(dict[key]) : newDict();
  dict[key] = value;
  return value;
}

function listAt(dict: Dict, key: string): readonly Dict[] {
  const value = dict[key];
  return Array.isArray(value) ? value.filter(isDict) : [];
}

function fillTemplate(spec: Dict): void {
  const template = spec['template'];
  if (isDict(template) && isDict(template['spec'])) fillPodSpec(template['spec']);
}

function fillPodSpec(spec: Dict): void {
  fill(spec, { dnsPolicy: 'ClusterFirst', restartPolicy: 'Always', terminationGracePeriodSeconds: 30, schedulerName: 'default-scheduler', securityContext: newDict() });
  if (spec['serviceAccountName'] !== undefined) fill(spec, { serviceAccount: spec['serviceAccountName'] });
  else if (spec['serviceAccount'] !== undefined) fill(spec, { serviceAccountName: spec['serviceAccount'] });
  for (const container of [...listAt(spec, 'initContainers'), ...listAt(spec, 'containers')]) fillContainer(container);
  for (const volume of listAt(spec, 'volumes')) fillVolume(volume);
}

function fillContainer(container: Dict): void {
  const image = typeof container['image'] === 'string' ? container['image'] : '';
  const tag = /:([^:/@]+)$/.exec(image)?.[1];
  const latest = !image.includes('@') && (tag === undefined || tag === 'latest');
  fill(container, { terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File', imagePullPolicy: latest ? 'Always' : 'IfNotPresent' });
  for (const port of listAt(container, 'ports')) fill(port, { protocol: 'TCP' });
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = container[name];
    if (!isDict(probe)) continue;
    fill(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
    fillHttpGet(probe);
    if (isDict(probe['grpc'])) probe['grpc']['service'] ??= '';
  }
  if (isDict(container['lifecycle'])) for (const hook of Object.values(container['lifecycle'])) if (isDict(hook)) fillHttpGet(hook);
  for (const variable of listAt(container, 'env')) if (isDict(variable['valueFrom'])) fillFieldRef(variable['valueFrom']);
}

function fillHttpGet(handler: Dict): void {
  if (isDict(handler['httpGet'])) fill(handler['httpGet'], { scheme: 'HTTP', path: '/' });
}

function fillFieldRef(source: Dict): void {
  if (isDict(source['fieldRef'])) fill(source['fieldRef'], { apiVersion: 'v1' });
}

function fillVolume(volume: Dict): void {
  if (Object.keys(volume).every((key) => key === 'name')) volume['emptyDir'] = newDict();
  for (const name of ['configMap', 'secret', 'downwardAPI', 'projected']) if (isDict(volume[name])) fill(volume[name], { defaultMode: 420 });
  if (isDict(volume['hostPath'])) volume['hostPath']['type'] ??= '';
  if (isDict(volume['downwardAPI'])) for (const item of listAt(volume['downwardAPI'], 'items')) fillFieldRef(item);
  if (!isDict(volume['projected'])) return;
  for (const source of listAt(volume['projected'], 'sources')) {
    if (isDict(source['serviceAccountToken'])) fill(source['serviceAccountToken'], { expirationSeconds: 3600 });
    if (isDict(source['downwardAPI'])) for (const item of listAt(source['downwardAPI'], 'items')) fillFieldRef(item);
  }
}

function fillService(spec: Dict, service: Dict, current: Dict | undefined): void {
  fill(spec, { sessionAffinity: 'None', type: 'ClusterIP' });
  const { type } = spec;
  if (spec['sessionAffinity'] === 'ClientIP') fill(within(within(spec, 'sessionAffinityConfig'), 'clientIP'), { timeoutSeconds: 10800 });
  const external = type === 'NodePort' || type === 'LoadBalancer';
  const old = current !== undefined && isDict(current['spec']) ? current['spec'] : newDict();
  for (const port of listAt(spec, 'ports')) {
    fill(port, { protocol: 'TCP' });
    if (port['targetPort'] === undefined || port['targetPort'] === 0) port['targetPort'] = port['port'];
    if (external) fill(port, { nodePort: nodePortOf(service, port, listAt(old, 'ports')) });
  }
  if (type === 'ExternalName') return;
  fill(spec, { internalTrafficPolicy: 'Cluster', ...(external ? { externalTrafficPolicy: 'Cluster' } : {}), ...(type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true } : {}) });
  fill(spec, { clusterIP: old['clusterIP'] ?? addressOf(service) });
  if (listAtAny(spec, 'clusterIPs').length === 0) spec['clusterIPs'] = [spec['clusterIP']];
  fill(spec, { ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' });
}

function listAtAny(dict: Dict, key: string): readonly unknown[] {
  const value = dict[key];
  return Array.isArray(value) ? value : [];
}

/** An address out of the usual range of services. */
function addressOf(service: Dict): string {
  const hash = hashOf(service, '');
  return `10.${String(96 + (hash % 16))}.${String((hash >> 4) % 256)}.${String(1 + ((hash >> 12) % 254))}`;
}

function nodePortOf(service: Dict, port: Dict, before: readonly Dict[]): number {
  const old = before.find((each) => each['port'] === port['port'] && each['protocol'] === port['protocol'])?.['nodePort'];
  return typeof old === 'number' ? old : 30000 + (hashOf(service, `${String(port['port'])}/${String(port['protocol'])}`) % 2768);
}

function hashOf({ metadata }: Dict, salt: string): number {
  const { namespace, name } = metadata as Dict;
  return parseInt(sha1Hex(encoder.encode(`${String(namespace)}/${String(name)}/${salt}`)).slice(0, 7), 16);
}

function fillBinding(_spec: Dict, binding: Dict): void {
  fill(within(binding, 'roleRef'), { apiGroup: RBAC_GROUP });
  for (const subject of listAt(binding, 'subjects')) if (subject['kind'] === 'User' || subject['kind'] === 'Group') fill(subject, { apiGroup: RBAC_GROUP });
}

function fillWebhooks(configuration: Dict, more: Readonly<Record<string, unknown>>): void {
  for (const webhook of listAt(configuration, 'webhooks')) {
    fill(webhook, { failurePolicy: 'Fail', matchPolicy: 'Equivalent', timeoutSeconds: 10, namespaceSelector: newDict(), objectSelector: newDict(), ...more });
    for (const rule of listAt(webhook, 'rules')) fill(rule, { scope: '*' });
    const { clientConfig } = webhook;
    if (isDict(clientConfig) && isDict(clientConfig['service'])) fill(clientConfig['service'], { port: 443 });
  }
}
