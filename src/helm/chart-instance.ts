import type { Dict } from '../std/dict.ts';
import type { Chart, ChartFile } from './chart.ts';
import type { ChartDependency, ChartMetadata } from './chart-metadata.ts';

/** The metadata of a chart within a release: dependency processing renames, prunes and marks it. */
export interface InstanceMetadata extends Omit<ChartMetadata, 'name' | 'dependencies'> {
  name: string;
  dependencies: InstanceDependency[] | undefined;
}

/** A dependency within a release; `name` becomes its alias. */
export interface InstanceDependency extends Omit<ChartDependency, 'name' | 'enabled' | 'importValues'> {
  name: string;
  enabled: boolean;
  importValues: readonly unknown[];
}

/**
 * A chart at its place in a release: under its alias, with the subcharts that are switched on and the values they export.
 *
 * Made fresh for each render, so that the loaded `Chart` can be shared.
 */
export class ChartInstance {
  readonly chart: Chart;
  readonly metadata: InstanceMetadata;
  /** The default values, imported ones included. */
  values: Dict;
  dependencies: readonly ChartInstance[] = [];
  parent: ChartInstance | undefined;

  constructor(chart: Chart, metadata: InstanceMetadata, values: Dict) {
    this.chart = chart;
    this.metadata = metadata;
    this.values = values;
  }

  get name(): string {
    return this.metadata.name;
  }

  get templates(): readonly ChartFile[] {
    return this.chart.templates;
  }

  get isLibrary(): boolean {
    return this.metadata.type.toLowerCase() === 'library';
  }

  /** `CHART/charts/SUB/charts/...`: what `# Source:` and template names start with. */
  get fullPath(): string {
    return this.parent === undefined ? this.name : `${this.parent.fullPath}/charts/${this.name}`;
  }

  /** Replaces the subcharts and makes this chart their parent. */
  setDependencies(dependencies: readonly ChartInstance[]): void {
    this.dependencies = dependencies;
    for (const dependency of dependencies) dependency.parent = this;
  }

  /** A copy that shares metadata and values, as Helm's shallow copy of a chart does; its subcharts keep their old parent. */
  shallowCopy(metadata: InstanceMetadata = this.metadata): ChartInstance {
    const copy = new ChartInstance(this.chart, metadata, this.values);
    copy.dependencies = this.dependencies;
    return copy;
  }
}

/** Sets up a loaded chart, with all of its vendored subcharts, for one render. */
export function instantiate(chart: Chart): ChartInstance {
  const instance = new ChartInstance(chart, copyMetadata(chart.metadata), chart.values);
  instance.setDependencies(chart.dependencies.map(instantiate));
  return instance;
}

/** Copies metadata as far as dependency processing changes it. */
export function copyMetadata(metadata: ChartMetadata | InstanceMetadata): InstanceMetadata {
  return { ...metadata, dependencies: metadata.dependencies?.map((dependency) => ({ ...dependency })) };
}
