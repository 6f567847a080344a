import { EddyError } from '../../diagnostics/index.ts';
import { compileRegexp } from '../regexp/index.ts';

/** Answers what is wrong with a text of a format; undefined when nothing is. */
type FormatCheck = (text: string) => string | undefined;

const HOST_LABEL = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/;
const URI_CHARS = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2}|[^\u0000-\u007f])*$/;
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;

/** The formats that are checked; any other one passes. The drafts up to 7 check them, later ones take them as remarks. */
export const FORMATS: ReadonlyMap<string, FormatCheck> = new Map<string, FormatCheck>([
  ['date', (text) => (isDate(text) ? undefined : 'invalid date')],
  ['date-time', (text) => (isDateTime(text) ? undefined : 'invalid date-time')],
  ['time', (text) => (isTime(text) ? undefined : 'invalid time')],
  ['duration', (text) => (/^P(?!$)(?:\d+W|(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?!$)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)$/.test(text) ? undefined : 'invalid duration')],
  ['email', (text) => (isEmail(text) ? undefined : 'invalid email')],
  ['hostname', (text) => (isHostname(text) ? undefined : 'invalid hostname')],
  ['ipv4', (text) => (isIpv4(text) ? undefined : 'invalid IPv4 address')],
  ['ipv6', (text) => (isIpv6(text) ? undefined : 'invalid IPv6 address')],
  ['uri', (text) => (!isUriReference(text) ? 'invalid uri' : SCHEME.test(text) ? undefined : 'relative url')],
  ['uri-reference', (text) => (isUriReference(text) ? undefined : 'invalid uri-reference')],
  ['uuid', (text) => (/^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/.test(text) ? undefined : 'invalid uuid')],
  ['json-pointer', (text) => (/^(?:\/(?:[^~/]|~[01])*)*$/.test(text) ? undefined : 'invalid json-pointer')],
  ['regex', (text) => regexFault(text)],
]);

function regexFault(pattern: string): string | undefined {
  try {
    compileRegexp(pattern);
    return undefined;
  } catch (error) {
    if (!(error instanceof EddyError)) throw error;
    return error.message;
  }
}

function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days;
}

function isTime(text: string): boolean {
  const match = /^(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:[zZ]|[+-](\d{2}):(\d{2}))$/.exec(text);
  if (match === null) return false;
  const [hour = 0, minute = 0, second = 0, offsetHour = 0, offsetMinute = 0] = match.slice(1).map((part) => Number(part));
  return hour < 24 && minute < 60 && second <= 60 && !(offsetHour > 23) && !(offsetMinute > 59);
}

function isDateTime(text: string): boolean {
  return /^.{10}[tT]/.test(text) && isDate(text.slice(0, 10)) && isTime(text.slice(11));
}

function isHostname(text: string): boolean {
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  return name.length > 0 && name.length <= 253 && name.split('.').every((label) => label.length <= 63 && HOST_LABEL.test(label));
}

function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || at > 64 || text.length > 254) return false;
  const domain = text.slice(at + 1);
  if (domain.startsWith('[') && domain.endsWith(']')) {
    const address = domain.slice(1, -1);
    return address.startsWith('IPv6:') ? isIpv6(address.slice(5)) : isIpv4(address);
  }
  const local = text.slice(0, at);
  const quoted = local.length > 1 && local.startsWith('"') && local.endsWith('"');
  return isHostname(domain) && (quoted || (/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+$/.test(local) && !/^\.|\.$|\.\./.test(local)));
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1);
  const tail = last?.includes('.') === true && isIpv4(last) ? 2 : 0;
  const plain = tail === 0 ? groups : groups.slice(0, -1);
  if (!plain.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  const count = plain.length + tail;
  return halves.length === 2 ? count <= 7 : count === 8;
}

function isUriReference(text: string): boolean {
  return URI_CHARS.test(text) && !/^:/.test(text);
}
