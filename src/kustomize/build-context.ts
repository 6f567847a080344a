import type { LoaderOptions } from './loader.ts';
import { builtinMergeSchema, mergeSchemaOf, type MergeSchema } from './merge-schema.ts';
import { TypeScopes } from './type-scopes.ts';
import type { HelmRenderer } from './options.ts';

/** What all kustomizations of one build share. */
export class BuildContext {
  readonly warnings: string[] = [];
  readonly loaderOptions: LoaderOptions;
  readonly helmEnabled: boolean;
  readonly helm: HelmRenderer | undefined;
  readonly #onWarning: ((message: string) => void) | undefined;
  readonly types: TypeScopes = new TypeScopes();
  #schema: MergeSchema = builtinMergeSchema;
  #schemaIsUsed = false;
  /** Whether a kustomization has named a schema. */
  schemaIsSet = false;

  constructor(loaderOptions: Omit<LoaderOptions, 'warn'>, helmEnabled: boolean, helm: HelmRenderer | undefined, onWarning: ((message: string) => void) | undefined) {
    this.#onWarning = onWarning;
    this.loaderOptions = { ...loaderOptions, warn: this.warn };
    this.helmEnabled = helmEnabled;
    this.helm = helm;
  }

  readonly warn = (message: string): void => {
    this.warnings.push(message);
    this.#onWarning?.(message);
  };

  /** The merge keys in force. */
  useSchema(): MergeSchema {
    this.#schemaIsUsed = true;
    return this.#schema;
  }

  /**
   * Takes over a schema that a kustomization names (undefined for the built-in one). Like kustomize, which keeps what it has loaded,
   * it knows the built-in types as well where they were needed before.
   */
  setSchema(openapi: { readonly document: unknown } | undefined): void {
    this.schemaIsSet = true;
    if (openapi === undefined) {
      this.#schema = builtinMergeSchema;
      return;
    }
    this.#schema = mergeSchemaOf(openapi.document, this.#schemaIsUsed || this.types.metUnknown);
    this.types.add(this.#schema.clusterScoped);
  }
}
