import { expect, test } from 'vitest';
import type { K8sObject } from '../manifest/index.ts';
import { collectImages } from './images.ts';

const PRODUCER = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', namespace: 'flux-system', name: 'apps' };

function check(objects: readonly (Omit<K8sObject, 'metadata'> & { readonly apiVersion: string; readonly kind: string })[], want: Readonly<Record<string, readonly string[]>>): void {
  const rendered = objects.map((object, i) => ({ producer: PRODUCER, object: { metadata: { name: `o${String(i)}` }, ...object } }));
  const found = collectImages(rendered).map(({ image, uses }) => [image, uses.map((use) => `${use.object.kind}/${use.object.name} ${use.container}`)]);
  expect(Object.fromEntries(found)).toEqual(want);
}

const pod = { initContainers: [{ name: 'init', image: 'b:1' }], containers: [{ name: 'main', image: 'a:1' }, { name: 'side', image: 'a:1' }, { name: 'none' }] };

test('containers of every sort, however deep', () => {
  check([{ apiVersion: 'batch/v1', kind: 'CronJob', spec: { jobTemplate: { spec: { template: { spec: pod } } } } }], { 'a:1': ['CronJob/o0 main', 'CronJob/o0 side'], 'b:1': ['CronJob/o0 init'] });
});

test('image volumes', () => {
  check([{ apiVersion: 'v1', kind: 'Pod', spec: { containers: [], volumes: [{ name: 'models', image: { reference: 'm:1' } }] } }], { 'm:1': ['Pod/o0 volume models'] });
});

test('fields of custom resources that hold a reference, and no others', () => {
  check(
    [
      { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', spec: { imageName: 'x', image: 'ghcr.io/cnpg/postgresql:16', logo: { image: 'logo' } } },
      { apiVersion: 'v1', kind: 'ConfigMap', data: { image: 'c:1' } },
      { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', spec: { values: { image: 'd:1', containers: [{ name: 'x', image: 'd:2' }] } } },
      { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', spec: { containers: [{ name: 'x', image: 'e:1' }] } },
    ],
    { 'ghcr.io/cnpg/postgresql:16': ['Cluster/o0 spec.image'] },
  );
});
