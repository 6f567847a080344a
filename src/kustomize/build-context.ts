import type { LoaderOptions } from './loader.ts';
import { builtinMergeSchema, type MergeSchema } from './merge-schema.ts';
import type { HelmRenderer } from './options.ts';

/** What all kustomizations of one build share. */
export class BuildContext {
  readonly warnings: string[] = [];
  readonly loaderOptions: LoaderOptions;
  readonly helmEnabled: boolean;
  readonly helm: HelmRenderer | undefined;
  /** The merge keys in force: those of the first kustomization that names a schema. */
  schema: MergeSchema = builtinMergeSchema;
  schemaIsSet = false;

  constructor(loaderOptions: LoaderOptions, helmEnabled: boolean, helm: HelmRenderer | undefined) {
    this.loaderOptions = loaderOptions;
    this.helmEnabled = helmEnabled;
    this.helm = helm;
  }

  readonly warn = (message: string): void => {
    this.warnings.push(message);
  };
}
