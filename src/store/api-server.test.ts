import { beforeEach, describe, expect, test } from 'vitest';
import { refOf, type K8sObject } from '../manifest/index.ts';
import { ApiRefusal, fluxDefinitions } from '../schema/index.ts';
import { MemoryStore } from './index.ts';

const FLUX = { fieldManager: 'kustomize-controller', force: true };

function configMap(data: Readonly<Record<string, unknown>>, extra: Partial<K8sObject> = {}): K8sObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'default' }, data, ...extra };
}

function deployment(spec: Readonly<Record<string, unknown>>): K8sObject {
  const labels = { app: 'a' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'x' }] } };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd', namespace: 'default' }, spec: { selector: { matchLabels: labels }, template, ...spec } };
}

function kustomization(spec: Readonly<Record<string, unknown>>): K8sObject {
  const whole = { interval: '10m', prune: true, sourceRef: { kind: 'GitRepository', name: 'app' }, ...spec };
  return { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata: { name: 'k', namespace: 'default' }, spec: whole };
}

const WIDGETS: K8sObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.test' },
  spec: {
    group: 'example.test',
    names: { kind: 'Widget', plural: 'widgets' },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                required: ['size'],
                properties: {
                  size: { type: 'integer', minimum: 1 },
                  colour: { type: 'string', default: 'red' },
                  parts: {
                    type: 'array',
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['name'],
                    items: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, count: { type: 'integer' } } },
                  },
                },
                'x-kubernetes-validations': [{ rule: "self.colour != 'blue' || self.size > 2", message: 'blue ones are large' }, { rule: 'self.size >= oldSelf.size', message: 'it never shrinks' }],
              },
              status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          },
        },
      },
    ],
  },
};

function widget(spec: Readonly<Record<string, unknown>>): K8sObject {
  return { apiVersion: 'example.test/v1', kind: 'Widget', metadata: { name: 'w', namespace: 'default' }, spec };
}

let store: MemoryStore;

beforeEach(async () => {
  let now = Date.UTC(2026, 0, 1);
  store = new MemoryStore({ now: () => (now += 1000), apiServer: { definitions: fluxDefinitions() } });
  await store.prepare();
});

/** The answer of the server to a write that it does not take. */
function refusal(write: () => unknown): string {
  try {
    write();
  } catch (error) {
    if (error instanceof ApiRefusal) return `${String(error.code)} ${error.reason ?? ''}: ${error.message}`;
    throw error;
  }
  return 'taken';
}

function ownersOf(object: K8sObject): unknown {
  const entries = object.metadata['managedFields'] as { manager: string; operation: string; subresource?: string; fieldsV1: unknown }[];
  return entries.map(({ manager, operation, subresource, fieldsV1 }) => [manager, operation, ...(subresource === undefined ? [] : [subresource]), fieldsV1]);
}

