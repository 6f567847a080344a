import { newDict, hasKey, type Dict } from '../../std/dict.ts';
import { GoError, fn, isNil, type GoFunction } from '../govalue/index.ts';
import { describing } from './describing.ts';
import { formatUrl, formatUserInfo, hostnameOf, parseUrl, type UserInfo } from './go-url.ts';
import { goKindOf } from './go-kind.ts';
import { nilDereference } from './runtime-error.ts';

/** URLs as mappings of their parts. Follows sprig v3.3.0 url.go. */
export function urlFunctions(): Readonly<Record<string, GoFunction>> {
  return { urlParse: fn('string')(urlParse), urlJoin: fn('dict')(urlJoin) };
}

function urlParse(text: string): Dict {
  const { scheme, opaque, user, host, path, query, fragment } = describing('unable to parse url', () => parseUrl(text));
  const dict = newDict();
  const userinfo = user === undefined ? '' : formatUserInfo(user);
  return Object.assign(dict, { scheme, host, hostname: hostnameOf(host), path, query, opaque, fragment, userinfo });
}

function urlJoin(dict: Dict): string {
  const part = (key: string): string => textAt(dict, key);
  const url = { scheme: part('scheme'), host: part('host'), path: part('path'), query: part('query'), opaque: part('opaque'), fragment: part('fragment') };
  return formatUrl({ ...url, user: userInfoOf(part('userinfo')) });
}

function userInfoOf(userinfo: string): UserInfo | undefined {
  if (userinfo === '') return undefined;
  return describing('unable to parse userinfo in dict', () => parseUrl(`proto://${userinfo}@host`)).user;
}

function textAt(dict: Dict, key: string): string {
  if (!hasKey(dict, key)) return '';
  const value = dict[key];
  if (typeof value === 'string') return value;
  if (isNil(value)) throw nilDereference();
  throw new GoError(`unable to parse ${key} key, must be of type string, but ${goKindOf(value)} found`);
}
