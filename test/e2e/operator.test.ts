import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../src/lang/yaml/index.ts';
import { repositories, type Answer } from './repo.ts';

const repo = repositories();

const INSTANCE = `apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec:
  distribution: {version: 2.x, registry: ghcr.io/fluxcd}
  sync: {kind: GitRepository, url: "https://git.example.test/fleet.git", ref: refs/heads/main, path: clusters/main}
  kustomize:
    patches:
    - target: {kind: Kustomization, name: flux-system}
      patch: |
        - op: add
          path: /spec/postBuild
          value: {substitute: {REGION: eu}}
`;

const PROVIDERS = `apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSetInputProvider
metadata: {name: defaults, namespace: flux-system, labels: {inputs: teams}}
spec:
  type: Static
  defaultValues: {team: core, size: 1}
---
apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSetInputProvider
metadata: {name: branches, namespace: flux-system, labels: {inputs: teams}}
spec:
  type: GitHubBranch
  url: https://github.com/example/app
  filter: {includeBranch: "^feat/"}
  defaultValues: {size: 2}
`;

const TEAMS = `apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSet
metadata: {name: teams, namespace: flux-system}
spec:
  commonMetadata: {labels: {region: "\${REGION}"}}
  inputsFrom:
  - selector: {matchLabels: {inputs: teams}}
  resources:
  - apiVersion: v1
    kind: Namespace
    metadata: {name: '<< get inputs "team" | default (get inputs "branch") | slugify >>'}
  - apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata: {name: '<< get inputs "team" | default (get inputs "branch") | slugify >>'}
    spec:
      interval: 1h
      path: apps
      prune: true
      targetNamespace: '<< get inputs "team" | default (get inputs "branch") | slugify >>'
      sourceRef: {kind: GitRepository, name: flux-system}
      postBuild: {substitute: {SIZE: '<< inputs.size | int | quote >>'}}
`;

const FILES = {
  'clusters/main/instance.yaml': INSTANCE,
  'clusters/main/providers.yaml': PROVIDERS,
  'clusters/main/teams.yaml': TEAMS,
  'apps/web.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {size: "n-${SIZE}"}\n',
};

const LISTED = 'flux-system/branches:\n- {branch: main, sha: a1}\n- {branch: feat/One, sha: b2}\n';

function states(answer: Answer): Record<string, string> {
  const { objects } = JSON.parse(answer.out) as { objects: { kind: string; name: string; state: string }[] };
  return Object.fromEntries(objects.map(({ kind, name, state }) => [`${kind}/${name}`, state]));
}

function objects(answer: Answer): { kind: string; metadata: { name: string; namespace?: string; labels?: Record<string, string> }; data?: Record<string, string> }[] {
  return answer.out.split(/^---\n/m).slice(1).map((text) => parseYaml(text) as { kind: string; metadata: { name: string } });
}