describe('server-side apply', () => {
  test('notes who owns what, and takes away what its manager no longer applies', () => {
    store.sync.apply(configMap({ a: '1', b: '2' }), FLUX);
    const { object } = store.sync.apply(configMap({ a: '1' }), FLUX);
    expect(object['data']).toEqual({ a: '1' });
    expect(ownersOf(object)).toEqual([['kustomize-controller', 'Apply', { 'f:data': { 'f:a': {} } }]]);
  });

  test('leaves what others own, and what nobody owns', () => {
    store.sync.apply(configMap({ a: '1' }), FLUX);
    const live = store.sync.get(refOf(configMap({})))!;
    store.sync.update({ ...live, data: { a: '1', extra: 'x' } }, { fieldManager: 'kubectl-edit' });
    const { object } = store.sync.apply(configMap({ a: '2' }), FLUX);
    expect(object['data']).toEqual({ a: '2', extra: 'x' });
    expect(ownersOf(object)).toEqual([
      ['kustomize-controller', 'Apply', { 'f:data': { 'f:a': {} } }],
      ['kubectl-edit', 'Update', { 'f:data': { 'f:extra': {} } }],
    ]);
  });

  test('meets the fields of others as conflicts, unless it is forced', () => {
    store.sync.apply(configMap({ a: '1', b: '1' }), FLUX);
    const other = { fieldManager: 'other' };
    expect(refusal(() => store.sync.apply(configMap({ a: '2' }), other))).toBe('409 Conflict: Apply failed with 1 conflict: conflict with "kustomize-controller": .data.a');
    expect(refusal(() => store.sync.apply(configMap({ a: '2', b: '2' }), other))).toBe(
      '409 Conflict: Apply failed with 2 conflicts: conflicts with "kustomize-controller":\n- .data.a\n- .data.b',
    );
    expect(store.sync.apply(configMap({ a: '2' }), { ...other, force: true }).object['data']).toEqual({ a: '2', b: '1' });
  });

  test('an equal one changes nothing, whatever the server has filled in', () => {
    const first = store.sync.apply(deployment({}), FLUX);
    const second = store.sync.apply(deployment({}), FLUX);
    expect(second).toEqual({ object: first.object, action: 'unchanged' });
    expect(first.object['spec']).toMatchObject({ replicas: 1, strategy: { type: 'RollingUpdate' }, template: { spec: { restartPolicy: 'Always' } } });
  });

  test('merges lists by their keys', () => {
    const container = (name: string, image: string): unknown => ({ name, image });
    const template = (containers: readonly unknown[]): unknown => ({ metadata: { labels: { app: 'a' } }, spec: { containers } });
    store.sync.apply(deployment({ template: template([container('main', 'x')]) }), FLUX);
    const { object } = store.sync.apply(deployment({ template: template([container('side', 'y')]) }), { fieldManager: 'injector', force: true });
    expect(object['spec']).toMatchObject({ template: { spec: { containers: [{ name: 'main', image: 'x' }, { name: 'side', image: 'y' }] } } });
  });

  test('refuses what its type does not know', () => {
    expect(refusal(() => store.sync.apply(configMap({ a: 1 }), FLUX))).toBe(
      '500 : failed to create typed patch object (default/a; /v1, Kind=ConfigMap): .data.a: expected string, got &value.valueUnstructured{Value:1}',
    );
    expect(refusal(() => store.sync.apply(kustomization({ bogus: 1 }), FLUX))).toBe(
      '500 : failed to create typed patch object (default/k; kustomize.toolkit.fluxcd.io/v1, Kind=Kustomization): .spec.bogus: field not declared in schema',
    );
  });

  test('a dry run answers what would be, and stores nothing', () => {
    expect(store.sync.apply(configMap({ a: '1' }), { ...FLUX, dryRun: true }).action).toBe('created');
    expect(store.sync.get(refOf(configMap({})))).toBeUndefined();
  });
});

test('the status is written by itself, and owned through its subresource', () => {
  store.sync.apply(kustomization({}), FLUX);
  const live = store.sync.get(refOf(kustomization({})))!;
  const written = store.sync.updateStatus({ ...live, status: { observedGeneration: 1 } }, { fieldManager: 'flux' });
  const { object } = store.sync.apply({ ...kustomization({ wait: true }), status: { observedGeneration: 9 } }, FLUX);
  expect(object['status']).toEqual({ observedGeneration: 1 });
  expect(ownersOf(written)).toContainEqual(['flux', 'Update', 'status', { 'f:status': { 'f:observedGeneration': {} } }]);
});

