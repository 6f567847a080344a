import { parseGoDuration } from '../std/go-duration.ts';
import { joinClean } from './join-clean.ts';

/** A Git address in a `resources` entry, taken apart. */
export interface GitUrl {
  /** As it was written. */
  readonly raw: string;
  /** What `git clone` gets. */
  readonly repo: string;
  /** The folder to build, relative to the repository. */
  readonly path: string;
  /** A branch, tag or commit; empty for the one that the repository points to. */
  readonly ref: string;
  readonly submodules: boolean;
  readonly timeoutMs: number;
}

const DEFAULT_TIMEOUT_MS = 27_000;
const MAX_TIMEOUT_MS = 600_000;

const SCHEMES = ['ssh://', 'https://', 'http://', 'file://'] as const;

/**
 * Takes a Git address apart; undefined for everything else, which is a local path then.
 *
 * Follows kustomize api v0.21.1 internal/git/repospec.go.
 */
export function parseGitUrl(text: string): GitUrl | undefined {
  if (text.startsWith('/')) return undefined;
  const question = text.indexOf('?');
  const address = question === -1 ? text : text.slice(0, question);
  const host = splitHost(withoutPrefix(address, 'git::') ?? address);
  if (host === undefined) return undefined;
  const parts = splitRepo(host.rest, host.host.startsWith('file://'));
  if (parts === undefined || parts.repo === '') return undefined;
  const path = parts.path.replace(/^\//, '');
  if (joinClean('', path).startsWith('..')) return undefined;
  return { raw: text, repo: host.host + parts.repo, path, ...readQuery(question === -1 ? '' : text.slice(question + 1)) };
}

/** Whether a path is fetched over HTTP rather than read from the tree. */
export function isHttpUrl(path: string): boolean {
  return /^https?:/i.test(path);
}

function withoutPrefix(text: string, prefix: string): string | undefined {
  return text.slice(0, prefix.length).toLowerCase() === prefix ? text.slice(prefix.length) : undefined;
}

function splitHost(address: string): { readonly host: string; readonly rest: string } | undefined {
  const scheme = SCHEMES.find((each) => withoutPrefix(address, each) !== undefined) ?? '';
  let rest = address.slice(scheme.length);
  const user = /^[a-zA-Z][a-zA-Z0-9-]*@/.exec(rest)?.[0] ?? '';
  rest = rest.slice(user.length);
  const isGithub = /^github\.com[/:]/i.test(rest);
  const scpStyle = scheme === '' && (user !== '' || isGithub);
  if (scheme === '' && !scpStyle) return undefined;
  if (scheme === 'file://') return { host: scheme, rest: user + rest };
  const separator = findSeparator(rest, scpStyle);
  const host = separator === -1 ? rest : rest.slice(0, separator + 1);
  const path = separator === -1 ? '' : rest.slice(separator + 1);
  if (isGithub) return { host: scheme === 'ssh://' || user !== '' ? `${user}github.com:` : 'https://github.com/', rest: path };
  return host === '' ? undefined : { host: scheme + user + host, rest: path };
}

function findSeparator(text: string, scpStyle: boolean): number {
  const slash = text.indexOf('/');
  if (!scpStyle) return slash;
  const colon = text.indexOf(':');
  return slash === -1 || (colon > 0 && colon < slash) ? colon : slash;
}

function splitRepo(text: string, isFile: boolean): { readonly repo: string; readonly path: string } | undefined {
  const azure = text.indexOf('_git/');
  if (azure !== -1) {
    const [name = '', ...path] = text.slice(azure + 5).split('/');
    return { repo: text.slice(0, azure + 5) + name, path: path.join('/') };
  }
  const doubleSlash = text.indexOf('//');
  if (doubleSlash !== -1) return { repo: text.slice(0, doubleSlash), path: text.slice(doubleSlash + 2) };
  const suffix = text.indexOf('.git');
  if (suffix !== -1) return { repo: text.slice(0, suffix + 4), path: text.slice(suffix + 4) };
  if (isFile) return { repo: text, path: '' };
  const segments = text.split('/');
  return segments.length < 2 ? undefined : { repo: segments.slice(0, 2).join('/'), path: segments.slice(2).join('/') };
}

/** What follows the `?`; as in Go, a query that is malformed counts as absent. */
function readQuery(query: string): Pick<GitUrl, 'ref' | 'submodules' | 'timeoutMs'> {
  const values = queryValues(query);
  const get = (name: string): string => values.get(name) ?? '';
  const ref = get('ref') === '' ? get('version') : get('ref');
  return { ref, submodules: !/^(?:0|f|F|false|FALSE|False)$/.test(get('submodules')), timeoutMs: timeoutOf(get('timeout')) };
}

/** The first value of each name, unescaped; none where Go's url.ParseQuery fails. */
function queryValues(query: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  try {
    for (const pair of query.split('&')) {
      if (pair.includes(';')) return new Map();
      const equals = pair.indexOf('=');
      const [name, value] = (equals === -1 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]).map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
      if (!values.has(name!)) values.set(name!, value!);
    }
  } catch (error) {
    if (error instanceof URIError) return new Map();
    throw error;
  }
  return values;
}

/** Whole seconds, or a Go duration. */
function timeoutOf(text: string): number {
  const ms = /^\+?\d{1,9}$/.test(text) ? Number(text) * 1000 : (parseGoDuration(text) ?? 0);
  return ms > 0 ? Math.min(ms, MAX_TIMEOUT_MS) : DEFAULT_TIMEOUT_MS;
}
