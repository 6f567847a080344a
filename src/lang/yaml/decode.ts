import type { EddyError } from '../../diagnostics/index.ts';
import { isDict, newDict, type Dict } from '../../std/dict.ts';
import { decodeBinary, type YamlBinary } from './binary.ts';
import { goSyntax } from './go-syntax.ts';
import { AliasBudget, type YamlLimits } from './limits.ts';
import { isQuoted, MERGE_KEY, shortTag, type YamlNode } from './node.ts';
import { resolve, TagMismatch, type Resolution, type Resolved, type ResolvedValue } from './resolve.ts';
import { YamlTimestamp } from './timestamp.ts';
import { placeOf, valueError, YamlError, type TextOrigin } from './yaml-error.ts';

/** What Go's `interface{}` would hold: integers are bigint, floats number; a mapping whose keys Go would not type as strings is a Map. */
export type GoYamlValue = ResolvedValue | YamlBinary | GoYamlValue[] | Dict | Map<unknown, unknown>;

export interface DecodeOptions {
  /** Duplicate keys are an error. v3 always refuses them. */
  readonly strict: boolean;
  readonly limits: YamlLimits;
  readonly origin: TextOrigin;
  /** What the whole document must be, as when Go decodes into a typed variable. */
  readonly target?: 'map' | undefined;
}

/** Stands for a node that could not be decoded and leaves no trace in its parent; why is in the list of faults. */
const NOTHING: unique symbol = Symbol('nothing');
type Decoded = GoYamlValue | typeof NOTHING;

/** More faults than anyone reads. */
const MAX_FAULTS = 100;

/** What both decoders do alike: counting, aliases, scalars, the list of faults. */
abstract class NodeDecoder {
  protected readonly options: DecodeOptions;
  protected readonly faults: string[] = [];
  protected firstFault: YamlNode | undefined;
  readonly #budget = new AliasBudget();
  readonly #open = new Set<YamlNode>();
  #depth = 0;
  protected abstract readonly resolution: Resolution;

  constructor(options: DecodeOptions) {
    this.options = options;
  }

  decode(root: YamlNode): GoYamlValue {
    const value = this.document(root);
    if (this.faults.length > 0) {
      const goMessage = `yaml: unmarshal errors:\n  ${this.faults.join('\n  ')}`;
      throw new YamlError('YamlSyntax', this.faults.map((fault) => fault.replace(/^line \d+: /, '')).join('\n'), goMessage, {
        at: this.firstFault && this.place(this.firstFault),
      });
    }
    return value === NOTHING ? null : value;
  }

  protected document(root: YamlNode): Decoded {
    return this.any(root);
  }

  protected abstract mapping(node: YamlNode, into: Map<unknown, unknown> | undefined): Decoded;

  /** Decodes a node into a variable of type interface{}, or, where `into` is given, merges a mapping into it. */
  protected any(node: YamlNode, into?: Map<unknown, unknown>): Decoded {
    if (!this.#budget.spend()) throw this.limit('document contains excessive aliasing', node);
    if (++this.#depth > this.options.limits.maxDepth) throw this.limit(`exceeded max depth of ${this.options.limits.maxDepth}`, node);
    const value = this.#dispatch(node, into);
    this.#depth--;
    return value;
  }

  #dispatch(node: YamlNode, into: Map<unknown, unknown> | undefined): Decoded {
    switch (node.kind) {
      case 'alias': return this.#alias(node, into);
      case 'scalar': return this.scalar(node);
      case 'sequence': return this.#sequence(node);
      default: return this.mapping(node, into);
    }
  }

  #alias(node: YamlNode, into: Map<unknown, unknown> | undefined): Decoded {
    if (this.#open.has(node)) throw this.fail(`anchor '${node.value}' value contains itself`, node);
    this.#open.add(node);
    this.#budget.enterAlias();
    const value = this.any(node.target!, into);
    this.#budget.leaveAlias();
    this.#open.delete(node);
    return value;
  }

  #sequence(node: YamlNode): GoYamlValue[] {
    const list: GoYamlValue[] = [];
    for (const item of node.items) {
      const value = this.any(item);
      if (value !== NOTHING) list.push(value);
    }
    return list;
  }

