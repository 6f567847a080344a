import { isDict, newDict, toDict, type Dict } from '../../std/dict.ts';
import { withLibraries } from '../../std/lazy-library.ts';
import { EddyError, type Position } from '../../diagnostics/index.ts';
import { enabledCrds, loadChart, type Chart, type ChartMetadata, type HelmEngine, type RenderOptions } from '../../helm/index.ts';
import { GoInt } from '../../lang/govalue/index.ts';
import { parseYamlStream } from '../../lang/yaml/index.ts';
import { joinPath, type Tree } from '../../tree/index.ts';
import type { Artifact, Context, Policy } from '../base/index.ts';
import type { ClusterClient } from './actions/cluster-client.ts';
import { ClusterLookup } from './actions/cluster-lookup.ts';
import { postRender, type ReleaseDocument } from './post-render.ts';
import { releaseNamespace, shortReleaseName, wantedReleaseName } from './release-name.ts';
import type { HelmReleaseSpec } from './spec.ts';

/** What a release rendered to. Plain data: the memo keeps it. */
export interface RenderedRelease {
  /** Manifests in install order, then hooks. */
  readonly documents: readonly ReleaseDocument[];
  /** The objects of the chart's `crds/` folders. */
  readonly crds: readonly ReleaseDocument[];
  readonly notes: string;
  readonly warnings: readonly string[];
}

/** Which release is rendered: a new one, or the next revision of one. */
export interface ReleaseFacts {
  readonly revision: number;
  readonly isUpgrade: boolean;
  /** In place of the chart's own values. */
  readonly defaults?: Dict | undefined;
  /** Where templates look things up. What is rendered with one is not kept. */
  readonly cluster?: ClusterClient | undefined;
}

/** Another version makes the memo forget what it has. */
const STEP_VERSION = '1';

/** Renders charts for releases; it reads each chart once, however many releases use it. */
export class ReleaseRenderer {
  readonly #engine: HelmEngine;
  readonly #charts = new Map<string, Chart>();

  constructor(engine: HelmEngine) {
    this.#engine = engine;
  }

  /** The chart of an artifact. @throws EddyError when it cannot be loaded. */
  chart(artifact: Artifact, { ports }: Context): Chart {
    return this.#chartAt(artifact.tree, artifact.file ?? '', ports.gunzip);
  }

  /**
   * Renders and post-renders a release.
   *
   * @throws EddyError with Helm's message.
   */
  async render(release: HelmReleaseSpec, artifact: Artifact, version: string, values: Dict, facts: ReleaseFacts, context: Context): Promise<RenderedRelease> {
    const { memo, policy, ports } = context;
    const options = renderOptions(release, values, facts, policy);
    const path = artifact.file ?? '';
    const input = {
      options: { ...options, values: taggedIntegers(values) },
      version,
      path,
      postRenderers: release.raw['postRenderers'],
      strategy: release.postRenderStrategy,
      commonMetadata: release.raw['commonMetadata'],
      origin: [release.naming.namespace, release.naming.name],
    };
    const lookup = facts.cluster === undefined ? undefined : new ClusterLookup(facts.cluster);
    const run = (tree: Tree): RenderedRelease => {
      const loaded = withVersion(this.#chartAt(tree, path, ports.gunzip), version);
      const chart = facts.defaults === undefined ? loaded : { ...loaded, values: facts.defaults };
      try {
        return this.#run(release, chart, lookup === undefined ? options : { ...options, lookup: lookup.find });
      } catch (error) {
        throw error instanceof EddyError ? inSource(error, chart.metadata.name, path, tree) : error;
      }
    };
    if (lookup !== undefined) return withLibraries(() => run(artifact.tree));
    return withLibraries(() => memo.run({ name: 'helm release', version: STEP_VERSION, input, tree: artifact.tree, run }));
  }

  /** What the `crds/` folders of a chart hold, those of subcharts that are switched on included. @throws EddyError HelmValuesInvalid, HelmManifestInvalid */
  crds(artifact: Artifact, values: Dict, { ports }: Context): readonly ReleaseDocument[] {
    const chart = this.#chartAt(artifact.tree, artifact.file ?? '', ports.gunzip);
    return enabledCrds(chart, values).flatMap(({ source, text }) => readCrds(source, text));
  }

  #run(release: HelmReleaseSpec, chart: Chart, options: RenderOptions): RenderedRelease {
    // Flux installs a library chart like any other: it has no objects.
    if (chart.metadata.type === 'library') return { documents: [], crds: [], notes: '', warnings: [] };
    const rendered = this.#rendered(chart, options);
    const documents = postRender(release, rendered.manifests, rendered.hooks);
    const crds = rendered.crds.flatMap(({ source, text }) => readCrds(source, text));
    return { documents, crds, notes: rendered.notes, warnings: rendered.warnings };
  }