describe('a fleet of the Flux Operator', () => {
  test('renders from a FluxInstance to what its ResourceSets lead to', async () => {
    const fleet = repo({ ...FILES, 'inputs.yaml': LISTED });
    const tested = await fleet.eddy('test . -o json --inputs inputs.yaml');
    expect(states(tested)).toEqual({
      'FluxInstance/flux': 'passed',
      'GitRepository/flux-system': 'passed',
      'Kustomization/core': 'passed',
      'Kustomization/feat-one': 'passed',
      'Kustomization/flux-system': 'passed',
      'ResourceSet/teams': 'passed',
      'ResourceSetInputProvider/branches': 'passed',
      'ResourceSetInputProvider/defaults': 'passed',
    });
    expect(tested.code).toBe(0);
    const built = objects(await fleet.eddy('build . --inputs inputs.yaml'));
    const webs = built.filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'web');
    expect(webs.map(({ metadata, data }) => [metadata.namespace, data?.['size']]).sort()).toEqual([['core', 'n-1'], ['feat-one', 'n-2']]);
    const namespaces = built.filter(({ kind }) => kind === 'Namespace');
    expect(namespaces.map(({ metadata }) => metadata.name).sort()).toEqual(['core', 'feat-one']);
    // The FluxInstance patches the Kustomization that brings the variable in.
    expect(namespaces[0]?.metadata.labels).toEqual({ region: 'eu', 'resourceset.fluxcd.controlplane.io/name': 'teams', 'resourceset.fluxcd.controlplane.io/namespace': 'flux-system' });
    expect(built.find(({ kind, metadata }) => kind === 'Kustomization' && metadata.name === 'core')?.metadata.namespace).toBe('flux-system');
  });

  test('gives the same whatever the order of work', async () => {
    const fleet = repo({ ...FILES, 'inputs.yaml': LISTED });
    const { out } = await fleet.eddy('build . --inputs inputs.yaml --concurrency 1');
    for (const concurrency of [2, 8]) expect((await fleet.eddy(`build . --inputs inputs.yaml --concurrency ${String(concurrency)}`)).out).toBe(out);
  });

  test('names the provider whose inputs are not known, and the flag that gives them', async () => {
    const fleet = repo(FILES);
    const { code, out } = await fleet.eddy('test .');
    expect(code).toBe(1);
    expect(out).toContain('error[InputsUnknown]: the inputs of ResourceSetInputProvider/flux-system/branches come from GitHubBranch at https://github.com/example/app, which is not asked here');
    expect(out).toMatch(/--> clusters\/main\/providers\.yaml:1[0-9]:/);
    expect(out).toContain('--inputs FILE: "flux-system/branches: [...]"');
    expect(out).toContain('ResourceSet/flux-system/teams');
  });

  test('takes inputs as a cluster had exported them', async () => {
    const exported = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: fluxcd.controlplane.io/v1\n  kind: ResourceSetInputProvider\n  metadata: {name: branches, namespace: flux-system}\n  status:\n    exportedInputs: [{branch: any/Thing, id: "7", sha: c3, size: 5}]\n`;
    const fleet = repo({ ...FILES, 'exported.yaml': exported });
    expect(Object.keys(states(await fleet.eddy('test . -o json --inputs exported.yaml')))).toContain('Kustomization/any-thing');
  });

  test('puts the place of a template at fault into the report', async () => {
    const fleet = repo({ ...FILES, 'clusters/main/teams.yaml': TEAMS.replace('inputs.size | int', 'inputs.sise | int'), 'inputs.yaml': LISTED });
    const { out } = await fleet.eddy('test . --inputs inputs.yaml');
    expect(out).toContain('map has no entry for key "sise"');
    expect(out).toMatch(/--> clusters\/main\/teams\.yaml:21:38/);
  });

  test('a FluxInstance that locks tenants in blocks references to other namespaces', async () => {
    const tenant = (multitenant: boolean): Readonly<Record<string, string>> => ({
      ...FILES,
      'clusters/main/instance.yaml': INSTANCE.replace('spec:\n', `spec:\n  cluster: {multitenant: ${String(multitenant)}}\n`),
      'clusters/main/teams.yaml': 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: tenant, namespace: team}\nspec: {interval: 1h, path: apps, prune: true, targetNamespace: team, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}, postBuild: {substitute: {SIZE: "1"}}}\n',
      'inputs.yaml': LISTED,
    });
    const states = async (multitenant: boolean): Promise<string> => (await repo(tenant(multitenant)).eddy('test . --inputs inputs.yaml')).out;
    expect(await states(true)).toContain("error[AccessDenied]: can't access 'GitRepository/flux-system/flux-system', cross-namespace references have been blocked");
    expect(await states(false)).not.toContain('error[');
  });

  test('a FluxInstance does not move a run away from where it starts', async () => {
    const fleet = repo({ 'a/instance.yaml': INSTANCE.replace('path: clusters/main', 'path: b').replace(/ {2}kustomize:[^]*/, ''), 'a/x.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n', 'b/x.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: b}\n' });
    const { out, err, code } = await fleet.eddy('build a -v --only Namespace -o name');
    expect([code, out]).toEqual([0, 'namespace/a\n']);
    expect(err).toContain('syncs "b", and this run starts from "a": its sync is left out');
  });
});

describe('ResourceSets', () => {
  function cluster(spec: string, more: Readonly<Record<string, string>> = {}): ReturnType<typeof repo> {
    const set = `apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: set, namespace: apps}\nspec:\n${spec.replace(/^(?=.)/gm, '  ')}`;
    return repo({ 'cluster/set.yaml': set, ...more });
  }

  test('copy data from other namespaces, and give checksums of it', async () => {
    const fleet = cluster(
      `resources:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: info, annotations: {fluxcd.controlplane.io/copyFrom: flux-system/info}}
- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: web}
  spec:
    selector: {matchLabels: {app: web}}
    template:
      metadata: {labels: {app: web}, annotations: {fluxcd.controlplane.io/checksumFrom: ConfigMap/apps/info}}
      spec: {containers: [{name: web, image: web}]}
