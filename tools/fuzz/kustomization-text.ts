import { ObjectTexts } from './object-texts.ts';
import type { Random } from './random.ts';

/** Where a kustomization stands: some fields belong to some places only. */
export type Place = 'base' | 'component' | 'overlay';

const OPERATIONS = ['- {op: add, path: /metadata/annotations/q, value: "1"}', '- {op: replace, path: /spec/replicas, value: 7}', '- {op: remove, path: /metadata/labels}', '- {op: add, path: /spec/template/spec/containers/-, value: {name: n, image: i}}', '- {op: add, path: /spec/template/spec/containers/0, value: {name: n}}', '- {op: replace, path: /metadata/name, value: renamed}', '- {op: move, from: /spec/replicas, path: /spec/moved}', '- {op: copy, from: /metadata/name, path: /spec/copied}', '- {op: add, path: /spec/big, value: 12345678901234567890}', '- {op: add, path: /spec/f, value: 1.50}', '- {op: add, path: /spec/a~1b, value: [1, "2", null, true]}', '- {op: add, path: /metadata/labels/new, value: 5}', '- {op: add, path: /data/x, value: "1000000"}'];
const TARGETS = ['{kind: Deployment}', '{name: web}', '{kind: ".*Map"}', '{kind: Deployment|StatefulSet, name: w.*}', '{labelSelector: "app"}', '{annotationSelector: "a=1"}', '{labelSelector: "a in (1,abc)"}', '{group: apps}', '{version: v1, kind: ConfigMap}', '{namespace: ns1}', '{name: nope}', '{kind: Widget}'];
const SOURCES = ['{kind: ConfigMap, name: cm, fieldPath: data.a}', '{kind: Deployment, name: web, fieldPath: spec.replicas}', '{kind: Deployment, fieldPath: metadata.name}', '{kind: Service, name: svc}', '{kind: Deployment, name: web, fieldPath: "spec.template.spec.containers.[name=c1].image", options: {delimiter: ":", index: 0}}', '{kind: Deployment, name: web, fieldPath: spec.template.spec.containers.0.image}', '{kind: Widget, fieldPath: spec.nested}', '{kind: Deployment, name: web, fieldPath: metadata.labels}'];
const SELECTS = ['{kind: Deployment}', '{kind: Widget}', '{kind: ConfigMap}', '{name: web}', '{kind: "Conf.*"}'];
const FIELD_PATHS = ['metadata.annotations.r', 'spec.replicas', 'spec.template.spec.containers.*.image', '"spec.template.spec.containers.[name=c1].env.[name=E1].value"', 'data.a', 'spec.list.0.v', '"spec.list.[name=b].v"', 'metadata.name', 'spec.new.deep', 'metadata.labels.app', '"metadata.annotations.[a.b/c]"', 'data.new'];
const IMAGE_CHANGES = ['newTag: "9"', 'newName: other/img', 'digest: sha256:cc', 'newName: o, newTag: v2', 'tagSuffix: -x', 'newTag: "1", digest: sha256:dd'];

/** Writes kustomization files that use a random handful of fields. */
export class KustomizationText {
  readonly #random: Random;
  readonly #objects: ObjectTexts;

  constructor(random: Random) {
    this.#random = random;
    this.#objects = new ObjectTexts(random);
  }

  file(place: Place, resources: readonly string[]): string {
    // A component sees the objects of the overlay, under names that the base has changed.
    const seesWeb = place !== 'component';
    return [
      `resources:\n${resources.map((path) => `- ${path}\n`).join('')}`,
      this.#names(),
      this.#labels(),
      this.#sometimes(3, () => `images:\n- {name: ${this.#random.pick(['nginx', 'redis', 'ngi.*', 'reg/nginx'])}, ${this.#random.pick(IMAGE_CHANGES)}}\n`),
      seesWeb ? this.#sometimes(7, () => 'replicas: [{name: web, count: 4}]\n') : '',
      this.#generators(place),
      this.#patches(seesWeb),
      this.#sometimes(8, () => `replacements:\n${this.#random.list(1, 2, () => this.#replacement()).join('')}`),
      place === 'overlay' ? this.#sometimes(8, () => this.#variable()) : '',
      this.#sometimes(7, () => `buildMetadata: [${this.#random.pick(['originAnnotations', 'transformerAnnotations', 'originAnnotations, transformerAnnotations', 'managedByLabel'])}]\n`),
      this.#sometimes(10, () => `sortOptions: {order: ${this.#random.pick(['fifo', 'legacy'])}}\n`),
    ].join('');
  }

