import { describe, expect, test } from 'vitest';
import { toDict, type Dict } from '../../std/dict.ts';
import { EddyError } from '../../diagnostics/index.ts';
import { createSprigFunctions } from '../../lang/sprig/index.ts';
import { parseYaml } from '../../lang/yaml/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { filterInputs } from './filter-inputs.ts';
import { instanceSync } from './flux-instance-sync.ts';
import { inputProviderSpec } from './input-provider-spec.ts';
import { combineInputs, fieldName, inputId, type InputStrategy } from './inputs.ts';
import { renderResources } from './render-resources.ts';
import { resourceSetSpec } from './resource-set-spec.ts';
import { TEMPLATE_FUNCTIONS } from './template-functions.ts';

function objectOf(text: string): K8sObject {
  return parseYaml(text) as K8sObject;
}

function resourceSet(spec: string): K8sObject {
  const indented = spec.replace(/^/gm, '  ');
  return objectOf(`apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: apps, namespace: flux-system}\nspec:\n${indented}`);
}

/** The objects that a ResourceSet renders for inputs. */
function render(spec: string, inputs: readonly Dict[] | undefined = []): K8sObject[] {
  return renderResources(resourceSetSpec(resourceSet(spec)).groups, inputs).flatMap(({ objects }) => objects);
}