  /** Helm's own commands read manifests when they sort them; here kustomize's reader comes first, and words the fault. */
  #rendered(chart: Chart, options: RenderOptions): ReturnType<HelmEngine['render']> {
    try {
      return this.#engine.render(chart, options);
    } catch (error) {
      if (!(error instanceof EddyError) || error.code !== 'HelmManifestInvalid') throw error;
      const fault = /^YAML parse error on (\S+): error converting YAML to JSON: (yaml: .*)$/s.exec(error.message);
      if (fault === null) throw error;
      throw error.with({ message: `error merging manifests: parsing ${fault[1]!}: MalformedYAMLError: ${fault[2]!}`, cause: error });
    }
  }

  #chartAt(tree: Tree, path: string, gunzip: Context['ports']['gunzip']): Chart {
    const key = `${path}@${tree.digest(path) ?? ''}`;
    let chart = this.#charts.get(key);
    if (chart === undefined) {
      chart = loadChart(tree, path, { gunzip: gunzip ?? noGunzip });
      this.#charts.set(key, chart);
    }
    return chart;
  }
}

/** Names a template by its path in the source (`charts/web/templates/x.yaml`) rather than below the name of its chart, where the source has such a file. */
function inSource(error: EddyError, chart: string, path: string, tree: Tree): EddyError {
  const moved = (at: Position | undefined): Position | undefined => {
    if (at?.file.startsWith(`${chart}/`) !== true) return at;
    const file = joinPath(path, at.file.slice(chart.length + 1));
    return tree.kind(file) === 'file' ? { ...at, file } : at;
  };
  const notes = error.notes.map((note) => ({ ...note, at: moved(note.at) }));
  return error.with({ at: moved(error.at), notes });
}

/** The path in its source of a file that Helm calls `CHART/templates/x.yaml`. */
export function fileInSource(file: string, chart: string, path: string): string {
  if (!file.startsWith(`${chart}/`)) return file;
  return path === '' ? file.slice(chart.length + 1) : path + file.slice(chart.length);
}

function noGunzip(): never {
  throw new EddyError('ArchiveInvalid', 'packed subcharts cannot be opened here');
}

function renderOptions(release: HelmReleaseSpec, values: Dict, { revision, isUpgrade }: ReleaseFacts, policy: Policy): RenderOptions {
  const action = isUpgrade ? release.upgrade : release.install;
  return {
    releaseName: shortReleaseName(wantedReleaseName(release.naming)),
    namespace: releaseNamespace(release.naming),
    values,
    revision,
    isUpgrade,
    kubeVersion: policy.kubeVersion,
    apiVersions: policy.apiVersions,
    wholeDocuments: true,
    asLibrary: true,
    skipSchemaValidation: action.disableSchemaValidation,
    requireDependencies: false,
  };
}

/** The chart under the version that Flux gives it: OCI charts get their digest as build metadata. */
function withVersion(chart: Chart, version: string): Chart {
  if (chart.metadata.version === version) return chart;
  const metadata: ChartMetadata = { ...chart.metadata, version };
  return { ...chart, metadata };
}

/** All objects of a `crds/` file: Flux lists them all, and applies the CRDs. */
function readCrds(source: string, text: string): ReleaseDocument[] {
  return parseYamlStream(text, { file: source })
    .map(({ value }) => value)
    .filter(isDict)
    .map((value) => ({ source, value, hook: undefined }));
}

/** Integers of templates as plain data, told apart from floats: the memo's key is JSON. */
function taggedIntegers(value: unknown): unknown {
  if (value instanceof GoInt) return { [value.kind]: String(value.value) };
  if (Array.isArray(value)) return value.map(taggedIntegers);
  if (!isDict(value)) return value;
  const out = newDict();
  for (const key of Object.keys(value)) out[key] = taggedIntegers(value[key]);
  return out;
}

/** The values as plain data: integers that `targetPath` made as numbers. */
export function plainValues(values: Dict): Dict {
  const plain = (value: unknown): unknown => {
    if (value instanceof GoInt) return Number.isSafeInteger(Number(value.value)) ? Number(value.value) : value.value;
    if (Array.isArray(value)) return value.map(plain);
    return isDict(value) ? toDict(Object.fromEntries(Object.keys(value).map((key) => [key, plain(value[key])]))) : value;
  };
  return plain(values) as Dict;
}
