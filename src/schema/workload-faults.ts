import { deepEqual } from '../std/deep-equal.ts';
import { isDict, newDict, type Dict } from '../std/dict.ts';
import { forbidden, invalid, required, unsupported } from './field-fault.ts';
import { labelValueFaults, qualifiedNameFaults } from './names.ts';
import { listAt, podSpecFaults, podTemplateFaults } from './pod-faults.ts';

/** What keeps a workload from being valid; `current` is what it is to replace. Follows k8s.io/kubernetes v1.36 pkg/apis/{apps,batch}/validation. */
export type WorkloadCheck = (spec: Dict, current: Dict | undefined) => readonly string[];

const IMMUTABLE = 'field is immutable';

export function deploymentFaults(spec: Dict, current: Dict | undefined): readonly string[] {
  const out = [...notNegative(spec, 'replicas'), ...selectorFaults(spec, 'deployment')];
  out.push(...strategyFaults(spec));
  out.push(...['minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'].flatMap((field) => notNegative(spec, field)));
  const { progressDeadlineSeconds, minReadySeconds = 0 } = spec;
  if (typeof progressDeadlineSeconds === 'number' && progressDeadlineSeconds <= (minReadySeconds as number)) {
    out.push(invalid('spec.progressDeadlineSeconds', progressDeadlineSeconds, 'must be greater than minReadySeconds'));
  }
  return [...out, ...unchanged(spec, current, 'selector')];
}

