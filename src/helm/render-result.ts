import { EddyError } from '../diagnostics/index.ts';
import type { ChartCrd } from './chart.ts';
import { messageOf, type LogLine } from './log-line.ts';
import type { RenderedDocument } from './manifests.ts';
import { BadPattern, compilePathPattern } from './path-match.ts';
import { splitManifests, trimSpace } from './split-manifests.ts';

/** How a result prints itself. */
interface ResultOptions {
  readonly includeCrds?: boolean;
  readonly showOnly?: readonly string[];
}

/** What a chart rendered to. */
export class RenderResult {
  /** The documents that are no hooks, in install order. */
  readonly manifests: readonly RenderedDocument[];
  /** The hooks that were not left out, in install order. */
  readonly hooks: readonly RenderedDocument[];
  /** The CRDs of `crds/`, whether they are printed or not. */
  readonly crds: readonly ChartCrd[];
  /** The root chart's `NOTES.txt`; empty where it has none. */
  readonly notes: string;
  /** What Helm would log, each line once. */
  readonly log: readonly LogLine[];
  readonly #options: ResultOptions;

  constructor(parts: {
    readonly manifests: readonly RenderedDocument[];
    readonly hooks: readonly RenderedDocument[];
    readonly crds: readonly ChartCrd[];
    readonly notes: string;
    readonly log: readonly LogLine[];
    readonly options: ResultOptions;
  }) {
    this.manifests = parts.manifests;
    this.hooks = parts.hooks;
    this.crds = parts.crds;
    this.notes = parts.notes;
    this.log = parts.log;
    this.#options = parts.options;
  }

  /** What Helm would log, as messages, but for what is about values on their way. */
  get warnings(): readonly string[] {
    return this.log.filter(({ isInterim }) => isInterim !== true).map(messageOf);
  }

  /** All documents in the order of the manifest: the plain ones, then the hooks. */
  get documents(): readonly RenderedDocument[] {
    return [...this.manifests, ...this.hooks];
  }

  /**
   * The bytes that `helm template` prints.
   *
   * Follows Helm 4.2.2 `pkg/cmd/template.go`.
   *
   * @throws EddyError HelmTemplateNotFound when nothing matches a pattern of `showOnly`.
   */
  manifest(): string {
    const plain = [...(this.#options.includeCrds === true ? this.crds : []), ...this.manifests];
    const last = plain.pop();
    const parts = plain.flatMap(documentParts);
    // White space goes from the end of the plain documents, whose texts may be nothing else.
    if (last !== undefined) parts.push(trimSpace(documentParts(last).join('')));
    parts.push('\n', ...this.hooks.flatMap(documentParts));
    const all = parts.join('');
    const { showOnly = [] } = this.#options;
    return showOnly.length === 0 ? all : only(all, showOnly);
  }
}

/** What is printed for a document, in pieces: a large manifest is put together once. */
function documentParts({ source, text }: Pick<RenderedDocument, 'source' | 'text'>): string[] {
  return ['---\n# Source: ', source, '\n', text, '\n'];
}

/** Picks documents by the path after the chart's name in their `# Source:` line. */
function only(all: string, patterns: readonly string[]): string {
  const documents = splitManifests(all).map((text) => ({ text, path: /# Source: [^/\n]+\/(.+)/.exec(text)?.[1] }));
  return patterns
    .map((pattern) => {
      const matches = patternOf(pattern);
      const found = documents.filter(({ path }) => path !== undefined && matches(path));
      if (found.length === 0) throw new EddyError('HelmTemplateNotFound', `could not find template ${pattern} in chart`);
      return found.map(({ text }) => `---\n${text}\n`).join('');
    })
    .join('');
}

function patternOf(pattern: string): (path: string) => boolean {
  try {
    return compilePathPattern(pattern);
  } catch (error) {
    if (!(error instanceof BadPattern)) throw error;
    return () => false;
  }
}
