import { expect, test } from 'vitest';
import { refusedFields } from './index.ts';

function kustomization(spec: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const whole = { interval: '10m', prune: true, sourceRef: { kind: 'GitRepository', name: 'app' }, ...spec };
  return { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata: { name: 'a', namespace: 'b' }, spec: whole };
}

test.each([
  ['nothing', {}, []],
  ['an unknown field', { bogus: 1 }, ['spec.bogus: field not declared in schema']],
  ['an unknown field in a list', { dependsOn: [{ nam: 'x' }] }, ['spec.dependsOn.0.nam: field not declared in schema']],
  ['a missing field', { dependsOn: [{}] }, ['spec.dependsOn.0.name: Required value']],
  ['a value out of an enum', { deletionPolicy: 'Never' }, ['spec.deletionPolicy: Unsupported value: "Never": supported values: "MirrorPrune", "Delete", "WaitForTermination", "Orphan"']],
  ['a pattern', { interval: '1d' }, [String.raw`spec.interval: Invalid value: "1d": spec.interval in body should match '^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$'`]],
  ['a wrong type', { wait: 'yes' }, ['spec.wait: Invalid value: "string": spec.wait in body must be of type boolean: "string"']],
  ['a text that is too long', { targetNamespace: 'x'.repeat(64) }, ['spec.targetNamespace: Too long: may not be more than 63 bytes']],
])('%s is found', (_what, spec, faults) => {
  expect(refusedFields(kustomization(spec)).map(({ path, problem }) => `${path.join('.')}: ${problem}`)).toEqual(faults);
});

test('free values of a release may hold anything', () => {
  const chart = { spec: { chart: 'a', sourceRef: { kind: 'HelmRepository', name: 'r' } } };
  const release = { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', metadata: { name: 'a' }, spec: { interval: '1h', chart, values: { any: [{ thing: null }] } } };
  expect(refusedFields(release)).toEqual([]);
});

test('a version that is not served, and other kinds, are not looked at', () => {
  expect(refusedFields({ ...kustomization({ bogus: 1 }), apiVersion: 'kustomize.toolkit.fluxcd.io/v1beta2' })).toEqual([]);
  expect(refusedFields({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, bogus: 1 })).toEqual([]);
});
