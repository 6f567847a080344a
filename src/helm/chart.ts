import { fromBytes } from '../lang/govalue/index.ts';
import type { Dict } from '../std/dict.ts';
import type { ChartMetadata } from './chart-metadata.ts';
import type { LogLine } from './log-line.ts';

/** A file of a chart, by its path inside of the chart. */
export class ChartFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  #text: string | undefined;

  constructor(name: string, bytes: Uint8Array) {
    this.name = name;
    this.bytes = bytes;
  }

  /** The content as a text; bytes that are not UTF-8 are kept as lone surrogates. Decoded once. */
  get text(): string {
    return (this.#text ??= fromBytes(this.bytes));
  }
}

/**
 * A chart as it was loaded: its files sorted into what Helm uses them for, and its subcharts.
 *
 * Never changed. What a release makes of it (aliases, disabled subcharts, imported values) is a `ChartInstance`.
 */
export interface Chart {
  readonly metadata: ChartMetadata;
  /** The files under `templates/`, in the order of the source. */
  readonly templates: readonly ChartFile[];
  /** What `.Files` shows: everything that has no other role, `crds/` included. */
  readonly files: readonly ChartFile[];
  /** The default values. */
  readonly values: Dict;
  /** The text of `values.schema.json`. */
  readonly schema: string | undefined;
  /** The subcharts under `charts/`, by the name of their folder or archive. */
  readonly dependencies: readonly Chart[];
  /** Every file as it was read, for those who show it: `values.yaml` with its comments, `README.md`. */
  readonly raw: readonly ChartFile[];
  /** What was odd in the chart or its subcharts, but did not stop the load. */
  readonly warnings: readonly LogLine[];
  /** The links that were followed, by their paths in the chart; an archive has none. */
  readonly links: readonly string[];
}

/** A CustomResourceDefinition file of a chart or one of its subcharts. */
export interface ChartCrd {
  /** The path that `# Source:` shows: `CHART/charts/SUB/crds/x.yaml`. */
  readonly source: string;
  readonly text: string;
}
