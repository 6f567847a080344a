import { deepEqual } from '../std/deep-equal.ts';
import { decodeBase64 } from '../std/base64.ts';
import { isDict, newDict, type Dict } from '../std/dict.ts';
import { forbidden, invalid, required, tooLong } from './field-fault.ts';
import type { BuiltInKind } from './kinds.ts';
import { metadataFaults, metadataUpdateFaults } from './metadata-faults.ts';
import { byteLength, configKeyFaults, dnsLabelFaults, pathSegmentFaults, subdomainFaults } from './names.ts';
import { autoscalerFaults, definitionFaults, ingressFaults, serviceFaults } from './network-faults.ts';
import { cronJobFaults, daemonSetFaults, deploymentFaults, jobFaults, podFaults, replicaSetFaults, statefulSetFaults } from './workload-faults.ts';

const MAX_SECRET_BYTES = 1024 * 1024;
const RBAC = 'rbac.authorization.k8s.io';

type Check = (object: Dict, current: Dict | undefined) => readonly string[];

/** A check of the spec. */
function ofSpec(check: (spec: Dict, current: Dict | undefined) => readonly string[]): Check {
  return (object, current) => check(specOf(object), current === undefined ? undefined : specOf(current));
}

const CHECKS: Readonly<Record<string, Check>> = {
  '/ConfigMap': configMapFaults,
  '/Secret': secretFaults,
  '/Service': ofSpec(serviceFaults),
  '/Pod': ofSpec(podFaults),
  '/PersistentVolumeClaim': ofSpec(claimFaults),
  'apps/Deployment': ofSpec(deploymentFaults),
  'apps/StatefulSet': ofSpec(statefulSetFaults),
  'apps/DaemonSet': ofSpec(daemonSetFaults),
  'apps/ReplicaSet': ofSpec(replicaSetFaults),
  'batch/Job': ofSpec(jobFaults),
  'batch/CronJob': ofSpec(cronJobFaults),
  'networking.k8s.io/Ingress': ofSpec(ingressFaults),
  'autoscaling/HorizontalPodAutoscaler': ofSpec(autoscalerFaults),
  'apiextensions.k8s.io/CustomResourceDefinition': definitionFaults,
  [`${RBAC}/RoleBinding`]: bindingFaults,
  [`${RBAC}/ClusterRoleBinding`]: bindingFaults,
};

/**
 * What keeps an object of a built-in kind from being valid, in the server's words.
 *
 * The common kinds are checked for what charts and fleets commonly get wrong; of the others, the metadata.
 * Follows k8s.io/kubernetes v1.36 pkg/apis.
 */
export function builtInFaults({ apiVersion, kind, scope }: BuiltInKind, object: Dict, current: Dict | undefined): readonly string[] {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const metadata = object['metadata'] as Dict;
  return [
    ...(current === undefined ? metadataFaults(metadata, scope, nameRule(group, kind)) : metadataUpdateFaults(metadata, current['metadata'] as Dict)),
    ...(current === undefined ? [] : metadataFaults(metadata, scope, () => [])),
    ...(CHECKS[`${group}/${kind}`]?.(object, current) ?? []),
  ];
}

function nameRule(group: string, kind: string): (name: string) => readonly string[] {
  if (group === RBAC) return pathSegmentFaults;
  return group === '' && (kind === 'Namespace' || kind === 'Service') ? dnsLabelFaults : subdomainFaults;
}

function specOf({ spec }: Dict): Dict {
  return isDict(spec) ? spec : newDict();
}

function configMapFaults(object: Dict, current: Dict | undefined): readonly string[] {
  const data = mapAt(object, 'data');
  const binary = mapAt(object, 'binaryData');
  const out = immutableFaults(object, current, ['data', 'binaryData']);
  for (const key of Object.keys(data).sort()) {
    out.push(...configKeyFaults(key).map((fault) => invalid(`data[${key}]`, key, fault)));
    if (Object.hasOwn(binary, key)) out.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
  }
  for (const key of Object.keys(binary).sort()) out.push(...configKeyFaults(key).map((fault) => invalid(`binaryData[${key}]`, key, fault)));
  const size = Object.values(data).reduce<number>((sum, value) => sum + byteLength(String(value)), 0) + decodedSize(binary);
  return size > MAX_SECRET_BYTES ? [...out, tooLong('', MAX_SECRET_BYTES)] : out;
}

function secretFaults(object: Dict, current: Dict | undefined): readonly string[] {
  const data = mapAt(object, 'data');
  const out: string[] = [];
  if (current !== undefined && object['type'] !== current['type']) out.push(invalid('type', object['type'], 'field is immutable'));
  out.push(...immutableFaults(object, current, ['data']));
  for (const key of Object.keys(data).sort()) out.push(...configKeyFaults(key).map((fault) => invalid(`data[${key}]`, key, fault)));
  if (decodedSize(data) > MAX_SECRET_BYTES) out.push(tooLong('data', MAX_SECRET_BYTES));
  return [...out, ...typedSecretFaults(object, data)];
}

