import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repositories } from './repo.ts';

// What is printed here was printed by helm v4.2.2 for the same files and arguments, refusals of eddy apart.

const repo = repositories();

const chart = repo(
  {
    'c/Chart.yaml': 'apiVersion: v2\nname: demo\nversion: 1.0.0\n',
    'c/values.yaml': 'a: 1\n',
    'c/templates/cm.yaml': 'kind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n  namespace: {{ .Release.Namespace }}\na: {{ .Values.a }}\n',
    'c/templates/NOTES.txt': 'notes',
    'c/crds/crd.yaml': 'kind: CustomResourceDefinition\n',
    'v.yaml': 'a: 2\n',
    'w,1.yaml': 'a: 3\n',
    'folder/x': '',
    'kube.yaml': 'current-context: one\ncontexts:\n- {name: one, context: {namespace: first}}\n- {name: two, context: {namespace: second}}\n- {name: none, context: {}}\n',
    'more.yaml': 'current-context: two\ncontexts:\n- {name: one, context: {namespace: hidden}}\n- {name: three, context: {namespace: third}}\n',
    'broken.yaml': '{{{',
  },
  { git: false },
);

function rendered({ name = 'release-name', namespace = 'default', a = '1' } = {}): string {
  return `---\n# Source: demo/templates/cm.yaml\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\na: ${a}\n`;
}

const CRD = '---\n# Source: demo/crds/crd.yaml\nkind: CustomResourceDefinition\n\n';

