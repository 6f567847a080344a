import { GoError, fromBytes, toBytes } from '../govalue/index.ts';
import { quote } from '../gofmt/index.ts';
import { parseIpAddress } from './ip-address.ts';

/** The parts of a URL, decoded except for the query. */
export interface GoUrl {
  readonly scheme: string;
  /** What follows the scheme, where that is no path: `mailto:OPAQUE`. */
  readonly opaque: string;
  readonly user: UserInfo | undefined;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/** `user` or `user:password`. */
export interface UserInfo {
  readonly name: string;
  readonly password: string | undefined;
}

/** Where a text stands in a URL, which decides what must be escaped there. */
type Part = 'path' | 'user' | 'host' | 'zone' | 'fragment';

const UNRESERVED = 'A-Za-z0-9_.~\\-';
const SAFE: Readonly<Record<Part, RegExp>> = {
  path: new RegExp(`^[${UNRESERVED}$&+,/:;=@]$`),
  user: new RegExp(`^[${UNRESERVED}$&+,;=]$`),
  host: new RegExp(`^[${UNRESERVED}!$&'()*+,;=:[\\]<>"]$`),
  zone: new RegExp(`^[${UNRESERVED}!$&'()*+,;=:[\\]<>"]$`),
  fragment: new RegExp(`^[${UNRESERVED}$&+,/:;=?@!()*]$`),
};
const CONTROL = /[\0-\x1f\x7f]/;

/** Reads a URL. Follows Go 1.26 `net/url.Parse`. @throws GoError with Go's message */
export function parseUrl(text: string): GoUrl {
  const [beforeFragment, fragment] = cut(text, '#');
  return {
    ...atUrl(beforeFragment, () => parseBeforeFragment(beforeFragment)),
    fragment: atUrl(text, () => unescape(fragment, 'fragment')),
  };
}

/** Writes a URL. Follows Go 1.26 `net/url.URL.String`. */
export function formatUrl({ scheme, opaque, user, host, path, query, fragment }: GoUrl): string {
  let out = scheme === '' ? '' : `${scheme}:`;
  if (opaque !== '') out += opaque;
  else {
    if ((scheme !== '' && path !== '') || host !== '' || user !== undefined) {
      out += `//${user === undefined ? '' : `${formatUserInfo(user)}@`}${escape(host, 'host')}`;
    }
    const escaped = path === '*' ? path : escape(path, 'path');
    if (escaped !== '' && !escaped.startsWith('/') && host !== '') out += '/';
    if (out === '' && cut(escaped, '/')[0].includes(':')) out += './';
    out += escaped;
  }
  if (query !== '') out += `?${query}`;
  return fragment === '' ? out : `${out}#${escape(fragment, 'fragment')}`;
}

/** `user:password`, escaped for a URL. */
export function formatUserInfo({ name, password }: UserInfo): string {
  return escape(name, 'user') + (password === undefined ? '' : `:${escape(password, 'user')}`);
}

/** The host without its port, and without the brackets of an IPv6 address. */
export function hostnameOf(host: string): string {
  const colon = host.lastIndexOf(':');
  const name = colon !== -1 && isOptionalPort(host.slice(colon)) ? host.slice(0, colon) : host;
  return name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
}

function parseBeforeFragment(text: string): GoUrl {
  const url = { scheme: '', opaque: '', user: undefined, host: '', path: '', query: '', fragment: '' };
  if (CONTROL.test(text)) throw new GoError('net/url: invalid control character in URL');
  if (text === '*') return { ...url, path: '*' };
  const [scheme, afterScheme] = splitScheme(text);
  const [beforeQuery, query] = cut(afterScheme, '?');
  if (!beforeQuery.startsWith('/')) {
    if (scheme !== '') return { ...url, scheme, query, opaque: beforeQuery };
    if (cut(beforeQuery, '/')[0].includes(':')) throw new GoError('first path segment in URL cannot contain colon');
  }
  const hasAuthority = beforeQuery.startsWith('//') && (scheme !== '' || !beforeQuery.startsWith('///'));
  if (!hasAuthority) return { ...url, scheme, query, path: unescape(beforeQuery, 'path') };
  const slash = beforeQuery.indexOf('/', 2);
  const authority = parseAuthority(scheme, beforeQuery.slice(2, slash === -1 ? undefined : slash));
  return { ...url, ...authority, scheme, query, path: unescape(slash === -1 ? '' : beforeQuery.slice(slash), 'path') };
}

function splitScheme(text: string): [scheme: string, rest: string] {
  if (text.startsWith(':')) throw new GoError('missing protocol scheme');
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text);
  return match === null ? ['', text] : [match[1]!.toLowerCase(), text.slice(match[0].length)];
}

