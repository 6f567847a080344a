/** What reimplementations of Flux get wrong about sources, and about the kustomization.yaml that the controller writes. */
import { describe, expect, test } from 'vitest';
import { build, configMap, dataOf, kustomization, metadataOf, names, watch, type Files } from './seen.ts';

const REPOSITORY = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: repo}
spec: {interval: 1h, url: "https://git.example.test/repo.git", ref: {branch: main}}
`;

async function artifactOf(files: Files, spec = ''): Promise<string[]> {
  const seen = await watch({ objects: [REPOSITORY.replace(/}\n$/, `${spec}}\n`)] }, { git: { 'refs/heads/main': files } });
  expect(seen.ready['GitRepository/here/repo']).toMatchObject({ status: 'True' });
  const { artifact } = seen.status!['GitRepository/here/repo'] as { artifact: { content: Record<string, unknown> } };
  return Object.keys(artifact.content).filter((path) => !path.endsWith('/')).sort();
}

describe('sources', () => {
  const files = { 'a.yaml': '', 'logo.png': '', '.github/ci.yaml': '', '.gitignore': 'x\n' };

  test('1: the default ignore list goes when any pattern is given; only the files of Git itself always go', async () => {
    expect(await artifactOf(files)).toEqual(['a.yaml']);
    expect(await artifactOf({ ...files, '.sourceignore': 'nothing\n' })).toEqual(['.github/ci.yaml', '.sourceignore', 'a.yaml', 'logo.png']);
    expect(await artifactOf(files, ', ignore: "/a.yaml"')).toEqual(['.github/ci.yaml', 'logo.png']);
  });

  test('2: links are no part of an artifact: a linked base is gone', async () => {
    const seen = await build({ 'deploy/kustomization.yaml': 'resources: [../linked]\n', 'base/a.yaml': configMap('a') }, 'path: ./deploy', { symlinks: { linked: 'base' } });
    expect(seen.app).toMatchObject({ status: 'False', reason: 'BuildFailed', message: expect.stringContaining('linked') as string });
  });
});

describe('corrections: sources', () => {
  test('the file of an OCI artifact has the prefix of its digest', async () => {
    const source = 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: probe}\nspec: {interval: 1h, url: "oci://registry.example.test/probe", ref: {tag: 0.1.0}}\n';
    const seen = await watch({ objects: [source] }, { images: { '0.1.0': { 'Chart.yaml': 'name: probe\n' } } });
    const { artifact } = seen.status!['OCIRepository/here/probe'] as { artifact: { file: string; revision: string } };
    expect(artifact).toMatchObject({ file: `sha256:${'1'.repeat(64)}.tar.gz`, revision: `0.1.0@sha256:${'1'.repeat(64)}` });
  });
});

describe('the walk of a folder without kustomization.yaml', () => {
  test('3: hidden folders are scanned', async () => {
    expect(names(await build({ '.github/x.yaml': configMap('x'), '.hidden.yaml': configMap('y') }))).toEqual(['ConfigMap/x', 'ConfigMap/y']);
  });

  test('4: one file that is no Kubernetes YAML fails the whole Kustomization', async () => {
    const seen = await build({ 'a.yaml': configMap('a'), 'values.yaml': 'replicas: 2\n' });
    expect(seen.app).toMatchObject({ status: 'False', reason: 'BuildFailed', message: expect.stringContaining('failed to decode Kubernetes YAML from') as string });
    expect(names(seen)).toEqual([]);
  });

  test('5: a folder with a kustomization file is added as a folder, and not walked', async () => {
    const seen = await build({ 'a.yaml': configMap('a'), 'sub/kustomization.yaml': 'resources: [b.yaml]\n', 'sub/b.yaml': configMap('b'), 'sub/values.yaml': 'no: manifest\n' });
    expect(names(seen)).toEqual(['ConfigMap/a', 'ConfigMap/b']);
  });

  test.each(['kustomization.yaml', 'kustomization.yml', 'Kustomization'])('6: %s is a kustomization file', async (name) => {
    expect(names(await build({ [name]: 'namePrefix: p-\nresources: [a.yaml]\n', 'a.yaml': configMap('a') }))).toEqual(['ConfigMap/p-a']);
  });

  test('6: another case of the name is an ordinary file', async () => {
    const seen = await build({ 'Kustomization.yaml': 'namePrefix: p-\nresources: [a.yaml]\n', 'a.yaml': configMap('a') });
    expect(seen.app).toMatchObject({ status: 'False', reason: 'BuildFailed' });
  });
});

describe('the kustomization.yaml that is edited', () => {
  test('7: without resources it gets origin annotations', async () => {
    const generator = 'namespace: here\nconfigMapGenerator:\n- name: a\n  literals: [k=v]\n  options: {disableNameSuffixHash: true}\n';
    const origin = 'config.kubernetes.io/origin';
    expect(metadataOf(await build({ 'kustomization.yaml': generator }), 'ConfigMap/a').annotations).toHaveProperty([origin]);
    const withResources = await build({ 'kustomization.yaml': `resources: [b.yaml]\n${generator}`, 'b.yaml': configMap('b') });
    expect(metadataOf(withResources, 'ConfigMap/a').annotations ?? {}).not.toHaveProperty([origin]);
  });

  test("8: targetNamespace and namePrefix replace the file's own values", async () => {
    const files = { 'kustomization.yaml': 'namespace: old\nnamePrefix: old-\nresources: [a.yaml]\n', 'a.yaml': configMap('a') };
    const seen = await build(files, 'targetNamespace: fresh\nnamePrefix: fresh-', { namespaces: ['here', 'fresh'] });
    expect(metadataOf(seen, 'ConfigMap/fresh-a').namespace).toBe('fresh');
  });

  test("9: patches come after the file's; images are merged by name, with tag and digest as a pair", async () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: here, annotations: {by: nobody}}\nspec:\n  containers:\n  - {name: c, image: "app:1"}\n';
    const patch = (by: string): string => `- patch: |\n    apiVersion: v1\n    kind: Pod\n    metadata: {name: p, namespace: here, annotations: {by: ${by}}}\n`;
    const files = { 'kustomization.yaml': `resources: [p.yaml]\nimages: [{name: app, newName: registry.test/app, newTag: "2"}]\npatches:\n${patch('file')}`, 'p.yaml': pod };
    const seen = await build(files, `images: [{name: app, digest: "sha256:${'1'.repeat(64)}"}]\npatches:\n${patch('spec')}`);
    expect(metadataOf(seen, 'Pod/p').annotations).toMatchObject({ by: 'spec' });
    expect(seen.sent['Pod/p']).toMatchObject({ spec: { containers: [{ image: `registry.test/app@sha256:${'1'.repeat(64)}` }] } });
  });

  test('10: remote components are refused, while remote resources are a matter of fetching them', async () => {
    const files = { 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': configMap('a') };
    const refused = await build(files, 'components: ["https://example.test/component"]');
    expect(refused.app).toMatchObject({ status: 'False', reason: 'BuildFailed', message: expect.stringContaining('must be local and relative') as string });
    const remote = await build({ 'kustomization.yaml': 'resources: ["https://example.test/x.yaml"]\n' });
    expect(remote.app!.message).not.toContain('local and relative');
  });

  test('11: ../ is fine inside of the artifact, and an error outside of it', async () => {
    const inside = await build({ 'deploy/kustomization.yaml': 'resources: [../base/a.yaml]\n', 'base/a.yaml': configMap('a') }, 'path: ./deploy');
    expect(names(inside)).toEqual(['ConfigMap/a']);
    const outside = await build({ 'deploy/kustomization.yaml': 'resources: [../../etc/a.yaml]\n' }, 'path: ./deploy');
    expect(outside.app).toMatchObject({ status: 'False', reason: 'BuildFailed', message: expect.stringContaining('outside of the source') as string });
  });

  test('12: helmCharts fail', async () => {
    const seen = await build({ 'kustomization.yaml': 'helmCharts:\n- name: probe\n' });
    expect(seen.app).toMatchObject({ status: 'False', reason: 'BuildFailed', message: expect.stringContaining('must specify --enable-helm') as string });
  });
});

describe('what is rendered', () => {
  test('13: commonMetadata goes on metadata only, after the build, and is no part of the digest', async () => {
    const files = { 'd.yaml': 'apiVersion: batch/v1\nkind: Job\nmetadata: {name: j, namespace: here}\nspec:\n  template:\n    spec: {restartPolicy: Never, containers: [{name: c, image: i}]}\n' };
    const plain = await build(files);
    const labelled = await build(files, 'commonMetadata: {labels: {team: a}}');
    expect(metadataOf(labelled, 'Job/j').labels).toMatchObject({ team: 'a' });
    expect(JSON.stringify(labelled.sent['Job/j']!['spec'])).not.toContain('team');
    const digest = (seen: typeof plain): unknown => (seen.status!['Kustomization/here/app']!['history'] as { digest: string }[])[0]!.digest;
    expect(digest(labelled)).toBe(digest(plain));
  });

  test('14: objects are sent in apply order, whatever the order of the build', async () => {
    const seen = await build({ 'kustomization.yaml': 'resources: [z.yaml]\n', 'z.yaml': `${configMap('a')}---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: s, namespace: here}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n` });
    expect((seen.applied ?? []).map(({ kind }) => kind)).toEqual(['Namespace', 'ServiceAccount', 'ConfigMap']);
    expect(metadataOf(seen, 'ConfigMap/a').labels).toEqual({ 'kustomize.toolkit.fluxcd.io/name': 'app', 'kustomize.toolkit.fluxcd.io/namespace': 'here' });
  });
});

describe('corrections: generation and build', () => {
  test('targetNamespace renames Namespaces too; prefixes leave them alone', async () => {
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n';
    expect(names(await build({ 'n.yaml': namespace }, 'targetNamespace: here'))).toEqual(['Namespace/here']);
    expect(names(await build({ 'n.yaml': namespace }, 'namePrefix: p-'))).toEqual(['Namespace/n']);
  });

  test('a Component that the walk meets fails the build', async () => {
    const seen = await build({ 'a.yaml': configMap('a'), 'part/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n' });
    expect(seen.app).toMatchObject({ status: 'False', reason: 'BuildFailed' });
  });

  test('ignoreMissingComponents does not cover the components of the file', async () => {
    const files = { 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': configMap('a') };
    const fromSpec = await build(files, 'ignoreMissingComponents: true\ncomponents: [./gone]');
    expect(fromSpec.app).toMatchObject({ status: 'True' });
    const fromFile = await build({ ...files, 'kustomization.yaml': 'resources: [a.yaml]\ncomponents: [./gone]\n' }, 'ignoreMissingComponents: true');
    expect(fromFile.app).toMatchObject({ status: 'False', reason: 'BuildFailed' });
  });

  test('an image with newTag and digest has both', async () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: here}\nspec:\n  containers:\n  - {name: c, image: "app:1"}\n';
    const seen = await build({ 'p.yaml': pod }, `images: [{name: app, newTag: "2", digest: "sha256:${'1'.repeat(64)}"}]`);
    expect(seen.sent['Pod/p']).toMatchObject({ spec: { containers: [{ image: `app:2@sha256:${'1'.repeat(64)}` }] } });
  });

  test('empty buildMetadata equals unset; a value of the spec replaces the forced origin annotations', async () => {
    const files = { 'kustomization.yaml': 'namespace: here\nconfigMapGenerator:\n- name: a\n  literals: [k=v]\n  options: {disableNameSuffixHash: true}\n' };
    const annotations = async (spec: string): Promise<Files> => metadataOf(await build(files, spec), 'ConfigMap/a').annotations ?? {};
    expect(await annotations('buildMetadata: []')).toHaveProperty(['config.kubernetes.io/origin']);
    expect(await annotations('buildMetadata: [transformerAnnotations]')).not.toHaveProperty(['config.kubernetes.io/origin']);
  });

  test('a comma in a name that a transformer changes fails the build', async () => {
    const seen = await build({ 'a.yaml': configMap('"a,b"') }, 'targetNamespace: here');
    expect(seen.app).toMatchObject({ status: 'False', reason: 'BuildFailed', message: expect.stringContaining('number of previous names, number of previous namespaces, number of previous kinds not equal') as string });
  });

  test('unquoted dates, octal numbers and `yes` come out of the build as Flux reads them', async () => {
    const blob = 'apiVersion: test.example.test/v1\nkind: Blob\nmetadata: {name: b, namespace: here}\nspec: {date: 2001-01-01, octal: 017, long: 12345678901234567890, word: yes}\n';
    const seen = await build({ 'b.yaml': blob });
    expect(seen.sent['Blob/b']!['spec']).toEqual({ date: '2001-01-01T00:00:00Z', octal: 15, long: 12345678901234567000, word: 'yes' });
  });

  test('a document without apiVersion is an error, not dropped', async () => {
    const seen = await build({ 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': 'kind: ConfigMap\nmetadata: {name: a, namespace: here}\n' });
    expect(seen.app).toMatchObject({ status: 'False', reason: 'BuildFailed', message: expect.stringContaining('failed to decode Kubernetes apiVersion, kind and name from') as string });
  });

  test('--no-remote-bases does not stop a file behind https', async () => {
    const seen = await watch({ controllerFlags: ['--no-remote-bases'], files: { 'kustomization.yaml': 'resources: ["https://git.example.test/org/repo//base"]\n' }, objects: [kustomization()] });
    expect(seen.app).toMatchObject({ status: 'False', reason: 'BuildFailed' });
    expect(dataOf(seen, 'remote')).toBeUndefined();
  });
});
