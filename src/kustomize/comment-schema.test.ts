import { expect, test } from 'vitest';
import { memoryTree } from '../tree/index.ts';
import { build } from './index.ts';

/** The names of the containers once another one was patched in, and the comment stands above or behind the list's key, or above its item. */
function containers(above: string, behind: string, item = ''): string {
  const head = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n';
  const patch = `${head}      containers:\n      - name: b\n        ports: [{containerPort: 2}]\n      - name: c\n`;
  const text = `${head}      ${above}\n      containers: ${behind}\n      ${item}\n      - name: b\n        ports: [{containerPort: 1}]\n      - name: d\n`;
  const { objects } = build(memoryTree({ 'kustomization.yaml': 'resources: [r.yaml]\npatches: [{path: p.yaml}]\n', 'r.yaml': text, 'p.yaml': patch }), '');
  const { spec } = objects[0]!.value as { spec: { template: { spec: { containers: { name: string; ports?: { containerPort: number }[] }[] } } } };
  return spec.template.spec.containers.map(({ name, ports = [] }) => name + ports.map(({ containerPort }) => String(containerPort)).join('')).join(' ');
}

const MERGED = 'b21 c d';
const REPLACED = 'b2 c';

test.each<readonly [comment: string, names: string]>([
  ['', MERGED],
  ['# text', MERGED],
  ['# {}', MERGED],
  ['# {"a": 1', MERGED],
  ['# {"description": ""}', MERGED],
  ['# {"description": 1}', MERGED],
  ['# {"properties": []}', MERGED],
  ['# {"a": null}', REPLACED],
  ['# {"$imagepolicy": "flux-system:app"}', REPLACED],
  ['## {"type": "array", "items": {}}', REPLACED],
  ['# {"items": {}, "x-kubernetes-patch-strategy": "merge", "x-kubernetes-patch-merge-key": "name"}', 'b2 c d'],
  // Only what says that it is an array has items.
  ['# {"items": {"$ref": "#/definitions/io.k8s.api.core.v1.Container"}, "x-kubernetes-patch-strategy": "merge", "x-kubernetes-patch-merge-key": "name"}', 'b2 c d'],
  ['# {"type": "array", "items": {"$ref": "#/definitions/io.k8s.api.core.v1.Container"}, "x-kubernetes-patch-strategy": "merge", "x-kubernetes-patch-merge-key": "name"}', MERGED],
  ['# {"type": "array", "items": {"properties": {"ports": {"items": {}, "x-kubernetes-patch-strategy": "merge", "x-kubernetes-patch-merge-key": "containerPort"}}}, "x-kubernetes-patch-strategy": "merge", "x-kubernetes-patch-merge-key": "name"}', MERGED],
])('a list with the comment %s merges by it', (comment, names) => {
  expect(containers(comment, '')).toBe(names);
  expect(containers('', comment)).toBe(names);
});

test('the comment behind a key counts before the one above it', () => {
  expect(containers('# {"a": 1}', '# text')).toBe(MERGED);
});

test('an item goes by the comment above it', () => {
  expect(containers('', '', '# {"a": 1}')).toBe('b2 c d');
});
