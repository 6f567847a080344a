import type { Dict } from '../std/dict.ts';
import { fault } from './kustomize-error.ts';
import { ensureMap, setField } from './fields.ts';
import { invalidKind } from './node-kind.ts';
import { isEmpty, scalarNode, stringNode, textsOf, type Node } from './node.ts';
import { effectiveNamespace, splitApiVersion, type ResId } from './res-id.ts';
import type { TypeScopes } from './type-scopes.ts';

const INTERNAL = 'internal.config.kubernetes.io';

type BuildAnnotation =
  | 'previousKinds' | 'previousNames' | 'previousNamespaces' | 'prefixes' | 'suffixes' | 'allowNameChange' | 'allowKindChange' | 'refBy'
  | 'generatorBehavior' | 'needsHashSuffix' | 'path' | 'index' | 'seqIndent' | 'id' | 'migrationId' | 'legacyPath' | 'legacyIndex' | 'legacyId'
  | 'helmGenerated';

/** The annotations in which a build keeps its own record of an object, as kustomize does; the finished object has none of them. */
export const BUILD_ANNOTATIONS: Readonly<Record<BuildAnnotation, string>> = {
  previousKinds: `${INTERNAL}/previousKinds`,
  previousNames: `${INTERNAL}/previousNames`,
  previousNamespaces: `${INTERNAL}/previousNamespaces`,
  prefixes: `${INTERNAL}/prefixes`,
  suffixes: `${INTERNAL}/suffixes`,
  allowNameChange: `${INTERNAL}/allowNameChange`,
  allowKindChange: `${INTERNAL}/allowKindChange`,
  refBy: `${INTERNAL}/refBy`,
  generatorBehavior: `${INTERNAL}/generatorBehavior`,
  needsHashSuffix: `${INTERNAL}/needsHashSuffix`,
  path: `${INTERNAL}/path`,
  index: `${INTERNAL}/index`,
  seqIndent: `${INTERNAL}/seqindent`,
  id: `${INTERNAL}/id`,
  migrationId: `${INTERNAL}/annotations-migration-resource-id`,
  legacyPath: 'config.kubernetes.io/path',
  legacyIndex: 'config.kubernetes.io/index',
  legacyId: 'config.k8s.io/id',
  helmGenerated: `${INTERNAL}/helm-generated`,
};
const ALL_BUILD_ANNOTATIONS: readonly string[] = Object.values(BUILD_ANNOTATIONS);

export const ORIGIN_ANNOTATION = 'config.kubernetes.io/origin';
export const TRANSFORMATIONS_ANNOTATION = 'alpha.config.kubernetes.io/transformations';

/** Where an object was read. */
export interface ResourceSource {
  readonly file: string;
  /** Counts the documents of the file from 0; the items of a list share the index of their document. */
  readonly documentIndex: number;
  readonly line: number;
}

/** What a generated object does to one of the same id that is there already. */
export type Behavior = 'create' | 'merge' | 'replace' | 'unspecified';

const NO_IDS: readonly ResId[] = [];

/** An object on its way through a build. */
export class Resource {
  readonly node: Node;
  source: ResourceSource | undefined;
  /** Names of the vars that take their value from this object. */
  refVarNames: readonly string[] = [];
  /** False once a patch deleted the object. */
  #alive = true;
  readonly #types: TypeScopes;
  #cachedId: ResId | undefined;
  #cachedApiVersion = '';
  #cachedScopes = 0;
  #cachedFrom: string | undefined;
  #cachedPrevious: readonly ResId[] = [];

  constructor(node: Node, source: ResourceSource | undefined, types: TypeScopes) {
    this.node = node;
    this.source = source;
    this.#types = types;
  }

  get isDeleted(): boolean {
    return !this.#alive || isEmpty(this.node);
  }

  delete(): void {
    this.#alive = false;
  }

