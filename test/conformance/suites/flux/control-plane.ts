import { toDict } from '../../../../src/std/dict.ts';
import type { K8sObject } from '../../../../src/manifest/index.ts';

const READY = { status: 'True', reason: 'MinimumReplicasAvailable', message: '' };
const UNREADY = { status: 'False', reason: 'MinimumReplicasUnavailable', message: '' };

/**
 * The status that the control plane of the recorded cluster gives an object: its API server, and its controllers without a kubelet.
 * Pods never start there. Undefined for kinds of which nobody takes notice.
 */
export function statusFromControlPlane(object: K8sObject): Readonly<Record<string, unknown>> | undefined {
  const spec = (object['spec'] ?? {}) as Readonly<Record<string, unknown>>;
  const observedGeneration = object.metadata.generation;
  const replicas = typeof spec['replicas'] === 'number' ? spec['replicas'] : 1;
  switch (object.kind) {
    case 'CustomResourceDefinition':
      return toDict({ conditions: [{ type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: '' }, { type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message: '' }] });
    case 'Namespace':
      return toDict({ phase: 'Active' });
    case 'Pod':
    case 'PersistentVolumeClaim':
      return toDict({ phase: 'Pending' });
    case 'Deployment': {
      const progress = { type: 'Progressing', status: 'True', reason: replicas === 0 ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated', message: '' };
      return toDict({ observedGeneration, replicas, updatedReplicas: replicas, conditions: [{ type: 'Available', ...(replicas === 0 ? READY : UNREADY) }, progress] });
    }
    case 'StatefulSet':
      return toDict({ observedGeneration, replicas, updatedReplicas: replicas, currentReplicas: replicas, currentRevision: 'r', updateRevision: 'r' });
    case 'ReplicaSet':
      return toDict({ observedGeneration, replicas, fullyLabeledReplicas: replicas });
    case 'DaemonSet':
      return toDict({ observedGeneration, desiredNumberScheduled: 0 });
    case 'Job':
      return spec['suspend'] === true ? toDict({}) : toDict({ startTime: '2026-01-01T00:00:00Z', active: 1 });
    default:
      return undefined;
  }
}
