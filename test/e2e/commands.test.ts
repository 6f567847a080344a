import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../src/lang/yaml/index.ts';
import { kustomization } from './broken-fleet.ts';
import { repositories, type Answer } from './repo.ts';
import { CANARY, SMALL_FLEET } from './small-fleet.ts';

const repo = repositories();
const fleet = repo(SMALL_FLEET);

/** What `eddy build` renders of the small fleet, in its order. */
const NAMES = [
  'helmrelease.helm.toolkit.fluxcd.io/greeter',
  'configmap/greeter-chart',
  'secret/greeter-chart',
];

function json(answer: Answer): Record<string, unknown> {
  return JSON.parse(answer.out) as Record<string, unknown>;
}

describe('eddy build', () => {
  test('prints YAML documents that hold what the cluster would get', async () => {
    const { code, out, err } = await fleet.eddy('build clusters/main');
    expect(err).toBe('note: values of Secrets are masked; --show-secrets prints them\n');
    expect(code).toBe(0);
    const documents = out.split(/^---\n/m).slice(1).map((text) => parseYaml(text) as { kind: string; metadata: { name: string } });
    expect(documents.map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort()).toEqual([
      'ConfigMap/greeter-chart',
      'CustomResourceDefinition/widgets.example.com',
      'Deployment/web',
      'GitRepository/flux-system',
      'HelmRelease/greeter',
      'Kustomization/apps',
      'Kustomization/crds',
      'Kustomization/flux-system',
      'Secret/greeter-chart',
      'Secret/greeter-values',
      'Secret/web',
    ]);
    expect(out).toContain('value: eu');
  });

  test('gives the same bytes whatever the concurrency, and from wherever it runs', async () => {
    const { out } = await fleet.eddy('build clusters/main');
    for (const concurrency of [1, 2, 8]) expect((await fleet.eddy(`build clusters/main --concurrency ${String(concurrency)}`)).out).toBe(out);
    expect((await fleet.eddy('build', { cwd: 'clusters/main' })).out).toBe(out);
    expect((await fleet.eddy('build .', { cwd: 'clusters/main' })).out).toBe(out);
  });

  test.each([
    ['--helmrelease greeter', NAMES.slice(1)],
    ['--helmrelease apps/greeter --skip-secrets', ['configmap/greeter-chart']],
    ['--kustomization crds', ['customresourcedefinition.apiextensions.k8s.io/widgets.example.com']],
    ['--kustomization crds --skip-crds', []],
    ['--only deployment', ['deployment.apps/web']],
    ['-l app=web', ['deployment.apps/web']],
    ['-n apps --only HelmRelease --only ConfigMap', ['helmrelease.helm.toolkit.fluxcd.io/greeter', 'configmap/greeter-chart']],
  ])('%s picks objects', async (flags, want) => {
    const { out, code } = await fleet.eddy(`build clusters/main -o name ${flags}`);
    expect(out.split('\n').filter((line) => line !== '').sort()).toEqual([...want].sort());
    expect(code).toBe(0);
  });

  test('a selector with spaces is one argument', async () => {
    const { out } = await fleet.eddy(['build', 'clusters/main', '-o', 'name', '-l', 'app in (web, api)']);
    expect(out).toBe('deployment.apps/web\n');
  });

  test('-o json is a v1 List', async () => {
    const list = json(await fleet.eddy('build clusters/main -o json --only Deployment'));
    expect(list).toMatchObject({ apiVersion: 'v1', kind: 'List', items: [{ kind: 'Deployment', metadata: { name: 'web' } }] });
  });

  test('--output-dir writes one file per object', async () => {
    const { code, out, err } = await fleet.eddy('build clusters/main --output-dir rendered --kustomization apps --skip-secrets');
    expect([code, out]).toEqual([0, '']);
    expect(err).toContain('wrote 2 objects to rendered');
    const folder = join(fleet.dir, 'rendered', 'Kustomization-flux-system-apps');
    expect(readdirSync(folder).sort()).toEqual(['Deployment-apps-web.yaml', 'HelmRelease-apps-greeter.yaml']);
    expect(readFileSync(join(folder, 'Deployment-apps-web.yaml'), 'utf8')).toMatch(/^apiVersion: apps\/v1\nkind: Deployment\n/);
  });

  test('a folder that cannot be written to is one clear error', async () => {
    const { code, err } = await fleet.eddy('build clusters/main --output-dir apps/web.yaml');
    expect(code).toBe(2);
    expect(err).toContain('error[OutputFailed]');
  });

  test('a second run gives the same bytes, and so does one without the results of the first', async () => {
    const warm = repo(SMALL_FLEET);
    const { out } = await warm.eddy('build clusters/main --show-secrets');
    expect((await warm.eddy('build clusters/main --show-secrets')).out).toBe(out);
    expect((await warm.eddy('build clusters/main --show-secrets --no-cache')).out).toBe(out);
    warm.write({ 'charts/greeter/values.yaml': 'greeting: hey\n', 'apps/web.yaml': SMALL_FLEET['apps/web.yaml']!.replace('web:1.0.0', 'web:2.0.0') });
    const changed = await warm.eddy('build clusters/main --show-secrets');
    expect(changed.out).toContain('web:2.0.0');
    expect((await warm.eddy('build clusters/main --show-secrets --no-cache')).out).toBe(changed.out);
  });

  test('a release that does not exist is an error with the nearest one', async () => {
    const { code, out, err } = await fleet.eddy('build clusters/main --helmrelease greter');
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('the fleet has no HelmRelease "greter"');
    expect(err).toContain('did you mean "greeter"?');
  });
});