function strategyFaults(spec: Dict): readonly string[] {
  const strategy = isDict(spec['strategy']) ? spec['strategy'] : newDict();
  const { type, rollingUpdate } = strategy;
  if (type === 'Recreate') return rollingUpdate === undefined ? [] : [forbidden('spec.strategy.rollingUpdate', "may not be specified when strategy `type` is 'Recreate'")];
  if (type !== 'RollingUpdate') return [unsupported('spec.strategy', strategy, ['Recreate', 'RollingUpdate'])];
  const { maxUnavailable, maxSurge } = isDict(rollingUpdate) ? rollingUpdate : newDict();
  const path = 'spec.strategy.rollingUpdate';
  const out = [...amountFaults(maxUnavailable, `${path}.maxUnavailable`), ...amountFaults(maxSurge, `${path}.maxSurge`)];
  if (amount(maxUnavailable) === 0 && amount(maxSurge) === 0) out.push(invalid(`${path}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  return out;
}

/** A number of pods, or a part of them. */
function amountFaults(value: unknown, path: string): readonly string[] {
  if (typeof value === 'number') return value < 0 ? [invalid(path, value, 'must be greater than or equal to 0')] : [];
  if (typeof value !== 'string' || /^[0-9]+%$/.test(value)) return [];
  const rule = "a valid percent string must be a numeric string followed by an ending '%'";
  return [invalid(path, value, `${rule} (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')`)];
}

function amount(value: unknown): number {
  return typeof value === 'string' ? Number(/^([0-9]+)%$/.exec(value)?.[1] ?? value) : Number(value ?? 0);
}

export function replicaSetFaults(spec: Dict, current: Dict | undefined): readonly string[] {
  return [...notNegative(spec, 'replicas'), ...notNegative(spec, 'minReadySeconds'), ...selectorFaults(spec, 'replicaset'), ...unchanged(spec, current, 'selector')];
}

export function daemonSetFaults(spec: Dict, current: Dict | undefined): readonly string[] {
  return [...unchanged(spec, current, 'selector'), ...selectorFaults(spec, 'daemonset'), ...notNegative(spec, 'minReadySeconds'), ...notNegative(spec, 'revisionHistoryLimit')];
}

const STATEFUL_MUTABLE = ['replicas', 'template', 'updateStrategy', 'minReadySeconds', 'ordinals', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy'];

export function statefulSetFaults(spec: Dict, current: Dict | undefined): readonly string[] {
  const out: string[] = [];
  const { podManagementPolicy } = spec;
  if (podManagementPolicy !== 'OrderedReady' && podManagementPolicy !== 'Parallel') {
    out.push(invalid('spec.podManagementPolicy', podManagementPolicy, "must be 'OrderedReady' or 'Parallel'"));
  }
  out.push(...notNegative(spec, 'replicas'), ...notNegative(spec, 'minReadySeconds'), ...selectorFaults(spec, 'statefulset', claimNames(spec)));
  if (current !== undefined && !deepEqual(without(spec, STATEFUL_MUTABLE), without(current, STATEFUL_MUTABLE))) {
    out.push(
      forbidden(
        'spec',
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
      ),
    );
  }
  return out;
}

/** Claims count as volumes of the pods. */
function claimNames(spec: Dict): readonly string[] {
  return listAt(spec, 'volumeClaimTemplates').map(({ metadata }) => String(isDict(metadata) ? metadata['name'] : ''));
}

export function jobFaults(spec: Dict, current: Dict | undefined): readonly string[] {
  const out = jobSpecFaults(spec, 'spec');
  if (current === undefined) return out;
  const mutable = current['suspend'] === true ? ['nodeSelector', 'affinity', 'tolerations', 'schedulingGates'] : [];
  out.push(...unchanged(spec, current, 'selector'));
  if (!deepEqual(withoutScheduling(spec['template'], mutable), withoutScheduling(current['template'], mutable))) out.push(invalid('spec.template', spec['template'], IMMUTABLE));
  if (spec['completionMode'] !== 'Indexed') out.push(...unchanged(spec, current, 'completions'));
  return [...out, ...['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'].flatMap((field) => unchanged(spec, current, field))];
}

function withoutScheduling(template: unknown, fields: readonly string[]): unknown {
  if (!isDict(template) || !isDict(template['spec'])) return template;
  return { ...template, spec: without(template['spec'], fields) };
}

function jobSpecFaults(spec: Dict, path: string): string[] {
  const out = ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished'].flatMap((field) => notNegative(spec, field, path));
  out.push(...podTemplateFaults(spec['template'], `${path}.template`));
  const policy = podSpecOf(spec['template'])['restartPolicy'];
  const at = `${path}.template.spec.restartPolicy`;
  if (policy === 'Always' || policy === undefined) out.push(required(at, 'valid values: "OnFailure", "Never"'));
  else if (policy !== 'OnFailure' && policy !== 'Never') out.push(unsupported(at, policy, ['OnFailure', 'Never']));
  return out;
}

export function cronJobFaults(spec: Dict): readonly string[] {
  const { schedule, concurrencyPolicy, jobTemplate } = spec;
  const out: string[] = [];
  if (typeof schedule !== 'string' || schedule === '') out.push(required('spec.schedule'));
  else out.push(...scheduleFaults(schedule));
  if (concurrencyPolicy !== 'Allow' && concurrencyPolicy !== 'Forbid' && concurrencyPolicy !== 'Replace') {
    out.push(unsupported('spec.concurrencyPolicy', concurrencyPolicy, ['Allow', 'Forbid', 'Replace']));
  }
  const job = isDict(jobTemplate) && isDict(jobTemplate['spec']) ? jobTemplate['spec'] : newDict();
  out.push(...jobSpecFaults(job, 'spec.jobTemplate.spec'));
  return [...out, ...['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit'].flatMap((field) => notNegative(spec, field))];
}

/** As far as the number of fields goes: what is in them is left to the controller. */
function scheduleFaults(schedule: string): readonly string[] {
  if (/^@(yearly|annually|monthly|weekly|daily|midnight|hourly|every .*)$/.test(schedule)) return [];
  if (schedule.startsWith('@')) return [invalid('spec.schedule', schedule, `unrecognized descriptor: ${schedule}`)];
  const fields = schedule.trim().split(/\s+/).filter((field) => field !== '' && !/^(CRON_)?TZ=/.test(field));
  if (fields.length === 5) return [];
  return [invalid('spec.schedule', schedule, `expected exactly 5 fields, found ${String(fields.length)}: [${fields.join(' ')}]`)];
}

export function podFaults(spec: Dict): readonly string[] {
  return podSpecFaults(spec, 'spec');
}

/** The selector of a controller, and its template, which must have what is selected. */
function selectorFaults(spec: Dict, kind: string, moreVolumes: readonly string[] = []): readonly string[] {
  const { selector } = spec;
  const out: string[] = [];
  if (!isDict(selector)) out.push(required('spec.selector'));
  else {
    out.push(...labelSelectorFaults(selector, 'spec.selector'));
    if (isEmptySelector(selector)) out.push(invalid('spec.selector', selector, `empty selector is invalid for ${kind}`));
  }
  const template = isDict(spec['template']) ? spec['template'] : newDict();
  const labels = isDict(template['metadata']) ? template['metadata']['labels'] : undefined;
  // No selector selects nothing; an empty one selects everything.
  const selects = isDict(selector) && selectorMatches(selector, isDict(labels) ? labels : newDict());
  if (!(isDict(selector) && isEmptySelector(selector)) && !selects) {
    out.push(invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'));
  }
  out.push(...podTemplateFaults(withVolumes(template, moreVolumes), 'spec.template'));
  const policy = podSpecOf(template)['restartPolicy'];
  if (policy !== undefined && policy !== 'Always') out.push(unsupported('spec.template.spec.restartPolicy', policy, ['Always']));
  return out;
}

function withVolumes(template: Dict, names: readonly string[]): Dict {
  const spec = podSpecOf(template);
  if (names.length === 0) return template;
  const own = listAt(spec, 'volumes').filter(({ name }) => !names.includes(String(name)));
  return { ...template, spec: { ...spec, volumes: [...names.map((name) => ({ name })), ...own] } };
}

function isEmptySelector(selector: Dict): boolean {
  return Object.keys(isDict(selector['matchLabels']) ? selector['matchLabels'] : newDict()).length + listAt(selector, 'matchExpressions').length === 0;
}

function selectorMatches(selector: Dict, labels: Dict): boolean {
  const equal = Object.entries(isDict(selector['matchLabels']) ? selector['matchLabels'] : newDict()).every(([key, value]) => labels[key] === value);
  return equal && listAt(selector, 'matchExpressions').every((requirement) => meets(requirement, labels));
}

function meets({ key, operator, values }: Dict, labels: Dict): boolean {
  const value = labels[String(key)];
  const listed = Array.isArray(values) && values.includes(value);
  if (operator === 'In') return value !== undefined && listed;
  if (operator === 'NotIn') return value === undefined || !listed;
  return operator === 'Exists' ? value !== undefined : value === undefined;
}

export function labelSelectorFaults(selector: Dict, path: string): readonly string[] {
  const labels = isDict(selector['matchLabels']) ? selector['matchLabels'] : newDict();
  const out = Object.keys(labels)
    .sort()
    .flatMap((key) => [
      ...qualifiedNameFaults(key).map((fault) => invalid(`${path}.matchLabels`, key, fault)),
      ...labelValueFaults(String(labels[key])).map((fault) => invalid(`${path}.matchLabels`, labels[key], fault)),
    ]);
  for (const [i, { key, operator, values }] of listAt(selector, 'matchExpressions').entries()) {
    const at = `${path}.matchExpressions[${String(i)}]`;
    const count = Array.isArray(values) ? values.length : 0;
    if (operator === 'In' || operator === 'NotIn') {
      if (count === 0) out.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (count > 0) out.push(forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    } else out.push(invalid(`${at}.operator`, operator, 'not a valid selector operator'));
    out.push(...qualifiedNameFaults(typeof key === 'string' ? key : '').map((fault) => invalid(`${at}.key`, key, fault)));
  }
  return out;
}

function podSpecOf(template: unknown): Dict {
  return isDict(template) && isDict(template['spec']) ? template['spec'] : newDict();
}

function unchanged(spec: Dict, current: Dict | undefined, field: string): readonly string[] {
  return current === undefined || deepEqual(spec[field], current[field]) ? [] : [invalid(`spec.${field}`, spec[field], IMMUTABLE)];
}

function notNegative(spec: Dict, field: string, path = 'spec'): readonly string[] {
  const value = spec[field];
  return typeof value === 'number' && value < 0 ? [invalid(`${path}.${field}`, value, 'must be greater than or equal to 0')] : [];
}

function without(dict: Dict, fields: readonly string[]): unknown {
  return Object.fromEntries(Object.entries(dict).filter(([key]) => !fields.includes(key)));
}
