import { expect, test } from 'vitest';
import { memoryTree } from '../tree/index.ts';
import { build, printObjects } from './index.ts';

function built(field: 'generators' | 'transformers', kind: string, rest: string): string {
  const config = `${field}:\n- |-\n  apiVersion: builtin\n  kind: ${kind}\n  metadata: {name: t}\n  ${rest.replaceAll('\n', '\n  ')}\n`;
  return printObjects(build(memoryTree({ 'kustomization.yaml': config }), '').objects);
}

const DECODING = 'error unmarshaling JSON: while decoding JSON: json: cannot unmarshal';

test.each<readonly [field: 'generators' | 'transformers', kind: string, rest: string, message: string]>([
  // Numbers become texts, but not below structs that are embedded in the plugin's own.
  ['generators', 'ConfigMapGenerator', 'behavior: 1', `${DECODING} number into Go struct field ConfigMapGeneratorPlugin.ConfigMapArgs.GeneratorArgs.behavior of type string`],
  ['generators', 'IAMPolicyGenerator', 'cloud: []', `${DECODING} array into Go struct field IAMPolicyGeneratorPlugin.IAMPolicyGeneratorArgs.cloud of type types.Cloud`],
  ['generators', 'IAMPolicyGenerator', 'cloud: aws', 'cloud provider aws not supported yet'],
  ['generators', 'IAMPolicyGenerator', 'cloud: gke\nkubernetesService: {name: k}', 'yaml: line 6: found character that cannot start any token'],
  ['generators', 'IAMPolicyGenerator', 'cloud: gke\nserviceAccount: {name: s}', 'missing metadata.name in object {{v1 ServiceAccount}'],
  ['transformers', 'NamespaceTransformer', 'unsetOnly: []', `fails configuration: unmarshalling NamespaceTransformer config: ${DECODING} array into Go struct field NamespaceTransformerPlugin.unsetOnly of type bool`],
  ['transformers', 'PrefixTransformer', 'prefix: [a]\nfieldSpecs: x', 'fails configuration: yaml: unmarshal errors:\n  line 2: cannot unmarshal !!str `x` into types.FsSlice\n  line 7: cannot unmarshal !!seq into string'],
  ['transformers', 'SuffixTransformer', 'fieldSpecs: [null, abcdefghijk, {path: {}, create: 1}]', 'fails configuration: yaml: unmarshal errors:\n  line 4: cannot unmarshal !!str `abcdefg...` into types.FieldSpec\n  line 5: cannot unmarshal !!int `1` into bool\n  line 6: cannot unmarshal !!map into string'],
  ['transformers', 'SuffixTransformer', 'suffix: x', 'fieldSpecs is not expected to be nil'],
])('%s %s refuse %j', (field, kind, rest, message) => {
  expect(() => built(field, kind, rest)).toThrow(message);
});

test('IAMPolicyGenerator makes a ServiceAccount', () => {
  expect(built('generators', 'IAMPolicyGenerator', 'cloud: gke\nkubernetesService: {name: k, namespace: ns}\nserviceAccount: {name: s, projectId: p}')).toBe(
    'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  annotations:\n    iam.gke.io/gcp-service-account: s@p.iam.gserviceaccount.com\n  name: k\n  namespace: ns\n');
});

test('a validator must not find two objects of one id', () => {
  const files = {
    'kustomization.yaml': 'resources: [r.yaml]\nreplacements:\n- source: {kind: W, name: b, fieldPath: s}\n  targets: [{select: {kind: W}, fieldPaths: [metadata.name]}]\n'
      + 'validators:\n- |-\n  apiVersion: builtin\n  kind: PatchTransformer\n  metadata: {name: t}\n  patch: \'[{"op": "add", "path": "/spec", "value": 1}]\'\n  target: {kind: ConfigMap}\n',
    'r.yaml': 'apiVersion: x/v1\nkind: W\nmetadata: {name: a}\n---\napiVersion: x/v1\nkind: W\nmetadata: {name: b}\ns: c\n',
  };
  expect(() => build(memoryTree(files), '')).toThrow("validator shouldn't modify the resource map: id in self matches 2 in other; id: W.v1.x/c.[noNs]");
});