  protected scalar(node: YamlNode): GoYamlValue {
    const resolved = this.resolved(node);
    if (resolved.tag !== '!!binary') return resolved.value;
    const value = decodeBinary(node.value);
    if (value === undefined) throw this.fail('!!binary value contains invalid base64 data', node);
    return value;
  }

  protected resolved(node: YamlNode): Resolved {
    const tag = this.tagToResolve(node);
    if (tag === '!!str') return { tag, value: node.value };
    try {
      return resolve(this.resolution, tag, node.value);
    } catch (error) {
      if (error instanceof TagMismatch) throw this.fail(error.message, node);
      throw error;
    }
  }

  /** The tag under which a scalar is resolved: a quoted one without a tag is a string. */
  protected abstract tagToResolve(node: YamlNode): string;

  protected invalidKey(key: GoYamlValue, node: YamlNode): YamlError {
    return this.fail(`invalid map key: ${goSyntax(key, this.resolution)}`, node);
  }

  protected fail(problem: string, node: YamlNode): YamlError {
    return valueError(problem, this.place(node));
  }

  protected limit(problem: string, node: YamlNode): YamlError {
    return new YamlError('YamlLimit', problem, `yaml: ${problem}`, { at: this.place(node) });
  }

  protected fault(text: string, node: YamlNode): void {
    this.firstFault ??= node;
    if (this.faults.length < MAX_FAULTS) this.faults.push(text);
  }

  protected place(node: YamlNode): NonNullable<EddyError['at']> {
    const mark = { index: node.start, line: node.line - 1, column: node.column - 1 };
    return placeOf(mark, this.options.origin, Math.max(1, node.end - node.start));
  }
}

function isCollection(value: GoYamlValue): boolean {
  return Array.isArray(value) || value instanceof Map || isDict(value);
}

/** A Dict when all keys are strings, else the map itself. */
function plainMap(map: Map<unknown, unknown>): Dict | Map<unknown, unknown> {
  const dict = newDict();
  for (const [key, value] of map) {
    if (typeof key !== 'string') return map;
    dict[key] = value;
  }
  return dict;
}

function isMergeKey(node: YamlNode): boolean {
  if (node.kind !== 'scalar' || node.value !== MERGE_KEY) return false;
  const tag = shortTag(node.tag);
  return tag === '!!merge' || tag === '!' || (tag === '' && !isQuoted(node));
}

/** The nodes to merge for a `<<` key, in the order they are written. Undefined when one is no mapping. */
function mergeSources(node: YamlNode): readonly YamlNode[] | undefined {
  const sources = node.kind === 'sequence' ? node.items : [node];
  return sources.every((source) => (source.kind === 'alias' ? source.target : source)?.kind === 'mapping') ? sources : undefined;
}

const MERGE_FAILURE = 'map merge requires map or sequence of maps as the value';

/** Decodes as go-yaml v2.4.3 `decode.go`: a merge takes effect where it is written, and the last of duplicate keys counts. */
class DecoderV2 extends NodeDecoder {
  protected readonly resolution = 'v2';

  protected override mapping(node: YamlNode, into: Map<unknown, unknown> | undefined): Decoded {
    const map = into ?? new Map<unknown, unknown>();
    for (let i = 0; i < node.items.length; i += 2) {
      const keyNode = node.items[i]!;
      const valueNode = node.items[i + 1]!;
      if (isMergeKey(keyNode)) {
        this.#merge(valueNode, map);
        continue;
      }
      const key = this.any(keyNode) as GoYamlValue;
      if (isCollection(key)) throw this.invalidKey(key, keyNode);
      const value = this.any(valueNode);
      if (this.options.strict && map.has(key)) {
        this.fault(`line ${valueNode.line}: key ${key === null ? '<nil>' : goSyntax(key, 'v2')} already set in map`, keyNode);
      } else {
        map.set(key, value);
      }
    }
    return into === undefined ? plainMap(map) : map;
  }