  copy(): Resource {
    const result = new Resource(this.node.copy(), this.source, this.#types);
    result.refVarNames = this.refVarNames;
    return result;
  }

  get kind(): string {
    return this.node.fields.get('kind')?.text ?? '';
  }

  get apiVersion(): string {
    return this.node.fields.get('apiVersion')?.text ?? '';
  }

  get name(): string {
    return this.#metaText('name');
  }

  get namespace(): string {
    return this.#metaText('namespace');
  }

  setName(name: string): void {
    setField(ensureMap(this.node, 'metadata'), 'name', scalarNode(name));
  }

  setKind(kind: string): void {
    setField(this.node, 'kind', scalarNode(kind));
  }

  setApiVersion(apiVersion: string): void {
    setField(this.node, 'apiVersion', scalarNode(apiVersion));
  }

  /** Sets the namespace; an empty one removes the field. */
  setNamespace(namespace: string): void {
    if (namespace !== '') setField(ensureMap(this.node, 'metadata'), 'namespace', scalarNode(namespace));
    else this.node.fields.get('metadata')?.drop('namespace');
  }

  /** The id that the object has now; the same one as before while nothing of it changes. */
  currentId(): ResId {
    const { apiVersion, kind, name, namespace } = this;
    const cached = this.#cachedId;
    const { generation } = this.#types;
    if (cached?.name === name && cached.kind === kind && cached.namespace === namespace && this.#cachedApiVersion === apiVersion && this.#cachedScopes === generation) return cached;
    this.#cachedApiVersion = apiVersion;
    this.#cachedScopes = generation;
    const { group, version } = splitApiVersion(apiVersion);
    return (this.#cachedId = { group, version, kind, name, namespace, clusterScoped: this.#types.isClusterScoped(apiVersion, kind) });
  }

  /** The ids that the object had before, oldest first. @throws EddyError KustomizeNameInvalid when a name with a comma was recorded. */
  previousIds(): readonly ResId[] {
    const annotations = this.#annotationNodes();
    const names = annotations?.fields.get(BUILD_ANNOTATIONS.previousNames)?.text;
    if (annotations === undefined || names === undefined) return NO_IDS;
    const namespaces = annotations.fields.get(BUILD_ANNOTATIONS.previousNamespaces)?.text ?? '';
    const kinds = annotations.fields.get(BUILD_ANNOTATIONS.previousKinds)?.text ?? '';
    const { apiVersion } = this;
    const from = `${apiVersion}\n${names}\n${namespaces}\n${kinds}`;
    if (from !== this.#cachedFrom) {
      this.#cachedPrevious = readPrevious(apiVersion, names.split(','), namespaces.split(','), kinds.split(','));
      this.#cachedFrom = from;
    }
    return this.#cachedPrevious;
  }

  /** The id that the object was read with. */
  originalId(): ResId {
    return this.previousIds()[0] ?? this.currentId();
  }

  storePreviousId(): void {
    const id = this.currentId();
    this.#appendCsv(BUILD_ANNOTATIONS.previousNames, id.name);
    this.#appendCsv(BUILD_ANNOTATIONS.previousNamespaces, effectiveNamespace(id));
    this.#appendCsv(BUILD_ANNOTATIONS.previousKinds, id.kind);
  }

  addNamePrefix(prefix: string): void {
    this.#appendCsv(BUILD_ANNOTATIONS.prefixes, prefix);
  }

  addNameSuffix(suffix: string): void {
    this.#appendCsv(BUILD_ANNOTATIONS.suffixes, suffix);
  }

  addReferrer(id: string): void {
    this.#appendCsv(BUILD_ANNOTATIONS.refBy, id);
  }

  get namePrefixes(): readonly string[] {
    return this.#csv(BUILD_ANNOTATIONS.prefixes);
  }

  get nameSuffixes(): readonly string[] {
    return this.#csv(BUILD_ANNOTATIONS.suffixes);
  }

  annotation(key: string): string | undefined {
    return this.#annotationNodes()?.fields.get(key)?.text;
  }

  annotations(): Dict {
    return textsOf(this.#annotationNodes());
  }

  labels(): Dict {
    return textsOf(this.#meta()?.fields.get('labels'));
  }

  /** Replaces the annotations; every value becomes a string. */
  setAnnotations(annotations: Readonly<Dict>): void {
    this.#setMetaMap('annotations', annotations);
  }

  /** Replaces the labels; every value becomes a string. */
  setLabels(labels: Readonly<Dict>): void {
    this.#setMetaMap('labels', labels);
  }

  /** Sets one annotation and leaves the others as they are written. */
  setAnnotation(key: string, value: string): void {
    this.node.fields.get('metadata')?.dropEmpty('annotations');
    this.node.dropEmpty('metadata');
    setField(ensureMap(this.node, 'metadata', 'annotations'), key, scalarNode(value, '!!str', 'single'));
  }

  removeAnnotation(key: string): void {
    this.#annotationNodes()?.drop(key);
  }

  isEnabled(key: string): boolean {
    return this.annotation(key) === 'enabled';
  }

  /** Sets a mark that `isEnabled` answers for. As in kustomize all annotations become strings by it. */
  enable(key: string): void {
    this.setAnnotations({ ...this.annotations(), [key]: 'enabled' });
  }

  get behavior(): Behavior {
    const text = this.annotation(BUILD_ANNOTATIONS.generatorBehavior);
    return text === 'create' || text === 'merge' || text === 'replace' ? text : 'unspecified';
  }

  /** Drops the build's own annotations. Where there are any, all become strings. */
  removeBuildAnnotations(): void {
    const annotations = this.annotations();
    if (Object.keys(annotations).length === 0) return;
    for (const key of ALL_BUILD_ANNOTATIONS) delete annotations[key];
    this.setAnnotations(annotations);
  }

  #meta(): Node | undefined {
    const meta = this.node.fields.get('metadata');
    return isEmpty(meta) ? undefined : meta;
  }

  #annotationNodes(): Node | undefined {
    return this.#meta()?.fields.get('annotations');
  }

  #metaText(key: string): string {
    const node = this.#meta()?.fields.get(key);
    return isEmpty(node) ? '' : node!.text;
  }

  /** Where the metadata are null nothing is set, and nothing said. */
  #setMetaMap(key: string, texts: Readonly<Dict>): void {
    if (this.node.fields.get('metadata')?.tag === '!!null') return;
    const meta = ensureMap(this.node, 'metadata');
    if (meta.kind !== 'map') throw invalidKind(meta, 'map');
    const keys = Object.keys(texts).sort();
    meta.drop(key);
    if (keys.length === 0) return;
    const map = ensureMap(meta, key);
    for (const each of keys) setField(map, each, stringNode(texts[each] as string));
  }

  #csv(key: string): readonly string[] {
    const text = this.annotation(key);
    return text === undefined ? [] : text.split(',');
  }

