import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EddyError } from '../../../../src/diagnostics/index.ts';
import type { RemoteSource } from '../../../../src/kustomize/index.ts';
import { memoryTree, type Tree } from '../../../../src/tree/index.ts';
import type { ArchiveReader, HelmIndexFetcher, OciFetcher, OciManifest, OciRemote, Ports } from '../../../../src/controllers/base/index.ts';
import { bucketServer } from './bucket-server.ts';
import { gitServer, refsOf, treeAt, type Commit } from './git-server.ts';
import { promised } from './promised.ts';
import { mayEnter } from './sign-in.ts';

type ChartFiles = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface Image {
  readonly digest: string;
  readonly annotations: Readonly<Record<string, string>> | null;
  /** `files` of a chart layer is `{chart: name-version}`; null where the layer is no archive. */
  readonly layers: readonly { readonly mediaType: string; readonly files: Readonly<Record<string, string>> | null }[];
  readonly configMediaType?: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** Indexes that are none, and one of which an entry names no address. Their texts were not recorded. */
const ODD_INDEXES: Readonly<Record<string, string>> = {
  'badindex/index.yaml': 'apiVersion: v1\nentries:\n  probe: {]\n',
  'emptyindex/index.yaml': '',
  'partial/index.yaml': 'apiVersion: v1\nentries:\n  probe:\n  - {apiVersion: v2, name: probe, version: 0.3.0, created: "2026-01-01T00:00:00Z"}\n',
};

/** The servers that the recorded controllers talked to, in memory. What is fetched as an archive is a name that `archives` opens. */
export class FluxServers {
  readonly #charts: Readonly<Record<'charts' | 'charts2', ChartFiles>>;
  readonly #repositories: Readonly<Record<string, readonly Commit[]>>;
  readonly #images: Readonly<Record<string, Image>>;

  constructor(folder: string) {
    const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
    this.#charts = read('charts.json') as Record<'charts' | 'charts2', ChartFiles>;
    this.#repositories = read('repos.json') as Record<string, Commit[]>;
    this.#images = read('oci.json') as Record<string, Image>;
  }

  /** Ports over these servers; the clock stands still. */
  ports(): Ports {
    return { clock: { now: () => Date.UTC(2026, 10, 21) }, git: gitServer(this.#repositories), oci: this.#oci(), helmIndex: this.#http(), bucket: bucketServer(), archives: this.#archives(), remoteBases: this.#remoteBases() };
  }

  #http(): HelmIndexFetcher {
    return {
      get: ({ url, credentials }) => {
        const path = /^http:\/\/server\.example\.test(?::80)?\/(static|auth)\/(.*)$/.exec(url.replace(/\?.*$/, ''));
        if (path === null) return Promise.reject(new EddyError('SourceFailed', `failed to fetch ${url} : 404 Not Found`));
        if (path[1] === 'auth' && !mayEnter(credentials)) return Promise.reject(new EddyError('SourceFailed', `failed to fetch ${url} : 401 Unauthorized`));
        const body = this.#file(path[2]!);
        if (body === undefined) return Promise.reject(new EddyError('SourceFailed', `failed to fetch ${url} : 404 Not Found`));
        return Promise.resolve(encoder.encode(body));
      },
    };
  }

  /** What kustomizations may name: one file, and the Git repositories. */
  #remoteBases(): RemoteSource {
    return {
      file: (url) => {
        const found = url === 'http://server.example.test/static/remote/x.yaml';
        const text = found ? 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: remote\ndata:\n  k: v\n' : '';
        return { status: found ? 200 : 404, statusText: found ? 'OK' : 'Not Found', bytes: encoder.encode(text) };
      },
      repository: ({ repo, ref }) => {
        const commits = this.#repositories[/\/git\/(.*)\.git$/.exec(repo)?.[1] ?? ''] ?? [];
        const sha = refsOf(commits).find(({ name }) => ref !== '' && name.endsWith(`/${ref}`))?.commit;
        const commit = commits.find((candidate) => candidate.sha === sha);
        if (commit === undefined) throw new EddyError('GitFailed', `couldn't find remote ref "${ref}"`);
        return treeAt(commits, commit.sha);
      },
    };
  }

  #file(path: string): string | undefined {
    if (Object.hasOwn(ODD_INDEXES, path)) return ODD_INDEXES[path];
    const [folder = '', name = ''] = path.split('/');
    if (folder !== 'charts' && folder !== 'charts2') return undefined;
    const charts: ChartFiles = folder === 'charts2' ? { ...this.#charts.charts, ...this.#charts.charts2 } : this.#charts.charts;
    if (name === 'index.yaml') return indexOf(charts);
    const key = name.replace(/\.tgz$/, '');
    return Object.hasOwn(charts, key) ? `chart:${key}` : undefined;
  }

  #archives(): ArchiveReader {
    return {
      untar: (bytes) => {
        const name = decoder.decode(bytes);
        const tree = name.startsWith('chart:') ? this.#chartTree(name.slice('chart:'.length)) : this.#layerTree(name);
        return tree === undefined ? Promise.reject(new EddyError('ArchiveInvalid', 'requires gzip-compressed body: gzip: invalid header')) : Promise.resolve(tree);
      },
    };
  }

  /** A packed chart: its files lie in a folder of the chart's name. */
  #chartTree(key: string): Tree | undefined {
    const files = this.#charts.charts[key] ?? this.#charts.charts2[key];
    if (files === undefined) return undefined;
    const name = /^name:\s*(\S+)/m.exec(files['Chart.yaml'] ?? '')?.[1] ?? key;
    return memoryTree(Object.fromEntries(Object.entries(files).map(([path, text]) => [`${name}/${path}`, text])));
  }

  #layerTree(name: string): Tree | undefined {
    const [, reference = '', layer = ''] = /^layer:(.*)#(\d+)$/.exec(name) ?? [];
    const files = this.#images[reference]?.layers[Number(layer)]?.files ?? undefined;
    if (files?.['chart'] !== undefined) return this.#chartTree(files['chart']);
    return files === undefined ? undefined : memoryTree(files);
  }

  #oci(): OciFetcher {
    const images = this.#images;
    const repositoryOf = ({ repository }: OciRemote): string => repository.replace(/^registry\.example\.test\//, '');
    const keysOf = (name: string): string[] => Object.keys(images).filter((key) => key.startsWith(`${name}:`));
    return {
      tags: (remote) =>
        promised(() => {
          const name = repositoryOf(remote);
          const keys = keysOf(name);
          if (keys.length === 0) throw new EddyError('SourceFailed', `GET http://registry.example.test/v2/${name}/tags/list?n=1000: NAME_UNKNOWN: Unknown name`);
          return keys.map((key) => key.slice(name.length + 1));
        }),
      manifest: (remote, reference) =>
        promised(() => {
          const name = repositoryOf(remote);
          const found = keysOf(name).find((key) => key === `${name}:${reference}` || images[key]!.digest === reference);
          if (found === undefined) throw new EddyError('SourceFailed', `registry.example.test/${name}:${reference}: not found`);
          return manifestOf(found, images[found]!);
        }),
      blob: (_remote, digest) => Promise.resolve(encoder.encode(digest)),
    };
  }
}

