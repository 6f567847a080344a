import { EddyError, refKey, refText, type ObjectRef } from '../../diagnostics/index.ts';
import { createTemplateSet, TemplateError, type TemplateSet } from '../../lang/gotemplate/index.ts';
import { parseYaml, parseYamlNodes, parseYamlStream, printYaml, YamlError, type YamlNode } from '../../lang/yaml/index.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';
import { isDict, type Dict } from '../../std/dict.ts';
import type { FieldPath } from '../base/index.ts';
import { isDisabled } from './annotations.ts';
import type { ResourceGroup } from './resource-set-spec.ts';
import { TEMPLATE_FUNCTIONS } from './template-functions.ts';

const DELIMITERS = { left: '<<', right: '>>' };

/** Objects of one group, in the order in which they were rendered. */
export interface RenderedGroup {
  readonly step: string | undefined;
  readonly objects: readonly K8sObject[];
}

/**
 * Renders the templates of a ResourceSet: each resource for each input set, then the template of its group for each input set.
 *
 * Of an object that is rendered more than once the first one counts, and an object that says `reconcile: disabled` is left out.
 * Without any input the templates are rendered once, as they are (`inputs` undefined).
 *
 * @throws EddyError ResourceSetTemplate, ResourceSetObject, with the path of the field at fault.
 * @throws LibraryNeeded
 */
export function renderResources(groups: readonly ResourceGroup[], inputs: readonly Dict[] | undefined): readonly RenderedGroup[] {
  const seen = new Map<string, string | undefined>();
  return groups.map((group) => {
    const objects: K8sObject[] = [];
    for (const object of renderGroup(group, inputs ?? [undefined])) {
      if (inputs !== undefined && isDisabled(object)) continue;
      const key = refKey(refOf(object));
      if (seen.has(key)) {
        checkSameStep(refOf(object), seen.get(key), group);
        if (inputs !== undefined) continue;
      }
      seen.set(key, group.step);
      objects.push(object);
    }
    return { step: group.step, objects };
  });
}

function checkSameStep(object: ObjectRef, step: string | undefined, group: ResourceGroup): void {
  if (step === group.step) return;
  throw new EddyError('ResourceSetObject', `${refText(object)} is rendered by two steps, "${step ?? ''}" and "${group.step ?? ''}"`, { path: group.path });
}

function* renderGroup(group: ResourceGroup, inputs: readonly (Dict | undefined)[]): Generator<K8sObject> {
  for (const [i, resource] of group.resources.entries()) {
    const template = new ResourceTemplate(printYaml(resource), [...group.path, 'resources', i]);
    for (const set of inputs) yield template.object(set);
  }
  if (group.template === undefined) return;
  const template = new DocumentsTemplate(group.template, [...group.path, 'resourcesTemplate']);
  for (const set of inputs) yield* template.objects(set);
}

/** A text that is executed with input sets. Parsed when it is first used. */
abstract class Template {
  readonly path: FieldPath;
  readonly #text: string;
  #set: TemplateSet | undefined;

  constructor(text: string, path: FieldPath) {
    this.#text = text;
    this.path = path;
  }

  /** The path of the field that a place in the text belongs to. */
  protected abstract fieldAt(text: string, offset: number): FieldPath;

  protected execute(inputs: Dict | undefined): string {
    try {
      this.#set ??= this.#parse();
      return this.#set.execute('template', null, { host: inputs });
    } catch (thrown) {
      if (!(thrown instanceof TemplateError)) throw thrown;
      const at = thrown.place?.span.start;
      throw new EddyError('ResourceSetTemplate', thrown.message, {
        path: at === undefined ? this.path : this.fieldAt(this.#text, at),
        hint: thrown.hint ?? hintFor(thrown.detail, inputs),
        cause: thrown,
      });
    }
  }

  #parse(): TemplateSet {
    const set = createTemplateSet({ functions: TEMPLATE_FUNCTIONS, missingKey: 'error', delimiters: DELIMITERS });
    set.parse('template', this.#text);
    return set;
  }

  protected invalid(problem: string, inputs: Dict | undefined, rendered: string, line: number | undefined): EddyError {
    const shown = line === undefined ? undefined : rendered.split('\n')[line - 1]?.trim();
    return new EddyError('ResourceSetObject', `${problem}${forInputs(inputs)}`, {
      path: this.path,
      notes: shown === undefined || shown === '' ? [] : [{ message: `line ${String(line)} of what was rendered: ${shown}` }],
      hint: 'texts that stand for strings want quotes: << inputs.name | quote >>',
    });
  }
}

/** One item of `resources`: a mapping, printed as YAML with its templates in it. */
class ResourceTemplate extends Template {
  object(inputs: Dict | undefined): K8sObject {
    const rendered = this.execute(inputs);
    const value = readYaml(rendered, (problem, line) => this.invalid(problem, inputs, rendered, line), parseYaml);
    if (isObject(value)) return value;
    throw this.invalid('a resource renders no object with apiVersion, kind and metadata.name', inputs, rendered, undefined);
  }

