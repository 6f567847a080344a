import { visitFieldSpec, type FieldSpec } from '../field-spec.ts';
import { setField, setScalar } from '../fields.ts';
import { fault, prefixed } from '../kustomize-error.ts';
import { isMissing, scalarNode, textOf, type Node } from '../node.ts';
import { printResource } from '../print.ts';
import { nodeValue } from '../scalar-value.ts';
import { effectiveNamespace, idText, isSelected, splitApiVersion, type Gvk, type ResId } from '../res-id.ts';
import type { Resource } from '../resource.ts';
import type { ResourceSet } from '../resource-set.ts';
import type { NameReference } from '../transformer-config.ts';

/** A field that may name an object of a type. */
interface Reference {
  readonly spec: FieldSpec;
  readonly target: Partial<Gvk>;
}

/**
 * Writes the current names of objects where other objects refer to them by a former name.
 *
 * Objects are found by their former names in one index, so the time grows with the number of references, not with its square.
 * Follows kustomize api v0.21.1 internal/accumulator/namereferencetransformer.go and filters/nameref/nameref.go.
 *
 * @throws EddyError KustomizeNameAmbiguous when a reference fits several objects of different names
 */
export function fixNameReferences(set: ResourceSet, references: readonly NameReference[]): void {
  const index = new NameIndex(set.all);
  const byType = new Map<string, readonly Reference[]>();
  for (const resource of set.all) {
    const original = resource.originalId();
    const key = `${original.group}|${original.version}|${original.kind}`;
    let list = byType.get(key);
    if (list === undefined) {
      list = references.flatMap((reference) => (reference.fieldSpecs ?? []).filter((spec) => isSelected(original, spec)).map((spec) => ({ spec, target: reference })));
      byType.set(key, list);
    }
    if (list.length > 0) new Referrer(resource, index).fix(list);
  }
  set.touch();
}

interface Candidate {
  readonly resource: Resource;
  readonly previous: readonly ResId[];
  readonly current: ResId;
  readonly originalNamespace: string;
  readonly currentNamespace: string;
}

/** Renamed objects by their former names, and all objects by namespace. */
class NameIndex {
  readonly #byName = new Map<string, Candidate[]>();
  readonly #byOriginalNamespace = new Map<string, Candidate[]>();

  constructor(resources: readonly Resource[]) {
    for (const resource of resources) {
      const previous = resource.previousIds();
      const current = resource.currentId();
      const candidate: Candidate = {
        resource, previous, current, originalNamespace: effectiveNamespace(previous[0] ?? current), currentNamespace: effectiveNamespace(current),
      };
      for (const name of new Set(previous.map((id) => id.name))) add(this.#byName, name, candidate);
      add(this.#byOriginalNamespace, candidate.originalNamespace, candidate);
    }
  }

  named(name: string): readonly Candidate[] {
    return this.#byName.get(name) ?? [];
  }

  inOriginalNamespace(namespace: string): readonly Candidate[] {
    return namespace === NOT_NAMESPACED ? [] : (this.#byOriginalNamespace.get(namespace) ?? []);
  }
}

const NOT_NAMESPACED = '_non_namespaceable_';

function add<T>(index: Map<string, T[]>, key: string, value: T): void {
  const list = index.get(key);
  if (list === undefined) index.set(key, [value]);
  else list.push(value);
}

/** An object whose references are fixed. */
class Referrer {
  readonly #resource: Resource;
  readonly #index: NameIndex;
  readonly #id: ResId;
  readonly #subjectNamespaces: ReadonlySet<string>;

  constructor(resource: Resource, index: NameIndex) {
    this.#resource = resource;
    this.#index = index;
    this.#id = resource.currentId();
    this.#subjectNamespaces = this.#id.clusterScoped ? new Set() : subjectNamespaces(resource);
  }

  fix(references: readonly Reference[]): void {
    this.#checkIdentity();
    for (const { spec, target } of references) {
      // The type was matched with the original kind; the field is looked for whatever the kind is now.
      prefixed(() => `updating name reference in '${spec.path}' field of '${idText(this.#id)}'`, () => {
        visitFieldSpec(this.#resource.node, () => this.#id, spec, undefined, (node) => {
          this.#set(node, spec, target);
        });
      });
    }
  }

  /** What an object has for a name or type has to be a text, even an empty one. @throws EddyError KustomizeResourceInvalid */
  #checkIdentity(): void {
    const { node, apiVersion, kind } = this.#resource;
    const { group, version } = splitApiVersion(apiVersion);
    checkEqual('APIVersion', textOf(node.fields.get('apiVersion')), group === '' ? version : `${group}/${version}`);
    checkEqual('Kind', textOf(node.fields.get('kind')), kind);
  }

  #set(node: Node, spec: FieldSpec, target: Partial<Gvk>): void {
    if (isMissing(node)) return;
    if (node.kind === 'scalar') this.#setScalar(node, spec, target);
    else if (node.kind === 'map') this.#setMap(node, spec, target);
    else for (const item of node.items) {
      if (isMissing(item)) continue;
      if (item.kind === 'list') throw fault('KustomizeFieldKind', 'a reference is expected to be either a string or a map of string');
      this.#set(item, spec, target);
    }
  }

