import { parseYaml } from '../../src/lang/yaml/index.ts';
import { isFree, isMap, isScalar, placesOf, pointerOf, type KnownObject, type Place } from './known-object.ts';
import type { ObjectTexts } from './object-texts.ts';
import type { Random } from './random.ts';
import { rewrittenYaml } from './rewritten-yaml.ts';

const VALUES = ['"1"', '7', 'true', 'null', '"x: y"', '1.50', '12345678901234567890', '[1, "2", null, true]', '{n: {m: 1}}', '{}', '[]', '"1000000"', 'abc', '""', '"<&>é"'];
const KEYS = ['new', 'a', 'a~1b', 'q', '"7"', 'name', 'x.y'];

/** A change of a document, one entry of a JSON patch. */
interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  /** Its value as YAML writes it. */
  readonly value?: string;
}

/** Writes patches that fit an object: what they name is there, most of the time. */
export class PatchText {
  readonly #random: Random;
  readonly #objects: ObjectTexts;
  /** Objects that an earlier patch took something from: what they were written with may be gone. */
  readonly #changed = new Set<KnownObject>();

  constructor(random: Random, objects: ObjectTexts) {
    this.#random = random;
    this.#objects = objects;
  }

  /** A JSON patch, as YAML or as JSON. */
  operations(object: KnownObject): string {
    const operations = this.#random.list(1, 3, () => this.#operation(object));
    return operations.map(({ op, path, from, value }) => `- {op: ${op}, path: ${JSON.stringify(path)}${from === undefined ? '' : `, from: ${JSON.stringify(from)}`}${value === undefined ? '' : `, value: ${value}`}}\n`).join('');
  }

  #operation(object: KnownObject): Operation {
    const random = this.#random;
    if (this.#changed.has(object) && !random.oneIn(6)) return { op: 'add', path: random.pick(['/metadata/annotations', '/metadata/labels', '/added']), value: random.pick(['{a: b}', '{c: "1", d: x}']) };
    // The hash of what is no ConfigMap counts lines and columns: a generated one keeps its kind.
    const places = placesOf(object.value).filter((place) => isFree(place) || (object.name !== 'gen' && random.oneIn(40)));
    const scalars = places.filter((place) => isScalar(place.value));
    const maps: readonly Place[] = [...places.filter((place) => isMap(place.value)), { steps: ['metadata'], value: {} }];
    const lists = places.filter((place) => Array.isArray(place.value));
    if (places.length === 0 || random.oneIn(100)) return { op: random.pick(['add', 'remove', 'replace']), path: random.pick(['/nope/x', '/spec/none', 'spec', '', '/metadata/labels/none']), value: '1' };
    const value = random.pick(VALUES);
    const added = (): Operation => ({ op: 'add', path: `${pointerOf(random.pick(maps))}/${random.pick(KEYS)}`, value });
    return random.choose<Operation>(
      () => ({ op: 'replace', path: pointerOf(random.pick(scalars.length > 0 ? scalars : places)), value }),
      added,
      added,
      () => (lists.length === 0 ? added() : { op: 'add', path: `${pointerOf(random.pick(lists))}/${random.pick(['-', '0'])}`, value }),
      () => {
        this.#changed.add(object);
        return { op: 'remove', path: pointerOf(random.pick(places)) };
      },
      () => {
        this.#changed.add(object);
        return { op: random.pick(['copy', 'move']), from: pointerOf(random.pick(places)), path: `${pointerOf(random.pick(maps))}/${random.pick(KEYS)}` };
      },
      () => {
        const place = random.pick(scalars.length > 0 ? scalars : places);
        return { op: 'test', path: pointerOf(place), value: JSON.stringify(place.value) };
      },
    );
  }

  /** A strategic merge patch, sometimes with comments and oddities. */
  merge(object: KnownObject, head = true): string {
    const text = this.#merge(object, head);
    const rewritten = this.#random.oneIn(5) ? rewrittenYaml(this.#random, text) : text;
    return isYaml(rewritten) ? rewritten : text;
  }

