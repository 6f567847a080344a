import { knownObject, type KnownObject } from './known-object.ts';
import type { ObjectTexts } from './object-texts.ts';
import { PatchText } from './patch-text.ts';
import type { Random } from './random.ts';
import { imagesOf, ReplacementText, targetOf } from './replacement-text.ts';
import { TransformerText } from './transformer-text.ts';

/** Where a kustomization stands: some fields belong to some places only. */
export type KustomizationPlace = 'base' | 'component' | 'overlay';

const IMAGE_CHANGES = ['newTag: "9"', 'newName: other/img', 'digest: sha256:cc', 'newName: o, newTag: v2', 'tagSuffix: -x', 'newTag: "1", digest: sha256:dd', 'newName: "reg:5000/a/b"'];
const CONFIGURATIONS = [
  'namePrefix:\n- {path: metadata/name, kind: Widget}\n',
  'commonLabels:\n- {path: spec/selector, create: true, kind: Widget}\n',
  'commonAnnotations:\n- {path: spec/annotations, create: true, kind: Widget}\n',
  'nameReference:\n- {kind: ConfigMap, version: v1, fieldSpecs: [{path: spec/ref, kind: Widget}]}\n',
  'images:\n- {path: spec/nested/x, kind: Widget}\n',
  'replicas:\n- {path: spec/size, create: true, kind: Widget}\n',
  'varReference:\n- {path: spec/ref, kind: Widget}\n',
  'namespace:\n- {path: spec/ns, create: true, kind: Widget}\n',
  'varReference:\n- {path: data, kind: ConfigMap}\n- {path: spec/deep, kind: Gadget}\n- {path: metadata/annotations}\n',
  'nameReference:\n- {kind: Widget, group: example.com, fieldSpecs: [{path: spec/widget, kind: Gadget}, {path: "spec/deep[]/at", kind: Gadget}]}\n- {kind: Gadget, fieldSpecs: [{path: spec/ref, kind: Widget}]}\n',
  'nameReference:\n- {kind: ConfigMap, fieldSpecs: [{path: spec/ref, kind: Widget}, {path: spec/deep/at, kind: Gadget}]}\n- {kind: Secret, version: v1, fieldSpecs: [{path: spec/secretRef, kind: Gadget}]}\n',
  'templateLabels:\n- {path: spec/list/labels, create: true, kind: Widget}\nlabels:\n- {path: spec/tags, create: true, kind: Widget}\n',
];
const ODD_FIELDS = ['patches', 'replicas', 'vars', 'replacements', 'secretGenerator', 'configurations', 'components', 'crds', 'patchesStrategicMerge', 'nope', 'bases'];
const OPENAPI = JSON.stringify({ definitions: { 'v1.Widget': {
  properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, spec: { $ref: '#/definitions/v1.WidgetSpec' } },
  'x-kubernetes-group-version-kind': [{ group: 'example.com', kind: 'Widget', version: 'v1' }],
}, 'v1.WidgetSpec': { properties: { list: { type: 'array', items: { type: 'object' }, 'x-kubernetes-patch-merge-key': 'name', 'x-kubernetes-patch-strategy': 'merge' } } } } });

/** A schema for `crds`: which fields of a Gadget refer to others, and which take labels and annotations. */
const CRDS = JSON.stringify({
  'example.com/v1.Gadget': { Schema: { properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, spec: { $ref: 'example.com/v1.GadgetSpec' } } } },
  'example.com/v1.GadgetSpec': { Schema: { properties: {
    widget: { 'x-kubernetes-object-ref-api-version': 'v1', 'x-kubernetes-object-ref-kind': 'Widget', type: 'string' },
    secretRef: { 'x-kubernetes-object-ref-api-version': 'v1', 'x-kubernetes-object-ref-kind': 'Secret', 'x-kubernetes-object-ref-name-key': 'name', type: 'object' },
    selector: { 'x-kubernetes-label-selector': '', type: 'object' }, notes: { 'x-kubernetes-annotation': '', type: 'object' },
  } } },
});