describe('flags of helm template in all their forms', () => {
  test.each<[string, string]>([
    ['c --include-crds=true', CRD + rendered()],
    ['c --include-crds --include-crds=false', rendered()],
    ['c --include-crds --skip-crds', CRD + rendered()],
    ['c -n=apps', rendered({ namespace: 'apps' })],
    ['c -gnapps', rendered({ namespace: 'apps' })],
    ['c --namespace= -g', rendered()],
    ['-g c --name-template {{"A"|lower}}', rendered({ name: 'a' })],
    ['c --name-template= --output-dir= --repo= --post-renderer=', rendered()],
    ['c -f=v.yaml', rendered({ a: '2' })],
    ['c -f "w,1.yaml"', rendered({ a: '3' })],
    ['c -f v.yaml,"w,1.yaml"', rendered({ a: '3' })],
    ['c --create-namespace --dependency-update --description x --devel --disable-openapi-validation --force-replace', rendered()],
    ['c --force-conflicts --labels a=b,c=d -l e=f --replace --rollback-on-failure --server-side=false --take-ownership', rendered()],
    ['c --timeout 1m30s --wait --wait-for-jobs --wait=legacy --version 1.x --verify=false --dry-run=client', rendered()],
    ['c --ca-file= --cert-file x --username u --password p --keyring k --insecure-skip-tls-verify --pass-credentials --plain-http --key-file=', rendered()],
    ['c --kube-apiserver x --kube-as-group g --kube-as-user u --kube-ca-file x --kube-insecure-skip-tls-verify --kube-tls-server-name x --kube-token t', rendered()],
    ['c --burst-limit 0x10 --qps 1_000.5', rendered()],
    ['c --burst-limit 010 --qps inf', rendered()],
    ['c --burst-limit 5 --qps 0.5 --color always --colour never --content-cache x --registry-config x --repository-cache x --repository-config x', rendered()],
    ['c --post-renderer-args a --enable-dns --debug=false', rendered()],
    ['x  c  -s templates/*', `${rendered({ name: 'x' })}\n`],
  ])('%s', async (line, want) => {
    expect(await chart.eddy(`helm template ${line}`.split(' ').filter((word) => word !== ''))).toEqual({ code: 0, out: want, err: '' });
  });

  test.each<[string, string]>([
    ['--force', 'Flag --force has been deprecated, use --force-replace instead\n'],
    ['--atomic', 'Flag --atomic has been deprecated, use --rollback-on-failure instead\n'],
    ['--hide-notes', "Flag --hide-notes has been deprecated, this flag has no effect for 'helm template' and will be removed in Helm 5\n"],
    ['--wait=true', 'level=WARN msg="--wait=true is deprecated (boolean value) and can be replaced with --wait=watcher"\n'],
    ['--dry-run', `level=WARN msg="--dry-run is deprecated and should be replaced with '--dry-run=client'"\n`],
    ['--dry-run=1', `level=WARN msg="boolean '--dry-run=1' flag is deprecated and must be replaced with '--dry-run=client'"\n`],
  ])('%s is taken with a word about it', async (flag, said) => {
    expect(await chart.eddy(`helm template c ${flag}`)).toEqual({ code: 0, out: rendered(), err: said });
  });

  test.each<[string, string, string | undefined]>([
    ['c --repo https://charts.example.com', '--repo is refused: charts are not fetched', 'helm pull --repo URL CHART --untar'],
    ['c --verify', '--verify is refused: signatures are not checked', 'helm verify'],
    ['c --post-renderer p', '--post-renderer is refused: no programs are run', 'let it read the output of eddy'],
    ['c --dry-run=server', '--dry-run=server is refused: no cluster is asked', 'leave it out'],
    ['c --validate', '--validate is refused: no cluster is asked', 'leave it out'],
    ['c --dry-run=none', '--dry-run takes client, found "none"', undefined],
    ['c --timeout 5', '--timeout takes a duration such as 5m0s, found "5"', undefined],
    ['c --wait=long', '--wait takes watcher, hookOnly or legacy, found "long"', undefined],
    ['c --qps x', '--qps takes a number, found "x"', undefined],
    ['c --qps 1e39', '--qps takes a number, found "1e39"', undefined],
    ['c --burst-limit 9223372036854775808', '--burst-limit takes a whole number, found "9223372036854775808"', undefined],
    ['c --burst-limit 1.5', '--burst-limit takes a whole number, found "1.5"', undefined],
    ['c --color red', '--color is one of never, auto, always, found "red"', undefined],
    ['c -l a', '--labels takes KEY=VALUE,..., found "a"', undefined],
    ['c -l a=b,owner=me', '--labels: "owner" is a label that helm sets itself', undefined],
    ['c --include-crds=maybe', '--include-crds takes true or false, found "maybe"', undefined],
    ['x c -g', 'cannot set --generate-name and also specify a name', undefined],
    ['oci://example.com/c', 'charts are not fetched: "oci://example.com/c"', 'helm pull oci://example.com/c --untar'],
    ['https://example.com/c.tgz', 'charts are not fetched: "https://example.com/c.tgz"', 'helm pull'],
    ['bitnami/nginx', 'there is no chart "bitnami/nginx"', 'helm pull bitnami/nginx --untar'],
    ['./nowhere', 'path "./nowhere" not found', undefined],
    ['nowhere', 'there is no chart "nowhere"', undefined],
    ['c -f nowhere.yaml', 'open nowhere.yaml: no such file or directory', undefined],
    ['c -f folder', 'read folder: is a directory', undefined],
    ['c -f https://example.com/v.yaml', 'files are not fetched: "https://example.com/v.yaml"', 'fetch it first'],
    ['c -f a"b', '--values takes texts apart with commas', undefined],
  ])('%s could not run', async (line, message, hint) => {
    const { code, out, err } = await chart.eddy(`helm template ${line}`);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`]: ${message}`);
    if (hint !== undefined) expect(err).toContain(hint);
  });

  test.each<[string, string]>([
    ['folder', 'error[HelmChartNotFound]: unable to detect chart at DIR/folder/Chart.yaml: open DIR/folder/Chart.yaml: no such file or directory'],
    ['v.yaml', "error[ArchiveInvalid]: file 'DIR/v.yaml' seems to be a YAML file, but expected a gzipped archive"],
    ['folder/x', "error[ArchiveInvalid]: file 'DIR/folder/x' does not appear to be a gzipped archive; got 'application/octet-stream'"],
  ])('%s is no chart', async (path, message) => {
    const { code, out, err } = await chart.eddy(`helm template ${path}`);
    expect([code, out]).toEqual([1, '']);
    expect(err.replaceAll(chart.dir, 'DIR').split('\n')[0]).toBe(message);
  });

  test('stdin is read once, by whatever names it first', async () => {
    const stdin = 'a: 7\n';
    expect(await chart.eddy('helm template c -f - -f v.yaml', { stdin })).toMatchObject({ out: rendered({ a: '2' }) });
    expect(await chart.eddy('helm template c -f v.yaml,-', { stdin })).toMatchObject({ out: rendered({ a: '7' }) });
    expect(await chart.eddy('helm template c --set-file a=-', { stdin: 'text' })).toMatchObject({ out: rendered({ a: 'text' }) });
    expect(await chart.eddy('helm template c -f - --set-file a=-', { stdin })).toMatchObject({ out: rendered({ a: '' }).replace('a: \n', 'a:\n') });
  });

  test('bytes that are no text reach the templates as they are', async () => {
    const binary = repo({ 'c/Chart.yaml': 'apiVersion: v2\nname: demo\nversion: 1.0.0\n', 'c/templates/x.yaml': 'a: {{ .Values.a | b64enc }}\n', bytes: new Uint8Array([0, 255, 120, 128, 195]) }, { git: false });
    expect(await binary.eddy('helm template c --set-file a=bytes')).toEqual({ code: 0, out: '---\n# Source: demo/templates/x.yaml\na: AP94gMM=\n', err: '' });
  });

  test('--enable-dns refuses templates that ask for an address', async () => {
    const asking = repo({ 'c/Chart.yaml': 'apiVersion: v2\nname: demo\nversion: 1.0.0\n', 'c/templates/x.yaml': 'a: {{ getHostByName "localhost" | quote }}\n' }, { git: false });
    expect((await asking.eddy('helm template c')).out).toBe('---\n# Source: demo/templates/x.yaml\na: ""\n');
    expect(await asking.eddy('helm template c --enable-dns')).toMatchObject({ code: 1, out: '', err: expect.stringContaining('names are not looked up, even with --enable-dns') as string });
  });
});

