import { compareUtf8 } from '../../std/compare.ts';
import { isDict } from '../../std/dict.ts';
import { splitBracketPath } from '../field-path.ts';
import { goQuote } from '../go-text.ts';
import { attempt, fault, prefixed } from '../kustomize-error.ts';
import type { FieldOptions, Replacement, ReplacementSource, ReplacementTarget } from '../kustomization-file.ts';
import { findAll, lookup, parseSource } from '../lookup.ts';
import { isEmpty, scalarNode, textOf, type Node } from '../node.ts';
import { editedYaml } from '../node-text.ts';
import { effectiveNamespace, idText, isSelected, type ResId } from '../res-id.ts';
import type { Resource } from '../resource.ts';
import type { ResourceSet } from '../resource-set.ts';
import { nodeValue } from '../scalar-value.ts';
import { compileSelector, type SelectorMatcher } from '../selector.ts';
import { goJson, parseYamlNode, toValue, YamlError } from '../../lang/yaml/index.ts';
import { aliasOf } from '../yaml-content.ts';

const DEFAULT_PATH = 'metadata.name';

/**
 * Copies values from fields of objects to fields of others.
 *
 * Follows kustomize api v0.21.1 filters/replacement/replacement.go.
 *
 * @throws EddyError KustomizeReplacement
 */
export function replaceValues(set: ResourceSet, replacements: readonly Replacement[]): void {
  for (const replacement of replacements) {
    if ((replacement.sourceValue === undefined && replacement.source === undefined) || replacement.targets === undefined) {
      throw fault('KustomizeReplacement', 'replacements must specify a source and at least one target');
    }
    const value = sourceValue(set.all, replacement);
    for (const target of replacement.targets) replaceIn(set.all, value, target);
  }
  set.touch();
}

function sourceValue(resources: readonly Resource[], { source, sourceValue: text }: Replacement): Node {
  if (text !== undefined) {
    if (source !== undefined) throw fault('KustomizeReplacement', 'value and resource selectors are mutually exclusive');
    return scalarNode(text);
  }
  const resource = selectSource(resources, source!);
  const path = source!.fieldPath === undefined || source!.fieldPath === '' ? DEFAULT_PATH : source!.fieldPath;
  const node = prefixed('error looking up replacement source', () => lookup(resource.node, splitBracketPath(path)));
  if (node === undefined || isEmpty(node)) throw fault('KustomizeReplacement', `fieldPath \`${path}\` is missing for replacement source ${sourceId(source!)}`);
  return refined(source!.options, node);
}

function selectSource(resources: readonly Resource[], source: ReplacementSource): Resource {
  const matches = (id: ResId): boolean => ((source.name ?? '') === '' || source.name === id.name)
    && ((source.namespace ?? '') === '' || (source.namespace ?? '') === effectiveNamespace(id)) && isSelected(id, source);
  const [found, ...more] = resources.filter((resource) => prefixed('error getting node IDs', () => idsOf(resource)).some(matches));
  if (found === undefined) throw fault('KustomizeReplacement', `nothing selected by ${sourceText(source)}`);
  if (more.length > 0) throw fault('KustomizeReplacement', `multiple matches for selector ${sourceText(source)}`);
  return found;
}

/** The ids of an object, none of them known to be cluster-scoped. */
function idsOf(resource: Resource): ResId[] {
  return [{ ...resource.currentId(), clusterScoped: false }, ...resource.previousIds()];
}

function sourceId({ group = '', version = '', kind = '', name = '', namespace = '' }: ReplacementSource): string {
  return idText({ group, version, kind, name, namespace, clusterScoped: false });
}

function sourceText(source: ReplacementSource): string {
  const { delimiter = '', index = 0, create = false } = source.options ?? {};
  const path = source.fieldPath ?? '';
  const options = delimiter === '' && !create ? '' : `${delimiter}(${index}), create=${String(create)}`;
  return [sourceId(source), path, options].filter((part) => part !== '').join(':');
}

function refined(options: FieldOptions | undefined, node: Node): Node {
  const { delimiter = '', index = 0 } = options ?? {};
  if (delimiter === '') return node;
  if (node.kind !== 'scalar') throw fault('KustomizeReplacement', 'delimiter option can only be used with scalar nodes');
  const part = splitText(textOf(node), delimiter)[index];
  if (part === undefined) throw fault('KustomizeReplacement', `options.index ${index} is out of bounds for value ${textOf(node)}`);
  const result = node.copy();
  result.text = part;
  return result;
}

/** Splits as Go does; an empty text has one part. */
function splitText(text: string, delimiter: string): string[] {
  return text.split(delimiter);
}

function replaceIn(resources: readonly Resource[], value: Node, target: ReplacementTarget): void {
  if (target.select === undefined) throw fault('KustomizeReplacement', 'target must specify resources to select');
  const paths = target.fieldPaths === undefined || target.fieldPaths.length === 0 ? [DEFAULT_PATH] : target.fieldPaths;
  const { select, rejects } = prefixed('error creating target selector', () => ({
    select: compileSelector(target.select!), rejects: (target.reject ?? []).map((reject) => ({ matcher: compileSelector(reject), ...reject })),
  }));
  for (const resource of resources) {
    if (!hasTexts(select, resource)) continue;
    if (rejects.some((reject) => namesTexts(reject) && hasTexts(reject.matcher, resource))) continue;
    const ids = idsOf(resource);
    if (rejects.some((reject) => hasId(reject) && ids.some((id) => reject.matcher.id(id)))) continue;
    if (ids.some((id) => select.id(id))) for (const path of paths) copyTo(resource.node, value, path, target.options);
  }
}