/** Writes kustomization files that use a random handful of fields, and the files that they name. */
export class KustomizationText {
  /** Files beside the kustomizations, by path. */
  readonly files: Record<string, string> = {};
  readonly #random: Random;
  /** The objects of the files, and those that the base generates. */
  readonly #known: KnownObject[];
  readonly #patches: PatchText;
  readonly #replacements: ReplacementText;
  readonly #transformers: TransformerText;
  /** Names of the ConfigMaps that the base generates. */
  readonly #generated: string[] = [];
  /** The namespace that the base gives: who changes its ConfigMaps names it. */
  #namespace = '';

  constructor(random: Random, objects: ObjectTexts, known: readonly KnownObject[]) {
    this.#random = random;
    this.#known = [...known];
    this.#patches = new PatchText(random, objects);
    this.#replacements = new ReplacementText(random, this.#known);
    this.#transformers = new TransformerText(random, this.#known);
  }

  /** The kustomization of a folder, which ends in a slash or is the top. */
  file(place: KustomizationPlace, folder: string, resources: readonly string[]): string {
    const random = this.#random;
    const plain = [`resources:\n${resources.map((path) => `- ${path}\n`).join('')}`, this.#names(place), this.#labels(), this.#images()].join('');
    if (random.oneIn(150)) return `${plain}${random.pick(ODD_FIELDS)}: [~]\n`;
    // What fails in one file of a build hides what the others do.
    if (random.oneIn(2)) return plain;
    return [
      plain,
      this.#sometimes(7, () => `replicas: [{name: ${this.#known.some(({ kind, name }) => kind === 'StatefulSet' && name === 'db') ? random.pick(['web', 'db']) : random.oneIn(30) ? 'nope' : 'web'}, count: ${random.pick(['4', '0'])}}]\n`),
      this.#generators(place, folder),
      this.#allPatches(folder),
      this.#sometimes(4, () => this.#allReplacements(folder)),
      place !== 'component' ? this.#sometimes(6, () => this.#replacements.variables()) : '',
      this.#sometimes(7, () => `buildMetadata: [${random.pick(['originAnnotations', 'transformerAnnotations', 'originAnnotations, transformerAnnotations', 'managedByLabel'])}]\n`),
      this.#sometimes(8, () => this.#sortOptions()),
      this.#sometimes(12, () => this.#named('configurations', folder, 'config.yaml', random.pick(CONFIGURATIONS))),
      place === 'overlay' ? this.#sometimes(60, () => {
        this.files[`${folder}schema.json`] = OPENAPI;
        return 'openapi: {path: schema.json}\n';
      }) : '',
      this.#sometimes(8, () => this.#configs('transformers', folder)),
      this.#sometimes(40, () => this.#configs('validators', folder)),
      this.#sometimes(20, () => this.#oldFields(place)),
      this.#sometimes(12, () => this.#named('crds', folder, 'crd.json', CRDS)),
      place === 'component' ? '' : this.#sometimes(12, () => this.#named('generators', folder, 'gen.yaml', this.#transformers.generator(folder))),
    ].join('');
  }

  #sometimes(times: number, text: () => string): string {
    return this.#random.oneIn(times) ? text() : '';
  }

  /** A field that names one file. */
  #named(field: string, folder: string, name: string, text: string): string {
    this.files[`${folder}${name}`] = text;
    return `${field}: [${name}]\n`;
  }

  /** Replacements in the file, or in one of their own. */
  #allReplacements(folder: string): string {
    const random = this.#random;
    const written = random.list(1, 2, () => this.#replacements.replacement()).join('');
    if (!random.oneIn(5)) return `replacements:\n${written}`;
    this.files[`${folder}rep.yaml`] = random.oneIn(4) ? written.replace(/^- /, '  ').replaceAll(/^ {2}/gm, '') : written;
    return `replacements:\n- path: rep.yaml\n${this.#sometimes(3, () => this.#replacements.replacement())}`;
  }

  /** Configurations of transformers: in place, in a file, or in a folder that is a kustomization itself. */
  #configs(field: 'transformers' | 'validators', folder: string): string {
    const random = this.#random;
    const text = this.#transformers.transformer();
    const name = field.slice(0, 1);
    return random.choose(
      () => `${field}:\n- |-\n${indented(text, 2)}`,
      () => this.#named(field, folder, `${name}.yaml`, text),
      () => this.#named(field, folder, `${name}.yaml`, `${text}---\n${this.#transformers.transformer().replace('name: t', 'name: t2')}`),
      () => {
        this.files[`${folder}${name}/t.yaml`] = text;
        this.files[`${folder}${name}/kustomization.yaml`] = `resources: [t.yaml]\n${random.pick(['', 'namePrefix: c-\n', 'commonLabels: {of: config}\n', 'namespace: cfg\n'])}`;
        return `${field}: [${name}]\n`;
      },
    );
  }

  /** Fields of older versions, and some that change nothing. */
  #oldFields(place: KustomizationPlace): string {
    const random = this.#random;
    return random.pick([
      'imageTags: [{name: nginx, newTag: old}]\n',
      place === 'component' ? 'metadata: {name: k}\n' : 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: {name: k, annotations: {config.kubernetes.io/local-config: "true"}}\n',
      'secretGenerator: [{name: olds, env: e.env}]\n',
      'bases: []\n',
      'helmCharts: []\n',
      'buildMetadata: []\n',
      'crds: []\n',
    ]);
  }

  #names(place: KustomizationPlace): string {
    return [
      this.#sometimes(3, () => {
        const namespace = this.#random.pick(['ns1', 'prod', 'default']);
        if (place === 'base') this.#namespace = namespace;
        return `namespace: ${namespace}\n`;
      }),
      this.#sometimes(3, () => `namePrefix: ${this.#random.pick(['p-', 'p-', '"1"', 'b-'])}\n`),
      this.#sometimes(5, () => `nameSuffix: ${this.#random.pick(['-s', '-v1', '.x'])}\n`),
    ].join('');
  }

  #labels(): string {
    const random = this.#random;
    return [
      this.#sometimes(5, () => `commonLabels: {app: ${random.pick(['z', '"1"'])}, team: t}\n`),
      this.#sometimes(4, () => `labels:\n- pairs: {${random.pick(['x: yy, tier: "2"', 'app: q'])}}\n${this.#sometimes(2, () => `  includeSelectors: ${random.oneIn(2)}\n`)}${this.#sometimes(3, () => `  includeTemplates: ${random.oneIn(2)}\n`)}${this.#sometimes(6, () => '  fields: [{path: spec/labels, create: true, kind: Widget}]\n')}`),
      this.#sometimes(5, () => 'commonAnnotations: {note: "n: 1", a: z}\n'),
    ].join('');
  }

  #images(): string {
    const random = this.#random;
    const images = imagesOf(this.#known).map((image) => image.replace(/[@:][^/]*$/, '')).filter((name) => name !== '');
    return this.#sometimes(3, () => `images:\n${random.list(1, 2, () => `- {name: ${JSON.stringify(random.pick([...images, 'nginx', 'ngi.*', '"1"']))}, ${random.pick(IMAGE_CHANGES)}}\n`).join('')}`);
  }

  #sortOptions(): string {
    const order = this.#random.pick(['{order: fifo}', '{order: legacy}', '{order: legacy, legacySortOptions: {orderFirst: [Widget, Secret], orderLast: [Deployment]}}']);
    return `sortOptions: ${order}\n`;
  }

  #generators(place: KustomizationPlace, folder: string): string {
    const random = this.#random;
    const own = folder.replace('/', '');
    return [
      this.#sometimes(2, () => this.#configMap(place, own)),
      this.#sometimes(5, () => `secretGenerator:\n- name: s${own}\n  literals: [k=v, ${random.pick(['a=b=c', "'q=1 2'", 'z='])}]\n${this.#sometimes(3, () => '  type: kubernetes.io/tls\n')}${this.#sometimes(4, () => '  files: [bin.dat, x=f.txt]\n')}`),
      this.#sometimes(7, () => `generatorOptions: {${random.pick([`disableNameSuffixHash: ${random.oneIn(2)}, labels: {go: o}`, 'annotations: {q: r}', 'immutable: true'])}}\n`),
    ].join('');
  }

  #configMap(place: KustomizationPlace, own: string): string {
    const random = this.#random;
    const isOther = place !== 'base' && this.#generated.length > 0 && random.oneIn(2);
    const name = isOther ? random.pick(this.#generated) : place === 'base' ? 'gen' : `g${own}`;
    if (place === 'base') {
      this.#generated.push(name);
      this.#known.push(knownObject(`apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  b: é\n`));
    }
    return [
      `configMapGenerator:\n- name: ${name}\n`,
      `  literals: [${random.pick(['a=1', 'a=x', "'a=\"q\"'", 'a=<&>', 'a=', 'n=new'])}, b=é]\n`,
      isOther ? `  behavior: ${random.pick(['merge', 'replace'])}\n` : this.#sometimes(40, () => `  behavior: ${random.pick(['merge', 'create', 'create'])}\n`),
      this.#sometimes(3, () => `  options: {disableNameSuffixHash: ${random.oneIn(2)}, labels: {g: "1"}, annotations: {h: i}${this.#sometimes(3, () => ', immutable: true')}}\n`),
      isOther ? (this.#namespace === '' ? '' : `  namespace: ${this.#namespace}\n`) : this.#sometimes(9, () => `  namespace: ${random.pick(['ns1', 'other'])}\n`),
      this.#sometimes(4, () => `  files: [${random.pick(['f.txt, k=f.txt', 'bin.dat', 'crlf.txt', 'f.txt, bin.dat', 'long.yaml'])}]\n`),
      this.#sometimes(5, () => '  envs: [e.env]\n'),
    ].join('');
  }

  #allPatches(folder: string): string {
    const random = this.#random;
    const patches = random.list(0, 2, () => this.#patch(folder)).join('');
    return [
      patches === '' ? '' : `patches:\n${patches}`,
      this.#sometimes(8, () => `patchesStrategicMerge:\n- |-\n${indented(this.#patches.merge(random.pick(this.#known)), 2)}`),
      this.#sometimes(10, () => {
        const object = random.pick(this.#known);
        const [group, version] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : ['', object.apiVersion];
        return `patchesJson6902:\n- target: {${group === '' ? '' : `group: ${group}, `}version: ${version}, kind: ${object.kind}, name: ${JSON.stringify(object.name)}}\n  patch: |\n${indented(this.#patches.operations(object), 4)}`;
      }),
    ].join('');
  }

  /** An entry of `patches`. A generated ConfigMap keeps its kind: the hash of any other kind counts lines and columns. */
  #patch(folder: string): string {
    const random = this.#random;
    const object = random.pick(this.#known);
    const withTarget = random.oneIn(2);
    const isMerge = random.oneIn(2);
    const text = isMerge ? this.#patches.merge(object, !withTarget || !random.oneIn(40)) : this.#patches.operations(object);
    const target = withTarget || !isMerge ? `  target: ${targetOf(random, object, !isMerge && !random.oneIn(6))}\n` : '';
    const options = isMerge && /Deployment|Widget/.test(object.kind) ? this.#sometimes(8, () => `  options: {${random.pick(['allowNameChange: true', 'allowKindChange: true, allowNameChange: true'])}}\n`) : '';
    if (random.oneIn(3)) {
      const name = `p${Object.keys(this.files).length}.yaml`;
      this.files[`${folder}${name}`] = isMerge && random.oneIn(8) ? `${text}---\n${this.#patches.merge(random.pick(this.#known))}` : text;
      return `- path: ${name}\n${target}${options}`;
    }
    return `- patch: |\n${indented(text, 4)}${target}${options}`;
  }
}

function indented(text: string, spaces: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(spaces));
}
