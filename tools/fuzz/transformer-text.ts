import type { KnownObject } from './known-object.ts';
import type { Random } from './random.ts';

/** Writes configurations of built-in transformers, as `transformers` names them. */
export class TransformerText {
  readonly #random: Random;
  readonly #known: readonly KnownObject[];

  constructor(random: Random, known: readonly KnownObject[]) {
    this.#random = random;
    this.#known = known;
  }

  /** A generator's configuration; its names are those of a folder. */
  generator(folder: string): string {
    const random = this.#random;
    const name = `x${folder.replace('/', '')}`;
    return [
      `apiVersion: builtin\nkind: ${random.pick(['ConfigMapGenerator', 'SecretGenerator'])}\n`,
      `metadata: {name: ${name}${random.pick(['', ', namespace: ns1', ', labels: {a: b}'])}}\n`,
      `literals: [k=v, ${random.pick(['a=1', "'q=a b'", 'z='])}]\n`,
      random.pick(['', '', 'options: {disableNameSuffixHash: true, labels: {g: "1"}}\n', 'files: [f.txt]\n', 'envs: [e.env]\n']),
    ].join('');
  }

  transformer(): string {
    const random = this.#random;
    const { kind, name } = random.pick(this.#known);
    const [type, fields] = random.pick<readonly [string, string]>([
      ['PrefixTransformer', `prefix: t-\nfieldSpecs: [{path: metadata/name${random.pick(['', `, kind: ${kind}`])}}]\n`],
      ['SuffixTransformer', 'suffix: -t\nfieldSpecs: [{path: metadata/name}]\n'],
      ['NamespaceTransformer', `metadata: {name: t, namespace: tns}\n${random.pick(['', 'unsetOnly: true\n', 'setRoleBindingSubjects: none\n', 'setRoleBindingSubjects: allServiceAccounts\n', 'setRoleBindingSubjects: defaultOnly\n'])}fieldSpecs: [{path: metadata/namespace, create: true}]\n`],
      ['LabelTransformer', 'labels: {tl: "1"}\nfieldSpecs: [{path: metadata/labels, create: true}, {path: spec/template/metadata/labels}]\n'],
      ['AnnotationsTransformer', 'annotations: {ta: "1"}\nfieldSpecs: [{path: metadata/annotations, create: true}]\n'],
      ['ImageTagTransformer', 'imageTag: {name: nginx, newTag: t9}\nfieldSpecs: [{path: spec/template/spec/containers/image}]\n'],
      ['ReplicaCountTransformer', 'replica: {name: web, count: 9}\nfieldSpecs: [{path: spec/replicas, create: true, kind: Deployment}]\n'],
      ['PatchTransformer', `patch: '[{"op": "add", "path": "/spec/pt", "value": 1}]'\ntarget: {kind: ${kind}, name: ${JSON.stringify(name)}}\n`],
      ['PatchJson6902Transformer', `target: {kind: ${kind}, name: ${JSON.stringify(name)}, version: v1}\njsonOp: '[{"op": "add", "path": "/pj", "value": "1"}]'\n`],
      ['ValueAddTransformer', `value: va\ntargets: [{selector: {kind: ${kind}}, fieldPath: metadata/annotations/v${random.pick(['', ', filePathPosition: 1'])}}]\n`],
      ['ReplacementTransformer', `replacements: [{source: {kind: ${kind}, name: ${JSON.stringify(name)}, fieldPath: metadata.name}, targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations.rt], options: {create: true}}]}]\n`],
      ['HashTransformer', ''],
      ['PatchStrategicMergeTransformer', 'patches: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {paused: true}}"\n'],
      ['LabelTransformer', `labels: {tl: "1", a: b}\nfieldSpecs: [{path: ${random.pick(['spec/deep', 'spec/list', 'metadata/name', 'spec/template/spec/containers', 'data', 'spec/nested/x'])}, create: ${random.oneIn(2)}}]\n`],
      ['PrefixTransformer', `prefix: t-\nfieldSpecs: [{path: ${random.pick(['metadata/labels/app', 'spec/template/spec/containers/name', 'metadata/namespace', '"spec/list[]/name"', 'spec/ports/port', 'data/a', 'metadata/labels'])}}]\n`],
      ['NamespaceTransformer', `metadata: {name: t, namespace: tns}\nfieldSpecs: [{path: ${random.pick(['spec/ns', 'metadata/annotations', 'spec/template/metadata/namespace', 'spec/list/ns', 'metadata/labels/a'])}, create: ${random.oneIn(2)}}]\n`],
      ['ReplicaCountTransformer', `replica: {name: ${random.pick(['web', 'w', 'db'])}, count: 9}\nfieldSpecs: [{path: ${random.pick(['spec/size', 'spec/template', 'spec/replicas', 'spec/list'])}, create: ${random.oneIn(2)}}]\n`],
      ['ImageTagTransformer', `imageTag: {name: ${random.pick(['nginx', 'redis', 'a'])}, newTag: t9}\nfieldSpecs: [{path: ${random.pick(['spec/nested/x', 'spec/template/spec/containers', 'data/a', 'metadata/labels', '"spec/template/spec/initContainers[]/image"', 'spec/list/name'])}, create: ${random.oneIn(2)}}]\n`],
      ['ValueAddTransformer', `value: ${random.pick(['va', '"1"', 'a/b'])}\ntargets: [{selector: {kind: ${kind}}, fieldPath: ${random.pick(['metadata/labels', 'spec/nested/x', 'metadata/name', 'spec/list', 'spec/replicas', 'spec/new/deep'])}${random.pick(['', ', filePathPosition: 2', ', createIfNotPresent: true'])}}]\n`],
    ]);
    return `apiVersion: builtin\nkind: ${type}\n${fields.startsWith('metadata:') ? '' : 'metadata: {name: t}\n'}${fields}`;
  }
}
