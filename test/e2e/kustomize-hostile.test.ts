import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolders, writeFiles } from '../contracts/disk-files.ts';
import type { TreeFiles } from '../contracts/tree.ts';
import { repositories, type Answer } from './repo.ts';

const repo = repositories();
const newFolder = temporaryFolders();

const SECRET = 'canary-of-another-folder';
const configMap = (name: string, data = 'key: v'): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  ${data}\n`;
const deployment = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: web, image: web:1}]}}}\n';

/** Builds `app`, bounded in time; the answer never holds what lies outside of the repository. */
async function build(files: TreeFiles, ...flags: readonly string[]): Promise<Answer> {
  // Where there is no repository, the whole disk is the source; making one takes longer than most builds.
  const isConfined = flags.length > 0;
  const answer = await repo(files, { git: isConfined }).eddy(['kustomize', 'build', 'app', ...flags]);
  expect(answer.out + answer.err).not.toContain(SECRET);
  return answer;
}

/** One error with a code, a bounded text, and no output. */
async function expectError(files: TreeFiles, says: RegExp, ...flags: readonly string[]): Promise<void> {
  const { code, out, err } = await build(files, ...flags);
  expect([code, out]).toEqual([1, '']);
  expect(err.match(/^error\[/gm)).toHaveLength(1);
  expect(err).toMatch(/^error\[(?!Internal)[A-Z]\w+\]: /m);
  expect(err).toMatch(says);
  expect(err.length).toBeLessThan(60_000);
}

describe('files outside of what may be read', () => {
  const outside = newFolder();
  writeFiles(outside, { 'secret.yaml': configMap('secret', `key: ${SECRET}`), 'base/kustomization.yaml': 'resources: [secret.yaml]\n', 'base/secret.yaml': configMap('secret', `key: ${SECRET}`), env: `KEY=${SECRET}\n` });

  test.each<[string, string, TreeFiles]>([
    ['an absolute file', `resources: [${outside}/secret.yaml]\n`, {}],
    ['an absolute folder', `resources: [${outside}/base]\n`, {}],
    ['a path far above the root', `resources: [../../../../../../../../..${outside}/secret.yaml]\n`, {}],
    ['a folder far above the root', `resources: [../../../../../../../../..${outside}/base]\n`, {}],
    ['a link to a file', 'resources: [link.yaml]\n', { 'app/link.yaml': { link: `${outside}/secret.yaml` } }],
    ['a link to a folder', 'resources: [link]\n', { 'app/link': { link: `${outside}/base` } }],
    ['a link through a link', 'resources: [one/secret.yaml]\n', { 'app/one': { link: 'two' }, 'app/two': { link: outside } }],
    ['a component', `components: [${outside}/base]\n`, {}],
    ['a generator of files', `configMapGenerator: [{name: x, files: [${outside}/env]}]\n`, {}],
    ['a generator of variables', `configMapGenerator: [{name: x, envs: [../../../../../..${outside}/env]}]\n`, {}],
    ['a patch', `resources: [cm.yaml]\npatches: [{path: ${outside}/secret.yaml}]\n`, { 'app/cm.yaml': configMap('secret') }],
    ['replacements', `resources: [cm.yaml]\nreplacements: [{path: ${outside}/secret.yaml}]\n`, { 'app/cm.yaml': configMap('secret') }],
    ['a schema', `openapi: {path: ${outside}/secret.yaml}\nresources: [cm.yaml]\n`, { 'app/cm.yaml': configMap('a') }],
    ['definitions', `crds: [${outside}/secret.yaml]\nresources: [cm.yaml]\n`, { 'app/cm.yaml': configMap('a') }],
    ['a configuration', `configurations: [${outside}/secret.yaml]\nresources: [cm.yaml]\n`, { 'app/cm.yaml': configMap('a') }],
    ['a transformer', `transformers: [${outside}/secret.yaml]\nresources: [cm.yaml]\n`, { 'app/cm.yaml': configMap('a') }],
  ])('%s is not read, whatever the restriction', async (_, kustomization, files) => {
    for (const flags of [['--load-restrictor', 'LoadRestrictionsRootOnly'], ['--load-restrictor', 'LoadRestrictionsNone']]) {
      await expectError({ 'app/kustomization.yaml': kustomization, ...files }, /security|outside|not in or below|cannot be absolute|no such file/, ...flags);
    }
  });

  test('a kustomization file that is a link outwards is not read', async () => {
    const app = repo({ 'app/cm.yaml': configMap('a') });
    symlinkSync(`${outside}/base/kustomization.yaml`, join(app.dir, 'app/kustomization.yaml'));
    const { code, out, err } = await app.eddy('kustomize build app');
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('unable to find one of');
    expect(err).not.toContain(SECRET);
  });
});

describe('what never ends', () => {
  const chain = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`app/l${String(i)}/kustomization.yaml`, `resources: [../l${String(i + 1)}]\n`]));
  test.each<[string, TreeFiles, RegExp]>([
    ['a base that names itself', { 'app/kustomization.yaml': 'resources: [.]\n' }, /cycle detected/],
    ['a base that names its user', { 'app/kustomization.yaml': 'resources: [../b]\n', 'b/kustomization.yaml': 'resources: [../app]\n' }, /cycle detected/],
    ['a component that names its user', { 'app/kustomization.yaml': 'components: [../b]\n', 'b/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncomponents: [../app]\n' }, /cycle detected/],
    ['a base that is its user by a link', { 'app/kustomization.yaml': 'resources: [link]\n', 'app/link': { link: '../app' } }, /cycle detected/],
    ['a chain of bases', { 'app/kustomization.yaml': 'resources: [l0]\n', ...chain }, /nested deeper than 200 levels/],
    ['links in a circle', { 'app/kustomization.yaml': 'resources: [a.yaml]\n', 'app/a.yaml': { link: 'b.yaml' }, 'app/b.yaml': { link: 'a.yaml' } }, /too many links|no such file/],
    ['a transformer that names its user', { 'app/kustomization.yaml': 'transformers: [../app]\n' }, /cycle detected/],
  ])('%s is one error', async (_, files, says) => {
    await expectError(files, says);
  });

  test('an error below many components is not quoted without end', async () => {
    const component = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n';
    const components = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`app/c${String(i)}/kustomization.yaml`, `${component}components: [../c${String(i + 1)}]\n`]));
    await expectError({ 'app/kustomization.yaml': 'components: [c0]\n', ...components, 'app/c100/kustomization.yaml': `${component}resources: [gone.yaml]\n` }, /accumulating components/);
  });

  test('bases that double at each level are built within bounds', async () => {
    // 65,536 visits of the last bases; a prefix for each makes the names differ.
    const levels = Array.from({ length: 16 }, (_, i) => ({
      [`l${String(i)}a/kustomization.yaml`]: `namePrefix: a\nresources: [../l${String(i + 1)}a, ../l${String(i + 1)}b]\n`,
      [`l${String(i)}b/kustomization.yaml`]: `namePrefix: b\nresources: [../l${String(i + 1)}a, ../l${String(i + 1)}b]\n`,
    }));
    const last = { 'l16a/kustomization.yaml': 'namePrefix: a\nresources: [cm.yaml]\n', 'l16a/cm.yaml': configMap('x'), 'l16b/kustomization.yaml': 'namePrefix: b\nresources: [cm.yaml]\n', 'l16b/cm.yaml': configMap('x') };
    await expectError({ 'app/kustomization.yaml': 'resources: [../l0a, ../l0b]\n', ...Object.assign({}, ...levels) as TreeFiles, ...last }, /more than \d+ kustomizations/);
  });
});

/** Each alias stands for ten of the one before. */
const bomb = (levels: number): string => ['l0: &l0 [x]', ...Array.from({ length: levels }, (_, i) => `l${String(i + 1)}: &l${String(i + 1)} [${Array.from({ length: 10 }, () => `*l${String(i)}`).join(', ')}]`)].join('\n');
const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const megabyte = 'a'.repeat(1_000_000);

describe('texts that are larger than they look', () => {
  test.each<[string, TreeFiles, RegExp]>([
    ['aliases in a resource', { 'app/kustomization.yaml': 'resources: [r.yaml]\n', 'app/r.yaml': `apiVersion: v1\nkind: W\nmetadata: {name: a}\n${bomb(12)}\n` }, /excessive aliasing/],
    ['aliases in a kustomization', { 'app/kustomization.yaml': `resources: []\n${bomb(12)}\n` }, /excessive aliasing|unknown field/],
    ['aliases in a patch', { 'app/kustomization.yaml': 'resources: [r.yaml]\npatches: [{path: p.yaml}]\n', 'app/r.yaml': configMap('a'), 'app/p.yaml': `${configMap('a')}${bomb(12)}\n` }, /excessive aliasing/],
    ['aliases in values of a transformer', { 'app/kustomization.yaml': 'resources: [r.yaml]\ntransformers: [t.yaml]\n', 'app/r.yaml': configMap('a'), 'app/t.yaml': `apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: a}\n${bomb(12)}\n` }, /excessive aliasing|unknown field/],
    ['deep lists in a resource', { 'app/kustomization.yaml': 'resources: [r.yaml]\n', 'app/r.yaml': `${configMap('a')}deep: ${deep(20_000)}\n` }, /depth|deep|nested/],
    ['deep maps in a resource', { 'app/kustomization.yaml': 'resources: [r.yaml]\n', 'app/r.yaml': `${configMap('a')}deep: ${'{a: '.repeat(20_000)}${'}'.repeat(20_000)}\n` }, /depth|deep|nested/],
    ['deep lists in a kustomization', { 'app/kustomization.yaml': `resources: ${deep(20_000)}\n` }, /depth|deep|nested/],
    ['deep JSON in a patch', { 'app/kustomization.yaml': 'resources: [r.yaml]\npatches: [{path: p.json, target: {kind: ConfigMap}}]\n', 'app/r.yaml': configMap('a'), 'app/p.json': `[{"op": "add", "path": "/data", "value": ${deep(20_000)}}]` }, /depth|deep|nested|KustomizePatchInvalid/],
    ['deep JSON in a schema', { 'app/kustomization.yaml': 'resources: [r.yaml]\nopenapi: {path: s.json}\n', 'app/r.yaml': configMap('a'), 'app/s.json': `{"definitions": ${deep(20_000)}}` }, /depth|deep|nested|invalid/],
    ['a pattern of many states', { 'app/kustomization.yaml': 'resources: [r.yaml]\npatches: [{patch: \'[{"op": "remove", "path": "/data"}]\', target: {name: "((((a{100}){100}){100}){100})"}}]\n', 'app/r.yaml': configMap('a') }, /regexp|pattern/],
    ['a deep pattern', { 'app/kustomization.yaml': `resources: [r.yaml]\npatches: [{patch: '[{"op": "remove", "path": "/data"}]', target: {name: "${'('.repeat(100_000)}${')'.repeat(100_000)}"}}]\n`, 'app/r.yaml': configMap('a') }, /regexp|pattern/],
    ['a pattern that is none', { 'app/kustomization.yaml': `resources: [r.yaml]\npatches: [{patch: '[{"op": "remove", "path": "/data"}]', target: {name: "(${'a'.repeat(20_000)}"}}]\n`, 'app/r.yaml': configMap('a') }, /regexp|pattern/],
    ['a pattern in a replacement', { 'app/kustomization.yaml': `resources: [r.yaml]\nreplacements: [{source: {kind: ConfigMap}, targets: [{select: {name: "((((a{100}){100}){100}){100})"}, fieldPaths: [data.key]}]}]\n`, 'app/r.yaml': configMap('a') }, /regexp|pattern/],
    ['a pattern in a path', { 'app/kustomization.yaml': `resources: [r.yaml]\nreplacements: [{source: {kind: Deployment}, targets: [{select: {kind: Deployment}, fieldPaths: ["spec.template.spec.containers.[name=((((a{100}){100}){100}){100})].image"]}]}]\n`, 'app/r.yaml': deployment }, /regexp|pattern/],
    ['a path with a large index', { 'app/kustomization.yaml': 'resources: [r.yaml]\nreplacements: [{source: {kind: Deployment}, targets: [{select: {kind: Deployment}, fieldPaths: [spec.template.spec.containers.999999999.image], options: {create: true}}]}]\n', 'app/r.yaml': deployment }, /index 999999999 specified/],
    ['a JSON patch into a far index', { 'app/kustomization.yaml': `resources: [r.yaml]\npatches: [{target: {kind: Deployment}, patch: '[{"op": "add", "path": "/spec/template/spec/containers/4294967295", "value": 1}]'}]\n`, 'app/r.yaml': deployment }, /index|Unable to access/],
    ['JSON patches that copy what they copied', { 'app/kustomization.yaml': `resources: [r.yaml]\npatches: [{target: {kind: ConfigMap}, path: p.json}]\n`, 'app/r.yaml': configMap('a'), 'app/p.json': JSON.stringify(Array.from({ length: 60 }, (_, i) => ({ op: 'copy', from: '/data', path: `/data/c${String(i)}` }))) }, /limit|copy|large|size/i],
    ['a var that holds itself', { 'app/kustomization.yaml': `resources: [r.yaml]\nvars: [{name: A, objref: {apiVersion: v1, kind: ConfigMap, name: a}, fieldref: {fieldpath: "data.${'x.'.repeat(5000)}key"}}]\n`, 'app/r.yaml': configMap('a') }, /./],
  ])('%s: one error', async (_, files, says) => {
    await expectError(files, says);
  }, 20_000);

  test.each<[string, TreeFiles]>([
    ['a pattern of a megabyte', { 'app/kustomization.yaml': `resources: [r.yaml]\npatches: [{patch: '[{"op": "remove", "path": "/data"}]', target: {name: "${megabyte}"}}]\n`, 'app/r.yaml': configMap('a') }],
    ['a label of a megabyte', { 'app/kustomization.yaml': `resources: [r.yaml]\ncommonLabels: {a: ${megabyte}}\n`, 'app/r.yaml': configMap('a') }],
    ['a name of a megabyte', { 'app/kustomization.yaml': `resources: [r.yaml]\nnamePrefix: ${megabyte}\n`, 'app/r.yaml': configMap('a') }],
    ['a pattern that goes back and forth', { 'app/kustomization.yaml': `resources: [r.yaml]\npatches: [{patch: '[{"op": "remove", "path": "/data"}]', target: {name: "(a*)*b|(a|a)*c|${'.*'.repeat(50)}x"}}]\n`, 'app/r.yaml': configMap('a'.repeat(200)) }],
    ['a value with many references to vars', { 'app/kustomization.yaml': 'resources: [r.yaml]\nvars: [{name: A, objref: {apiVersion: v1, kind: ConfigMap, name: a}, fieldref: {fieldpath: metadata.name}}]\n', 'app/r.yaml': `${configMap('a')}---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, args: ["${'$(A)'.repeat(20_000)}${'$('.repeat(20_000)}"]}]}\n` }],
    ['a delimiter with a large index', { 'app/kustomization.yaml': 'resources: [r.yaml]\nreplacements: [{source: {kind: Deployment}, targets: [{select: {kind: Deployment}, fieldPaths: [metadata.name], options: {delimiter: "-", index: 2147483648}}]}]\n', 'app/r.yaml': deployment }],
    ['many literals', { 'app/kustomization.yaml': `configMapGenerator:\n- name: a\n  literals:\n${Array.from({ length: 20_000 }, (_, i) => `  - k${String(i)}=v\n`).join('')}` }],
    ['a file of variables of a megabyte', { 'app/kustomization.yaml': 'secretGenerator: [{name: a, envs: [env]}]\n', 'app/env': Array.from({ length: 60_000 }, (_, i) => `KEY_${String(i)}=value\n`).join('') }],
    ['many generators that merge', { 'app/kustomization.yaml': `resources: [base]\nconfigMapGenerator:\n${Array.from({ length: 2000 }, (_, i) => `- {name: c${String(i)}, behavior: merge, literals: [b=2]}\n`).join('')}`, 'app/base/kustomization.yaml': `configMapGenerator:\n${Array.from({ length: 2000 }, (_, i) => `- {name: c${String(i)}, literals: [a=1]}\n`).join('')}` }],
    ['many objects and many patches', { 'app/kustomization.yaml': `resources: [r.yaml]\nnamespace: x\nnamePrefix: p-\npatches:\n${Array.from({ length: 1000 }, (_, i) => `- patch: |\n    {apiVersion: v1, kind: ConfigMap, metadata: {name: c${String(i)}}, data: {a: "1"}}\n`).join('')}`, 'app/r.yaml': Array.from({ length: 3000 }, (_, i) => configMap(`c${String(i)}`)).join('---\n') }],
    ['a binary file', { 'app/kustomization.yaml': 'configMapGenerator: [{name: a, files: [bin]}]\n', 'app/bin': new Uint8Array(2_000_000).fill(255) }],
    ['a long line', { 'app/kustomization.yaml': 'resources: [r.yaml]\n', 'app/r.yaml': configMap('a', `key: "${'x '.repeat(500_000)}"`) }],
    ['many keys in one map', { 'app/kustomization.yaml': 'resources: [r.yaml]\ncommonLabels: {a: b}\n', 'app/r.yaml': `${configMap('a')}${Array.from({ length: 50_000 }, (_, i) => `  k${String(i)}: v\n`).join('')}` }],
  ])('%s: builds', async (_, files) => {
    const { code, out, err } = await build(files);
    expect([code, err.replace(/^#.*\n/gm, '').replace(/^ .*\n/gm, '')]).toEqual([0, '']);
    expect(out).not.toBe('');
  }, 20_000);
});

const ODD = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf', 'prototype'];

describe('names of prototypes are names like others', () => {
  test('as keys of data, labels, annotations and fields', async () => {
    const entries = ODD.map((name) => `${name}: x`).join(', ');
    const { code, out } = await build({
      'app/kustomization.yaml': `resources: [r.yaml]\ncommonAnnotations: {${entries}}\nlabels: [{pairs: {${entries}}}]\nconfigMapGenerator: [{name: g, literals: [${ODD.map((name) => `${name}=x`).join(', ')}], options: {disableNameSuffixHash: true}}]\n`,
      'app/r.yaml': `apiVersion: v1\nkind: Odd\nmetadata: {name: o}\nspec: {${entries}, in: {${entries}}}\n`,
    });
    expect(code).toBe(0);
    for (const name of ODD) expect(out.match(new RegExp(`^ *${name}: x$`, 'gm'))).toHaveLength(7);
  });

  test.each(ODD)('%s as name, kind, file and folder', async (name) => {
    const { code, out, err } = await build({
      'app/kustomization.yaml': `resources: [${name}, ${name}.yaml]\nreplacements: [{source: {kind: ${name}, name: ${name}, fieldPath: spec.${name}}, targets: [{select: {kind: ConfigMap}, fieldPaths: [data.${name}]}]}]\npatches: [{target: {kind: ${name}}, patch: '[{"op": "add", "path": "/spec/added", "value": "y"}]'}]\nconfigMapGenerator: [{name: ${name}, files: [${name}=${name}.yaml]}]\n`,
      [`app/${name}.yaml`]: `apiVersion: ${name}/v1\nkind: ${name}\nmetadata: {name: ${name}, namespace: ${name}}\nspec: {${name}: found}\n`,
      [`app/${name}/kustomization.yaml`]: 'resources: [cm.yaml]\n',
      [`app/${name}/cm.yaml`]: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {${name}: x}\n`,
    });
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`${name}: found`);
    expect(out).toContain('added: "y"');
  });

  test('as fields of a kustomization are unknown fields', async () => {
    for (const name of ODD) await expectError({ 'app/kustomization.yaml': `${name}: {x: 1}\n` }, new RegExp(`unknown field "${name}"`));
  });
});