`,
      { 'cluster/info.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: info, namespace: flux-system}\ndata: {domain: example.test}\n' },
    );
    const built = objects(await fleet.eddy('build cluster'));
    expect(built.find(({ metadata }) => metadata.namespace === 'apps' && metadata.name === 'info')?.data).toEqual({ domain: 'example.test' });
    expect(JSON.stringify(built.find(({ kind }) => kind === 'Deployment'))).toMatch(/"fluxcd\.controlplane\.io\/checksum":"sha256:[0-9a-f]{64}"/);
  });

  test('wait for a source of data that is nowhere', async () => {
    const fleet = cluster('resources:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: s, annotations: {fluxcd.controlplane.io/copyFrom: flux-system/gone}}\n');
    const { out } = await fleet.eddy('test cluster');
    expect(out).toContain('error[CopySourceNotFound]: Secret/apps/s copies data from Secret/flux-system/gone, which does not exist');
    expect(out).toContain('--cluster-object FILE');
  });

  test.each([
    ['exists', '{apiVersion: v1, kind: ConfigMap, name: gate, namespace: apps}', 'passed'],
    ['is of another kind, and counts as ready once rendered', '{apiVersion: v1, kind: ConfigMap, name: gate, namespace: apps, ready: true}', 'passed'],
    ['answers an expression', "{apiVersion: v1, kind: ConfigMap, name: gate, namespace: apps, ready: true, readyExpr: \"data.gate == 'open'\"}", 'passed'],
    ['comes with Flux', '{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, name: helmreleases.helm.toolkit.fluxcd.io, ready: true}', 'passed'],
    ['is nowhere', '{apiVersion: v1, kind: ConfigMap, name: gone, namespace: apps}', 'failed'],
    ['is no object yet', '{apiVersion: fluxcd.controlplane.io/v1, kind: ResourceSet, name: later, namespace: apps, ready: true}', 'failed'],
  ])('a dependency that %s', async (_what, dependency, state) => {
    const fleet = cluster(`dependsOn: [${dependency}]\nresources:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: done}\n`, { 'cluster/gate.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: gate, namespace: apps}\ndata: {gate: open}\n' });
    expect(states(await fleet.eddy('test cluster -o json'))['ResourceSet/set']).toBe(state);
  });

  test('render ResourceSets and providers, which render on', async () => {
    const fleet = cluster(`resourcesTemplate: |
  apiVersion: fluxcd.controlplane.io/v1
  kind: ResourceSetInputProvider
  metadata: {name: inner}
  spec: {type: Static, defaultValues: {name: deep}}
  ---
  apiVersion: fluxcd.controlplane.io/v1
  kind: ResourceSet
  metadata: {name: inner}
  spec:
    inputsFrom: [{kind: ResourceSetInputProvider, name: inner}]
    resources:
    - apiVersion: v1
      kind: Namespace
      metadata: {name: '<< "<<" >> inputs.name >>'}
`);
    expect((await fleet.eddy('build cluster --resourceset inner -o name')).out).toBe('namespace/deep\n');
    const { out } = await fleet.eddy('get rs cluster');
    expect(out).toMatch(/ResourceSetInputProvider\s+True/);
  });
});