/** Both selectors are read, whatever the first one says. */
function hasTexts(matcher: SelectorMatcher, resource: Resource): boolean {
  const annotations = matcher.annotations(resource);
  return matcher.labels(resource) && annotations;
}

function namesTexts(selector: { readonly annotationSelector?: string; readonly labelSelector?: string }): boolean {
  return (selector.annotationSelector ?? '') !== '' || (selector.labelSelector ?? '') !== '';
}

function hasId(selector: Readonly<Record<'group' | 'version' | 'kind' | 'name' | 'namespace', unknown>> | object): boolean {
  const id = selector as Readonly<Record<string, unknown>>;
  return ['group', 'version', 'kind', 'name', 'namespace'].some((key) => (id[key] ?? '') !== '');
}

function copyTo(object: Node, value: Node, path: string, options: FieldOptions | undefined): void {
  const parts = splitBracketPath(path);
  const create = options?.create === true ? value.kind : undefined;
  if (attempt(() => {
    setInStructuredText(object, value, parts, create);
  }).error === undefined) return;
  const missing = options?.create === true ? `unable to find or create field ${goQuote(path)} in replacement target` : `unable to find field ${goQuote(path)} in replacement target`;
  const fields = prefixed(missing, () => findAll(object, parts, create));
  if (fields.length === 0) throw fault('KustomizeReplacement', missing);
  for (const field of fields) setValue(options, field, value.copy());
}

function setValue(options: FieldOptions | undefined, field: Node, value: Node): void {
  const { delimiter = '', index = 0 } = options ?? {};
  if (delimiter !== '') {
    if (field.kind !== 'scalar') throw fault('KustomizeReplacement', 'delimiter option can only be used with scalar nodes');
    const parts = splitText(field.text, delimiter);
    if (index < 0) parts.unshift(textOf(value));
    else if (index >= parts.length) parts.push(textOf(value));
    else parts[index] = textOf(value);
    value.text = parts.join(delimiter);
  }
  // A scalar keeps its type and takes the text only.
  if (field.kind === 'scalar') field.text = value.text;
  else field.become(value);
}

/**
 * Sets a field inside of a text that itself is YAML or JSON, and writes the text anew.
 *
 * @throws EddyError KustomizeReplacement when the path does not lead into such a text
 */
function setInStructuredText(object: Node, value: Node, parts: readonly string[], create: Node['kind'] | undefined): void {
  for (let length = 1; length < parts.length; length++) {
    const { value: field } = attempt(() => lookup(object, parts.slice(0, length)));
    if (field?.kind !== 'scalar') continue;
    const parsed = attempt(() => parseSource(field.text, parts[length]));
    if (parsed.error !== undefined) continue;
    const { source, data } = parsed.value;
    const targets = findAll(data, parts.slice(length), create);
    if (targets.length === 0) throw fault('KustomizeReplacement', 'unable to find field in structured data');
    const replaced = new Set(targets.filter((target) => target.kind !== 'scalar' || aliasOf(target) !== undefined));
    for (const target of targets) {
      if (replaced.has(target)) target.become(value.copy());
      else target.text = value.text;
    }
    const text = editedYaml(source, data, replaced);
    if (isJson(field.text) && replaced.size > 0) checkReadable(text);
    field.text = isJson(field.text) ? printedJson(data, field.text) : text.trim();
    return;
  }
  throw fault('KustomizeReplacement', 'no structured data found in path');
}

/** kustomize reads what it is going to write as JSON from YAML, which comments of what was put there may spoil. @throws EddyError KustomizeReplacement */
function checkReadable(text: string): void {
  try {
    if (hasOddKeys(toValue(parseYamlNode(text)!, { dialect: 'v3' }))) throw fault('KustomizeReplacement', 'failed to marshal JSON data');
  } catch (error) {
    throw error instanceof YamlError ? fault('KustomizeReplacement', `failed to unmarshal YAML data: ${error.goMessage}`) : error;
  }
}

/** Whether a map in it has keys that are no strings. */
function hasOddKeys(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasOddKeys);
  return value instanceof Map || (isDict(value) && Object.values(value).some(hasOddKeys));
}

function isJson(text: string): boolean {
  return /^\s*[{[]/.test(text);
}

/** Writes data as JSON in the form its text had: in one line or indented. */
function printedJson(data: Node, original: string): string {
  const value = nodeValue(data);
  return original.includes('\n') && original.includes('  ') ? indentJson(value, '') : goJson(value);
}

/** JSON as Go's MarshalIndent writes it, with two spaces per level. */
function indentJson(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return value.length === 0 ? '[]' : `[\n${value.map((item) => inner + indentJson(item, inner)).join(',\n')}\n${indent}]`;
  }
  if (!isDict(value)) return goJson(value);
  const keys = Object.keys(value).sort(compareUtf8);
  if (keys.length === 0) return '{}';
  return `{\n${keys.map((key) => `${inner}${goJson(key)}: ${indentJson(value[key], inner)}`).join(',\n')}\n${indent}}`;
}
