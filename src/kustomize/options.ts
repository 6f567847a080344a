import type { Dict } from '../std/dict.ts';
import type { HelmChartSpec } from './kustomization-file.ts';
import type { RemoteSource } from './remote.ts';
import type { Tree } from '../tree/index.ts';

/** What a `helmCharts` entry asks for, with everything filled in that kustomize fills in. */
export interface HelmRequest {
  readonly chart: HelmChartSpec;
  readonly tree: Tree;
  /** The folder of the chart in the tree. */
  readonly chartPath: string;
  /** Values in the order in which they are merged: the values file, the inline values, the additional files. */
  readonly valuesFiles: readonly string[];
}

/** Renders a chart; answers YAML as `helm template` prints it. */
export type HelmRenderer = (request: HelmRequest) => string;

export interface BuildOptions {
  /** `rootOnly` (the default): files must lie in or below the folder that names them. `none`: anywhere in the tree, as Flux builds. */
  readonly loadRestriction?: 'rootOnly' | 'none' | undefined;
  /** Order of objects when the file has no `sortOptions`: `none` keeps the order of loading (Flux, the library), the others sort (the command). */
  readonly reorder?: 'unspecified' | 'none' | 'legacy' | undefined;
  readonly enableHelm?: boolean | undefined;
  readonly helm?: HelmRenderer | undefined;
  /** Finds remote bases and files; without it they are an error. */
  readonly remote?: RemoteSource | undefined;
  readonly addManagedByLabel?: boolean | undefined;
  /** What that label calls the program that builds; a controller with kustomize inside gives its own version. */
  readonly version?: string | undefined;
  /** Told of each warning as it arises; also of those before a failure. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Nothing is done with the objects but to print them: parts of them may be `PrintedText`, which `printYaml` takes. */
  readonly isOnlyPrinted?: boolean | undefined;
  /** What stands in front of the tree's paths in messages, such as the folder that the tree was read from. */
  readonly displayRoot?: string | undefined;
}

/** Where an object came from. */
export interface BuiltOrigin {
  /** A path in the tree that was built. */
  readonly file: string;
  /** Counts the documents of the file from 0. */
  readonly documentIndex: number;
  /** The line on which the document begins, counted from 1. */
  readonly line: number;
}

/** A finished object. */
export interface BuiltObject {
  /** Plain data; belongs to the caller. Integers beyond 2^53 are bigint. */
  readonly value: Dict;
  readonly origin?: BuiltOrigin;
  /** Whether kustomize knows that objects of its kind have no namespace. */
  readonly clusterScoped: boolean;
}

export interface BuildResult {
  /** In output order. */
  readonly objects: readonly BuiltObject[];
  /** Lines that kustomize writes to standard error, such as notes on old fields. */
  readonly warnings: readonly string[];
}