  #merge(node: YamlNode, map: Map<unknown, unknown>): void {
    const sources = mergeSources(node);
    // Sources before the one that is no mapping have had their effect in Go, but the error hides it.
    if (sources === undefined) throw this.fail(MERGE_FAILURE, node);
    for (let i = sources.length - 1; i >= 0; i--) this.any(sources[i]!, map);
  }

  protected override scalar(node: YamlNode): GoYamlValue {
    const value = super.scalar(node);
    // v2 knows times, but hands them out as they are written.
    return value instanceof YamlTimestamp ? node.value : value;
  }

  protected override tagToResolve(node: YamlNode): string {
    return node.tag === '' && isQuoted(node) ? '!!str' : node.tag;
  }
}

/** Decodes as go-yaml v3.0.4 `decode.go`: duplicate keys are refused, and what is written wins over what is merged. */
class DecoderV3 extends NodeDecoder {
  protected readonly resolution = 'v3';
  /** While merging: the keys that are settled. */
  #settled: Set<unknown> | undefined;
  /** Maps that Go would type as map[string]interface{}: every scalar key becomes its text. */
  readonly #intoStrings = new WeakSet<Map<unknown, unknown>>();

  protected override document(root: YamlNode): Decoded {
    if (this.options.target === undefined) return this.any(root);
    let content = root;
    while (content.kind === 'alias') content = content.target!;
    if (content.kind === 'mapping') return this.mapping(content, undefined, true);
    if (content.kind === 'scalar' && this.resolved(content).value === null) return null;
    if (content.kind === 'sequence') return this.any(root);
    const { tag } = this.resolved(content);
    if (tag === '!!binary') this.scalar(content);
    return this.#unfit(content, tag, 'map[string]interface {}');
  }

  protected override mapping(node: YamlNode, into: Map<unknown, unknown> | undefined, stringKeys = into === undefined && hasStringKeys(node)): Decoded {
    if (this.#reportDuplicates(node)) return NOTHING;
    const map = into ?? new Map<unknown, unknown>();
    const keysAsStrings = stringKeys || (into !== undefined && this.#intoStrings.has(into));
    if (keysAsStrings) this.#intoStrings.add(map);
    const settled = this.#settled;
    this.#settled = undefined;
    let mergeNode: YamlNode | undefined;
    for (let i = 0; i < node.items.length; i += 2) {
      const keyNode = node.items[i]!;
      if (isMergeKey(keyNode)) mergeNode = node.items[i + 1]!;
      else this.#entry(map, keyNode, node.items[i + 1]!, keysAsStrings, settled);
    }
    this.#settled = settled;
    if (mergeNode !== undefined) this.#merge(node, mergeNode, map);
    return keysAsStrings && into === undefined ? plainMap(map) : map;
  }

  #entry(map: Map<unknown, unknown>, keyNode: YamlNode, valueNode: YamlNode, asString: boolean, settled: Set<unknown> | undefined): void {
    const key = asString ? this.#stringKey(keyNode) : this.any(keyNode);
    if (key === NOTHING) return;
    if (settled?.has(key) === true) return;
    settled?.add(key);
    if (isCollection(key)) throw this.invalidKey(key, keyNode);
    const value = this.any(valueNode);
    if (value !== NOTHING) map.set(key, value);
  }

  /** A key decoded into a Go string. A null key leaves no entry. */
  #stringKey(node: YamlNode): Decoded {
    let target = node;
    while (target.kind === 'alias') target = target.target!;
    if (target.kind !== 'scalar') return this.#unfit(target, v3Tag(target), 'string');
    const { tag, value } = this.resolved(target);
    if (tag === '!!binary') return this.scalar(target);
    return value === null ? NOTHING : target.value;
  }

