import { STRUCTURED, STRUCTURED_PATHS } from './object-texts.ts';
import { fieldPathOf, isFree, isMap, isScalar, placesOf, type KnownObject, type Place } from './known-object.ts';
import type { Random } from './random.ts';

const NEW_FIELDS = ['metadata.annotations.r', 'metadata.annotations.r', 'spec.new', 'metadata.labels.new', 'spec.new.deep', 'metadata.labels.app', '"metadata.annotations.[a.b/c]"', 'data.new', 'spec.list.1.v', '"spec.template.spec.containers.[name=new].image"', 'spec.template.spec.nodeSelector.a'];
const DELIMITERS = [':', '-', '/', '.', ''];

/** Writes replacements and vars, from and to fields that are there, most of the time. */
export class ReplacementText {
  readonly #random: Random;
  readonly #known: readonly KnownObject[];

  constructor(random: Random, known: readonly KnownObject[]) {
    this.#random = random;
    this.#known = known;
  }

  replacement(): string {
    const random = this.#random;
    const source = random.oneIn(8) ? `- sourceValue: ${random.pick(['v', '"1"', 'a:b:c', '""'])}\n` : `- source: ${this.#source()}\n`;
    return `${source}  targets:\n${random.list(1, 2, () => this.#target()).join('')}`;
  }

  #source(): string {
    const random = this.#random;
    const object = random.pick(this.#known);
    const parts = [`kind: ${object.kind}`, ...(random.oneIn(6) ? [] : [`name: ${JSON.stringify(object.name)}`])];
    if (random.oneIn(15)) parts.push(random.pick(['namespace: ns1', 'version: v1', 'group: apps', 'namespace: nope']));
    if (!random.oneIn(6)) parts.push(`fieldPath: ${JSON.stringify(this.#fieldPath(object, random.oneIn(12)).replaceAll('*', random.oneIn(20) ? '*' : '0'))}`);
    return `{${parts.join(', ')}${random.oneIn(5) ? `, options: {${this.#parting()}}` : ''}}`;
  }

  #target(): string {
    const random = this.#random;
    const object = random.pick(this.#known);
    const exact = `{kind: ${object.kind}, name: ${JSON.stringify(object.name)}}`;
    const select = random.pick([exact, exact, exact, exact, `{kind: ${object.kind}}`, `{kind: ${object.kind}}`, `{kind: ${object.kind}, name: ${JSON.stringify(object.name)}}`, `{name: ${JSON.stringify(object.name)}}`, `{kind: "${object.kind.slice(0, 3)}.*"}`, '{namespace: ns1}', '{version: v1}', '{labelSelector: app}']);
    const isNew = random.oneIn(4);
    // The hash of what becomes another kind counts lines and columns: only what no generator made may.
    if (select === exact && object.name !== 'gen' && random.oneIn(15)) return `  - select: ${select}\n    fieldPaths: [${random.pick(['kind', 'apiVersion', 'metadata.name', 'metadata.namespace'])}]\n    options: {create: true}\n`;
    const paths = random.list(1, 2, () => (isNew ? random.pick(NEW_FIELDS) : JSON.stringify(this.#fieldPath(object, random.oneIn(8)))));
    const options = [...(isNew || !random.oneIn(3) ? ['create: true'] : []), ...(random.oneIn(4) ? [this.#parting()] : [])];
    return [
      `  - select: ${select}\n`,
      random.oneIn(7) ? `    reject: [{${random.pick(['name: cm2', 'kind: ConfigMap', `name: ${JSON.stringify(random.pick(this.#known).name)}`])}}]\n` : '',
      random.oneIn(20) ? '' : `    fieldPaths: [${paths.join(', ')}]\n`,
      options.length === 0 ? '' : `    options: {${options.join(', ')}}\n`,
    ].join('');
  }

  #parting(): string {
    return `delimiter: "${this.#random.pick(DELIMITERS)}", index: ${this.#random.pick(['0', '1', '-1', '5'])}${this.#random.oneIn(10) ? ', encoding: base64' : ''}`;
  }

  #fieldPath(object: KnownObject, anyKind: boolean): string {
    const random = this.#random;
    if (object.name === STRUCTURED && !random.oneIn(4)) return random.pick(STRUCTURED_PATHS);
    const places = placesOf(object.value).filter((place) => isFree(place) && (anyKind || isScalar(place.value)));
    return places.length === 0 ? 'metadata.name' : fieldPathOf(this.#random, this.#random.pick(places), object.value);
  }

  /** `vars`, for `$(V1)` in containers. */
  variables(): string {
    const random = this.#random;
    const object = random.pick(this.#known);
    const places = placesOf(object.value).filter((place) => isScalar(place.value) || random.oneIn(20));
    const field = random.oneIn(3) ? '' : `  fieldref: {fieldPath: ${JSON.stringify(plainPath(random.pick(places)))}}\n`;
    return `vars:\n- name: V1\n  objref: {apiVersion: ${object.apiVersion}, kind: ${object.kind}, name: ${JSON.stringify(object.name)}}\n${field}`;
  }
}

/** A place as vars write it: `a.b[0].c`. */
function plainPath({ steps }: Place): string {
  return steps.map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${step}`)).join('');
}

/** The images of an object's containers. */
export function imagesOf(objects: readonly KnownObject[]): readonly string[] {
  return objects.flatMap(({ value }) => placesOf(value).filter(({ steps, value: image }) => steps.at(-1) === 'image' && typeof image === 'string').map((place) => place.value as string));
}

/** The keys of patches' targets that select an object, and most often others as well. */
export function targetOf(random: Random, { kind, name, value, apiVersion }: KnownObject, isOnly: boolean): string {
  if (isOnly) return `{kind: ${kind}, name: ${JSON.stringify(name)}}`;
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const labels = Object.entries((isMap(value) && isMap(value['metadata']) && isMap(value['metadata']['labels']) ? value['metadata']['labels'] : {})).filter(([, label]) => typeof label === 'string');
  const parts = [`kind: ${random.pick([kind, kind, `${kind}|Foo`, `${kind.slice(0, 4)}.*`])}`];
  if (random.oneIn(2)) parts.push(`name: ${JSON.stringify(random.pick([name, name, `${name.slice(0, 1)}.*`, `.*${name.slice(-1)}`]))}`);
  if (random.oneIn(5)) parts.push(`version: ${version}`);
  if (random.oneIn(5) && group !== '') parts.push(`group: ${group}`);
  if (random.oneIn(8) && labels[0] !== undefined) parts.push(`labelSelector: ${JSON.stringify(random.pick([labels[0][0], `${labels[0][0]}=${String(labels[0][1])}`, `!${labels[0][0]}`, `${labels[0][0]} in (a, abc)`, `${labels[0][0]}!=x`]))}`);
  if (random.oneIn(20)) parts.push(random.pick(['annotationSelector: "a=1"', 'annotationSelector: a', 'namespace: ns1', 'namespace: "ns.*"']));
  return `{${parts.join(', ')}}`;
}

