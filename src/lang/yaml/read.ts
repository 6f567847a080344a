import type { Position } from '../../diagnostics/index.ts';
import { isDict, newDict, type Dict } from '../../std/dict.ts';
import { Composer, type ComposeOptions } from './compose.ts';
import { decodeV2, decodeV3, type DecodeOptions } from './decode.ts';
import { DEFAULT_LIMITS, type YamlLimits } from './limits.ts';
import { DECLINED, ManifestReader, type ManifestReaderOptions } from './manifest-reader.ts';
import type { YamlNode } from './node.ts';
import { printYamlNodes } from './print-nodes.ts';
import { toJsonValue, toJsonValueStrict, type IntegerMode } from './to-json.ts';
import type { YamlDocument } from './yaml-document.ts';
import { YamlError, type TextOrigin } from './yaml-error.ts';

/**
 * Whose reading of a text is wanted.
 *
 * - `sigs`: sigs.k8s.io/yaml, as Helm and Flux read values and as kubectl reads manifests. YAML 1.1 words, text keys, float64.
 * - `kustomize`: a resource as `kustomize build` prints it. `yes` is a string, times are expanded, integers are exact.
 * - `v2`, `v3`: what go-yaml puts into an `interface{}`. Integers are bigint, floats number, a mapping with other
 *   keys than strings is a `Map`, v3 times are `YamlTimestamp`, binary data that is no text is `YamlBinary`.
 */
export type YamlDialect = 'sigs' | 'kustomize' | 'v2' | 'v3';

export interface ReadYamlOptions {
  /** `sigs` by default. */
  readonly dialect?: YamlDialect | undefined;
  /** Refuse duplicate keys, as Go's strict readers do. Always on for `kustomize` and `v3`. */
  readonly strict?: boolean | undefined;
  /** `v3` only: `map` puts a mapping into a `map[string]interface{}`, whose keys become texts. */
  readonly target?: 'map' | undefined;
  /** The file that errors name. */
  readonly file?: string | undefined;
  /** Where the text starts in its file, counted from 1. */
  readonly origin?: { readonly line: number; readonly col: number } | undefined;
  /** `sigs` only: `exact` keeps integers beyond 2^53 as bigint, as YAMLToJSON does; `bigint` tells all integers from floats. */
  readonly integers?: IntegerMode | undefined;
  readonly limits?: Partial<YamlLimits> | undefined;
}

/**
 * Reads the first document of a text; null when it has none.
 *
 * @throws YamlError (YamlSyntax, YamlLimit)
 */
export function parseYaml(text: string, options: ReadYamlOptions = {}): unknown {
  const value = parseCommon(text, options);
  if (value !== DECLINED) return value;
  const document = composer(text, options, keepsComments(options.dialect)).next();
  return document === undefined ? null : valueOf(document, options);
}

/**
 * The value of a resource that was printed, as dialect `kustomize` reads it: the text is not printed once more.
 *
 * @throws YamlError (YamlSyntax, YamlLimit)
 */
export function parsePrinted(text: string): unknown {
  return printedValue(text, decodeOptionsOf({}));
}

/**
 * The value of a text that is one block mapping of the form that manifests have, as dialect `kustomize` reads it; undefined for every
 * other text. Where it answers, lines at the indentation of a block mapping are its keys, comments, items of a list below the key
 * before, or lines of a quoted scalar.
 */
export function parseManifest(text: string): Dict | undefined {
  const value = parseCommon(text, { dialect: 'kustomize' });
  return value === DECLINED ? undefined : (value as Dict);
}

/** The value of a text of the form that manifests have, read in one go; `DECLINED` for every other text. */
function parseCommon(text: string, options: ReadYamlOptions): unknown {
  const settings = commonSettings(text, options);
  if (settings === undefined) return DECLINED;
  const kustomize = options.dialect === 'kustomize';
  const value = ManifestReader.read(text, settings, kustomize);
  // A resource is a mapping; what kustomize says to anything else, the complete reader knows.
  return kustomize && value !== DECLINED && !isDict(value) ? DECLINED : value;
}

/** The deepest text that is read in one go. */
const COMMON_DEPTH = 200;

function commonSettings(text: string, options: ReadYamlOptions): ManifestReaderOptions | undefined {
  const { dialect = 'sigs', integers = 'float64', strict = false } = options;
  const limits = limitsOf(options);
  if (dialect === 'v2' || dialect === 'v3' || text.length > limits.maxLength) return undefined;
  const maxDepth = Math.min(COMMON_DEPTH, limits.maxDepth);
  if (dialect === 'kustomize') return { resolution: 'v3', integers: 'exact', uniqueKeys: true, maxDepth };
  return { resolution: 'v2', integers, uniqueKeys: strict, maxDepth };
}

/**
 * Reads every document of a text. Documents without content are there, too, with the value null and `empty` set.
 *
 * @throws YamlError (YamlSyntax, YamlLimit) with the place in the whole text
 */