/** The keys that a type of Secret must have. */
function typedSecretFaults(secret: Dict, data: Dict): readonly string[] {
  const missing = (...keys: readonly string[]): string[] => keys.filter((key) => !Object.hasOwn(data, key)).map((key) => required(`data[${key}]`));
  switch (secret['type']) {
    case 'kubernetes.io/service-account-token': {
      const name = 'kubernetes.io/service-account.name';
      const annotations = mapAt(secret['metadata'] as Dict, 'annotations');
      return (annotations[name] ?? '') === '' ? [required(`metadata.annotations[${name}]`)] : [];
    }
    case 'kubernetes.io/dockercfg':
      return [...missing('.dockercfg'), ...jsonFaults(data, '.dockercfg')];
    case 'kubernetes.io/dockerconfigjson':
      return [...missing('.dockerconfigjson'), ...jsonFaults(data, '.dockerconfigjson')];
    case 'kubernetes.io/basic-auth': {
      const absent = missing('username', 'password');
      return absent.length === 2 ? absent : [];
    }
    case 'kubernetes.io/ssh-auth':
      return (data['ssh-privatekey'] ?? '') === '' ? [required('data[ssh-privatekey]')] : [];
    case 'kubernetes.io/tls':
      return missing('tls.crt', 'tls.key');
    default:
      return [];
  }
}

/** The parser's own words differ from Go's; what matters is that the content is no JSON. */
function jsonFaults(data: Dict, key: string): readonly string[] {
  const value = data[key];
  if (typeof value !== 'string') return [];
  const text = new TextDecoder().decode(decodeBase64(value) ?? new Uint8Array());
  try {
    JSON.parse(text);
    return [];
  } catch {
    const detail = text === '' ? 'unexpected end of JSON input' : `invalid character '${text.trimStart()[0] ?? ''}' looking for beginning of value`;
    return [invalid(`data[${key}]`, '<secret contents redacted>', detail)];
  }
}

function immutableFaults(object: Dict, current: Dict | undefined, fields: readonly string[]): string[] {
  if (current?.['immutable'] !== true) return [];
  const text = 'field is immutable when `immutable` is set';
  const changed = fields.filter((field) => !deepEqual(mapAt(object, field), mapAt(current, field)));
  return [...(object['immutable'] === true ? [] : [forbidden('immutable', text)]), ...changed.map((field) => forbidden(field, text))];
}

function bindingFaults(object: Dict, current: Dict | undefined): readonly string[] {
  const roleRef = mapAt(object, 'roleRef');
  const out: string[] = [];
  if (roleRef['apiGroup'] !== RBAC) out.push(`roleRef.apiGroup: Unsupported value: ${JSON.stringify(roleRef['apiGroup'])}: supported values: ${JSON.stringify(RBAC)}`);
  const kinds = object['kind'] === 'ClusterRoleBinding' ? ['ClusterRole'] : ['ClusterRole', 'Role'];
  if (!kinds.includes(String(roleRef['kind']))) {
    out.push(`roleRef.kind: Unsupported value: ${JSON.stringify(roleRef['kind'] ?? '')}: supported values: ${kinds.map((kind) => JSON.stringify(kind)).join(', ')}`);
  }
  if ((roleRef['name'] ?? '') === '') out.push(required('roleRef.name'));
  if (current !== undefined && !deepEqual(roleRef, mapAt(current, 'roleRef'))) out.push(invalid('roleRef', roleRef, 'cannot change roleRef'));
  return out;
}

/** The size of a claim may grow; nothing else changes. */
function claimFaults(spec: Dict, current: Dict | undefined): readonly string[] {
  const out: string[] = [];
  if (!Array.isArray(spec['accessModes']) || spec['accessModes'].length === 0) out.push(required('spec.accessModes', 'at least 1 access mode is required'));
  if (mapAt(mapAt(spec, 'resources'), 'requests')['storage'] === undefined) out.push(required('spec.resources[storage]'));
  if (current === undefined) return out;
  const fixed = (claim: Dict): unknown => ({ ...claim, resources: undefined, volumeAttributesClassName: undefined, volumeName: undefined });
  if (deepEqual(fixed(spec), fixed(current))) return out;
  return [...out, forbidden('spec', 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims')];
}

function decodedSize(data: Dict): number {
  return Object.values(data).reduce<number>((sum, value) => sum + Math.floor((String(value).replace(/=+$/, '').length * 3) / 4), 0);
}

function mapAt(dict: Dict, key: string): Dict {
  const value = dict[key];
  return isDict(value) ? value : newDict();
}
