import { isDict, newDict, type Dict } from '../std/dict.ts';
import { duplicate, invalid, required, unsupported } from './field-fault.ts';
import { labelFaults } from './metadata-faults.ts';
import { dnsLabelFaults, portNameFaults, portNumberFaults, subdomainFaults } from './names.ts';
import { listAt, oneOf } from './pod-faults.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const SERVICE_TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];

/** What keeps a Service from being valid. Follows k8s.io/kubernetes v1.36 pkg/apis/core/validation (ValidateService, ValidateServiceUpdate). */
export function serviceFaults(spec: Dict, current: Dict | undefined): readonly string[] {
  const { type } = spec;
  const out = [...(current === undefined ? [] : addressChanges(spec, current))];
  const ports = listAt(spec, 'ports');
  const headless = spec['clusterIP'] === 'None';
  if (ports.length === 0 && !headless && type !== 'ExternalName') out.push(required('spec.ports'));
  if (type === 'LoadBalancer' && headless) out.push(invalid('spec.clusterIPs[0]', 'None', "may not be set to 'None' for LoadBalancer services"));
  if (type === 'NodePort' && headless) out.push(invalid('spec.clusterIPs[0]', 'None', "may not be set to 'None' for NodePort services"));
  if (type === 'ExternalName') {
    const name = spec['externalName'];
    if (typeof name !== 'string' || name === '') out.push(required('spec.externalName'));
    else out.push(...subdomainFaults(name.replace(/\.$/, '')).map((fault) => invalid('spec.externalName', name, fault)));
  }
  const names = new Set<unknown>();
  for (const [i, port] of ports.entries()) out.push(...servicePortFaults(port, `spec.ports[${String(i)}]`, ports.length > 1, names));
  if (isDict(spec['selector'])) out.push(...labelFaults(spec['selector'], 'spec.selector'));
  out.push(...oneOf(spec, 'sessionAffinity', 'spec', ['ClientIP', 'None']));
  if (!SERVICE_TYPES.includes(String(type))) out.push(unsupported('spec.type', type, SERVICE_TYPES));
  return [...out, ...repeatedPorts(ports)];
}

/** An address stays as it was once given, except from, to and on external names. */
function addressChanges(spec: Dict, current: Dict): readonly string[] {
  if (spec['type'] === 'ExternalName' || current['type'] === 'ExternalName') return [];
  const before = addresses(current);
  const now = addresses(spec);
  if (before[0] === 'None' && now[0] === 'None') return [];
  if (before.length === now.length) return before.flatMap((address, i) => (address === now[i] ? [] : [invalid(`spec.clusterIPs[${String(i)}]`, now, 'may not change once set')]));
  if (now.length === 0) return [invalid('spec.clusterIPs[0]', now, 'primary clusterIP can not be unset')];
  return before.length > 0 && before[0] !== now[0] ? [invalid('spec.clusterIPs[0]', now, 'may not change once set')] : [];
}

/** The first of the addresses is always the one that has a field of its own. */
function addresses(spec: Dict): readonly unknown[] {
  const list = Array.isArray(spec['clusterIPs']) ? (spec['clusterIPs'] as unknown[]) : [];
  const first = spec['clusterIP'];
  return first === undefined || first === '' ? list : [first, ...list.slice(1)];
}

function servicePortFaults(port: Dict, path: string, named: boolean, names: Set<unknown>): readonly string[] {
  const { name, protocol } = port;
  const out: string[] = [];
  if (typeof name !== 'string' || name === '') {
    if (named) out.push(required(`${path}.name`));
  } else {
    out.push(...dnsLabelFaults(name).map((fault) => invalid(`${path}.name`, name, fault)));
    if (names.has(name)) out.push(duplicate(`${path}.name`, name));
    names.add(name);
  }
  out.push(...portNumberFaults(Number(port['port'])).map((fault) => invalid(`${path}.port`, port['port'], fault)));
  if (!PROTOCOLS.includes(String(protocol))) out.push(unsupported(`${path}.protocol`, protocol, PROTOCOLS));
  return [...out, ...targetFaults(port['targetPort'], `${path}.targetPort`)];
}

function targetFaults(target: unknown, path: string): readonly string[] {
  if (typeof target === 'number') return portNumberFaults(target).map((fault) => invalid(path, target, fault));
  return typeof target === 'string' ? portNameFaults(target).map((fault) => invalid(path, target, fault)) : [];
}

function repeatedPorts(ports: readonly Dict[]): readonly string[] {
  const seen = new Set<string>();
  return ports.flatMap(({ port, protocol }, i) => {
    const key = `${String(protocol)}/${String(port)}`;
    if (seen.has(key)) return [duplicate(`spec.ports[${String(i)}]`, { protocol, port })];
    seen.add(key);
    return [];
  });
}

/** What keeps an Ingress from being valid. Follows k8s.io/kubernetes v1.36 pkg/apis/networking/validation. */
export function ingressFaults(spec: Dict): readonly string[] {
  const rules = listAt(spec, 'rules');
  const out: string[] = [];
  if (rules.length === 0 && !isDict(spec['defaultBackend'])) out.push(invalid('spec', spec['rules'], 'either `defaultBackend` or `rules` must be specified'));
  if (isDict(spec['defaultBackend'])) out.push(...backendFaults(spec['defaultBackend'], 'spec.defaultBackend'));
  for (const [i, rule] of rules.entries()) out.push(...ruleFaults(rule, `spec.rules[${String(i)}]`));
  return out;
}