  #sometimes(times: number, text: () => string): string {
    return this.#random.oneIn(times) ? text() : '';
  }

  #names(): string {
    return [
      this.#sometimes(3, () => `namespace: ${this.#random.pick(['ns1', 'prod', 'default'])}\n`),
      this.#sometimes(3, () => `namePrefix: ${this.#random.pick(['p-', 'p-', '"1"', 'b-'])}\n`),
      this.#sometimes(5, () => `nameSuffix: ${this.#random.pick(['-s', '-v1', '.x'])}\n`),
    ].join('');
  }

  #labels(): string {
    const random = this.#random;
    return [
      this.#sometimes(5, () => `commonLabels: {app: ${random.pick(['z', '"1"'])}, team: t}\n`),
      this.#sometimes(5, () => `labels:\n- pairs: {x: yy, tier: "2"}\n  includeSelectors: ${random.oneIn(3)}\n  includeTemplates: ${random.oneIn(2)}\n`),
      this.#sometimes(5, () => 'commonAnnotations: {note: "n: 1", a: z}\n'),
    ].join('');
  }

  #generators(place: Place): string {
    const random = this.#random;
    return [
      this.#sometimes(2, () =>
        [
          `configMapGenerator:\n- name: ${random.pick({ base: ['g7', 'gen'], component: ['g8', 'g9'], overlay: ['g4', 'gen'] }[place])}\n`,
          `  literals: [a=${random.pick(['1', 'x', '"q"', '<&>'])}, b=é]\n`,
          this.#sometimes(place === 'overlay' ? 4 : 30, () => `  behavior: ${random.pick(['merge', 'replace', 'create'])}\n`),
          this.#sometimes(3, () => `  options: {disableNameSuffixHash: ${random.oneIn(2)}, labels: {g: "1"}, annotations: {h: i}${this.#sometimes(3, () => ', immutable: true')}}\n`),
          this.#sometimes(5, () => '  files: [f.txt, k=f.txt]\n'),
          this.#sometimes(5, () => '  envs: [e.env]\n'),
        ].join(''),
      ),
      this.#sometimes(5, () => `secretGenerator:\n- name: ${random.pick(['sec', 'sg1', 'sg2'])}\n  literals: [k=v]\n${this.#sometimes(3, () => '  type: kubernetes.io/tls\n')}`),
      this.#sometimes(7, () => `generatorOptions: {disableNameSuffixHash: ${random.oneIn(2)}, labels: {go: o}}\n`),
    ].join('');
  }

  #patches(seesWeb: boolean): string {
    const random = this.#random;
    const patches = [
      seesWeb ? this.#sometimes(3, () => `- patch: |\n${indented(this.#strategicMerge(), 4)}`) : '',
      this.#sometimes(4, () => this.#targetedMerge()),
      this.#sometimes(3, () => `- target: ${random.pick(TARGETS)}\n  patch: |\n${indented(this.#jsonPatch(), 4)}`),
    ].join('');
    return [
      patches === '' ? '' : `patches:\n${patches}`,
      seesWeb ? this.#sometimes(8, () => `patchesStrategicMerge:\n- |-\n${indented(this.#strategicMerge(), 2)}`) : '',
      seesWeb ? this.#sometimes(10, () => `patchesJson6902:\n- target: {group: apps, version: v1, kind: Deployment, name: web}\n  patch: |\n${indented(this.#jsonPatch(), 4)}`) : '',
    ].join('');
  }

  /** A patch for every object that matches. A generated ConfigMap keeps its kind: the hash of any other kind counts lines and columns. */
  #targetedMerge(): string {
    const target = this.#random.pick(TARGETS);
    const options = /Deployment|Widget|apps/.test(target) ? this.#sometimes(5, () => '  options: {allowNameChange: true, allowKindChange: true}\n') : '';
    return `- target: ${target}\n  patch: |\n${indented(this.#strategicMerge(), 4)}${options}`;
  }

  #jsonPatch(): string {
    return this.#random.list(1, 2, () => `${this.#random.pick(OPERATIONS)}\n`).join('');
  }

  #strategicMerge(): string {
    const random = this.#random;
    const head = [
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n',
      this.#sometimes(3, () => `  annotations: {${random.pick(['a: null', 'a: x', 'k1: 1.5', '$patch: delete'])}}\n`),
      this.#sometimes(5, () => `  labels: {${random.pick(['a: null', 'app: 1', 'b: ""'])}}\n`),
      this.#sometimes(7, () => `  finalizers: [${random.pick(['f9', 'f1', 'f2, f8'])}]\n`),
    ].join('');
    if (random.oneIn(20)) return `${head}$patch: delete\n`;
    const replicas = this.#sometimes(3, () => `  replicas: ${random.pick(['5', 'null', '"6"', 'x'])}\n`);
    return `${head}${this.#sometimes(20, () => '$patch: replace\n')}spec:\n${replicas}  template:\n    spec:\n${this.#podSpec()}`;
  }

  #podSpec(): string {
    const random = this.#random;
    const container = (): string => this.#objects.container(6, random.pick(['c1', 'c2', 'c3'])) + this.#sometimes(7, () => `        $patch: ${random.pick(['delete', 'replace', 'merge'])}\n`);
    const text = [
      this.#sometimes(8, () => `      $patch: ${random.pick(['merge', 'replace', 'delete'])}\n`),
      random.oneIn(3) ? '' : `      containers:\n${random.list(1, 2, container).join('')}${this.#sometimes(10, () => `      - $patch: ${random.pick(['replace', 'delete', 'merge'])}\n`)}`,
      this.#sometimes(5, () => `      volumes: [{name: v1, ${random.pick(['emptyDir: {}', 'configMap: null', '$patch: delete', '$patch: replace'])}}]\n`),
      this.#sometimes(7, () => '      tolerations: [{key: b}]\n'),
      this.#sometimes(10, () => '      imagePullSecrets: [{name: y}]\n'),
      this.#sometimes(10, () => '      hostAliases: [{ip: 1.1.1.1, hostnames: [a]}]\n'),
    ].join('');
    return text === '' ? '      x: y\n' : text;
  }

  #replacement(): string {
    const random = this.#random;
    const options = [...(random.oneIn(3) ? [] : ['create: true']), ...(random.oneIn(3) ? [`delimiter: "${random.pick([':', '-', '/'])}", index: ${random.pick(['0', '1', '-1', '5'])}`] : [])];
    return [
      `- source: ${random.pick(SOURCES)}\n  targets:\n  - select: ${random.pick(SELECTS)}\n`,
      this.#sometimes(5, () => '    reject: [{name: cm2}]\n'),
      `    fieldPaths: [${random.pick(FIELD_PATHS)}]\n`,
      options.length === 0 ? '' : `    options: {${options.join(', ')}}\n`,
    ].join('');
  }

  #variable(): string {
    const random = this.#random;
    const kind = random.pick(['v1, kind: ConfigMap, name: cm', 'apps/v1, kind: Deployment, name: web', 'v1, kind: Service, name: svc']);
    return `vars:\n- name: V1\n  objref: {apiVersion: ${kind}}\n${this.#sometimes(2, () => `  fieldref: {fieldPath: ${random.pick(['spec.replicas', 'data.a', 'metadata.namespace'])}}\n`)}`;
  }
}

function indented(text: string, spaces: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(spaces));
}
