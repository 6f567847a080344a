/** The parts of a URI; without a fragment, which is cut off before. */
interface Parts {
  /** `https:`; empty in a relative reference. */
  readonly scheme: string;
  /** `//example.com`; empty where there is none. */
  readonly authority: string;
  readonly path: string;
  /** `?a=b`; empty where there is none. */
  readonly query: string;
}

/** Cuts a URI at its `#`; the fragment comes without escapes. */
export function splitFragment(uri: string): [uri: string, fragment: string] {
  const hash = uri.indexOf('#');
  return hash === -1 ? [uri, ''] : [uri.slice(0, hash), decode(uri.slice(hash + 1))];
}

/** The absolute URI that a reference leads to, its fragment kept as it is. Nothing is normalised but dots and escapes in paths. Follows Go 1.26 `URL.ResolveReference`. */
export function resolveUri(base: string, reference: string): string {
  const hash = reference.indexOf('#');
  const [target, fragment] = hash === -1 ? [reference, ''] : [reference.slice(0, hash), reference.slice(hash)];
  if (target === '') return base + fragment;
  const to = partsOf(target);
  const from = partsOf(base);
  const resolved = to.scheme !== '' || to.authority !== '' ? absolute(to, from) : { ...relative(to, from), scheme: from.scheme, authority: from.authority };
  return resolved.scheme + resolved.authority + resolved.path + resolved.query + fragment;
}

/** The scheme of an absolute URI, without its colon. */
export function schemeOf(uri: string): string {
  return partsOf(uri).scheme.slice(0, -1);
}

/** The path of a `file:` URI as a file system knows it. */
export function filePath(uri: string): string {
  const { path } = partsOf(uri);
  return path.startsWith('/') ? decode(path) : '';
}

function absolute(to: Parts, from: Parts): Parts {
  const isOpaque = to.authority === '' && !to.path.startsWith('/');
  return { ...to, scheme: to.scheme || from.scheme, path: isOpaque ? to.path : cleanPath(escapedPath(to.path)) };
}

function relative(to: Parts, from: Parts): Pick<Parts, 'path' | 'query'> {
  const isOpaque = from.authority === '' && !from.path.startsWith('/');
  if (isOpaque) return { path: from.path, query: to.query };
  if (to.path === '') return { path: cleanPath(from.path), query: to.query };
  const path = escapedPath(to.path);
  return { path: cleanPath(path.startsWith('/') ? path : from.path.slice(0, from.path.lastIndexOf('/') + 1) + path), query: to.query };
}

function partsOf(uri: string): Parts {
  const [, scheme = '', authority = '', path = '', query = ''] = /^([a-zA-Z][a-zA-Z0-9+.-]*:)?(\/\/[^/?]*)?([^?]*)(\?.*)?$/s.exec(uri)!;
  return { scheme: scheme.toLowerCase(), authority, path, query };
}

/** A path as Go writes it: as it came, unless it has a character that must be escaped; then with all escapes that are needed and no other. */
function escapedPath(path: string): string {
  if (/^[\w.~!$&'()*+,;=:@/[\]%-]*$/.test(path)) return path;
  return encodeURIComponent(decode(path).toWellFormed()).replaceAll(/%(?:24|26|2B|2C|2F|3A|3B|3D|40)/g, decodeURIComponent).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** An absolute path without `.` and `..`; those that lead above the root are dropped. */
function cleanPath(path: string): string {
  if (path === '') return '';
  const parts: string[] = [];
  const all = (path.startsWith('/') ? path.slice(1) : path).split('/');
  for (const [index, part] of all.entries()) {
    const isDots = part === '.' || part === '..';
    if (part === '..') parts.pop();
    if (!isDots) parts.push(part);
    else if (index === all.length - 1) parts.push('');
  }
  return `/${parts.join('/')}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