function ruleFaults(rule: Dict, path: string): readonly string[] {
  const { host, http } = rule;
  const out: string[] = [];
  if (typeof host === 'string' && host !== '' && !host.includes('*')) {
    if (/^\d+(\.\d+){3}$/.test(host)) out.push(invalid(`${path}.host`, host, 'must be a DNS name, not an IP address'));
    out.push(...subdomainFaults(host).map((fault) => invalid(`${path}.host`, host, fault)));
  }
  if (!isDict(http)) return out;
  const paths = listAt(http, 'paths');
  if (paths.length === 0) out.push(required(`${path}.http.paths`));
  return [...out, ...paths.flatMap((each, i) => pathFaults(each, `${path}.http.paths[${String(i)}]`))];
}

function pathFaults(each: Dict, at: string): readonly string[] {
  const { pathType, backend } = each;
  const path = typeof each['path'] === 'string' ? each['path'] : '';
  const out: string[] = [];
  const types = ['Exact', 'ImplementationSpecific', 'Prefix'];
  if (typeof pathType !== 'string') return [required(`${at}.pathType`, 'pathType must be specified')];
  if (!types.includes(pathType)) out.push(unsupported(`${at}.pathType`, pathType, types));
  else if (pathType !== 'ImplementationSpecific' || path !== '') {
    if (!path.startsWith('/')) out.push(invalid(`${at}.path`, path, 'must be an absolute path'));
    else if (path.includes('//')) out.push(invalid(`${at}.path`, path, "must not contain '//'"));
  }
  return [...out, ...backendFaults(isDict(backend) ? backend : newDict(), `${at}.backend`)];
}

function backendFaults(backend: Dict, path: string): readonly string[] {
  const { service, resource } = backend;
  if (isDict(resource)) return isDict(service) ? [invalid(path, '', 'cannot set both resource and service backends')] : [];
  if (!isDict(service)) return [required(path, 'port name or number is required')];
  const { name, port } = service;
  const out: string[] = [];
  if (typeof name !== 'string' || name === '') out.push(required(`${path}.service.name`));
  else out.push(...dnsLabelFaults(name).map((fault) => invalid(`${path}.service.name`, name, fault)));
  const { name: portName = '', number = 0 } = isDict(port) ? port : newDict();
  if (portName !== '' && number !== 0) out.push(invalid(path, '', 'cannot set both port name & port number'));
  else if (portName !== '') out.push(...portNameFaults(String(portName)).map((fault) => invalid(`${path}.service.port.name`, portName, fault)));
  else if (number === 0) out.push(required(path, 'port name or number is required'));
  else out.push(...portNumberFaults(Number(number)).map((fault) => invalid(`${path}.service.port.number`, number, fault)));
  return out;
}

/** What keeps a HorizontalPodAutoscaler from being valid. Follows k8s.io/kubernetes v1.36 pkg/apis/autoscaling/validation. */
export function autoscalerFaults(spec: Dict): readonly string[] {
  const { minReplicas, maxReplicas = 0, scaleTargetRef } = spec;
  const out: string[] = [];
  if (typeof minReplicas === 'number' && minReplicas < 1) out.push(invalid('spec.minReplicas', minReplicas, 'must be greater than or equal to 1'));
  if (maxReplicas === 0) out.push(required('spec.maxReplicas', 'must be set and greater than 0'));
  else if (Number(maxReplicas) < 0) out.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to 1'));
  if (typeof minReplicas === 'number' && Number(maxReplicas) < minReplicas) out.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'));
  const target = isDict(scaleTargetRef) ? scaleTargetRef : newDict();
  return [...out, ...['kind', 'name'].filter((field) => (target[field] ?? '') === '').map((field) => required(`spec.scaleTargetRef.${field}`))];
}

/** What keeps a CustomResourceDefinition from being valid, as far as names and versions go. Follows apiextensions-apiserver v0.36 pkg/apis/apiextensions/validation. */
export function definitionFaults(object: Dict, current: Dict | undefined): readonly string[] {
  const spec = isDict(object['spec']) ? object['spec'] : newDict();
  const names = isDict(spec['names']) ? spec['names'] : newDict();
  const out: string[] = [];
  const expected = `${String(names['plural'])}.${String(spec['group'])}`;
  const { name } = object['metadata'] as Dict;
  if (name !== expected) out.push(invalid('metadata.name', name, 'must be spec.names.plural+"."+spec.group'));
  for (const field of ['plural', 'kind']) if ((names[field] ?? '') === '') out.push(required(`spec.names.${field}`));
  const versions = listAt(spec, 'versions');
  if (versions.filter(({ storage }) => storage === true).length !== 1) {
    out.push(invalid('spec.versions', versions, 'must have exactly one version marked as storage version'));
  }
  for (const [i, { schema }] of versions.entries()) {
    const root = isDict(schema) ? schema['openAPIV3Schema'] : undefined;
    if (!isDict(root)) out.push(required(`spec.versions[${String(i)}].schema.openAPIV3Schema`, 'schemas are required'));
    else if (root['type'] === undefined) out.push(required(`spec.versions[${String(i)}].schema.openAPIV3Schema.type`, 'must not be empty at the root'));
  }
  const before = current !== undefined && isDict(current['spec']) ? current['spec'] : undefined;
  for (const field of ['group', 'scope']) {
    if (before !== undefined && before[field] !== spec[field]) out.push(invalid(`spec.${field}`, spec[field], 'field is immutable'));
  }
  return out;
}