  /** Some of the object's fields with other values, some new ones, and directives. */
  #merge(object: KnownObject, head: boolean): string {
    const random = this.#random;
    this.#changed.add(object);
    const fields = Object.entries(object.value as Record<string, unknown>).filter(([key]) => !['apiVersion', 'kind', 'metadata'].includes(key));
    const lines = head ? [`apiVersion: ${object.apiVersion}`, `kind: ${object.kind}`, 'metadata:', `  name: ${JSON.stringify(object.name)}`] : ['metadata:', '  name: ignored'];
    const namespace = (object.value as { readonly metadata: { readonly namespace?: unknown } }).metadata.namespace;
    if (typeof namespace === 'string' && !random.oneIn(10)) lines.push(`  namespace: ${namespace}`);
    if (random.oneIn(3)) lines.push(`  annotations: {${random.pick(['a: null', 'a: x', 'k1: "1.5"', '$patch: delete', '$patch: replace, b: c'])}}`);
    if (random.oneIn(4)) lines.push(`  labels: {${random.pick(['a: null', 'app: 1', 'b: ""', 'app: "1"', 'new: yes'])}}`);
    if (random.oneIn(12)) lines.push(`  finalizers: [${random.pick(['f9', 'f1', 'f2, f8'])}]`);
    if (random.oneIn(25)) return `${lines.join('\n')}\n$patch: delete\n`;
    if (random.oneIn(40)) lines.push('$patch: replace');
    if (random.oneIn(60)) lines.push(random.pick(['$retainKeys: [spec]', '$setElementOrder/spec: [a]', '$deleteFromPrimitiveList/finalizers: [f1]', '$patch: keep', 'extra: {$patch: replace, a: b}']));
    for (const [key, value] of fields) if (!random.oneIn(4)) lines.push(...this.#entry(key, value, ''));
    return `${lines.join('\n')}\n`;
  }

  #entry(key: string, value: unknown, pad: string): readonly string[] {
    const random = this.#random;
    const head = `${pad}${/^[\w./-]+$/.test(key) && !/^\d|^(?:y|n|yes|no|on|off|true|false|null)$/i.test(key) ? key : JSON.stringify(key)}:`;
    if (random.oneIn(25)) return [`${head} null`];
    if (isMap(value)) {
      const inner = Object.entries(value).filter(() => random.oneIn(2)).flatMap(([name, item]) => this.#entry(name, item, `${pad}  `));
      if (random.oneIn(4)) inner.push(`${pad}  ${random.pick(['added', 'x', 'b'])}: ${this.#objects.line()}`);
      if (random.oneIn(25)) inner.push(`${pad}  $patch: ${random.pick(['replace', 'delete', 'merge'])}`);
      return inner.length === 0 ? [`${head} {}`] : [head, ...inner];
    }
    if (Array.isArray(value)) return this.#list(head, value, pad);
    return [`${head} ${random.oneIn(3) ? JSON.stringify(value) : this.#objects.line()}`];
  }

  #list(head: string, items: readonly unknown[], pad: string): readonly string[] {
    const random = this.#random;
    const kept = items.filter(() => random.oneIn(2));
    const lines = kept.flatMap((item) => {
      if (!isMap(item)) return [`${pad}- ${JSON.stringify(item)}`];
      const [first, ...rest] = Object.entries(item);
      if (first === undefined) return [`${pad}- {}`];
      // The key that tells items apart is kept, the others change.
      const inner = rest.filter(() => random.oneIn(2)).flatMap(([name, part]) => this.#entry(name, part, `${pad}  `));
      if (random.oneIn(10)) inner.push(`${pad}  $patch: ${random.pick(['delete', 'replace', 'merge'])}`);
      return [`${pad}- ${first[0]}: ${isScalar(first[1]) ? JSON.stringify(first[1]) : '{}'}`, ...inner];
    });
    if (random.oneIn(4)) lines.push(isMap(items[0]) || items.length === 0 ? `${pad}- name: ${random.pick(['added', 'c1', 'c9'])}` : `${pad}- ${this.#objects.line() || 'q'}`);
    if (random.oneIn(20)) lines.push(`${pad}- $patch: ${random.pick(['replace', 'delete', 'merge'])}`);
    return lines.length === 0 ? [`${head} []`] : [head, ...lines];
  }
}

function isYaml(text: string): boolean {
  try {
    parseYaml(text);
    return true;
  } catch {
    return false;
  }
}