export function parseYamlStream(text: string, options: ReadYamlOptions = {}): readonly YamlDocument[] {
  const settings = commonSettings(text, options);
  const common = settings === undefined ? DECLINED : ManifestReader.readAll(text, settings);
  if (common !== DECLINED && (options.dialect !== 'kustomize' || common.every(({ value }) => isDict(value)))) return common;
  const source = composer(text, options, keepsComments(options.dialect));
  const documents: YamlDocument[] = [];
  for (let node = source.next(); node !== undefined; node = source.next()) {
    const { start, end } = node;
    documents.push({ value: valueOf(node, options), index: documents.length, span: { start, end }, empty: isEmpty(node) });
  }
  return documents;
}

/**
 * Reads the first document of a text as it is written; undefined when there is none. What follows it is not looked at.
 * Comments cost time and are read only when asked for.
 *
 * @throws YamlError (YamlSyntax, YamlLimit), worded as go-yaml v3 does
 */
export function parseYamlNode(text: string, options: ReadYamlOptions & { readonly comments?: boolean } = {}): YamlNode | undefined {
  if (options.comments === true) return composer(text, options, true).next();
  try {
    return composer(text, options, false).next();
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    // The words of v3 come from the reader that keeps comments.
    return composer(text, options, true).next();
  }
}

/**
 * Reads every document of a text as it is written, with places, styles and comments; each node is of kind `document`.
 * `toValue` gives their values, `nodeAt` finds the place of a field, `printYamlNodes` writes them back.
 *
 * @throws YamlError (YamlSyntax, YamlLimit), worded as go-yaml v3 does
 */
export function parseYamlNodes(text: string, options: ReadYamlOptions = {}): readonly YamlNode[] {
  const source = composer(text, options, true);
  const documents: YamlNode[] = [];
  for (let node = source.next(); node !== undefined; node = source.next()) documents.push(node);
  return documents;
}

/**
 * The value of a node, as a dialect reads it.
 *
 * @throws YamlError (YamlSyntax, YamlLimit)
 */
export function toValue(node: YamlNode, options: ReadYamlOptions = {}): unknown {
  return valueOf(node, options);
}

function valueOf(node: YamlNode, options: ReadYamlOptions): unknown {
  const root = node.kind === 'document' ? node.items[0]! : node;
  const decodeOptions = decodeOptionsOf(options);
  switch (options.dialect ?? 'sigs') {
    case 'v2': return decodeV2(root, decodeOptions);
    case 'v3': return decodeV3(root, decodeOptions);
    case 'kustomize': return kustomizeValue(node, root, decodeOptions);
    case 'sigs': return toJsonValue(decodeV2(root, decodeOptions), options.integers ?? 'float64');
  }
}

/**
 * kustomize prints a resource and reads that again to make JSON of it, which shows: a null in a flow mapping becomes
 * an empty string, and errors count lines of the printed text. Their places are those of the text that was read.
 * Follows kyaml v0.21.1 `yaml/rnode.go`.
 */
function kustomizeValue(node: YamlNode, root: YamlNode, options: DecodeOptions): unknown {
  try {
    return printedValue(printYamlNodes([node]), options);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new YamlError(error.code as 'YamlSyntax' | 'YamlLimit', error.message, error.goMessage, { at: placeOfFault(root, options) });
  }
}

function printedValue(text: string, options: DecodeOptions): unknown {
  const printed = new Composer(text, { comments: true, ...options }).next();
  return printed === undefined ? newDict() : toJsonValueStrict(decodeV3(printed.items[0]!, { ...options, target: 'map' }));
}

function placeOfFault(root: YamlNode, options: DecodeOptions): Position | undefined {
  try {
    toJsonValueStrict(decodeV3(root, { ...options, target: 'map' }));
  } catch (error) {
    if (error instanceof YamlError) return error.at;
    throw error;
  }
  return undefined;
}

function composer(text: string, options: ReadYamlOptions, comments: boolean): Composer {
  const composeOptions: ComposeOptions = { comments, limits: limitsOf(options), origin: originOf(options) };
  return new Composer(text, composeOptions);
}

function decodeOptionsOf(options: ReadYamlOptions): DecodeOptions {
  return { strict: options.strict === true, target: options.target, limits: limitsOf(options), origin: originOf(options) };
}

function keepsComments(dialect: YamlDialect | undefined): boolean {
  return dialect === 'v3' || dialect === 'kustomize';
}

function limitsOf({ limits }: ReadYamlOptions): YamlLimits {
  return limits === undefined ? DEFAULT_LIMITS : { ...DEFAULT_LIMITS, ...limits };
}

function originOf({ file, origin }: ReadYamlOptions): TextOrigin {
  return { file: file ?? '', line: origin?.line ?? 1, col: origin?.col ?? 1 };
}

function isEmpty(document: YamlNode): boolean {
  const root = document.items[0]!;
  return root.kind === 'scalar' && root.style === 'plain' && root.value === '' && root.tag === '' && root.anchor === '';
}