describe('the namespace of a release', () => {
  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['', { HELM_NAMESPACE: 'env' }, 'env'],
    ['-n flag', { HELM_NAMESPACE: 'env', KUBECONFIG: 'kube.yaml' }, 'flag'],
    ['', { KUBECONFIG: 'kube.yaml' }, 'first'],
    ['', { KUBECONFIG: 'kube.yaml', HELM_NAMESPACE: 'env' }, 'env'],
    ['', { KUBECONFIG: 'kube.yaml', HELM_KUBECONTEXT: 'two' }, 'second'],
    ['--kube-context two', { KUBECONFIG: 'kube.yaml' }, 'second'],
    ['--kube-context none', { KUBECONFIG: 'kube.yaml' }, 'default'],
    ['--kube-context nowhere', { KUBECONFIG: 'kube.yaml' }, 'default'],
    ['--kubeconfig kube.yaml', {}, 'first'],
    ['--kubeconfig more.yaml --kube-context one', { KUBECONFIG: 'kube.yaml' }, 'hidden'],
    ['--kube-context three', { KUBECONFIG: 'kube.yaml:more.yaml' }, 'third'],
    ['', { KUBECONFIG: 'nowhere.yaml:more.yaml:kube.yaml' }, 'second'],
    ['', { KUBECONFIG: 'broken.yaml' }, 'default'],
  ])('%s %j', async (line, env, namespace) => {
    expect(await chart.eddy(`helm template c ${line}`.trim(), { env })).toEqual({ code: 0, out: rendered({ namespace }), err: '' });
  });
});