function manifestOf(reference: string, image: Image): OciManifest {
  return {
    digest: image.digest,
    annotations: image.annotations ?? {},
    layers: image.layers.map(({ mediaType }, i) => ({ mediaType, digest: `layer:${reference}#${String(i)}`, sizeBytes: 1 })),
    ...(image.configMediaType === undefined ? {} : { config: { mediaType: image.configMediaType, digest: 'config', sizeBytes: 1 } }),
  };
}

function indexOf(charts: ChartFiles): string {
  const entries: Record<string, unknown[]> = {};
  for (const [key, files] of Object.entries(charts)) {
    const metadata = Object.fromEntries([...(files['Chart.yaml'] ?? '').matchAll(/^(name|version|apiVersion|appVersion|description|type|kubeVersion): *(.*)$/gm)].map(([, name = '', value = '']) => [name, unquote(value)]));
    (entries[String(metadata['name'])] ??= []).push({ ...metadata, urls: [`${key}.tgz`], created: '2026-01-01T00:00:00Z' });
  }
  entries['broken'] = [{ apiVersion: 'v2', name: 'broken', version: '0.1.0', urls: ['gone-0.1.0.tgz'], created: '2026-01-01T00:00:00Z' }];
  return JSON.stringify({ apiVersion: 'v1', entries });
}

function unquote(text: string): string {
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text;
}
