import { isDict, newDict, type Dict } from '../std/dict.ts';
import { duplicate, invalid, required, unsupported } from './field-fault.ts';
import { annotationFaults, labelFaults } from './metadata-faults.ts';
import { dnsLabelFaults, portNameFaults, portNumberFaults } from './names.ts';
import { compareQuantities } from './quantity.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** What keeps a pod template from being valid. Follows k8s.io/kubernetes v1.36 pkg/apis/core/validation/validation.go, as far as charts and fleets commonly fail there. */
export function podTemplateFaults(template: unknown, path: string): readonly string[] {
  const { metadata, spec } = isDict(template) ? template : newDict();
  const meta = isDict(metadata) ? metadata : newDict();
  return [
    ...labelFaults(meta['labels'], `${path}.labels`),
    ...annotationFaults(meta['annotations'], `${path}.annotations`),
    ...podSpecFaults(isDict(spec) ? spec : newDict(), `${path}.spec`),
  ];
}

export function podSpecFaults(spec: Dict, path: string): readonly string[] {
  const volumes = new Set<unknown>();
  const out: string[] = [];
  for (const [i, volume] of listAt(spec, 'volumes').entries()) {
    const at = `${path}.volumes[${String(i)}].name`;
    const { name } = volume;
    if (typeof name !== 'string' || name === '') out.push(required(at));
    else out.push(...dnsLabelFaults(name).map((fault) => invalid(at, name, fault)));
    if (typeof name === 'string' && volumes.has(name)) out.push(duplicate(at, name));
    else volumes.add(name);
  }
  const containers = listAt(spec, 'containers');
  const names = new Set<unknown>();
  if (containers.length === 0) out.push(required(`${path}.containers`));
  for (const [i, container] of containers.entries()) out.push(...containerFaults(container, `${path}.containers[${String(i)}]`, volumes, names));
  for (const [i, container] of listAt(spec, 'initContainers').entries()) {
    out.push(...containerFaults(container, `${path}.initContainers[${String(i)}]`, volumes, names));
  }
  out.push(...oneOf(spec, 'restartPolicy', path, ['Always', 'OnFailure', 'Never']));
  out.push(...oneOf(spec, 'dnsPolicy', path, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']));
  return out;
}

function containerFaults(container: Dict, path: string, volumes: ReadonlySet<unknown>, names: Set<unknown>): readonly string[] {
  const { name, image } = container;
  const out: string[] = [];
  if (typeof name !== 'string' || name === '') out.push(required(`${path}.name`));
  else out.push(...dnsLabelFaults(name).map((fault) => invalid(`${path}.name`, name, fault)));
  if (typeof image !== 'string' || image === '') out.push(required(`${path}.image`));
  out.push(...oneOf(container, 'terminationMessagePolicy', path, ['File', 'FallbackToLogsOnError']));
  out.push(...portFaults(listAt(container, 'ports'), `${path}.ports`));
  for (const [i, variable] of listAt(container, 'env').entries()) {
    if (variable['name'] === undefined || variable['name'] === '') out.push(required(`${path}.env[${String(i)}].name`));
    if (isDict(variable['valueFrom']) && variable['value'] !== undefined && variable['value'] !== '') {
      out.push(invalid(`${path}.env[${String(i)}].valueFrom`, '', 'may not be specified when `value` is not empty'));
    }
  }
  out.push(...mountFaults(listAt(container, 'volumeMounts'), `${path}.volumeMounts`, volumes));
  out.push(...oneOf(container, 'imagePullPolicy', path, ['Always', 'IfNotPresent', 'Never']));
  out.push(...resourceFaults(container['resources'], `${path}.resources`));
  if (typeof name === 'string' && names.has(name)) out.push(duplicate(`${path}.name`, name));
  else names.add(name);
  return out;
}

function portFaults(ports: readonly Dict[], path: string): readonly string[] {
  const names = new Set<string>();
  return ports.flatMap((port, i) => {
    const at = `${path}[${String(i)}]`;
    const { name, containerPort, hostPort } = port;
    const out: string[] = [];
    if (typeof name === 'string' && name !== '') {
      const faults = portNameFaults(name);
      out.push(...faults.map((fault) => invalid(`${at}.name`, name, fault)));
      if (faults.length === 0 && names.has(name)) out.push(duplicate(`${at}.name`, name));
      names.add(name);
    }
    if (containerPort === undefined || containerPort === 0) out.push(required(`${at}.containerPort`));
    else out.push(...portNumberFaults(Number(containerPort)).map((fault) => invalid(`${at}.containerPort`, containerPort, fault)));
    if (typeof hostPort === 'number' && hostPort !== 0) out.push(...portNumberFaults(hostPort).map((fault) => invalid(`${at}.hostPort`, hostPort, fault)));
    return [...out, ...oneOf(port, 'protocol', at, PROTOCOLS)];
  });
}

function mountFaults(mounts: readonly Dict[], path: string, volumes: ReadonlySet<unknown>): readonly string[] {
  const seen = new Set<unknown>();
  return mounts.flatMap((mount, i) => {
    const at = `${path}[${String(i)}]`;
    const { name, mountPath } = mount;
    const out: string[] = [];
    if (name === undefined || name === '') out.push(required(`${at}.name`));
    if (!volumes.has(name)) out.push(`${at}.name: Not found: ${JSON.stringify(name ?? '')}`);
    if (mountPath === undefined || mountPath === '') out.push(required(`${at}.mountPath`));
    if (seen.has(mountPath)) out.push(invalid(`${at}.mountPath`, mountPath, 'must be unique'));
    seen.add(mountPath);
    return out;
  });
}

function resourceFaults(resources: unknown, path: string): readonly string[] {
  const { limits, requests } = isDict(resources) ? resources : newDict();
  const max = isDict(limits) ? limits : newDict();
  const wanted = isDict(requests) ? requests : newDict();
  return Object.keys(wanted)
    .sort()
    .flatMap((name) => {
      const limit = max[name];
      if (typeof limit !== 'string' || compareQuantities(String(wanted[name]), limit) <= 0) return [];
      return [invalid(`${path}.requests`, wanted[name], `must be less than or equal to ${name} limit of ${limit}`)];
    });
}

/** A field with few allowed values; it was given a default before. */
export function oneOf(dict: Dict, field: string, path: string, allowed: readonly string[]): readonly string[] {
  const value = dict[field];
  if (value === undefined || value === '') return [required(`${path}.${field}`)];
  return allowed.includes(value as string) ? [] : [unsupported(`${path}.${field}`, value, allowed)];
}

export function listAt(dict: Dict, key: string): readonly Dict[] {
  const value = dict[key];
  return Array.isArray(value) ? value.filter(isDict) : [];
}