  protected fieldAt(text: string, offset: number): FieldPath {
    return [...this.path, ...pathAt(text, offset)];
  }
}

/** `resourcesTemplate`: a text of any number of documents. */
class DocumentsTemplate extends Template {
  objects(inputs: Dict | undefined): readonly K8sObject[] {
    const rendered = this.execute(inputs);
    const documents = readYaml(rendered, (problem, line) => this.invalid(problem, inputs, rendered, line), parseYamlStream);
    return documents.flatMap(({ value, empty }) => (empty || value === null ? [] : itemsOf(value))).map((value) => {
      if (isObject(value)) return value;
      throw this.invalid('a document of resourcesTemplate is no object with apiVersion, kind and metadata.name', inputs, rendered, undefined);
    });
  }

  protected fieldAt(): FieldPath {
    return this.path;
  }
}

function readYaml<T>(text: string, invalid: (problem: string, line: number | undefined) => EddyError, read: (text: string) => T): T {
  try {
    return read(text);
  } catch (thrown) {
    if (!(thrown instanceof YamlError)) throw thrown;
    throw invalid(`what was rendered is no YAML: ${thrown.message}`, thrown.at?.line);
  }
}

/** The objects of a document: its items where it is a list. */
function itemsOf(value: unknown): readonly unknown[] {
  if (!isDict(value) || typeof value['kind'] !== 'string' || !value['kind'].endsWith('List') || !Array.isArray(value['items'])) return [value];
  return value['items'];
}

function isObject(value: unknown): value is K8sObject & Dict {
  if (!isDict(value) || typeof value['apiVersion'] !== 'string' || typeof value['kind'] !== 'string') return false;
  const { metadata } = value;
  return isDict(metadata) && typeof metadata['name'] === 'string' && metadata['name'] !== '';
}

/** ` (inputs of Provider/ns/name, id 12)`, as far as the inputs tell. */
function forInputs(inputs: Dict | undefined): string {
  const provider = inputs?.['provider'];
  const parts = [
    ...(isDict(provider) ? [`inputs of ${String(provider['kind'])}/${String(provider['namespace'])}/${String(provider['name'])}`] : []),
    ...(typeof inputs?.['id'] === 'string' ? [`id ${inputs['id']}`] : []),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** What the inputs do have, where a template asks for something else. */
function hintFor(detail: string, inputs: Dict | undefined): string | undefined {
  if (!detail.includes('map has no entry for key')) return undefined;
  if (inputs === undefined) return 'the ResourceSet has no inputs';
  return `these inputs have ${Object.keys(inputs).sort().join(', ')}`;
}

/** Keys and indices of the deepest field around an offset. A text that is no YAML before it is rendered tells nothing. */
function pathAt(text: string, offset: number): FieldPath {
  let node: YamlNode | undefined;
  try {
    [node] = parseYamlNodes(text);
  } catch (thrown) {
    if (thrown instanceof YamlError) return [];
    throw thrown;
  }
  const path: (string | number)[] = [];
  for (let step = node === undefined ? undefined : childAt(node, offset); step !== undefined; step = childAt(step.child, offset)) {
    if (step.key !== undefined) path.push(step.key);
  }
  return path;
}

/** The last part of a node that begins at or before an offset, and what it is called in the node. */
function childAt({ kind, items }: YamlNode, offset: number): { readonly key: string | number | undefined; readonly child: YamlNode } | undefined {
  const stride = kind === 'mapping' ? 2 : 1;
  for (let i = Math.floor((items.length - 1) / stride) * stride; i >= 0; i -= stride) {
    if (items[i]!.start > offset) continue;
    const child = items[i + stride - 1]!;
    return { key: kind === 'mapping' ? items[i]!.value : kind === 'sequence' ? i : undefined, child };
  }
  return undefined;
}