describe('Secrets', () => {
  const encoded = Buffer.from(CANARY).toString('base64');

  test.each([
    'build clusters/main',
    'build clusters/main -o json',
    'build clusters/main -o name',
    'test clusters/main',
    'test clusters/main -o json',
    'test clusters/main -o junit',
    'get all clusters/main -o wide',
    'get all clusters/main -o yaml',
    'get all clusters/main -o json',
    'get images clusters/main -o json',
    'tree clusters/main',
    'tree clusters/main -o json',
  ])('no value of a Secret shows in eddy %s', async (line) => {
    const { out, err } = await fleet.eddy(line);
    for (const text of [out, err]) {
      expect(text).not.toContain(CANARY);
      expect(text).not.toContain(encoded);
    }
  });

  test('no value of a Secret shows in a diff or the shell, and a change of one still shows', async () => {
    const changing = repo(SMALL_FLEET);
    changing.write({ 'apps/secret.yaml': SMALL_FLEET['apps/secret.yaml']!.replace(CANARY, `${CANARY}-2`) });
    for (const format of ['diff', 'json']) {
      const { out, err } = await changing.eddy(`diff clusters/main -o ${format}`);
      expect(out).toContain('*** (after)');
      expect(out + err).not.toContain(CANARY);
    }
    const { out } = await changing.eddy('shell clusters/main', { stdin: 'show secret/web\ndescribe secret/web\ndiff secret/web secret/greeter-chart\n' });
    expect(out).toContain('***');
    expect(out).not.toContain(CANARY);
  });

  test('--show-secrets prints them', async () => {
    const { out, err } = await fleet.eddy('build clusters/main --show-secrets');
    expect(out).toContain(CANARY);
    expect(err).toBe('');
  });
});

