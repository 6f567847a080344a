import { describe, expect, test } from 'vitest';
import { builtInKind, isClusterScoped, normalizeNative } from './index.ts';

// Rules of fluxcd/pkg ssa v0.76.1; the recorded payloads of the flux suite hold whole objects.
const CASES: readonly (readonly [string, object, object])[] = [
  [
    'drops unknown fields and writes null data as empty text',
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, unknown: 1, data: { k: null } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { k: '' } },
  ],
  [
    'writes quantities in canonical form and adds empty structs',
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [{ name: 'c', resources: { limits: { cpu: 0.5 } } }, { name: 'd' }] } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a' },
      spec: { containers: [{ name: 'c', resources: { limits: { cpu: '500m' } } }, { name: 'd', resources: {} }] },
    },
  ],
  [
    'merges stringData into data',
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, data: { a: 'YQ==' }, stringData: { b: 'ü' } },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, data: { a: 'YQ==', b: 'w7w=' } },
  ],
  [
    'gives service ports a protocol and a target',
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: { ports: [{ port: 80 }] } },
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: { ports: [{ port: 80, protocol: 'TCP', targetPort: 0 }] } },
  ],
  [
    'leaves an object alone that does not fit its type, status aside',
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a', creationTimestamp: null }, data: { a: 'ENC[x]' }, x: 1, status: {} },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, data: { a: 'ENC[x]' }, x: 1 },
  ],
  [
    'keeps zeros of pointers and drops zeros of values',
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec: { replicas: 0, paused: false, minReadySeconds: 0, selector: null } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'a' },
      spec: { replicas: 0, selector: null, strategy: {}, template: { metadata: {}, spec: { containers: null } } },
    },
  ],
  [
    'leaves roles as they are',
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'a' }, rules: [], unknown: 1 },
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'a' }, rules: [], unknown: 1 },
  ],
];

describe('normalizeNative', () => {
  test.each(CASES)('%s', (_name, object, want) => {
    expect(JSON.parse(JSON.stringify(normalizeNative(object)))).toEqual(want);
  });

  test('does not change its input', () => {
    const object = Object.freeze({ apiVersion: 'v1', kind: 'ConfigMap', metadata: Object.freeze({ name: 'a', creationTimestamp: null }) });
    expect(normalizeNative(object)).not.toBe(object);
  });
});

describe('builtInKind', () => {
  test('knows scope, resource and short names', () => {
    expect(builtInKind('apps/v1', 'Deployment')).toMatchObject({ scope: 'Namespaced', resource: 'deployments', shortNames: ['deploy'] });
    expect(isClusterScoped('v1', 'Namespace')).toBe(true);
    expect(isClusterScoped('apiregistration.k8s.io/v1beta1', 'APIService')).toBe(true);
    expect(isClusterScoped('example.test/v1', 'APIService')).toBe(false);
    expect(isClusterScoped('test.example.test/v1', 'Blob')).toBe(false);
  });
});
