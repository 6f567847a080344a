import { isDict } from '../std/dict.ts';
import type { K8sObject } from '../manifest/index.ts';
import { conditionsOf, current, failed, inProgress, intAt, textAt, valueAt, type AnyCondition, type Health } from './health.ts';

/** How long a Pod may wait for a node before that counts as a failure. */
const SCHEDULE_WINDOW_MS = 15_000;

/** What a Deployment without a deadline counts as: it will never report progress. */
const NO_DEADLINE = 2 ** 31 - 1;

/** Two counts of replicas, and what it means when the first exceeds the second. */
type Shortfall = readonly [wanted: number, have: number, label: string];

/** The first count that falls short, as `Label: have/wanted`. */
function shortOf(...counts: readonly Shortfall[]): Health | undefined {
  const short = counts.find(([wanted, have]) => wanted > have);
  return short === undefined ? undefined : inProgress(`${short[2]}: ${String(short[1])}/${String(short[0])}`);
}

function pendingTermination(replicas: number, wanted: number): Health | undefined {
  return replicas > wanted ? inProgress(`Pending termination: ${String(replicas - wanted)}`) : undefined;
}

function count(object: K8sObject, field: string): number {
  return intAt(object, ['status', field], 0);
}

function wantedReplicas(object: K8sObject): number {
  return intAt(object, ['spec', 'replicas'], 1);
}

/** Rolled out completely, and available. */
export function deploymentHealth(object: K8sObject): Health {
  let progressed = intAt(object, ['spec', 'progressDeadlineSeconds'], NO_DEADLINE) === NO_DEADLINE;
  let available = false;
  for (const { type, status, reason } of conditionsOf(object)) {
    if (type === 'Progressing' && reason === 'ProgressDeadlineExceeded') return failed('Progress deadline exceeded');
    if (type === 'Progressing' && status === 'True' && reason === 'NewReplicaSetAvailable') progressed = true;
    if (type === 'Available' && status === 'True') available = true;
  }
  const wanted = wantedReplicas(object);
  const [replicas, updated] = [count(object, 'replicas'), count(object, 'updatedReplicas')];
  const unfinished =
    shortOf([wanted, replicas, 'Replicas'], [wanted, updated, 'Updated']) ??
    pendingTermination(replicas, wanted) ??
    shortOf([updated, count(object, 'availableReplicas'), 'Available'], [wanted, count(object, 'readyReplicas'), 'Ready']);
  if (unfinished !== undefined) return unfinished;
  if (!progressed) return inProgress('ReplicaSet not Available');
  return available ? current(`Deployment is available. Replicas: ${String(replicas)}`) : inProgress('Deployment not Available');
}

/** Rolled out, as far as its update strategy goes by itself. */
export function statefulSetHealth(object: K8sObject): Health {
  if (textAt(object, ['spec', 'updateStrategy', 'type'], '') === 'OnDelete') return current('StatefulSet is using the ondelete update strategy');
  const wanted = wantedReplicas(object);
  const replicas = count(object, 'replicas');
  const unfinished = shortOf([wanted, replicas, 'Replicas'], [wanted, count(object, 'readyReplicas'), 'Ready']) ?? pendingTermination(replicas, wanted);
  if (unfinished !== undefined) return unfinished;
  const updated = count(object, 'updatedReplicas');
  const partition = intAt(object, ['spec', 'updateStrategy', 'rollingUpdate', 'partition'], -1);
  if (partition !== -1) return shortOf([wanted - partition, updated, 'updated']) ?? current(`Partition rollout complete. updated: ${String(updated)}`);
  const behind = shortOf([wanted, count(object, 'currentReplicas'), 'current']);
  if (behind !== undefined) return behind;
  const [revision, target] = ['currentRevision', 'updateRevision'].map((field) => textAt(object, ['status', field], ''));
  return revision === target ? current(`All replicas scheduled as expected. Replicas: ${String(replicas)}`) : inProgress('Waiting for updated revision to match current');
}

/** On every node that it is meant for. */
export function daemonSetHealth(object: K8sObject): Health {
  if (object.metadata.generation === undefined) return inProgress('DaemonSet metadata.generation not found');
  if (typeof valueAt(object, 'status', 'observedGeneration') !== 'number') return inProgress('DaemonSet status.observedGeneration not found');
  const wanted = intAt(object, ['status', 'desiredNumberScheduled'], -1);
  if (wanted === -1) return inProgress('Missing .status.desiredNumberScheduled');
  const unfinished = shortOf(
    [wanted, count(object, 'currentNumberScheduled'), 'Current'],
    [wanted, count(object, 'updatedNumberScheduled'), 'Updated'],
    [wanted, count(object, 'numberAvailable'), 'Available'],
    [wanted, count(object, 'numberReady'), 'Ready'],
  );
  return unfinished ?? current(`All replicas scheduled as expected. Replicas: ${String(wanted)}`);
}

/** As many Pods as asked for, all of them ready. */
export function replicaSetHealth(object: K8sObject): Health {
  if (conditionsOf(object).some(({ type, status }) => type === 'ReplicaFailure' && status === 'True')) return inProgress('Replica Failure condition. Check Pods');
  const wanted = wantedReplicas(object);
  const replicas = count(object, 'replicas');
  const unfinished = shortOf(
    [wanted, count(object, 'fullyLabeledReplicas'), 'Labelled'],
    [wanted, count(object, 'availableReplicas'), 'Available'],
    [wanted, count(object, 'readyReplicas'), 'Ready'],
  );
  return unfinished ?? pendingTermination(replicas, wanted) ?? current(`ReplicaSet is available. Replicas: ${String(replicas)}`);
}

/** Ready, or through with its work, whether that went well or not. */
export function podHealth(object: K8sObject, now: number): Health {
  const phase = textAt(object, ['status', 'phase'], '');
  const conditions = conditionsOf(object);
  switch (phase) {
    case 'Succeeded':
      return current('Pod has completed successfully');
    case 'Failed':
      return current('Pod has completed, but not successfully');
    case 'Running':
      return runningHealth(object, conditions);
    case 'Pending':
      return isUnschedulable(conditions) ? unscheduledHealth(object, now) : inProgress('Pod is in the Pending phase');
    case '':
      return inProgress('Pod phase not available');
    default:
      return { status: 'Unknown', message: '', error: `unknown phase ${phase}` };
  }
}

function runningHealth(object: K8sObject, conditions: readonly AnyCondition[]): Health {
  if (conditions.some(({ type, status }) => type === 'Ready' && status === 'True')) return current('Pod is Ready');
  const looping = crashLoopingContainers(object);
  return looping.length > 0 ? failed(`Containers in CrashLoop state: ${looping.join(',')}`) : inProgress('Pod is running but is not Ready');
}

function unscheduledHealth(object: K8sObject, now: number): Health {
  const created = Date.parse(object.metadata.creationTimestamp ?? '');
  return now - SCHEDULE_WINDOW_MS < created ? inProgress('Pod has not been scheduled') : failed('Pod could not be scheduled');
}

/** Whether no node takes a Pod; an autoscaler may still change that. */
export function isUnschedulable(conditions: readonly AnyCondition[]): boolean {
  return conditions.some(({ type, status, reason }) => type === 'PodScheduled' && status === 'False' && reason === 'Unschedulable');
}

function crashLoopingContainers(object: K8sObject): string[] {
  const statuses = valueAt(object, 'status', 'containerStatuses');
  if (!Array.isArray(statuses)) return [];
  return statuses.filter(isDict).filter((one) => valueAt(one, 'state', 'waiting', 'reason') === 'CrashLoopBackOff').map((one) => String(one['name']));
}