describe('eddy test', () => {
  test('says how every Flux object is', async () => {
    const { code, out, err } = await fleet.eddy('test clusters/main');
    expect(out).toMatch(/^passed {5}HelmRelease\/apps\/greeter {10,}\d+ ms$/m);
    expect(out).toMatch(/^passed {5}Kustomization\/flux-system\/apps +\d+ ms$/m);
    expect(out).toMatch(/\n\n\d+ passed in \d+\.\d\d s\n$/);
    expect([code, err]).toEqual([0, '']);
  });

  test('shows a root cause once with its line, and what it blocks', async () => {
    const broken = repo({ ...SMALL_FLEET, 'crds/widget.yaml': 'kind: X\nspec: a: b\n' });
    const { code, out } = await broken.eddy('test clusters/main');
    expect(code).toBe(1);
    expect(out).toMatch(/^failed +Kustomization\/flux-system\/crds/m);
    expect(out).toMatch(/^blocked +Kustomization\/flux-system\/apps +by Kustomization\/flux-system\/crds$/m);
    expect(out.match(/error\[/g)).toHaveLength(1);
    expect(out).toContain('  --> crds/widget.yaml:2:');
    expect(out).toContain('2 | spec: a: b');
    expect(out).toMatch(/= blocks \d objects?:\n {7}/);
    expect(out).toMatch(/1 failed/);
  });

  test('names files as they are opened from where it runs', async () => {
    const broken = repo({ ...SMALL_FLEET, 'crds/widget.yaml': 'kind: X\nspec: a: b\n' });
    expect((await broken.eddy('test', { cwd: 'clusters/main' })).out).toContain('  --> ../../crds/widget.yaml:2:');
  });

  test('-o json holds the same as data', async () => {
    const broken = repo({ ...SMALL_FLEET, 'crds/widget.yaml': 'kind: X\nspec: a: b\n' });
    const answer = await broken.eddy('test clusters/main -o json');
    expect(answer.code).toBe(1);
    expect(json(answer)).toMatchObject({
      apiVersion: 'eddy/v1',
      kind: 'TestReport',
      ok: false,
      summary: { failed: 1, rootCauses: 1 },
      failures: [{ code: 'YamlSyntax', object: { kind: 'Kustomization', name: 'crds' }, at: { file: 'crds/widget.yaml', line: 2 } }],
    });
  });

  test('a suspended object is shown as such', async () => {
    const suspended = repo({ ...SMALL_FLEET, 'clusters/main/crds.yaml': kustomization('crds', './crds', '  suspend: true\n') });
    expect((await suspended.eddy('test clusters/main')).out).toMatch(/^suspended {2}Kustomization\/flux-system\/crds$/m);
  });

  test('--strict lets warnings fail the run', async () => {
    const twice = repo({ ...SMALL_FLEET, 'crds/web.yaml': SMALL_FLEET['apps/web.yaml']!.replace('${REGION}', 'us') });
    const relaxed = await twice.eddy('test clusters/main');
    expect(relaxed.out).toContain('warning[ObjectTwoProducers]');
    expect(relaxed.code).toBe(0);
    expect((await twice.eddy('test clusters/main --strict')).code).toBe(1);
  });

  test('--no-strict-substitution makes an undefined variable empty', async () => {
    const undefinedVariable = repo({ ...SMALL_FLEET, 'apps/web.yaml': SMALL_FLEET['apps/web.yaml']!.replace('REGION}', 'NOWHERE}') });
    expect((await undefinedVariable.eddy('test clusters/main')).code).toBe(1);
    expect((await undefinedVariable.eddy('test clusters/main --no-strict-substitution')).code).toBe(0);
  });
});

describe('on a terminal', () => {
  test('stderr shows how far a run is, and the line is taken away again', async () => {
    const { out, err } = await fleet.eddy('test clusters/main --no-cache', { isTTY: true });
    expect(out).toContain('\u001B[32mpassed');
    expect(err === '' || err.endsWith('\r\u001B[2K')).toBe(true);
    expect((await fleet.eddy('test clusters/main', { isTTY: true, env: { CI: 'true' } })).err).toBe('');
  });
});

describe('PATH', () => {
  test('may be a repository with one cluster', async () => {
    expect((await fleet.eddy('build . -o name')).out).toBe((await fleet.eddy('build clusters/main -o name')).out);
  });

  test('has to say which of several clusters is meant', async () => {
    const two = repo({ ...SMALL_FLEET, 'clusters/other/flux-system/gotk-sync.yaml': SMALL_FLEET['clusters/main/flux-system/gotk-sync.yaml']!.replace('clusters/main', 'clusters/other') });
    const { code, err } = await two.eddy('test');
    expect(code).toBe(2);
    expect(err).toContain('error[EntryAmbiguous]: there are 2 clusters to start from: "clusters/main", "clusters/other"');
  });

  test('a repository without a cluster is an error, whatever lies in it', async () => {
    const { code, err } = await repo({ 'templates/a.yaml': 'kind: FluxInstance\n{{- oops }}\n' }).eddy('test');
    expect(code).toBe(2);
    expect(err).toContain('error[EntryNotFound]');
  });

  test('may lie in no Git repository', async () => {
    const plain = repo(SMALL_FLEET, { git: false });
    expect((await plain.eddy('test clusters/main')).code).toBe(0);
  });
});

describe('eddy get', () => {
  test('prints tables as kubectl does', async () => {
    const { out } = await fleet.eddy('get ks clusters/main');
    const [header, ...rows] = out.trimEnd().split('\n');
    expect(header).toMatch(/^NAMESPACE {5}NAME {10}PATH +SOURCE +READY {3}STATUS$/);
    expect(rows.map((line) => line.split(/ {3,}/).slice(0, 4))).toEqual([
      ['flux-system', 'apps', './apps', 'GitRepository/flux-system'],
      ['flux-system', 'crds', './crds', 'GitRepository/flux-system'],
      ['flux-system', 'flux-system', './clusters/main', 'GitRepository/flux-system'],
    ]);
  });

  test('-n leaves the column of the namespace out', async () => {
    const { out } = await fleet.eddy('get hr clusters/main -n apps');
    expect(out).toMatch(/^NAME {6}CHART +VERSION +SOURCE/);
    expect(out).toMatch(/^greeter {3}\.\/charts\/greeter +GitRepository\/flux-system\/flux-system +True/m);
  });

  test('says so when there is nothing', async () => {
    expect(await fleet.eddy('get hr clusters/main -n nowhere')).toMatchObject({ code: 0, out: '', err: 'No objects found in nowhere namespace.\n' });
  });

  test('-o name, json and yaml', async () => {
    expect((await fleet.eddy('get hr clusters/main -o name')).out).toBe('helmrelease.helm.toolkit.fluxcd.io/greeter\n');
    const want = { apiVersion: 'eddy/v1', kind: 'FluxObjectList', items: [{ kind: 'HelmRelease', namespace: 'apps', name: 'greeter', state: 'passed', object: { spec: { values: { greeting: 'hello' } } } }] };
    expect(json(await fleet.eddy('get hr clusters/main -o json'))).toMatchObject(want);
    expect(parseYaml((await fleet.eddy('get hr clusters/main -o yaml')).out)).toMatchObject(want);
  });

  test('images come with the object and container that use them', async () => {
    expect((await fleet.eddy('get images clusters/main')).out).toBe(`\
IMAGE                           OBJECT                CONTAINER
ghcr.io/example/migrate:1.0.0   Deployment/apps/web   migrate
ghcr.io/example/web:1.0.0       Deployment/apps/web   web
`);
    expect((await fleet.eddy('get images clusters/main -o name')).out).toBe('ghcr.io/example/migrate:1.0.0\nghcr.io/example/web:1.0.0\n');
    expect(json(await fleet.eddy('get images clusters/main -o json'))).toMatchObject({ kind: 'ImageList', images: [{ image: 'ghcr.io/example/migrate:1.0.0', uses: [{ object: { kind: 'Deployment' }, container: 'migrate' }] }, {}] });
  });
});

describe('eddy diff', () => {
  const edited = repo(SMALL_FLEET);
  edited.write({ 'apps/web.yaml': SMALL_FLEET['apps/web.yaml']!.replace('web:1.0.0', 'web:1.1.0') });

  test('shows the object that an edit changes, and nothing else', async () => {
    const { code, out, err } = await edited.eddy('diff clusters/main -U 0');
    expect(out.replace(/^@@.*$/m, '@@')).toBe(`\
--- Deployment/apps/web (Kustomization/flux-system/apps)
+++ Deployment/apps/web (Kustomization/flux-system/apps)
@@
-        image: ghcr.io/example/web:1.0.0
+        image: ghcr.io/example/web:1.1.0
`);
    expect(code).toBe(0);
    expect(err).toMatch(/^0 added, 0 removed, 1 changed compared with HEAD \([0-9a-f]{12}\)\n$/);
  });

  test('--exit-code tells of differences', async () => {
    expect((await edited.eddy('diff clusters/main --exit-code')).code).toBe(1);
    expect(await fleet.eddy('diff clusters/main --exit-code')).toMatchObject({ code: 0, out: '' });
  });

  test('-o json names the fields', async () => {
    expect(json(await edited.eddy('diff clusters/main -o json'))).toMatchObject({
      kind: 'DiffReport',
      summary: { added: 0, removed: 0, changed: 1 },
      changes: [{ type: 'changed', object: { name: 'web' }, fields: [{ path: 'spec.template.spec.containers[name=web].image', before: 'ghcr.io/example/web:1.0.0', after: 'ghcr.io/example/web:1.1.0' }] }],
    });
  });

  test('a revision or a folder can be the old side', async () => {
    const history = repo(SMALL_FLEET);
    history.write({ 'apps/extra.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: extra\n  namespace: apps\n' });
    history.commit();
    expect((await history.eddy('diff clusters/main')).out).toBe('');
    expect((await history.eddy('diff clusters/main --base HEAD~1 -o name')).out).toBe('configmap/extra\n');
    const { out } = await history.eddy(['diff', 'clusters/main', '--path-orig', join(fleet.dir, 'clusters/main')]);
    expect(out).toMatch(/^--- \/dev\/null\n\+\+\+ ConfigMap\/apps\/extra /);
  });

  test('an entry folder that is new counts as added', async () => {
    const grown = repo(SMALL_FLEET);
    grown.write({ 'clusters/second/apps.yaml': kustomization('crds', './crds') });
    const { code, out, err } = await grown.eddy('diff clusters/second -o name');
    expect(code).toBe(0);
    expect(out).toContain('customresourcedefinition.apiextensions.k8s.io/widgets.example.com');
    expect(err).toContain('note: clusters/second does not exist in HEAD');
  });

  test('what no longer renders does not look like a deletion', async () => {
    const broken = repo(SMALL_FLEET);
    broken.write({ 'charts/greeter/templates/config.yaml': '{{ fail "no" }}' });
    const { code, out, err } = await broken.eddy('diff clusters/main');
    expect(out).toBe('');
    expect(err).toContain('note: 2 objects of HelmRelease/apps/greeter not compared: it failed on the new side');
    expect(err).toContain('error[');
    expect(code).toBe(1);
  });

  test('labels and annotations can be left out', async () => {
    const labelled = repo(SMALL_FLEET);
    labelled.write({ 'apps/web.yaml': SMALL_FLEET['apps/web.yaml']!.replace('      labels:\n        app: web\n', '      labels:\n        app: web\n        version: "2"\n') });
    expect((await labelled.eddy('diff clusters/main -o name')).out).toBe('deployment.apps/web\n');
    expect((await labelled.eddy('diff clusters/main -o name --strip-attrs version')).out).toBe('');
  });
});

describe('eddy tree', () => {
  test('puts everything below what leads to it', async () => {
    expect((await fleet.eddy('tree clusters/main')).out).toBe(`GitRepository/flux-system/flux-system
└─ Kustomization/flux-system/flux-system
   ├─ Kustomization/flux-system/apps
   │  ├─ Secret/apps/greeter-values
   │  ├─ Secret/apps/web
   │  ├─ Deployment/apps/web
   │  └─ HelmRelease/apps/greeter
   │     ├─ Secret/apps/greeter-chart
   │     └─ ConfigMap/apps/greeter-chart
   ├─ Kustomization/flux-system/crds
   │  └─ CustomResourceDefinition/widgets.example.com
   └─ GitRepository/flux-system/flux-system
`);
  });
});

describe('eddy shell', () => {
  test('answers commands from stdin, and fails when one of them is wrong', async () => {
    const { code, out, err } = await fleet.eddy('shell clusters/main', { stdin: 'list deploy\nshow deploy/web\nfrobnicate\nexit\nlist\n' });
    expect(code).toBe(1);
    expect(out).toMatch(/^Deployment\/apps\/web +Kustomization\/flux-system\/apps$/m);
    expect(out).toContain('kind: Deployment\n');
    expect(out).not.toContain('HelmRelease');
    expect(err).toContain('there is no command "frobnicate"');
  });

  test('follows dependencies both ways', async () => {
    const { code, out } = await fleet.eddy('shell clusters/main', { stdin: 'deps hr/greeter\ndeps secret/greeter-values\n' });
    expect(code).toBe(0);
    expect(out).toContain('HelmRelease/apps/greeter\n  producer Kustomization/flux-system/apps\n');
    expect(out).toContain('dependsOn Kustomization/flux-system/crds');
    expect(out).toContain('valuesFrom Secret/apps/greeter-values');
    expect(out).toContain('needed by\n  HelmRelease/apps/greeter (valuesFrom)\n');
  });

  test('describes where an object comes from', async () => {
    const { out } = await fleet.eddy('shell clusters/main', { stdin: 'describe deployment/web\ndesc ks/apps\n' });
    expect(out).toContain('Rendered by: Kustomization/flux-system/apps <- Kustomization/flux-system/flux-system');
    expect(out).toMatch(/State: +passed/);
    expect(out).toMatch(/Renders: +4 objects/);
  });

  test('tells names that fit nothing, or more than one object', async () => {
    const { err } = await fleet.eddy('shell clusters/main', { stdin: 'show deployment/wbe\nshow greeter-chart\n' });
    expect(err).toContain('error[ObjectUnknown]: the fleet has no object "deployment/wbe"');
    expect(err).toContain('error[ObjectAmbiguous]: "greeter-chart" may be ConfigMap/apps/greeter-chart, Secret/apps/greeter-chart');
  });
});

describe('--source', () => {
  const charts = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: charts
  namespace: flux-system
spec:
  interval: 1h
  url: https://git.example.com/charts.git
`;
  const moved = {
    ...SMALL_FLEET,
    'apps/charts.yaml': charts,
    'apps/release.yaml': SMALL_FLEET['apps/release.yaml']!.replace('        name: flux-system\n', '        name: charts\n'),
  };
  const template = 'charts/greeter/templates/config.yaml';

  test('takes a source from a folder, and from the same commit in a diff', async () => {
    const other = repo(moved);
    const flag = '--source GitRepository/flux-system/charts=.';
    expect((await other.eddy(`test clusters/main ${flag}`)).code).toBe(0);
    other.write({ [template]: SMALL_FLEET[template]!.replace('\ndata:', '\ndata:\n  added: "1"') });
    const report = json(await other.eddy(`diff clusters/main ${flag} -o json`));
    expect(report).toMatchObject({ changes: [{ object: { kind: 'ConfigMap', name: 'greeter-chart' }, fields: [{ type: 'added', path: 'data.added' }] }] });
  });
});

describe('--cluster-object', () => {
  const fromCluster = {
    ...SMALL_FLEET,
    'clusters/main/apps.yaml': kustomization('apps', './apps', '  postBuild:\n    substituteFrom:\n      - kind: ConfigMap\n        name: cluster-settings\n'),
    'settings.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cluster-settings\n  namespace: flux-system\ndata:\n  REGION: us\n---\n',
    'nonsense.yaml': 'just: a map\n',
  };

  test('supplies what lives only in the cluster, and is not printed', async () => {
    const other = repo(fromCluster);
    const without = await other.eddy('test clusters/main');
    expect(without.code).toBe(1);
    expect(without.out).toContain('--cluster-object FILE');
    const { code, out } = await other.eddy('build clusters/main --cluster-object settings.yaml');
    expect(code).toBe(0);
    expect(out).toContain('value: us');
    expect(out).not.toContain('cluster-settings\n  namespace');
  });

  test.each([
    ['nowhere.yaml', 'PathNotFound'],
    ['nonsense.yaml', 'UsageInvalid'],
  ])('%s is an error', async (file, error) => {
    const { code, err } = await repo(fromCluster).eddy(`build clusters/main --cluster-object ${file}`);
    expect(code).toBe(2);
    expect(err).toContain(`error[${error}]: --cluster-object: `);
  });
});