describe('admission', () => {
  const service = (spec: Readonly<Record<string, unknown>>): K8sObject => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 's', namespace: 'default' }, spec: { ports: [{ port: 80 }], ...spec } });
  const secret = (data: Readonly<Record<string, unknown>>, type = 'Opaque'): K8sObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'default' }, type, data });
  const job = (image: string): K8sObject => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'j', namespace: 'default' },
    spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image }] } } },
  });

  test.each<[string, K8sObject, string]>([
    ['a kind that is not served', { apiVersion: 'x.test/v1', kind: 'X', metadata: { name: 'x', namespace: 'default' } }, '404 NotFound: no matches for kind "X" in version "x.test/v1"'],
    ['a namespace that is not there', { ...configMap({}), metadata: { name: 'a', namespace: 'gone' } }, '404 NotFound: namespaces "gone" not found'],
    ['a name', { ...configMap({}), metadata: { name: 'A_b', namespace: 'default' } }, '422 Invalid: ConfigMap "A_b" is invalid: metadata.name: Invalid value: "A_b": a lowercase RFC 1123 subdomain must'],
    ['a number for a text', configMap({ k: 1 }), '500 : failed to create typed patch object (default/a; /v1, Kind=ConfigMap): .data.k: expected string, got &value.valueUnstructured{Value:1}'],
    [
      'a mapping for a text',
      configMap({ a: { a: null } }),
      '500 : failed to create typed patch object (default/a; /v1, Kind=ConfigMap): .data.a: expected string, got &value.valueUnstructured{Value:map[string]interface {}{"a":interface {}(nil)}}',
    ],
    ['a text for a number', deployment({ replicas: '2' }), '500 : failed to create typed patch object (default/d; apps/v1, Kind=Deployment): .spec.replicas: expected numeric (int or float), got string'],
    ['a key', configMap({ 'bad key': 'x' }), '422 Invalid: ConfigMap "a" is invalid: data[bad key]: Invalid value: "bad key": a valid config key must consist of alphanumeric characters'],
    ['bytes that are no base64', secret({ a: 'not base64' }), '500 : failed to convert new object (default/s; /v1, Kind=Secret) to proper version: unable to convert unstructured object to /v1, Kind=Secret: error decoding from json: illegal base64 data at input byte 3'],
    ['a Secret without the keys of its type', secret({}, 'kubernetes.io/tls'), '422 Invalid: Secret "s" is invalid: [data[tls.crt]: Required value, data[tls.key]: Required value]'],
    [
      'a Deployment without a selector',
      deployment({ selector: undefined, template: { spec: { containers: [{ name: 'a', image: 'x' }] } } }),
      '422 Invalid: Deployment.apps "d" is invalid: [spec.selector: Required value, spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`]',
    ],
    ['a Service without ports', service({ ports: [] }), '422 Invalid: Service "s" is invalid: spec.ports: Required value'],
    ['a port out of range', service({ ports: [{ port: 0 }] }), '422 Invalid: Service "s" is invalid: [spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive'],
    [
      'a missing field of a custom resource',
      kustomization({ prune: undefined }),
      '422 Invalid: Kustomization.kustomize.toolkit.fluxcd.io "k" is invalid: [spec.prune: Required value, <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]',
    ],
    [
      'a rule of a custom resource',
      kustomization({ kubeConfig: {} }),
      '422 Invalid: Kustomization.kustomize.toolkit.fluxcd.io "k" is invalid: spec.kubeConfig: Invalid value: exactly one of spec.kubeConfig.configMapRef or spec.kubeConfig.secretRef must be specified',
    ],
  ])('refuses %s', (_what, object, answer) => {
    const plain = JSON.parse(JSON.stringify(object)) as K8sObject;
    expect(refusal(() => store.sync.apply(plain, FLUX)).slice(0, answer.length)).toBe(answer);
  });

  test.each<[string, K8sObject, K8sObject, string]>([
    ['data of an immutable ConfigMap', configMap({ a: '1' }, { immutable: true }), configMap({ a: '2' }, { immutable: true }), 'data: Forbidden: field is immutable when `immutable` is set'],
    ['the type of a Secret', secret({}), secret({}, 'example.test/other'), 'type: Invalid value: "example.test/other": field is immutable'],
    ['the selector of a Deployment', deployment({}), deployment({ selector: { matchLabels: { app: 'a', more: 'b' } } }), 'spec.selector: Invalid value: {"matchLabels":{"app":"a","more":"b"}}: field is immutable'],
    ['the address of a Service', service({}), service({ clusterIP: 'None' }), 'spec.clusterIPs[0]: Invalid value: ["None"]: may not change once set'],
    ['the template of a Job', job('x'), job('y'), 'spec.template: Invalid value: {'],
  ])('%s never changes', (_what, before, after, text) => {
    store.sync.apply(before, FLUX);
    expect(refusal(() => store.sync.apply(after, FLUX))).toContain(text);
  });
});

describe('custom resources', () => {
  beforeEach(() => {
    store.sync.apply(WIDGETS, FLUX);
  });

  test('get their defaults, and lose what an ordinary write says that nobody knows', () => {
    const made = store.sync.create(widget({ size: 1, bogus: true }), { fieldManager: 'kubectl' });
    expect(made['spec']).toEqual({ size: 1, colour: 'red' });
    expect(made.metadata.generation).toBe(1);
  });

  test('take no new generation from an update that leaves defaults to the server', () => {
    const source = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'OCIRepository', metadata: { name: 's', namespace: 'default' }, spec: { interval: '1h', url: 'oci://registry.example.test/s' } };
    const made = store.sync.create(source, { fieldManager: 'kubectl' });
    expect(store.sync.update(source, { fieldManager: 'kubectl' }).metadata).toEqual(made.metadata);
    expect(store.sync.update({ ...source, spec: { ...source.spec, interval: '2h' } }, { fieldManager: 'kubectl' }).metadata.generation).toBe(2);
  });

  test('obey their schema and its rules, also those about the past', () => {
    const text = 'Widget.example.test "w" is invalid: spec';
    expect(refusal(() => store.sync.apply(widget({ size: 0 }), FLUX))).toContain(`${text}.size: Invalid value: 0: spec.size in body should be greater than or equal to 1`);
    expect(refusal(() => store.sync.apply(widget({ size: 1, colour: 'blue' }), FLUX))).toContain(`${text}: Invalid value: blue ones are large`);
    store.sync.apply(widget({ size: 2 }), FLUX);
    expect(refusal(() => store.sync.apply(widget({ size: 1 }), FLUX))).toContain(`${text}: Invalid value: it never shrinks`);
  });

  test('merge their lists by the keys of the schema', () => {
    store.sync.apply(widget({ size: 1, parts: [{ name: 'a', count: 1 }] }), FLUX);
    const { object } = store.sync.apply(widget({ size: 1, parts: [{ name: 'b', count: 2 }] }), { fieldManager: 'other', force: true });
    expect(object['spec']).toMatchObject({ parts: [{ name: 'a', count: 1 }, { name: 'b', count: 2 }] });
  });

  test('go with their definition', () => {
    store.sync.apply(widget({ size: 1 }), FLUX);
    store.sync.delete(refOf(WIDGETS));
    expect(store.sync.list({ group: 'example.test' }).items).toEqual([]);
    expect(refusal(() => store.sync.apply(widget({ size: 1 }), FLUX))).toContain('no matches for kind "Widget"');
  });

  test('what stays as it was is not judged again', () => {
    store.sync.apply(widget({ size: 3 }), FLUX);
    const stricter = structuredClone(WIDGETS) as unknown as { spec: { versions: { schema: { openAPIV3Schema: { properties: { spec: { properties: { size: { maximum?: number } } } } } } }[] } };
    stricter.spec.versions[0]!.schema.openAPIV3Schema.properties.spec.properties.size.maximum = 2;
    store.sync.apply(stricter as unknown as K8sObject, FLUX);
    expect(store.sync.apply(widget({ size: 3, colour: 'green' }), FLUX).action).toBe('configured');
    expect(refusal(() => store.sync.apply(widget({ size: 4 }), FLUX))).toContain('less than or equal to 2');
  });
});

