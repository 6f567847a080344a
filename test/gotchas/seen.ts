import { gzipSync } from 'node:zlib';
import { archiveReader } from '../../src/adapters/index.ts';
import { EddyError } from '../../src/diagnostics/index.ts';
import { memoryTree } from '../../src/tree/index.ts';
import type { GitFetcher, HelmIndexFetcher, OciFetcher, Ports } from '../../src/controllers/base/index.ts';
import type { FluxCase, Observation, Ready, Step } from '../conformance/suites/flux/case.ts';
import { FluxWorld } from '../conformance/suites/flux/world.ts';
import { tarOf } from '../e2e/tar-of.ts';

/** The namespace of every test. */
export const HERE = 'here';

export type Files = Readonly<Record<string, string>>;
type Plain = Readonly<Record<string, unknown>>;

/** What a test finds in the cluster after a step. */
export interface Seen extends Observation {
  /** The Ready condition of the Kustomization or HelmRelease `app`. */
  readonly app: Ready;
  /** The payloads that were applied, by `Kind/name`, besides the HelmCharts that releases make for themselves. */
  readonly sent: Readonly<Record<string, Plain>>;
  /** A further step in the same cluster. */
  next(step: Partial<Step>): Promise<Seen>;
}

const NOTHING: Observation = { ready: {} };

/** Lets the controllers work on the objects of a case, and tells what they did. */
export async function watch(given: Partial<FluxCase>, remotes: Remotes = {}): Promise<Seen> {
  const first: FluxCase = { id: HERE, topic: 'gotchas', objects: [], expect: NOTHING, revision: 'main@sha1:1', ...given };
  const world = new FluxWorld(first, ports(remotes));
  const observe = async (current: Step): Promise<Seen> => {
    const observation = await world.run(current);
    const app = observation.ready[`Kustomization/${HERE}/app`] ?? observation.ready[`HelmRelease/${HERE}/app`] ?? null;
    const rendered = (observation.applied ?? []).filter(({ kind }) => kind !== 'HelmChart');
    const sent = Object.fromEntries(rendered.map((object) => [`${String(object['kind'])}/${String((object['metadata'] as Plain)['name'])}`, object]));
    return { ...observation, app, sent, next: (step) => observe({ expect: NOTHING, ...step }) };
  };
  return observe(first);
}

/** A Kustomization `app` of the repository `app`; `spec` is the text of further fields. */
export function kustomization(spec = '', name = 'app'): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}}
spec:
  interval: 1h
  prune: true
  sourceRef: {kind: GitRepository, name: app}
${indented(spec)}`;
}

/** Builds the files of the repository with one Kustomization. */
export function build(files: Files, spec = '', more: Partial<FluxCase> = {}): Promise<Seen> {
  return watch({ files, ...more, objects: [...(more.objects ?? []), kustomization(spec)] });
}

/** A HelmRelease `app` of the chart in the repository's folder `chart`; `spec` is the text of further fields. */
export function release(spec = '', chart = ''): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: app}
spec:
  interval: 1h
  chart:
    spec:
      chart: ./chart
      sourceRef: {kind: GitRepository, name: app}
${indented(chart, 6)}
${indented(spec)}`;
}

/** Installs the chart in the folder `chart` of the repository. */
export function install(files: Files, spec = '', more: Partial<FluxCase> = {}): Promise<Seen> {
  return watch({ files: { 'chart/Chart.yaml': CHART, ...files }, ...more, objects: [...(more.objects ?? []), release(spec)] });
}

export const CHART = 'apiVersion: v2\nname: probe\nversion: 0.1.0\n';

/** A ConfigMap; `rest` is the text of further top-level fields. */
export function configMap(name: string, data = 'k: v', rest = '', namespace = HERE): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\ndata:\n${indented(data)}\n${rest}`;
}

/** The names of what was applied, sorted. */
export function names({ sent }: Seen): string[] {
  return Object.keys(sent).sort();
}

/** The `data` of an applied ConfigMap. */
export function dataOf({ sent }: Seen, name: string): unknown {
  return sent[`ConfigMap/${name}`]?.['data'];
}

export function metadataOf({ sent }: Seen, object: string): { readonly labels?: Files; readonly annotations?: Files; readonly namespace?: string } {
  return (sent[object]?.['metadata'] ?? {});
}

function indented(text: string, columns = 2): string {
  return text === '' ? '' : text.replace(/^(?=.)/gm, ' '.repeat(columns));
}

/** What lies on the servers of a test. */
export interface Remotes {
  /** The files of a Git repository by ref: `refs/heads/main`. */
  readonly git?: Readonly<Record<string, Files>>;
  /** The files of each version of the chart `probe`. */
  readonly charts?: Readonly<Record<string, Files>>;
  /** The files of the chart `probe` by tag. */
  readonly images?: Readonly<Record<string, Files>>;
}

function ports({ git = {}, charts = {}, images = {} }: Remotes): Ports {
  return { clock: { now: () => 0 }, git: gitOf(git), helmIndex: chartsOf(charts), oci: imagesOf(images), archives: archiveReader };
}

function gitOf(refs: Readonly<Record<string, Files>>): GitFetcher {
  const commits = Object.keys(refs).map((name, i) => ({ name, commit: String(i + 1).repeat(40) }));
  return {
    refs: () => Promise.resolve(commits),
    fetch: (_remote, { ref, commit }) => {
      const found = commits.find((candidate) => candidate.name === ref || candidate.commit === commit);
      if (found === undefined) return Promise.reject(new EddyError('GitFailed', `couldn't find remote ref "${ref ?? ''}"`));
      return Promise.resolve({ commit: found.commit, tree: memoryTree(refs[found.name]!) });
    },
  };
}

function chartsOf(charts: Readonly<Record<string, Files>>): HelmIndexFetcher {
  const entries = Object.keys(charts).map((version) => ({ apiVersion: 'v2', name: 'probe', version, urls: [`probe-${version}.tgz`] }));
  return {
    get: ({ url }) => {
      if (url.endsWith('/index.yaml')) return Promise.resolve(new TextEncoder().encode(JSON.stringify({ apiVersion: 'v1', entries: { probe: entries } })));
      const version = /probe-(.*)\.tgz$/.exec(url)?.[1] ?? '';
      return Promise.resolve(packed(charts[version] ?? {}));
    },
  };
}

function imagesOf(images: Readonly<Record<string, Files>>): OciFetcher {
  const tags = Object.keys(images);
  const digestOf = (tag: string): string => `sha256:${String(tags.indexOf(tag) + 1).repeat(64)}`;
  return {
    tags: () => Promise.resolve(tags),
    manifest: (_remote, reference) => {
      const tag = tags.find((candidate) => candidate === reference || digestOf(candidate) === reference);
      if (tag === undefined) return Promise.reject(new EddyError('SourceFailed', `${reference}: not found`));
      const layer = { mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', digest: digestOf(tag), sizeBytes: 1 };
      return Promise.resolve({ digest: digestOf(tag), annotations: {}, layers: [layer] });
    },
    blob: (_remote, digest) => Promise.resolve(packed(images[tags.find((tag) => digestOf(tag) === digest) ?? ''] ?? {})),
  };
}

function packed(files: Files): Uint8Array {
  return gzipSync(tarOf(Object.entries(files).map(([path, content]) => ({ path: `probe/${path}`, content }))));
}
