import { EddyError } from '../diagnostics/index.ts';
import { createTemplateSet, TemplateError, type Functions } from '../lang/gotemplate/index.ts';
import { createSprigFunctions, seededRandom, type SprigPorts } from '../lang/sprig/index.ts';
import type { Chart } from './chart.ts';
import { helmFunctions } from './helm-functions.ts';
import type { Log } from './log-line.ts';
import { renderTemplates, renderUnsorted, renderWith, type RenderOptions } from './render-chart.ts';
import type { RenderResult } from './render-result.ts';

/** What an engine takes from outside. Everything has a default that makes renders repeatable. */
export interface HelmEnginePorts {
  /** The time that `now` and new certificates see, in milliseconds since 1970. */
  readonly now?: () => number;
  /** Makes the source of random bytes for one render from a seed. The default gives the same bytes for the same seed, so keys and passwords made of it are no secrets. */
  readonly randomFor?: (seed: string) => (count: number) => Uint8Array;
  /** The zone of `date`; UTC by default. */
  readonly localZone?: string;
  /** What `env` sees in the template of a name; nothing by default. Charts have no such function. */
  readonly environment?: SprigPorts['environment'];
  /** Keys and ciphers; functions that need them fail without it. */
  readonly crypto?: SprigPorts['crypto'];
  /** Functions in addition to Helm's or in their place. */
  readonly functions?: Functions;
}

/** 2026-01-01T00:00:00Z: the time of a render that was told none. */
const FIXED_NOW = 1_767_225_600_000;

/**
 * Renders charts. One engine parses each template text once, however many releases use it, so share it between renders.
 *
 * Random functions (`randAlphaNum`, `genCA`, ...) draw from a source that is new for each render and depends on release and chart only,
 * so a render gives the same bytes each time.
 */
export class HelmEngine {
  readonly #functions: Functions;
  /** Those for the template of a name: sprig's alone. */
  readonly #nameFunctions: Functions;
  readonly #randomFor: (seed: string) => (count: number) => Uint8Array;
  #random: (count: number) => Uint8Array;

  constructor(ports: HelmEnginePorts = {}) {
    this.#randomFor = ports.randomFor ?? seededRandom;
    this.#random = this.#randomFor('');
    const sprig = createSprigFunctions({
      now: ports.now ?? (() => FIXED_NOW),
      random: Object.assign((count: number) => this.#random(count), { isRepeatable: ports.randomFor === undefined }),
      localZone: ports.localZone ?? 'UTC',
      crypto: ports.crypto,
      environment: ports.environment,
    });
    this.#nameFunctions = sprig;
    this.#functions = helmFunctions(sprig, ports.functions);
  }

  /**
   * Renders a chart for a release. `heard` takes what Helm would log as it comes: where a render fails, nothing else has it.
   *
   * @throws EddyError with Helm's message; `renderWith` lists the codes.
   * @throws LibraryNeeded when a template calls a function whose library is not loaded yet; run it through `withLibraries`.
   */
  render(chart: Chart, options: RenderOptions, heard?: Log): RenderResult {
    this.#seed(chart, options);
    return renderWith(this.#functions, chart, options, heard);
  }

  /** Renders the templates only: their texts by full name, `NOTES.txt` among them. What they say need not be YAML. @throws as `render` does. */
  renderFiles(chart: Chart, options: RenderOptions): ReadonlyMap<string, string> {
    this.#seed(chart, options);
    return renderTemplates(this.#functions, chart, options, () => undefined).files;
  }

  /** What `helm template --debug` prints of a chart whose manifests cannot be sorted; `renderUnsorted` says more. @throws as `render` does. */
  renderUnsorted(chart: Chart, options: RenderOptions): RenderResult {
    this.#seed(chart, options);
    return renderUnsorted(this.#functions, chart, options);
  }

  /** The name that `--name-template` makes; nothing but sprig's functions is there for it. @throws EddyError HelmReleaseName */
  renderName(template: string): string {
    try {
      const set = createTemplateSet({ functions: this.#nameFunctions, name: 'name-template' });
      set.parse('name-template', template);
      return set.execute('name-template', null);
    } catch (error) {
      throw error instanceof TemplateError ? new EddyError('HelmReleaseName', error.message, { cause: error }) : error;
    }
  }

  #seed(chart: Chart, options: RenderOptions): void {
    this.#random = this.#randomFor(`${options.namespace}/${options.releaseName}/${chart.metadata.name}`);
  }
}
