import { logText, type Chart, type HelmEngine, type RenderOptions, type RenderResult } from '../helm/index.ts';
import { withLibraries } from '../std/lazy-library.ts';
import type { Tree } from '../tree/index.ts';
import { linkLines, openChart, type ChartSource } from './chart-argument.ts';
import type { CommandMemo } from './kept-results.ts';

/** What a render prints: on stdout, and on stderr line by line. */
interface Printed {
  readonly text: string;
  readonly log: readonly string[];
}

/** The render of one chart for a command. */
export class TemplateJob {
  readonly #source: ChartSource;
  readonly #engine: HelmEngine;
  readonly #options: RenderOptions;
  readonly #cwd: string;
  #log: readonly string[] = [];

  constructor(source: ChartSource, engine: HelmEngine, options: RenderOptions, cwd: string) {
    this.#source = source;
    this.#engine = engine;
    this.#options = options;
    this.#cwd = cwd;
  }

  /** What Helm says beside the result; where a render failed, what it had said by then. */
  get log(): readonly string[] {
    return this.#log;
  }

  /** The text that `helm template` prints, from the memo where nothing has changed. @throws EddyError as `openChart` and `HelmEngine.render` do */
  async print(memo: CommandMemo): Promise<string> {
    const { text, log } = await memo.run<Printed>({
      name: 'helm template command',
      version: '2',
      input: { place: this.#source.place, root: this.#source.root, path: this.#source.path, options: this.#options },
      tree: this.#source.tree,
      run: (tree) => {
        const text = this.#render(tree).manifest();
        return { text, log: this.#log };
      },
    });
    this.#log = log;
    return text;
  }

  /** @throws EddyError as `openChart` and `HelmEngine.render` do */
  render(): Promise<RenderResult> {
    return withLibraries(() => this.#render(this.#source.tree));
  }

  /** Renders what need be no manifests. @throws EddyError as `openChart` and `HelmEngine.renderUnsorted` do */
  renderUnsorted(): RenderResult {
    return this.#engine.renderUnsorted(openChart(this.#source, this.#source.tree, this.#cwd), this.#options);
  }

  #render(tree: Tree): RenderResult {
    return this.#engine.render(this.#open(tree), this.#options, (line) => {
      this.#log = [...this.#log, logText(line)];
    });
  }

  #open(tree: Tree): Chart {
    const chart = openChart(this.#source, tree, this.#cwd);
    this.#log = linkLines(this.#source.place, chart);
    return chart;
  }
}
