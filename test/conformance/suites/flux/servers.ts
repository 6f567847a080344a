import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EddyError } from '../../../../src/diagnostics/index.ts';
import type { RemoteSource } from '../../../../src/kustomize/index.ts';
import { memoryTree, type MemoryFile, type Tree } from '../../../../src/tree/index.ts';
import type {
  ArchiveReader, BucketFetcher, GitFetcher, GitRef, HelmIndexFetcher, OciFetcher, OciManifest, Ports,
} from '../../../../src/controllers/base/index.ts';

type ChartFiles = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface Commit {
  readonly sha: string;
  readonly branch: string;
  readonly tags: readonly string[];
  readonly date: string;
  readonly files: Readonly<Record<string, string | { readonly link?: string; readonly exec?: string } | null>>;
}

interface Image {
  readonly digest: string;
  readonly annotations: Readonly<Record<string, string>> | null;
  /** `files` of a chart layer is `{chart: name-version}`; null where the layer is no archive. */
  readonly layers: readonly { readonly mediaType: string; readonly files: Readonly<Record<string, string>> | null }[];
  readonly configMediaType?: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const USER = 'user';
const PASSWORD = 'pass';

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
    return { clock: { now: () => Date.UTC(2026, 10, 21) }, git: this.#git(), oci: this.#oci(), helmIndex: this.#http(), bucket: buckets(), archives: this.#archives(), remoteBases: this.#remoteBases() };
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
        return treeAt(commits, commit);
      },
    };
  }

  #file(path: string): string | undefined {
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

  #git(): GitFetcher {
    const commitsOf = (url: string): readonly Commit[] => {
      const name = /^http:\/\/server\.example\.test\/(?:auth)?git\/(.*)\.git$/.exec(url)?.[1] ?? '';
      const commits = this.#repositories[name];
      if (commits === undefined) throw new EddyError('GitFailed', 'repository not found');
      return commits;
    };
    const guard = (url: string, credentials: Readonly<Record<string, Uint8Array>> | undefined): void => {
      if (url.includes('/authgit/') && !mayEnter(credentials)) throw new EddyError('GitFailed', 'authentication required');
    };
    return {
      refs: async ({ url, credentials }) => {
        guard(url, credentials);
        return Promise.resolve(refsOf(commitsOf(url)));
      },
      fetch: async ({ url, credentials }, { ref, commit }) => {
        guard(url, credentials);
        const commits = commitsOf(url);
        const sha = commit ?? refsOf(commits).find(({ name }) => name === ref)?.commit;
        const found = commits.find((candidate) => candidate.sha === sha);
        if (found === undefined) throw new EddyError('GitFailed', `couldn't find remote ref "${ref ?? commit ?? ''}"`);
        return Promise.resolve({ commit: found.sha, tree: treeAt(commits, found), committedAt: Date.parse(found.date) });
      },
    };
  }

  #oci(): OciFetcher {
    const images = this.#images;
    const path = (repository: string): string => repository.replace(/^registry\.example\.test\//, '');
    return {
      tags: ({ repository }) => {
        const prefix = `${path(repository)}:`;
        return Promise.resolve(Object.keys(images).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)));
      },
      manifest: ({ repository }, reference) => {
        const wanted = path(repository);
        const found = Object.entries(images).find(([key, image]) => key === `${wanted}:${reference}` || (key.startsWith(`${wanted}:`) && image.digest === reference));
        if (found === undefined) return Promise.reject(new EddyError('SourceFailed', `registry.example.test/${wanted}:${reference}: not found`));
        return Promise.resolve(manifestOf(...found));
      },
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

function mayEnter(credentials: Readonly<Record<string, Uint8Array>> | undefined): boolean {
  const [user, password] = [credentials?.['username'], credentials?.['password']];
  return user !== undefined && password !== undefined && decoder.decode(user) === USER && decoder.decode(password) === PASSWORD;
}

function refsOf(commits: readonly Commit[]): GitRef[] {
  const refs = new Map<string, string>();
  for (const { sha, branch, tags } of commits) {
    refs.set(`refs/heads/${branch}`, sha);
    for (const tag of tags) refs.set(`refs/tags/${tag.replace(/^annotated:/, '')}`, sha);
  }
  return [...refs].map(([name, commit]) => ({ name, commit }));
}

/** The files of a commit: commits hold what they change, on top of the earlier ones of their branch or, for its first one, of all. */
function treeAt(commits: readonly Commit[], wanted: Commit): Tree {
  const files = new Map<string, MemoryFile>();
  for (const commit of commits) {
    for (const [path, file] of Object.entries(commit.files)) {
      if (file === null) files.delete(path);
      else files.set(path, typeof file === 'string' ? file : file.link === undefined ? { executable: file.exec ?? '' } : { link: file.link });
    }
    if (commit === wanted) break;
  }
  return memoryTree(files);
}

function indexOf(charts: ChartFiles): string {
  const entries: Record<string, unknown[]> = {};
  for (const [key, files] of Object.entries(charts)) {
    const metadata = Object.fromEntries([...(files['Chart.yaml'] ?? '').matchAll(/^(\w+): *(.*)$/gm)].map(([, name = '', value = '']) => [name, unquote(value)]));
    (entries[String(metadata['name'])] ??= []).push({ ...metadata, urls: [`${key}.tgz`], created: '2026-01-01T00:00:00Z' });
  }
  entries['broken'] = [{ apiVersion: 'v2', name: 'broken', version: '0.1.0', urls: ['gone-0.1.0.tgz'], created: '2026-01-01T00:00:00Z' }];
  return JSON.stringify({ apiVersion: 'v1', entries });
}

function unquote(text: string): string {
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text;
}

function buckets(): BucketFetcher {
  const contents: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    full: { 'a.yaml': 'a: 1\n', 'deploy/b.yaml': 'b: 1\n', 'docs/r.md': 'r\n', 'img.png': 'x', '.github/w.yaml': 'w: 1\n' },
    ignored: { '.sourceignore': '*.md\n', 'a.yaml': 'a: 1\n', 'r.md': 'r\n', 'img.png': 'x' },
    empty: {},
  };
  return {
    list: ({ bucketName, prefix }) => {
      const files = contents[bucketName];
      if (files === undefined) return Promise.reject(new EddyError('SourceFailed', `bucket '${bucketName}' not found`));
      return Promise.resolve(Object.keys(files).filter((key) => key.startsWith(prefix ?? '')).map((key) => ({ key, etag: createHash('md5').update(files[key]!).digest('hex') })));
    },
    get: ({ bucketName }, key) => Promise.resolve(encoder.encode(contents[bucketName]?.[key] ?? '')),
  };
}