test('a kustomization that fails takes no other with it', async () => {
  const flux = (name: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {interval: 1h, path: ./${name}, prune: true, targetNamespace: flux-system, sourceRef: {kind: GitRepository, name: flux-system}}\n`;
  const hostile: TreeFiles = {
    'bomb/kustomization.yaml': 'resources: [r.yaml]\n', 'bomb/r.yaml': `apiVersion: v1\nkind: W\nmetadata: {name: a}\n${bomb(12)}\n`,
    'cycle/kustomization.yaml': 'resources: [../cycle]\n',
    'leave/kustomization.yaml': 'resources: [../../../../../../etc/passwd]\n',
    'pattern/kustomization.yaml': 'resources: [r.yaml]\npatches: [{patch: \'[{"op": "remove", "path": "/data"}]\', target: {name: "((((a{100}){100}){100}){100})"}}]\n', 'pattern/r.yaml': configMap('a'),
    'deep/kustomization.yaml': `resources: ${deep(20_000)}\n`,
  };
  const names = ['bomb', 'cycle', 'leave', 'pattern', 'deep', 'sound'];
  const answer = await repo({
    ...hostile, 'sound/kustomization.yaml': 'resources: [cm.yaml]\n', 'sound/cm.yaml': configMap('sound'),
    'clusters/main/all.yaml': `apiVersion: v1\nkind: Namespace\nmetadata: {name: flux-system}\n---\n${names.map(flux).join('---\n')}`,
  }).eddy('build clusters/main');
  expect(answer.code).toBe(1);
  expect(answer.out).toContain('name: sound\n');
  expect(answer.err.match(/^error\[\w+\]/gm)).toHaveLength(names.length - 1);
});