describe('what Helm logs', () => {
  const CHART = 'apiVersion: v2\nname: demo\nversion: 1.0.0\n';
  const SUB = { 'c/charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n', 'c/charts/sub/values.yaml': 'v: text\nexports: {e: {}}\n' };

  test.each<[string, Readonly<Record<string, string>>, string, string]>([
    ['a deprecated chart', { 'c/Chart.yaml': `${CHART}deprecated: true\n` }, '', 'level=WARN msg="this chart is deprecated"\n'],
    ['an unknown hook', { 'c/Chart.yaml': CHART, 'c/templates/x.yaml': 'metadata: {annotations: {helm.sh/hook: crd-install}}\n' }, '', 'level=INFO msg="skipping unknown hooks" hookTypes=crd-install\n'],
    ['a condition that is none', { 'c/Chart.yaml': `${CHART}dependencies: [{name: sub, version: 1.x, condition: sub.on}]\n`, ...SUB }, '--set-string sub.on=false', 'level=WARN msg="returned non-bool value" path=sub.on chart=sub\n'],
    ['an import that is not there', { 'c/Chart.yaml': `${CHART}dependencies: [{name: sub, version: 1.x, import-values: [zz]}]\n`, ...SUB }, '', 'level=WARN msg="ImportValues missing table" error="\\"zz\\" is not a table"\n'],
    ['an import that is no table', { 'c/Chart.yaml': `${CHART}dependencies: [{name: sub, version: 1.x, import-values: [{child: v, parent: p}]}]\n`, ...SUB }, '', 'level=WARN msg="ImportValues missing table from chart" chart=sub error="\\"v\\" is not a table"\n'],
    ['files of the first format', { 'c/Chart.yaml': CHART, 'c/requirements.yaml': '', 'c/requirements.lock': '' }, '', 'level=INFO msg="Warning: Dependency locking is handled in Chart.lock since apiVersion \\"v2\\". We recommend migrating to Chart.lock."\nlevel=INFO msg="Warning: Dependencies are handled in Chart.yaml since apiVersion \\"v2\\". We recommend migrating dependencies to Chart.yaml."\n'],
    ['a file of the first format in a subchart', { 'c/Chart.yaml': CHART, ...SUB, 'c/charts/sub/requirements.yaml': 'dependencies: []' }, '', 'level=INFO msg="Warning: Dependencies are handled in Chart.yaml since apiVersion \\"v2\\". We recommend migrating dependencies to Chart.yaml."\n'],
    ['a table that globals meet on their way', { 'c/Chart.yaml': `${CHART}dependencies: [{name: sub, version: 1.x, condition: sub.on}]\n`, 'c/values.yaml': 'global: {g: {a: 1}}\n', ...SUB, 'c/charts/sub/values.yaml': 'global: {g: {a: {b: 1}}}\n' }, '--set sub.on=false', 'level=INFO msg="warning: cannot overwrite table with non table for demo.sub.global.g.a (map[b:1])"\n'],
    ['a table in place of a value', { 'c/Chart.yaml': CHART, 'c/values.yaml': 'a: 1\n' }, '--set a.b=1', 'level=INFO msg="warning: skipped value for demo.a: Not a table."\n'],
  ])('%s', async (_, files, line, said) => {
    expect(await repo(files, { git: false }).eddy(`helm template c ${line}`.trim())).toMatchObject({ code: 0, err: said });
  });

  test('links that are followed', async () => {
    const linked = repo({ 'c/Chart.yaml': CHART, 'real.yaml': 'a: b\n' }, { git: false });
    symlinkSync('../real.yaml', join(linked.dir, 'c/link'));
    const { code, err } = await linked.eddy('helm template c');
    expect(code).toBe(0);
    expect(err).toBe(`level=INFO msg="found symbolic link in path. Contents of linked file included and used" path=${linked.dir}/c/link resolved=${linked.dir}/real.yaml\n`);
  });

  test('a link that leads nowhere is an error, even where it would be ignored', async () => {
    const linked = repo({ 'c/Chart.yaml': CHART, 'c/.helmignore': 'link\n' }, { git: false });
    symlinkSync('nowhere', join(linked.dir, 'c/link'));
    const { code, err } = await linked.eddy('helm template c');
    expect(code).toBe(1);
    expect(err).toContain(`: error evaluating symlink ${linked.dir}/c/link: lstat ${linked.dir}/c/nowhere: no such file or directory\n`);
  });

  test.each<[string, string]>([
    ['a/../../x/y', 'lstat DIR/x: no such file or directory'],
    ['loop', 'EvalSymlinks: too many links'],
    ['Chart.yaml/x', 'not a directory'],
  ])('a link to %s', async (target, fault) => {
    const linked = repo({ 'c/Chart.yaml': CHART, 'c/a/b': '' }, { git: false });
    symlinkSync(target, join(linked.dir, 'c/link'));
    symlinkSync('loop', join(linked.dir, 'c/loop'));
    expect((await linked.eddy('helm template c')).err).toContain(`: error evaluating symlink ${linked.dir}/c/link: ${fault.replace('DIR', linked.dir)}\n`);
  });
});

