import { groupOf } from '../diagnostics/index.ts';
import type { K8sObject } from '../manifest/index.ts';
import { conditionsOf, current, failed, inProgress, intAt, textAt, valueAt, type Health } from './health.ts';
import { daemonSetHealth, deploymentHealth, podHealth, replicaSetHealth, statefulSetHealth } from './workload-health.ts';

/** The rule of one kind. `now` is in milliseconds since 1970. */
type KindRule = (object: K8sObject, now: number) => Health;

/** Kinds that no convention fits, by group and kind. */
const KIND_RULES: ReadonlyMap<string, KindRule> = new Map([
  ['/Service', serviceHealth],
  ['/Pod', podHealth],
  ['/Secret', alwaysCurrent],
  ['/ConfigMap', alwaysCurrent],
  ['/PersistentVolumeClaim', claimHealth],
  ['apps/StatefulSet', statefulSetHealth],
  ['apps/DaemonSet', daemonSetHealth],
  ['extensions/DaemonSet', daemonSetHealth],
  ['apps/Deployment', deploymentHealth],
  ['extensions/Deployment', deploymentHealth],
  ['apps/ReplicaSet', replicaSetHealth],
  ['extensions/ReplicaSet', replicaSetHealth],
  ['policy/PodDisruptionBudget', () => current('AllowedDisruptions has been computed.')],
  ['batch/CronJob', alwaysCurrent],
  ['batch/Job', jobHealth],
  ['apiextensions.k8s.io/CustomResourceDefinition', definitionHealth],
]);

/**
 * The health of a live object by itself: what concerns every object first, then the rule of its kind, then its Ready condition.
 * An object that says nothing of itself is Current.
 *
 * Follows fluxcd/cli-utils v1.2.1 pkg/kstatus/status (status.go, generic.go, core.go).
 *
 * @param now in milliseconds since 1970: a Pod that nobody schedules fails after a while.
 */
export function computeHealth(object: K8sObject, now: number): Health {
  const rule = KIND_RULES.get(`${groupOf(object.apiVersion)}/${object.kind}`);
  // Flux looks at nothing but the conditions of a Job.
  if (rule === jobHealth) return jobHealth(object);
  return commonHealth(object) ?? rule?.(object, now) ?? readyHealth(object) ?? current('Resource is current');
}

/** What holds for every kind: deletion, the observed generation, and the two abnormal conditions. */
function commonHealth(object: K8sObject): Health | undefined {
  if (object.metadata.deletionTimestamp !== undefined) return { status: 'Terminating', message: 'Resource scheduled for deletion' };
  const { generation } = object.metadata;
  const observed = valueAt(object, 'status', 'observedGeneration');
  if (generation !== undefined && typeof observed === 'number' && observed !== generation) {
    return inProgress(`${object.kind} generation is ${String(generation)}, but latest observed generation is ${String(observed)}`);
  }
  for (const { type, status, message } of conditionsOf(object)) {
    if (status !== 'True') continue;
    if (type === 'Reconciling') return inProgress(message);
    if (type === 'Stalled') return failed(message);
  }
  return undefined;
}

function readyHealth(object: K8sObject): Health | undefined {
  for (const { type, status, message } of conditionsOf(object)) {
    if (type !== 'Ready') continue;
    if (status === 'True') return current('Resource is Ready');
    if (status === 'False' || status === 'Unknown') return inProgress(message);
  }
  return undefined;
}

function alwaysCurrent(): Health {
  return current('Resource is always ready');
}

/** An external address is not waited for. */
function serviceHealth(object: K8sObject): Health {
  const isBalanced = textAt(object, ['spec', 'type'], 'ClusterIP') === 'LoadBalancer';
  if (isBalanced && textAt(object, ['spec', 'clusterIP'], '') === '') return inProgress('ClusterIP not set. Service type: LoadBalancer');
  return current('Service is ready');
}

function claimHealth(object: K8sObject): Health {
  const phase = textAt(object, ['status', 'phase'], 'unknown');
  return phase === 'Bound' ? current('PVC is Bound') : inProgress(`PVC is not Bound. phase: ${phase}`);
}

function definitionHealth(object: K8sObject): Health {
  for (const { type, status, reason, message } of conditionsOf(object)) {
    if (type === 'NamesAccepted' && status === 'False') return failed(message);
    if (type !== 'Established') continue;
    if (status === 'False' && reason !== 'Installing') return failed(message);
    if (status === 'True') return current('CRD is established');
  }
  return inProgress('Install in progress');
}

/**
 * A Job is Current when it has completed, where kstatus would be content with one that has started.
 *
 * Follows fluxcd/pkg runtime v0.110.1 statusreaders/job.go.
 */
function jobHealth(object: K8sObject): Health {
  if (valueAt(object, 'spec', 'suspend') === true) return current('Job is suspended');
  const parallelism = intAt(object, ['spec', 'parallelism'], 1);
  const completions = intAt(object, ['spec', 'completions'], parallelism);
  const [active, succeeded, failures] = ['active', 'succeeded', 'failed'].map((field) => String(intAt(object, ['status', field], 0)));
  for (const { type, status } of conditionsOf(object)) {
    if (status !== 'True') continue;
    if (type === 'Complete') return current(`Job Completed. succeeded: ${succeeded!}/${String(completions)}`);
    if (type === 'Failed') return failed(`Job Failed. failed: ${failures!}/${String(completions)}`);
  }
  if (textAt(object, ['status', 'startTime'], '') === '') return inProgress(`Job not started. active: 0/${String(parallelism)}`);
  return inProgress(`Job in progress. success:${succeeded!}, active: ${active!}, failed: ${failures!}`);
}
