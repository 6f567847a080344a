import { Composer } from './compose.ts';
import { decodeV2 } from './decode.ts';
import { goJson } from './go-json.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { ValuePrinter, type PrintSettings } from './print-value.ts';

export interface PrintYamlOptions {
  /**
   * `sigs` (the default) is what Helm's toYaml, kubectl and kustomize print; `v2` and `v3` are go-yaml's own printers,
   * where a number is a float64 (`1e+06`) and only a bigint prints as an integer.
   */
  readonly dialect?: 'sigs' | 'v2' | 'v3' | undefined;
  /** `bytes` sorts keys by their bytes, for `sigs` only: Flux digests values so. `go` is Go's natural order, the default. */
  readonly keyOrder?: 'go' | 'bytes' | undefined;
  /** Columns per level, for `v3` only: 4 by default, 2 for Helm's toYamlPretty. */
  readonly indent?: number | undefined;
}

const SIGS: PrintSettings = { version: 'v2', json: true, indent: 2, width: 80, maxDepth: DEFAULT_LIMITS.maxDepth };
const V2: PrintSettings = { ...SIGS, json: false };
const V3: PrintSettings = { version: 'v3', json: false, indent: 4, width: Infinity, maxDepth: DEFAULT_LIMITS.maxDepth };

/** Printers are kept, because they know the keys that manifests repeat. */
const SIGS_PRINTER = new ValuePrinter(SIGS);
const V2_PRINTER = new ValuePrinter(V2);
const BYTES_PRINTER = new ValuePrinter({ ...SIGS, byteOrder: true });

const ORIGIN = { file: '', line: 1, col: 1 };

/**
 * Prints plain data (Dict, array, string, number, bigint, boolean, null) as YAML, ended by a line feed.
 * Keys are sorted in Go's order. An integer of a Go template must be converted to bigint first.
 *
 * @throws YamlError (YamlSyntax) for what the dialect cannot print, (YamlLimit) for a value nested too deeply
 */
export function printYaml(value: unknown, options: PrintYamlOptions = {}): string {
  const { dialect = 'sigs', keyOrder = 'go', indent = 4 } = options;
  switch (dialect) {
    case 'v2': return V2_PRINTER.print(value);
    case 'v3': return new ValuePrinter({ ...V3, indent: indent < 2 || indent > 9 ? 2 : indent }).print(value);
    case 'sigs': return keyOrder === 'bytes' ? BYTES_PRINTER.print(value) : printSigs(value);
  }
}

/**
 * A string as `printYaml` writes it behind a key or a dash.
 *
 * @param indent the column of that key or dash
 * @param column where the string begins
 */
export function printedScalar(value: string, indent: number, column: number): string {
  return SIGS_PRINTER.scalar(value, indent, column);
}

/**
 * Go prints a value as JSON, reads that as YAML and prints the result. Nearly always that changes nothing;
 * where a text holds a character that JSON lets stand and YAML does not, the way around is really gone.
 */
function printSigs(value: unknown): string {
  const direct = SIGS_PRINTER.print(value);
  if (!SIGS_PRINTER.sawOddText) return direct;
  const document = new Composer(goJson(value), { comments: false, limits: DEFAULT_LIMITS, origin: ORIGIN }).next();
  return V2_PRINTER.print(decodeV2(document!.items[0]!, { strict: false, limits: DEFAULT_LIMITS, origin: ORIGIN }));
}
