import { describe, expect, test } from 'vitest';
import { memoryTree } from '../../tree/index.ts';
import { withKustomizationFile } from './kustomization-file.ts';
import type { FileEdits } from './kustomization-spec.ts';

const NONE: FileEdits = {
  targetNamespace: undefined,
  namePrefix: undefined,
  nameSuffix: undefined,
  patches: [],
  images: [],
  components: [],
  ignoreMissingComponents: false,
  buildMetadata: [],
};

const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';

function written(files: Record<string, string>, edits: Partial<FileEdits> = {}, file = 'app/kustomization.yaml'): Record<string, unknown> {
  const tree = withKustomizationFile(memoryTree(files), 'app', { ...NONE, ...edits }, '');
  return JSON.parse(tree.readText(file) ?? 'null') as Record<string, unknown>;
}

describe('a folder without a kustomization file', () => {
  test('gets one that lists its manifests in lexical order, hidden ones too', () => {
    const files = { 'app/b.yml': MAP, 'app/a.yaml': MAP, 'app/sub/c.yaml': MAP, 'app/.hidden/d.yaml': MAP, 'app/readme.md': 'no' };
    expect(written(files)['resources']).toEqual(['./.hidden/d.yaml', './a.yaml', './b.yml', './sub/c.yaml']);
  });

  test('takes a folder with a file of its own as one resource', () => {
    const files = { 'app/base/kustomization.yml': 'resources: [x.yaml]\n', 'app/base/x.yaml': 'not: a manifest\n' };
    expect(written(files)['resources']).toEqual(['./base']);
  });

  test('gets a placeholder when there is nothing in it', () => {
    expect(written({ 'app/readme.md': 'no' })).toMatchObject({ namespace: '_placeholder' });
  });

  test('is refused when one of its files is no manifest, with the file and a hint', () => {
    const build = (): unknown => written({ 'app/a.yaml': MAP, 'app/values.yaml': 'replicas: 1\n' });
    expect(build).toThrow('failed to decode Kubernetes YAML from app/values.yaml: missing Resource metadata');
    expect(build).toThrow(expect.objectContaining({ code: 'ManifestInvalid', at: expect.objectContaining({ file: 'app/values.yaml' }) as unknown }) as Error);
  });
});

describe('a kustomization file', () => {
  test('keeps what it says and loses fields that kustomize does not know', () => {
    const file = written({ 'app/kustomization.yaml': 'resources: [a.yaml]\nnamePrefix: x-\nbogus: 1\n' });
    expect(file).toMatchObject({ resources: ['a.yaml'], namePrefix: 'x-' });
    expect(file).not.toHaveProperty('bogus');
  });

  test('gets origin annotations when it lists no resources, unless the spec says which', () => {
    const files = { 'app/kustomization.yaml': 'configMapGenerator: [{name: a}]\n' };
    expect(written(files)['buildMetadata']).toEqual(['originAnnotations']);
    expect(written(files, { buildMetadata: ['transformerAnnotations'] })['buildMetadata']).toEqual(['transformerAnnotations']);
  });

  test('is written back under the name it has', () => {
    expect(written({ 'app/Kustomization': 'resources: [a.yaml]\n' }, { namePrefix: 'y-' }, 'app/Kustomization')).toMatchObject({ namePrefix: 'y-' });
  });

  test('is edited as the spec asks: namespace and affixes replace, patches and components follow', () => {
    const files = {
      'app/kustomization.yaml': 'resources: [a.yaml]\nnamespace: old\nnameSuffix: -old\npatches: [{path: p.yaml}]\ncomponents: [c1]\n',
      'app/c2/kustomization.yaml': 'kind: Component\n',
    };
    const edits = { targetNamespace: 'new', nameSuffix: '-new', patches: [{ patch: 'text', target: { kind: 'Deployment' } }], components: ['c2', 'gone'], ignoreMissingComponents: true };
    expect(written(files, edits)).toMatchObject({
      namespace: 'new',
      nameSuffix: '-new',
      patches: [{ path: 'p.yaml' }, { patch: 'text', target: { kind: 'Deployment' } }],
      components: ['c1', 'c2'],
    });
  });

  test.each([
    ['a new tag takes the digest away', { newTag: '2' }, { name: 'nginx', newTag: '2', digest: '' }],
    ['a digest takes the tag away', { digest: 'sha256:1' }, { name: 'nginx', newTag: '', digest: 'sha256:1' }],
    ['a new name leaves the version alone', { newName: 'n' }, { name: 'nginx', newName: 'n', newTag: '1' }],
  ])('merges images by name: %s', (_what, image, merged) => {
    const images = [{ name: 'nginx', newName: '', newTag: '', digest: '', ...image }];
    expect(written({ 'app/kustomization.yaml': 'resources: [a.yaml]\nimages: [{name: nginx, newTag: "1"}]\n' }, { images })['images']).toEqual([merged]);
  });

  test.each(['https://example.test/x', 'git::https://example.test/x', '/abs', 'github.com/x/y', 'ssh://git@example.test/x'])('refuses the component %s', (component) => {
    expect(() => written({ 'app/kustomization.yaml': 'resources: [a.yaml]\n' }, { components: [component] })).toThrow(`component path '${component}' must be local and relative`);
  });

  test('turns numbers and booleans into texts where texts belong', () => {
    expect(written({ 'app/kustomization.yaml': 'resources: [a.yaml]\ncommonLabels: {a: 1, b: true}\n' })['commonLabels']).toEqual({ a: '1', b: 'true' });
  });
});
