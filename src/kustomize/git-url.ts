/** A Git address in a `resources` entry, taken apart. */
export interface GitUrl {
  /** What `git clone` gets. */
  readonly repo: string;
  /** The folder to build, relative to the repository. */
  readonly path: string;
  readonly ref: string;
}

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
  if (normalized(path).startsWith('..')) return undefined;
  return { repo: host.host + parts.repo, path, ref: refOf(question === -1 ? '' : text.slice(question + 1)) };
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

function normalized(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

function refOf(query: string): string {
  const values = new Map(query.split('&').map((pair) => [pair.slice(0, Math.max(0, pair.indexOf('='))), pair.slice(pair.indexOf('=') + 1)]));
  const ref = values.get('ref') ?? '';
  const chosen = ref === '' ? (values.get('version') ?? '') : ref;
  try {
    return decodeURIComponent(chosen.replaceAll('+', ' '));
  } catch {
    return '';
  }
}
