import { describe, expect, test } from 'vitest';
import { refusalOf } from './index.ts';

function object(kind: string, more: object, name = 'a'): Readonly<Record<string, unknown>> {
  return { apiVersion: kind === 'Deployment' ? 'apps/v1' : kind === 'Role' ? 'rbac.authorization.k8s.io/v1' : 'v1', kind, metadata: { name, namespace: 'ns' }, ...more };
}

describe('refusalOf', () => {
  // Answers of a Kubernetes 1.36.4 API server to server-side applies.
  test.each([
    [object('ConfigMap', { data: { k: 1 } }), 'failed to create typed patch object (ns/a; /v1, Kind=ConfigMap): .data.k: expected string, got &value.valueUnstructured{Value:1}'],
    [
      object('ConfigMap', { data: { a: { a: null } } }),
      'failed to create typed patch object (ns/a; /v1, Kind=ConfigMap): .data.a: expected string, got &value.valueUnstructured{Value:map[string]interface {}{"a":interface {}(nil)}}',
    ],
    [object('Deployment', { spec: { replicas: '2' } }), 'failed to create typed patch object (ns/a; apps/v1, Kind=Deployment): .spec.replicas: expected numeric (int or float), got string'],
    [
      object('Role', { rules: [{ bogus: 1 }] }),
      'failed to create typed patch object (ns/a; rbac.authorization.k8s.io/v1, Kind=Role): .rules[0].bogus: field not declared in schema',
    ],
    [
      object('ConfigMap', { data: { 'bad key': 'x' } }),
      'ConfigMap "a" is invalid: data[bad key]: Invalid value: "bad key": a valid config key must consist of alphanumeric characters, \'-\', \'_\' or \'.\' ' +
        "(e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
    ],
  ])('%j', (refused, message) => {
    expect(refusalOf(refused)?.message).toBe(message);
  });

  test.each([object('ConfigMap', { data: { k: 'v' } }), { apiVersion: 'example.test/v1', kind: 'Blob', metadata: { name: 'A B' }, spec: 1 }])('takes %j', (taken) => {
    expect(refusalOf(taken)).toBeUndefined();
  });
});