  #unfit(node: YamlNode, tag: string, goType: string): Decoded {
    const shown = tag === '!!map' || tag === '!!seq' ? node.value : ` ${quotedValue(node.value)}`;
    this.fault(`line ${node.line}: cannot unmarshal ${tag}${shown} into ${goType}`, node);
    return NOTHING;
  }

  #reportDuplicates(node: YamlNode): boolean {
    const groups = new Map<string, YamlNode[]>();
    let duplicates = false;
    const idOf = (key: YamlNode): string => `${key.kind} ${key.value}`;
    for (let i = 0; i < node.items.length; i += 2) {
      const key = node.items[i]!;
      const group = groups.get(idOf(key));
      if (group === undefined) {
        groups.set(idOf(key), [key]);
      } else {
        group.push(key);
        duplicates = true;
      }
    }
    if (!duplicates) return false;
    for (let i = 0; i < node.items.length && this.faults.length < MAX_FAULTS; i += 2) {
      const key = node.items[i]!;
      const group = groups.get(idOf(key))!;
      group.shift();
      for (const later of group) this.fault(`line ${later.line}: mapping key ${JSON.stringify(later.value)} already defined at line ${key.line}`, later);
    }
    return true;
  }

  #merge(parent: YamlNode, node: YamlNode, map: Map<unknown, unknown>): void {
    const before = this.#settled;
    if (before === undefined) {
      const settled = new Set<unknown>();
      for (let i = 0; i < parent.items.length; i += 2) {
        const key = this.any(parent.items[i]!);
        if (key !== NOTHING) settled.add(key);
      }
      this.#settled = settled;
    }
    const sources = mergeSources(node);
    if (sources === undefined) throw this.fail(MERGE_FAILURE, node);
    for (const source of sources) this.any(source, map);
    this.#settled = before;
  }

  protected override tagToResolve(node: YamlNode): string {
    if (node.tag !== '' && node.tag !== '!') return shortTag(node.tag);
    if (isQuoted(node)) return '!!str';
    return node.value === MERGE_KEY ? '!!merge' : '';
  }
}

/** A value as errors show it: of more than ten bytes of UTF-8, seven are left. */
function quotedValue(value: string): string {
  const bytes = new TextEncoder().encode(value);
  return bytes.length > 10 ? `\`${new TextDecoder().decode(bytes.subarray(0, 7))}...\`` : `\`${value}\``;
}

/** Whether v3 gives a mapping string keys: no key means anything else. */
function hasStringKeys(node: YamlNode): boolean {
  for (let i = 0; i < node.items.length; i += 2) {
    const tag = v3Tag(node.items[i]!);
    if (tag !== '!!str' && tag !== '!!merge') return false;
  }
  return true;
}

/** The short tag that v3 gives a node, written or implied. */
export function v3Tag(node: YamlNode): string {
  if (node.tag !== '' && node.tag !== '!') return shortTag(node.tag);
  switch (node.kind) {
    case 'mapping': return '!!map';
    case 'sequence': return '!!seq';
    case 'alias': return v3Tag(node.target!);
    default: return isQuoted(node) ? '!!str' : node.value === MERGE_KEY ? '!!merge' : resolve('v3', '', node.value).tag;
  }
}

/** Decodes a document's root as go-yaml v2 decodes into interface{}. @throws YamlError */
export function decodeV2(root: YamlNode, options: DecodeOptions): GoYamlValue {
  return new DecoderV2(options).decode(root);
}

/** Decodes a document's root as go-yaml v3 decodes into interface{}, or into a map of strings. @throws YamlError */
export function decodeV3(root: YamlNode, options: DecodeOptions): GoYamlValue {
  return new DecoderV3(options).decode(root);
}
