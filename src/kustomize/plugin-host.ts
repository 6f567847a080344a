import type { BuildContext } from './build-context.ts';
import type { Loader } from './loader.ts';
import type { Resource } from './resource.ts';
import type { ResourceSet } from './resource-set.ts';

/** What generators and transformers are made with: the folder of their kustomization, and the build. */
export interface PluginHost {
  readonly loader: Loader;
  readonly context: BuildContext;
  /** Where a text begins that is written in the kustomization file. */
  readonly placeOf: (inline: string) => { readonly file: string; readonly line: number };
}

/** Changes the objects of a set. */
export type Transform = (set: ResourceSet) => void;

/** Makes objects. */
export type Generate = () => Resource[];