function parseAuthority(scheme: string, authority: string): { readonly user: UserInfo | undefined; readonly host: string } {
  const at = authority.lastIndexOf('@');
  const host = parseHost(scheme, authority.slice(at + 1));
  if (at === -1) return { user: undefined, host };
  const userinfo = authority.slice(0, at);
  if (!/^[A-Za-z0-9._:~!$&'()*+,;=%@-]*$/.test(userinfo)) throw new GoError('net/url: invalid userinfo');
  const [name, password] = cut(userinfo, ':');
  return { host, user: { name: unescape(name, 'user'), password: userinfo.includes(':') ? unescape(password, 'user') : undefined } };
}

function parseHost(scheme: string, host: string): string {
  const bracket = host.lastIndexOf('[');
  if (bracket > 0) throw new GoError('invalid IP-literal');
  if (bracket === 0) return parseLiteral(host);
  // Lists of hosts with ports, as databases take them, are not for the web.
  const isWeb = scheme === 'http' || scheme === 'https';
  const colon = isWeb ? host.indexOf(':') : host.lastIndexOf(':');
  if (colon !== -1) checkPort(host.slice(colon));
  return unescape(host, 'host');
}

/** `[ADDRESS%25ZONE]:PORT` . */
function parseLiteral(host: string): string {
  const close = host.lastIndexOf(']');
  if (close === -1) throw new GoError("missing ']' in host");
  const port = host.slice(close + 1);
  checkPort(port);
  const name = host.slice(1, close);
  const zone = name.indexOf('%25');
  const address = zone === -1 ? unescape(name, 'host') : unescape(name.slice(0, zone), 'host') + unescape(name.slice(zone), 'zone');
  const bytes = parseIpAddress(cut(address, '%')[0]);
  if (bytes === undefined) throw new GoError(`invalid host: ParseAddr(${quote(address)}): unable to parse IP`);
  if (bytes.length === 4) throw new GoError('invalid IP-literal');
  return `[${address}]${port}`;
}

function checkPort(port: string): void {
  if (!isOptionalPort(port)) throw new GoError(`invalid port ${quote(port)} after host`);
}

function isOptionalPort(port: string): boolean {
  return port === '' || /^:[0-9]*$/.test(port);
}

function escape(text: string, part: Part): string {
  let out = '';
  for (const byte of toBytes(text)) {
    const char = String.fromCharCode(byte);
    out += SAFE[part].test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

function unescape(text: string, part: Part): string {
  checkEscapes(text, part);
  if (!text.includes('%')) return text;
  const bytes = toBytes(text);
  const out: number[] = [];
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== 0x25) out.push(bytes[i]!);
    else {
      out.push(Number.parseInt(String.fromCharCode(bytes[i + 1]!, bytes[i + 2]!), 16));
      i += 2;
    }
  }
  return fromBytes(Uint8Array.from(out));
}

function checkEscapes(text: string, part: Part): void {
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '%') {
      const escape = text.slice(i, i + 3);
      if (!/^%[0-9A-Fa-f]{2}$/.test(escape) || !isEscapeAllowed(escape, part)) {
        // Three bytes, which may end inside of a character.
        throw new GoError(`invalid URL escape ${quote(fromBytes(toBytes(escape).subarray(0, 3)))}`);
      }
      i += 2;
    } else if ((part === 'host' || part === 'zone') && char < '\x80' && !SAFE[part].test(char)) {
      throw new GoError(`invalid character ${quote(char)} in host name`);
    }
  }
}

/** A host may escape nothing but bytes beyond ASCII, a zone nothing that could not stand there as it is. */
function isEscapeAllowed(escape: string, part: Part): boolean {
  const byte = Number.parseInt(escape.slice(1), 16);
  if (part === 'host') return byte >= 0x80 || escape === '%25';
  return part !== 'zone' || escape === '%25' || byte === 0x20 || SAFE.host.test(String.fromCharCode(byte));
}

function cut(text: string, separator: string): [before: string, after: string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

function atUrl<T>(url: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof GoError ? new GoError(`parse ${quote(url)}: ${error.message}`) : error;
  }
}