  #setScalar(node: Node, spec: FieldSpec, target: Partial<Gvk>): void {
    const referral = this.#select(spec, target, this.#index.named(node.text), false);
    if (referral === undefined) return;
    this.#record(referral);
    if (referral.name !== '' && referral.name !== node.text) setScalar(node, referral.name);
  }

  #setMap(node: Node, spec: FieldSpec, target: Partial<Gvk>): void {
    const name = node.fields.get('name');
    if (name === undefined) throw fault('KustomizeFieldKind', "path config error; no 'name' field in node");
    const candidates = this.#inNamespaceOf(node, this.#index.named(name.text));
    const referral = this.#select(spec, target, candidates, true);
    if (referral === undefined) return;
    this.#record(referral);
    const { namespace } = referral;
    if (referral.name === name.text && namespace === '') return;
    setField(node, 'name', scalarNode(referral.name));
    // An empty namespace stands for any here, and must not replace what is written.
    if (namespace !== '') setField(node, 'namespace', scalarNode(namespace));
  }

  /** Notes the reference where somebody will read it: an object that has lost its name or kind is shown with all of its annotations. */
  #record(referral: Resource): void {
    if (referral.name === '' || textOf(referral.node.fields.get('kind')) === '') referral.addReferrer(idText(this.#id));
  }

  /** Of the candidates those in the namespace that the reference names: by their original one if any object had it. */
  #inNamespaceOf(node: Node, candidates: readonly Candidate[]): readonly Candidate[] {
    const field = node.fields.get('namespace');
    if (field === undefined) return candidates;
    const namespace = field.text;
    const known = this.#index.inOriginalNamespace(namespace).some((candidate) => this.#mayReferTo(candidate));
    return candidates.filter((candidate) => (known ? candidate.originalNamespace : candidate.currentNamespace) === namespace && namespace !== NOT_NAMESPACED);
  }

  /** Whether the object could refer to the candidate at all, as far as namespaces go. */
  #mayReferTo(candidate: Candidate): boolean {
    return this.#id.clusterScoped || candidate.current.clusterScoped || candidate.currentNamespace === effectiveNamespace(this.#id)
      || this.#subjectNamespaces.has(candidate.resource.namespace);
  }

  #select(spec: FieldSpec, target: Partial<Gvk>, among: readonly Candidate[], withNamespace: boolean): Resource | undefined {
    const roleRef = spec.path.endsWith('roleRef/name') ? roleRefType(this.#resource.node) : undefined;
    const fitting = among.filter((candidate) => this.#mayReferTo(candidate)
      && candidate.previous.some((id) => isSelected(id, target))
      && (roleRef === undefined || candidate.previous.some((id) => isSelected(id, roleRef)))
      && this.#sameNamespace(candidate)).map(({ resource }) => resource);
    if (fitting.length <= 1) return fitting[0];
    let left = fitting.filter((resource) => sameAffixes(resource, this.#resource, true));
    if (left.length > 1) left = left.filter((resource) => sameAffixes(resource, this.#resource, false));
    const [first] = left;
    if (first === undefined || left.length === 1) return first;
    if (left.every((resource) => resource.name === first.name && (!withNamespace || resource.namespace === first.namespace))) return first;
    throw this.#ambiguous(left);
  }

  #sameNamespace(candidate: Candidate): boolean {
    return this.#id.clusterScoped || candidate.current.clusterScoped || candidate.resource.kind === 'ServiceAccount'
      || candidate.currentNamespace === effectiveNamespace(this.#id);
  }

  #ambiguous(resources: readonly Resource[]): Error {
    const ids = resources.map((resource) => idText(resource.currentId())).join(', ');
    const objects = resources.map((resource, i) => `--- possible referral ${i}:\n${printResource(resource)}\n`).join('');
    const details = `\n**** Too many possible referral targets to referrer:\n${printResource(this.#resource)}\n${objects}`;
    return fault('KustomizeNameAmbiguous', `found multiple possible referrals: ${ids}\n${details}`);
  }
}

function checkEqual(what: string, text: string, wanted: string): void {
  if (text !== wanted) throw fault('KustomizeResourceInvalid', `node-referrerOriginal '${what}' mismatch '${text}' != '${wanted}'`);
}

/** @throws EddyError KustomizeResourceInvalid when a subject's namespace is no text */
function subjectNamespaces(resource: Resource): ReadonlySet<string> {
  const result = new Set<string>();
  if (resource.kind !== 'RoleBinding') return result;
  for (const subject of resource.node.fields.get('subjects')?.items ?? []) {
    const namespace = subject.fields.get('namespace');
    if (namespace === undefined || textOf(subject.fields.get('kind')) !== 'ServiceAccount') continue;
    // A date is a time here, though it is printed as a text.
    if (namespace.tag === '!!timestamp' || typeof nodeValue(namespace) !== 'string') throw fault('KustomizeResourceInvalid', `Invalid Input: namespace is blank for resource "${idText(resource.currentId())}"\n`);
    result.add(namespace.text);
  }
  return result;
}

function roleRefType(node: Node): Partial<Gvk> | undefined {
  const roleRef = node.fields.get('roleRef');
  const group = roleRef?.fields.get('apiGroup');
  const kind = roleRef?.fields.get('kind');
  return group === undefined || kind === undefined ? undefined : { group: group.text, kind: kind.text };
}

/** Whether two objects went through the same prefixes and suffixes, counted from the outermost. */
function sameAffixes(a: Resource, b: Resource, allowEmpty: boolean): boolean {
  return sameEnd(a.namePrefixes, b.namePrefixes, allowEmpty) && sameEnd(a.nameSuffixes, b.nameSuffixes, allowEmpty);
}

function sameEnd(a: readonly string[], b: readonly string[], allowEmpty: boolean): boolean {
  if (allowEmpty && (a.length === 0 || b.length === 0)) return true;
  const length = Math.min(a.length, b.length);
  if (length === 0) return a.length === b.length;
  for (let i = 1; i <= length; i++) if (a[a.length - i] !== b[b.length - i]) return false;
  return true;
}