  #appendCsv(key: string, value: string): void {
    if (value === '') return;
    const old = this.annotation(key);
    this.setAnnotation(key, old === undefined ? value : `${old},${value}`);
  }
}

function readPrevious(apiVersion: string, names: readonly string[], namespaces: readonly string[], kinds: readonly string[]): readonly ResId[] {
  if (names.length !== namespaces.length || names.length !== kinds.length) {
    throw fault('KustomizeNameInvalid', 'number of previous names, number of previous namespaces, number of previous kinds not equal', {
      hint: 'a name or namespace with a comma cannot be transformed',
    });
  }
  const gv = splitApiVersion(apiVersion);
  return names.map((name, i) => ({ ...gv, kind: kinds[i]!, name, namespace: namespaces[i]!, clusterScoped: false }));
}

/**
 * Gives a generated object the labels, annotations, name and namespace of the one whose place it takes; its own labels and annotations win,
 * except for the build's record, which is the old object's.
 */
export function adoptMetadata(resource: Resource, from: Resource): void {
  resource.setLabels({ ...from.labels(), ...resource.labels() });
  const own = resource.annotations();
  const needsHash = BUILD_ANNOTATIONS.needsHashSuffix in own;
  const old = from.annotations();
  const merged: Dict = { ...old, ...own };
  for (const key of ALL_BUILD_ANNOTATIONS) {
    if (key in old) merged[key] = old[key];
    else delete merged[key];
  }
  if (!needsHash) delete merged[BUILD_ANNOTATIONS.needsHashSuffix];
  resource.setAnnotations(merged);
  resource.setName(from.name);
  resource.setNamespace(from.namespace);
  resource.refVarNames = from.refVarNames;
}
