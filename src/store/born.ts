import { isDict, newDict } from '../std/dict.ts';
import type { K8sObject } from '../manifest/index.ts';

/** A new object with the status that the control plane gives it within a moment: active namespaces, established definitions. */
export function born(object: K8sObject, time: string | undefined): K8sObject {
  switch (`${object.apiVersion} ${object.kind}`) {
    case 'v1 Namespace':
      return { ...object, status: { phase: 'Active' } };
    case 'apiextensions.k8s.io/v1 CustomResourceDefinition':
      return { ...object, status: establishedStatus(object, time) };
    default:
      return object;
  }
}

/** Follows apiextensions-apiserver v0.36 pkg/controller/{status,establish}. */
function establishedStatus(definition: K8sObject, time: string | undefined): unknown {
  const spec = isDict(definition['spec']) ? definition['spec'] : newDict();
  const versions = Array.isArray(spec['versions']) ? spec['versions'].filter(isDict) : [];
  const at = time === undefined ? {} : { lastTransitionTime: time };
  return {
    conditions: [
      { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found', ...at },
      { type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message: 'the initial names have been accepted', ...at },
    ],
    acceptedNames: spec['names'],
    storedVersions: versions.filter(({ storage }) => storage === true).map(({ name }) => name),
  };
}
