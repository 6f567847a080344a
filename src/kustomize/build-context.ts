import { fault } from './kustomize-error.ts';
import type { LoaderOptions } from './loader.ts';
import { builtinMergeSchema, mergeSchemaOf, type MergeSchema } from './merge-schema.ts';
import { TypeScopes } from './type-scopes.ts';
import type { BuildOptions, HelmRenderer } from './options.ts';

const MAX_KUSTOMIZATIONS = 10_000;
const MAX_OBJECTS = 500_000;

/** What all kustomizations of one build share. */
export class BuildContext {
  readonly warnings: string[] = [];
  readonly loaderOptions: LoaderOptions;
  readonly helmEnabled: boolean;
  readonly helm: HelmRenderer | undefined;
  /** Objects are only going to be printed. */
  readonly keepsText: boolean;
  readonly #onWarning: ((message: string) => void) | undefined;
  readonly types: TypeScopes = new TypeScopes();
  #schema: MergeSchema = builtinMergeSchema;
  #schemaIsUsed = false;
  #kustomizations = 0;
  #objects = 0;
  /** Whether a kustomization has named a schema. */
  schemaIsSet = false;

  constructor({ loadRestriction = 'rootOnly', remote, displayRoot = '', enableHelm = false, helm, isOnlyPrinted = false, onWarning }: BuildOptions) {
    this.#onWarning = onWarning;
    this.loaderOptions = { loadRestriction, remote, displayRoot, warn: this.warn };
    this.helmEnabled = enableHelm;
    this.helm = helm;
    this.keepsText = isOnlyPrinted;
  }

  readonly warn = (message: string): void => {
    this.warnings.push(message);
    this.#onWarning?.(message);
  };

  /** Counts a kustomization that is visited. @throws EddyError KustomizeLimit */
  countKustomization(): void {
    if (++this.#kustomizations > MAX_KUSTOMIZATIONS) throw fault('KustomizeLimit', `a build visits more than ${String(MAX_KUSTOMIZATIONS)} kustomizations`, { hint: 'bases that name the same bases are built once for each of their names' });
  }

  /** Counts objects that are read. @throws EddyError KustomizeLimit */
  countObjects(count: number): void {
    this.#objects += count;
    if (this.#objects > MAX_OBJECTS) throw fault('KustomizeLimit', `a build reads more than ${String(MAX_OBJECTS)} objects`);
  }

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
