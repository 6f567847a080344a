import { isDict } from '../../std/dict.ts';
import { compareUtf8 } from '../../std/compare.ts';
import { jsonKind } from '../../lang/gojson/index.ts';
import { jsonTimeFault } from '../../lang/sprig/index.ts';
import { parseYaml, unmarshalMessage, YamlError } from '../../lang/yaml/index.ts';

/** What a field of an index is in Go. */
type IndexType =
  | { readonly is: 'string' | 'bool' | 'time' | 'any'; readonly name: string }
  | { readonly is: 'list' | 'map'; readonly name: string; readonly of: IndexType }
  | { readonly is: 'struct'; readonly name: string; readonly own: Fields; readonly embedded: Fields };
type Fields = ReadonlyMap<string, IndexType>;

const STRING: IndexType = { is: 'string', name: 'string' };
const BOOL: IndexType = { is: 'bool', name: 'bool' };
const TIME: IndexType = { is: 'time', name: 'time.Time' };
const ANY: IndexType = { is: 'any', name: 'interface {}' };

function list(of: IndexType, name = `[]${of.name}`): IndexType {
  return { is: 'list', name, of };
}

function map(of: IndexType): IndexType {
  return { is: 'map', name: `map[string]${of.name}`, of };
}

function struct(name: string, own: Readonly<Record<string, IndexType>>, embedded: Readonly<Record<string, IndexType>> = {}): IndexType {
  const fields = (from: Readonly<Record<string, IndexType>>): Fields => new Map(Object.entries(from).map(([field, type]) => [field.toLowerCase(), type]));
  return { is: 'struct', name, own: fields(own), embedded: fields(embedded) };
}

function strings(...names: readonly string[]): Record<string, IndexType> {
  return Object.fromEntries(names.map((name) => [name, STRING]));
}

const MAINTAINER = struct('Maintainer', strings('name', 'email', 'url'));
const DEPENDENCY = struct('Dependency', {
  ...strings('name', 'version', 'repository', 'condition', 'alias'), tags: list(STRING), enabled: BOOL, 'import-values': list(ANY),
});
const VERSION = struct(
  'ChartVersion',
  { ...strings('digest', 'checksum', 'engine', 'tillerVersion', 'url'), urls: list(STRING), created: TIME, removed: BOOL },
  {
    ...strings('name', 'home', 'version', 'description', 'icon', 'apiVersion', 'condition', 'tags', 'appVersion', 'kubeVersion', 'type'),
    sources: list(STRING), keywords: list(STRING), maintainers: list(MAINTAINER), deprecated: BOOL, annotations: map(STRING), dependencies: list(DEPENDENCY),
  },
);
const VERSIONS = list(VERSION, 'repo.ChartVersions');
const INDEX = struct('IndexFile', { serverInfo: map(ANY), apiVersion: STRING, generated: TIME, entries: map(VERSIONS), publicKeys: list(STRING), annotations: map(STRING) });

/**
 * Why a text is no index of a Helm repository; undefined where it is one. Which of its charts can be used is seen when one is looked up.
 *
 * YAML is read strictly: keys that are there twice, or that an index does not have, make it none. JSON is read with more patience.
 * Follows source-controller v1.9.4 internal/helm/repository/chart_repository.go (IndexFromBytes) and the types of Helm v4.2.2 pkg/repo/v1.
 */
export function repositoryIndexProblem(text: string): string | undefined {
  if (text === '') return 'empty index.yaml file';
  const json = readJson(text);
  const index = json ?? readYaml(text);
  if (typeof index === 'string') return index;
  const problem = new IndexCheck(json === undefined).check(index.value);
  if (problem !== undefined) return json === undefined ? `error unmarshaling JSON: while decoding JSON: ${problem}` : problem;
  const version = isDict(index.value) ? index.value['apiVersion'] ?? '' : '';
  return version === '' ? 'no API version specified' : undefined;
}

function readJson(text: string): { readonly value: unknown } | undefined {
  // Nearly all indexes are YAML, which this tells without reading them to their end.
  if (!/^\s*[[{"\d]/.test(text)) return undefined;
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function readYaml(text: string): { readonly value: unknown } | string {
  try {
    return { value: parseYaml(text, { file: 'index.yaml', strict: true }) };
  } catch (thrown) {
    if (thrown instanceof YamlError) return unmarshalMessage(thrown);
    throw thrown;
  }
}

/** Looks for the first value that Go would refuse, in the order in which Go meets them. */
class IndexCheck {
  readonly #fromYaml: boolean;

  constructor(fromYaml: boolean) {
    this.#fromYaml = fromYaml;
  }

  check(value: unknown): string | undefined {
    return this.#value(value, INDEX, '', '', true);
  }

  /** @param converts whether scalars of YAML become texts here: the reader knows the types of a struct's own fields only. */
  #value(value: unknown, type: IndexType, owner: string, path: string, converts: boolean): string | undefined {
    if (value === null || value === undefined || type.is === 'any') return undefined;
    switch (type.is) {
      case 'string':
        return typeof value === 'string' || (converts && this.#fromYaml && typeof value !== 'object') ? undefined : mismatch(value, type, owner, path);
      case 'bool':
        return typeof value === 'boolean' ? undefined : mismatch(value, type, owner, path);
      case 'time':
        return jsonTimeFault(value);
      case 'list':
        return Array.isArray(value) ? first(value, (item) => this.#value(item, type.of, owner, path, converts)) : mismatch(value, type, owner, path);
      case 'map':
        return isDict(value) ? first(this.#keys(value), (key) => this.#value(value[key], type.of, owner, path, converts)) : mismatch(value, type, owner, path);
      case 'struct':
        return isDict(value) ? first(this.#keys(value), (key) => this.#field(key, value[key], type, path, converts)) : mismatch(value, type, owner, path);
    }
  }

  #field(key: string, value: unknown, { name, own, embedded }: Extract<IndexType, { is: 'struct' }>, path: string, converts: boolean): string | undefined {
    const field = key.toLowerCase();
    const owned = own.get(field);
    if (owned !== undefined) return this.#value(value, owned, name, join(path, key), converts && name !== 'Dependency' && name !== 'Maintainer');
    const inner = embedded.get(field);
    if (inner !== undefined) return this.#value(value, inner, name, join(path, `Metadata.${key}`), false);
    return this.#fromYaml ? `json: unknown field ${JSON.stringify(key)}` : undefined;
  }

  /** YAML comes to Go's reader as JSON with its keys in order. */
  #keys(value: Readonly<Record<string, unknown>>): readonly string[] {
    const keys = Object.keys(value);
    return this.#fromYaml ? keys.sort(compareUtf8) : keys;
  }
}

function first<T>(items: readonly T[], problem: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = problem(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function mismatch(value: unknown, type: IndexType, owner: string, path: string): string {
  const name = type.is === 'struct' ? `repo.${type.name}` : type.name;
  return `json: cannot unmarshal ${jsonKind(value)} into Go ${path === '' ? `value of type ${name}` : `struct field ${owner}.${path} of type ${name}`}`;
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
