/**
 * YAML as Go's libraries read and print it: yaml.v2 and yaml.v3, sigs.k8s.io/yaml and kustomize's kyaml.
 *
 * Values come out as plain JSON data (`Dict`, array, string, number, boolean, null). Templates' integers are not known
 * here: a caller that prints them converts them to bigint first, which prints as an integer in every dialect.
 * Does not decide what a manifest is; anything above `diagnostics` may use it.
 *
 * @module
 */
export { decodeBinary, YamlBinary } from './binary.ts';
export { v3Tag } from './decode.ts';
export { goJson } from './go-json.ts';
export { goSyntax } from './go-syntax.ts';
export { compareYamlKeys } from './key-order.ts';
export { DEFAULT_LIMITS, type YamlLimits } from './limits.ts';
export { entryOf, makeNode, MERGE_KEY, nodeAt, type YamlNode, type YamlNodeKind, type YamlNodeStyle } from './node.ts';
export { formatFloat32 } from './numbers.ts';
export { printYamlNodes, type PrintNodesOptions } from './print-nodes.ts';
export { printYaml, type PrintYamlOptions } from './print.ts';
export { printedKeys, type PrintedKeys } from './printed-keys.ts';
export { PrintedText } from './printed-text.ts';
export {
  parseManifest, parsePrinted, parseYaml, parseYamlNode, parseYamlNodes, parseYamlStream, toValue,
  type ReadYamlOptions, type YamlDialect,
} from './read.ts';
export { resolve, resolvesToString, TagMismatch } from './resolve.ts';
export { analyzeScalar, type ScalarAnalysis } from './scalar-style.ts';
export { skimMapping } from './skim-mapping.ts';
export { YamlTimestamp } from './timestamp.ts';
export type { YamlDocument } from './yaml-document.ts';
export { unmarshalMessage, YamlError } from './yaml-error.ts';
export { YamlStruct } from './yaml-struct.ts';