function failure(run: () => unknown): EddyError {
  try {
    run();
  } catch (error) {
    if (error instanceof EddyError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

function configMap(name: string, body = ''): string {
  return `- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: ${name}, namespace: apps}\n${body.replace(/^(?=.)/gm, '  ')}`;
}

const TEAMS = [toDict({ team: 'a', size: 2, port: '8080', open: 'true', labels: toDict({ tier: 'web' }) }), toDict({ team: 'b', size: 3, port: '8081', open: 'false', labels: toDict({ tier: 'db' }) })];

describe('templates', () => {
  test('are rendered for each resource, then for each input set', () => {
    const names = render(`resources:\n${configMap("'x-<< inputs.team >>'")}\n${configMap("'y-<< inputs.team >>'")}\n`, TEAMS).map(({ metadata }) => metadata.name);
    expect(names).toEqual(['x-a', 'x-b', 'y-a', 'y-b']);
  });

  test.each([
    ['<< inputs.size >>', 2],
    ['<< inputs.size | int >>', 2],
    ['<< inputs.port >>', 8080],
    ['<< inputs.port | quote >>', '8080'],
    ['<< inputs.open | bool >>', true],
    ['<< inputs.labels | toYaml | nindent 4 >>', { tier: 'web' }],
    ['<< inputs.labels | get "tier" >>', null],
    ['<< get inputs.labels "tier" | upper >>', 'WEB'],
    ['<< "Team One!" | slugify >>', 'team-one'],
    ['<< if eq inputs.team "a" >>yes<< else >>no<< end >>', true],
    ['{{ .Values.x }}', '{{ .Values.x }}'],
  ])('%s gives %j', (template, want) => {
    const run = (): unknown => render(`resources:\n${configMap('x', `data:\n  value: '${template}'`)}\n`, TEAMS.slice(0, 1))[0]?.['data'];
    if (want === null) expect(failure(run).code).toBe('ResourceSetTemplate');
    else expect(run()).toEqual({ value: want });
  });

  test('stand in keys and names, too', () => {
    const [object] = render(`resources:\n${configMap('x', "data:\n  'k-<< inputs.team >>': v")}\n`, TEAMS.slice(0, 1));
    expect(object?.['data']).toEqual({ 'k-a': 'v' });
  });

  test('of several objects with one identity the first counts, and those of resources come before those of the template', () => {
    const objects = render(`resources:\n${configMap('shared', "data: {from: '<< inputs.team >>'}")}\nresourcesTemplate: |\n  ---\n  apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: shared, namespace: apps}\n  data: {from: template}\n  << range $i := until 2 >>\n  ---\n  apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: "t-<< inputs.team >>-<< $i >>", namespace: apps}\n  << end >>\n`, TEAMS);
    expect(objects.map(({ metadata }) => metadata.name)).toEqual(['shared', 't-a-0', 't-a-1', 't-b-0', 't-b-1']);
    expect(objects[0]?.['data']).toEqual({ from: 'a' });
  });

  test('an object that says "reconcile: disabled" is left out, exactly so', () => {
    const annotated = (value: string): string => `- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: 'x-<< inputs.team >>'\n    namespace: apps\n    annotations: {fluxcd.controlplane.io/reconcile: '${value}'}\n`;
    expect(render(`resources:\n${annotated('<< if eq inputs.team "a" >>enabled<< else >>disabled<< end >>')}`, TEAMS).map(({ metadata }) => metadata.name)).toEqual(['x-a']);
    expect(render(`resources:\n${annotated('Disabled')}`, TEAMS)).toHaveLength(2);
  });

  test('without inputs they are rendered once, as they are', () => {
    const set = resourceSetSpec(resourceSet(`resources:\n${configMap('x')}\n${configMap('x')}\n`));
    expect(renderResources(set.groups, undefined)[0]?.objects).toHaveLength(2);
  });

  test('inputs that are there and empty render nothing', () => {
    expect(render(`resources:\n${configMap('x')}\n`, [])).toEqual([]);
  });

  test('steps keep their order, and share no object', () => {
    const steps = (second: string): string => `steps:\n- name: first\n  resources:\n${configMap('x').replace(/^/gm, '  ')}\n- name: second\n  resources:\n${configMap(second).replace(/^/gm, '  ')}\n`;
    expect(renderResources(resourceSetSpec(resourceSet(steps('z'))).groups, TEAMS).map(({ step, objects }) => [step, objects.length])).toEqual([['first', 1], ['second', 1]]);
    expect(failure(() => render(steps('x'), TEAMS)).message).toBe('ConfigMap/apps/x is rendered by two steps, "first" and "second"');
  });
});

describe('faults', () => {
  test.each([
    ['a key that the inputs lack', "data: {v: '<< inputs.nope >>'}", /map has no entry for key "nope"/, 'these inputs have labels, open, port, size, team', ['spec', 'resources', 0, 'data', 'v']],
    ['a template that does not parse', "data:\n  a: b\n  v: '<< if >>'", /missing value for if/, undefined, ['spec', 'resources', 0, 'data', 'v']],
    ['a function that is not there', "data: {v: '<< randAlpha 5 >>'}", /function "randAlpha" not defined/, undefined, ['spec', 'resources', 0, 'data', 'v']],
  ])('%s', (_what, body, message, hint, path) => {
    const error = failure(() => render(`resources:\n${configMap('x', body)}\n`, TEAMS));
    expect(error.code).toBe('ResourceSetTemplate');
    expect(error.message).toMatch(message);
    if (hint !== undefined) expect(error.hint).toBe(hint);
    expect(error.path).toEqual(path);
  });

  test('what is no YAML any more is shown', () => {
    const error = failure(() => render(`resources:\n${configMap('x', "data: {v: '<< inputs.bad >>'}")}\n`, [toDict({ bad: 'a: b: c' })]));
    expect(error.code).toBe('ResourceSetObject');
    expect(error.notes[0]?.message).toMatch(/^line 3 of what was rendered: v: a: b: c$/);
  });

  test('what renders no object is refused', () => {
    expect(failure(() => render("resources:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: ''}}\n", TEAMS)).message).toBe('a resource renders no object with apiVersion, kind and metadata.name');
  });

  test.each([
    ['inputs: [{a: b}]', 'one of resources, resourcesTemplate and steps is required'],
    ['resources: []\nsteps: [{name: a}]', 'steps exclude resources and resourcesTemplate'],
    ['steps: [{name: a}, {name: a}]', 'two steps are called "a"'],
    ['resources: []\ninputsFrom: [{kind: ResourceSetInputProvider}]', 'an entry of inputsFrom takes either a name or a selector'],
    ['resources: []\ninputStrategy: {name: Zip}', 'the input strategy is Flatten or Permute, not "Zip"'],
  ])('the spec %j is refused', (spec, message) => {
    expect(failure(() => resourceSetSpec(resourceSet(spec))).message).toBe(message);
  });
});

describe('inputs', () => {
  const FLATTEN: InputStrategy = { name: 'Flatten', includeEmptyProviders: false };
  const PERMUTE: InputStrategy = { name: 'Permute', includeEmptyProviders: false };
  const provider = (name: string, ...sets: Record<string, unknown>[]): Parameters<typeof combineInputs>[0][number] => ({
    provider: { apiVersion: 'fluxcd.controlplane.io/v1', kind: 'ResourceSetInputProvider', namespace: 'flux-system', name },
    sets: sets.map((set) => toDict(set)),
  });

  test('are flattened in the order of their providers, each told whose they are', () => {
    const sets = combineInputs([provider('one', { a: 1 }, { a: 2 }), provider('two', { b: 3 })], FLATTEN);
    expect(sets.map(({ a, b }) => a ?? b)).toEqual([1, 2, 3]);
    expect(sets[2]?.['provider']).toEqual({ apiVersion: 'fluxcd.controlplane.io/v1', kind: 'ResourceSetInputProvider', name: 'two', namespace: 'flux-system' });
  });

  test('are permuted under the names of their providers', () => {
    const sets = combineInputs([provider('git-tags', { tag: 'v1' }, { tag: 'v2' }), provider('regions', { region: 'eu' }, { region: 'us' }), provider('empty')], PERMUTE);
    expect(sets.map(({ git_tags: tags, regions }) => [(tags as Dict)['tag'], (regions as Dict)['region']])).toEqual([['v1', 'eu'], ['v1', 'us'], ['v2', 'eu'], ['v2', 'us']]);
    expect(new Set(sets.map(({ id }) => id)).size).toBe(4);
    expect(sets[1]?.['id']).toBe(inputId('git_tags=0/regions=1'));
  });

  test('an empty provider makes the product empty where it counts', () => {
    expect(combineInputs([provider('a', { x: 1 }), provider('empty')], { ...PERMUTE, includeEmptyProviders: true })).toEqual([]);
  });

  test.each([
    ['more than 10,000 permutations', [provider('a', ...Array.from({ length: 101 }, () => ({}))), provider('b', ...Array.from({ length: 100 }, () => ({})))], /10100 permutations/],
    ['two providers of one name', [provider('a-b', {}), provider('a.b', {})], /"a-b" and "a.b" would both be called "a_b"/],
  ])('%s are refused', (_what, providers, message) => {
    expect(failure(() => combineInputs(providers, PERMUTE)).message).toMatch(message);
  });

  test.each([['Git-Tags', 'git_tags'], ['a.b c', 'a_b_c'], ['x$y', 'xy']])('the name %s becomes %s', (name, want) => {
    expect(fieldName(name)).toBe(want);
  });

  test('ids are Adler-32 in decimal', () => {
    // RFC 1950's checksum of the bytes of "Wikipedia", as its literature has it.
    expect(inputId('Wikipedia')).toBe(String(0x11e60398));
    // As flate 0.6.5 answers for one set of each of three providers.
    expect(inputId('ksets=0/my_tags_x=0/regions=0')).toBe('2720467602');
  });
});

describe('what a provider exports of what was given', () => {
  function exported(spec: string, listed: Record<string, unknown>[], before: Record<string, unknown>[] = []): Record<string, unknown>[] {
    const object = objectOf(`apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSetInputProvider\nmetadata: {name: p, namespace: n}\nspec:\n${spec.replace(/^/gm, '  ')}`);
    const dicts = (items: Record<string, unknown>[]): Dict[] => items.map((item) => toDict(item));
    return filterInputs(inputProviderSpec(object), dicts(listed), dicts(before)).map((set) => ({ ...set }));
  }

  const TAGS = ['1.0.0', '1.2.0', '2.0.0', 'latest', '1.10.0', '1.3.0-rc.1'].map((tag) => ({ tag, digest: `sha256:${tag}` }));

  test.each([
    ['semver: 1.x', ['1.10.0', '1.2.0', '1.0.0']],
    ['semver: ">=1.0.0"\nlimit: 1', ['2.0.0']],
    ['includeTag: "^1"\nexcludeTag: rc', ['1.2.0', '1.10.0', '1.0.0']],
    ['limit: 2', ['latest', '2.0.0']],
  ])('tags with the filter %j', (filter, want) => {
    expect(exported(`type: OCIArtifactTag\nurl: oci://r.example/x\nfilter:\n${filter.replace(/^/gm, '  ')}`, TAGS).map(({ tag }) => tag)).toEqual(want);
  });

  test('branches by name, with defaults and an id', () => {
    const sets = exported('type: GitHubBranch\nurl: https://x\nfilter: {includeBranch: "^feat/", excludeBranch: "no$"}\ndefaultValues: {env: dev, sha: none}', [
      { branch: 'feat/a', sha: '1' }, { branch: 'main', sha: '2' }, { branch: 'feat/no', sha: '3' },
    ]);
    expect(sets).toEqual([{ env: 'dev', branch: 'feat/a', sha: '1', id: inputId('feat/a') }]);
  });

  test('pull requests by labels; one that is held back keeps what it had', () => {
    const spec = 'type: GitHubPullRequest\nurl: https://x\nfilter: {labels: [deploy]}\nskip: {labels: [hold, "!tested"]}';
    const listed = [
      { id: 1, branch: 'a', sha: 'new', labels: ['deploy', 'tested'] },
      { id: 2, branch: 'b', sha: 'new', labels: ['deploy', 'tested', 'hold'] },
      { id: 3, branch: 'c', sha: 'new', labels: ['deploy'] },
      { id: 4, branch: 'd', sha: 'new', labels: ['tested'] },
    ];
    expect(exported(spec, listed, [{ id: '2', branch: 'b', sha: 'old' }])).toEqual([{ branch: 'a', sha: 'new', id: '1' }, { id: '2', branch: 'b', sha: 'old' }]);
  });

  test('a hundred and no more', () => {
    expect(exported('type: GitLabBranch\nurl: https://x', Array.from({ length: 150 }, (_, i) => ({ branch: `b${String(i)}` })))).toHaveLength(100);
  });

  test.each([
    ['type: GitHubStars', [], /no input provider of type "GitHubStars"/],
    ['type: GitHubPullRequest', [{ branch: 'a' }], /has no id/],
    ['type: GitHubBranch', [{ sha: 'a' }], /no text "branch"/],
  ])('%s with %j is refused', (spec, listed, message) => {
    expect(failure(() => exported(spec, listed)).message).toMatch(message);
  });
});

describe('the sync of a FluxInstance', () => {
  function sync(spec: string): NonNullable<ReturnType<typeof instanceSync>> {
    return instanceSync(objectOf(`apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux, namespace: flux-system}\nspec:\n${spec.replace(/^/gm, '  ')}`))!;
  }

  test.each([
    ['kind: GitRepository\nurl: https://g.example/x\nref: refs/heads/main', { interval: '1m', url: 'https://g.example/x', ref: { name: 'refs/heads/main' } }],
    ['kind: OCIRepository\nurl: oci://r.example/x\nref: latest\npullSecret: auth', { interval: '1m', url: 'oci://r.example/x', ref: { tag: 'latest' }, secretRef: { name: 'auth' } }],
    ['kind: Bucket\nurl: s3.example\nref: flux\ninterval: 5m\nprovider: aws', { interval: '5m', endpoint: 's3.example', bucketName: 'flux', provider: 'aws' }],
  ])('%j makes a source', (text, want) => {
    const { source, kustomization } = sync(`sync:\n  path: clusters/a\n${text.replace(/^/gm, '  ')}`);
    expect(source['spec']).toEqual(want);
    expect(source.metadata).toEqual({ name: 'flux-system', namespace: 'flux-system' });
    expect(kustomization['spec']).toEqual({ interval: '10m', path: 'clusters/a', prune: true, sourceRef: { kind: source.kind, name: 'flux-system' } });
  });

  test('is patched by what is meant for it', () => {
    const { kustomization, source } = sync(`sync: {kind: GitRepository, url: https://g.example/x, ref: refs/heads/main, path: clusters/a, name: fleet}
kustomize:
  patches:
  - target: {kind: Deployment, name: source-controller}
    patch: "- op: add\\n  path: /spec/replicas\\n  value: 2"
  - patch: "apiVersion: apps/v1\\nkind: Deployment\\nmetadata: {name: helm-controller}"
  - target: {kind: Kustomization}
    patch: "- op: add\\n  path: /spec/decryption\\n  value: {provider: sops, secretRef: {name: sops-age}}"
`);
    expect(kustomization['spec']).toMatchObject({ decryption: { provider: 'sops' } });
    expect(kustomization.metadata.name).toBe('fleet');
    expect(source['spec']).toEqual({ interval: '1m', url: 'https://g.example/x', ref: { name: 'refs/heads/main' } });
  });
});

test('every function of slim-sprig is there, and none that asks for chance, time or the environment', () => {
  const sprig = createSprigFunctions({ now: () => 0, random: (count) => new Uint8Array(count), localZone: 'UTC' });
  expect(TEMPLATE_FUNCTIONS.size).toBeGreaterThan(150);
  const own = ['bool', 'inputs', 'mustToYaml', 'slugify', 'toYaml'];
  expect([...TEMPLATE_FUNCTIONS.keys()].filter((name) => !sprig.has(name)).sort()).toEqual(own);
  for (const name of ['env', 'expandenv', 'now', 'date', 'randAlphaNum', 'uuidv4', 'genCA', 'getHostByName', 'derivePassword']) expect(TEMPLATE_FUNCTIONS.has(name)).toBe(false);
});
