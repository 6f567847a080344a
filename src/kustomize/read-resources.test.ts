import { expect, test } from 'vitest';
import { memoryTree } from '../tree/index.ts';
import { build, printObjects } from './index.ts';

const ITEM = '- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n';
const PRINTED = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';

function built(resource: string): string {
  return printObjects(build(memoryTree({ 'kustomization.yaml': 'resources: [r.yaml]\n', 'r.yaml': resource }), '', { reorder: 'none' }).objects);
}

test('nothing at all in the brackets of an item is a null, as the item is not printed before it is JSON', () => {
  const data = '  data: {c: , d: [{e: }], <<: {f: g}}\n';
  expect(built(`apiVersion: v1\nkind: ConfigMapList\nitems:\n${ITEM}${data}`)).toContain('data:\n  c: null\n  d:\n  - e: null\n  f: g\n');
  expect(built(`apiVersion: v1\nkind: List\nitems:\n${ITEM}${data}`)).toContain('data:\n  c: ""\n  d:\n  - e: ""\n  f: g\n');
});

test.each<readonly [what: string, list: string]>([
  ['merges what is no map', `apiVersion: v1\nkind: List\n<<: 1\nitems:\n${ITEM}`],
  ['stands behind a marker', `---\napiVersion: v1\nkind: List\n<<: 1\nitems:\n${ITEM}`],
  ['has a faulty map beside its items', `apiVersion: v1\nkind: List\nspec: {<<: 1}\nitems:\n${ITEM}`],
])('of a List alone in its file only the items are looked at: it %s', (_, list) => {
  expect(built(list)).toBe(PRINTED);
});

test.each<readonly [what: string, resource: string, message: string]>([
  ['beside an empty document', `apiVersion: v1\nkind: List\n<<: 1\nitems:\n${ITEM}---\n# empty\n`, 'map merge requires map or sequence of maps as the value'],
  ['of another kind', `apiVersion: v1\nkind: ConfigMapList\n<<: 1\nitems:\n${ITEM}`, 'map merge requires map or sequence of maps as the value'],
  ['of a map', 'apiVersion: v1\nkind: List\nitems: {apiVersion: v1, kind: ConfigMap}\n', 'missing Resource metadata'],
  ['with a key that is null in an item', `apiVersion: v1\nkind: ConfigMapList\nitems:\n${ITEM}  ~: 1\n`,
    `trouble expanding list of ConfigMapList; received error yaml: unmarshal errors:\n  line 7: mapping key "~" already defined at line 7 for the following resource:\napiVersion: v1\nkind: ConfigMapList\nitems:\n${ITEM}  ~: 1\n  ~: 1\n`],
  ['with a key that is null, and a comment', `apiVersion: v1\nkind: ConfigMapList\n# head\nnull: 1 # line\nitems:\n${ITEM}`,
    `trouble expanding list of ConfigMapList; received error yaml: unmarshal errors:\n  line 4: mapping key "null" already defined at line 4 for the following resource:\napiVersion: v1\nkind: ConfigMapList\n# head\nnull: 1 # line\nitems:\n${ITEM}# head\nnull: 1 # line\n`],
])('a list %s is refused', (_, resource, message) => {
  expect(() => built(resource)).toThrow(message);
});