describe('--debug of a render that fails', () => {
  const files = {
    'c/Chart.yaml': 'apiVersion: v2\nname: demo\nversion: 1.0.0\n',
    'c/templates/a.yaml': 'kind: A\nmetadata: {annotations: {helm.sh/hook: test}}\n---\na: b: c\n',
    'c/templates/b.txt': ' \n',
    'c/templates/NOTES.txt': 'notes',
  };
  const TEXT = '---\n# Source: demo/templates/a.yaml\nkind: A\nmetadata: {annotations: {helm.sh/hook: test}}\n---\na: b: c\n';
  const HOOK = '---\n# Source: demo/templates/a.yaml\nkind: A\nmetadata: {annotations: {helm.sh/hook: test}}\n';

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['--debug', {}, TEXT + HOOK],
    ['', { HELM_DEBUG: 'true' }, TEXT + HOOK],
    ['--debug --no-hooks', {}, TEXT],
    ['--debug -s templates/a.yaml', {}, `${HOOK}${HOOK}\n`],
    ['', {}, ''],
  ])('shows texts that are no manifests: %s %j', async (line, env, out) => {
    const answer = await repo(files, { git: false }).eddy(`helm template c ${line}`.trim(), { env });
    expect(answer).toMatchObject({ code: 1, out, err: expect.stringContaining('YAML parse error on demo/templates/a.yaml') as string });
    expect(answer.err.includes('--debug prints it')).toBe(out === '');
  });

  test('shows an empty line where no text is there', async () => {
    const failing = repo({ ...files, 'c/templates/a.yaml': '{{ fail "no" }}' }, { git: false });
    expect(await failing.eddy('helm template c --debug')).toMatchObject({ code: 1, out: '\n' });
    expect(await failing.eddy('helm template NAME c --debug')).toMatchObject({ code: 1, out: '' });
    // There is then nothing to pick from, which Helm says instead.
    const picked = await failing.eddy('helm template c --debug -s templates/a.yaml');
    expect(picked).toMatchObject({ code: 1, out: '', err: expect.stringContaining('error[HelmTemplateNotFound]: could not find template templates/a.yaml in chart') as string });
    expect(await repo({ ...files, 'c/templates/a.yaml': 'kind: A\n' }, { git: false }).eddy('helm template c --debug -s templates/x.yaml')).toMatchObject({ code: 1, out: '' });
  });
});

test('--show-only finds nothing in what --output-dir wrote', async () => {
  const answer = await chart.eddy('helm template c --output-dir out --show-only templates/cm.yaml');
  expect(answer).toMatchObject({ code: 1, out: 'wrote out/demo/templates/cm.yaml\n', err: expect.stringContaining('could not find template templates/cm.yaml in chart') as string });
});