describe('a patch', () => {
  test.each([
    { type: 'merge', patch: { data: { a: null, b: '2' } } },
    { type: 'json', operations: [{ op: 'remove', path: '/data/a' }, { op: 'add', path: '/data/b', value: '2' }] },
    { type: 'strategic', patch: { data: { a: null, b: '2' } } },
  ] as const)('of type $type counts as an update of its manager', (patch) => {
    store.sync.apply(configMap({ a: '1' }), FLUX);
    const object = store.sync.patch(refOf(configMap({})), patch, { fieldManager: 'kubectl-patch' });
    expect(object['data']).toEqual({ b: '2' });
    expect(ownersOf(object)).toEqual([['kubectl-patch', 'Update', { 'f:data': { 'f:b': {} } }]]);
  });

  test('of a custom resource has no strategies', () => {
    store.sync.apply(kustomization({}), FLUX);
    expect(refusal(() => store.sync.patch(refOf(kustomization({})), { type: 'strategic', patch: {} }, FLUX))).toContain('415 UnsupportedMediaType');
  });
});

describe('deleting', () => {
  const owned = (uid: string): K8sObject => ({
    ...configMap({}),
    metadata: { name: 'child', namespace: 'default', ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid }] },
  });

  test.each([
    ['Background', undefined],
    ['Orphan', []],
  ] as const)('%s: what becomes of a dependent', (propagation, ownerReferences) => {
    const { uid = '' } = store.sync.apply(configMap({}), FLUX).object.metadata;
    store.sync.apply(owned(uid), FLUX);
    store.sync.delete(refOf(configMap({})), { propagation });
    expect(store.sync.get(refOf(owned('')))?.metadata.ownerReferences).toEqual(ownerReferences);
  });

  test('a namespace takes what is in it, and ends with the last of it', () => {
    const namespace: K8sObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } };
    store.sync.apply(namespace, FLUX);
    const held: K8sObject = { ...configMap({}), metadata: { name: 'held', namespace: 'n', finalizers: ['example.test/hold'] } };
    store.sync.apply(held, FLUX);
    store.sync.apply({ ...configMap({}), metadata: { name: 'free', namespace: 'n' } }, FLUX);
    store.sync.delete(refOf(namespace));
    expect(store.sync.list({ namespace: 'n' }).items.map(({ metadata }) => metadata.name)).toEqual(['held']);
    expect(refusal(() => store.sync.apply({ ...configMap({}), metadata: { name: 'new', namespace: 'n' } }, FLUX))).toBe(
      '403 Forbidden: configmaps "new" is forbidden: unable to create new content in namespace n because it is being terminated',
    );
    const dying = store.sync.get(refOf(held))!;
    store.sync.update({ ...dying, metadata: { ...dying.metadata, finalizers: [] } }, FLUX);
    expect(store.sync.get(refOf(namespace))).toBeUndefined();
  });
});

test('an object is read in the version that is asked for', () => {
  const scaler = (apiVersion: string, spec: Readonly<Record<string, unknown>>): K8sObject => ({
    apiVersion,
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'h', namespace: 'default' },
    spec: { maxReplicas: 2, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' }, ...spec },
  });
  store.sync.apply(scaler('autoscaling/v1', { targetCPUUtilizationPercentage: 70 }), FLUX);
  const metrics = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }];
  expect(store.sync.get(refOf(scaler('autoscaling/v2', {})))?.['spec']).toMatchObject({ metrics });
});
