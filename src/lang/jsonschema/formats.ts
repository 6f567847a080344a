import { EddyError } from '../../diagnostics/index.ts';
import { atoi, quoteRune } from '../gofmt/index.ts';
import { byteLength, GoError } from '../govalue/index.ts';
import { compileRegexp } from '../regexp/index.ts';
import { hostnameOf, parseGoTime, parseUrl, UTC, type GoUrl } from '../sprig/index.ts';
import { ipv6Fault } from './ip-address-fault.ts';

/** Answers what is wrong with a text of a format; undefined when nothing is. */
type FormatCheck = (text: string) => string | undefined;

/**
 * The formats that are checked; any other one passes. The drafts up to 7 check them, later ones take them as remarks.
 *
 * Follows santhosh-tekuri/jsonschema v6.0.2 `format.go`.
 */
export const FORMATS: ReadonlyMap<string, FormatCheck> = new Map<string, FormatCheck>([
  ['date', dateFault],
  ['date-time', dateTimeFault],
  ['time', timeFault],
  ['duration', durationFault],
  ['period', periodFault],
  ['email', emailFault],
  ['hostname', hostnameFault],
  ['ipv4', ipv4Fault],
  ['ipv6', ipv6FormatFault],
  ['uri', uriFault],
  ['iri', uriFault],
  ['uri-reference', uriReferenceFault],
  ['iri-reference', uriReferenceFault],
  ['uri-template', uriTemplateFault],
  ['uuid', uuidFault],
  ['json-pointer', pointerFault],
  ['relative-json-pointer', relativePointerFault],
  ['regex', regexFault],
  ['semver', semverFault],
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

function prefixed(prefix: string, fault: string | undefined): string | undefined {
  return fault && `${prefix}: ${fault}`;
}

/** The first character of a text that is not of a kind, as Go quotes it. */
function strangeChar(text: string, allowed: RegExp): string | undefined {
  const found = Array.from(text).find((char) => !allowed.test(char));
  return found === undefined ? undefined : quoteRune(found.codePointAt(0)!);
}

/** What Go's `strconv.Atoi` says of a text. */
function integerFault(text: string): string | undefined {
  const read = atoi(text);
  return 'fault' in read ? read.fault : undefined;
}

function dateFault(text: string): string | undefined {
  try {
    parseGoTime('2006-01-02', text, UTC);
    return undefined;
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    return error.message;
  }
}

function dateTimeFault(text: string): string | undefined {
  if (byteLength(text) < 20) return 'less than 20 characters long';
  if (text[10] !== 't' && text[10] !== 'T') return '11th character must be t or T';
  return prefixed('invalid date element', dateFault(text.slice(0, 10))) ?? prefixed('invalid time element', timeFault(text.slice(11)));
}

function timeFault(text: string): string | undefined {
  if (byteLength(text) < 9) return 'less than 9 characters long';
  if (text[2] !== ':' || text[5] !== ':') return 'missing colon in correct place';
  const parts = [text.slice(0, 2), text.slice(3, 5), text.slice(6, 8)];
  for (const part of parts) {
    if (integerFault(part) !== undefined) return 'invalid hour/min/sec';
    if (Number(part) < 0) return 'non-positive hour/min/sec';
  }
  const [hour = 0, minute = 0, second = 0] = parts.map(Number);
  if (hour > 23 || minute > 59 || second > 60) return 'hour/min/sec out of range';
  const [, fraction] = /^\.(\d*)/.exec(text.slice(8)) ?? [];
  if (fraction === '') return 'no digits in second fraction';
  const zone = text.slice(8 + (fraction === undefined ? 0 : fraction.length + 1));
  const offset = zone === 'z' || zone === 'Z' ? 0 : offsetOf(zone);
  if (typeof offset === 'string') return offset;
  const minutes = hour * 60 + minute - offset;
  const isLastMinute = (minutes < 0 ? minutes + 24 * 60 : minutes) === 23 * 60 + 59;
  return second >= 60 && !isLastMinute ? 'invalid leap second' : undefined;
}

/** Minutes east of UTC, or what is wrong. */
function offsetOf(zone: string): number | string {
  if (byteLength(zone) !== 6) return 'offset must be 6 characters long';
  if (zone[0] !== '+' && zone[0] !== '-') return 'offset must begin with plus/minus';
  if (zone[3] !== ':') return 'missing colon in offset in correct place';
  const parts = [zone.slice(1, 3), zone.slice(4)];
  for (const part of parts) {
    if (integerFault(part) !== undefined) return 'invalid hour/min in offset';
    if (Number(part) < 0) return 'non-positive hour/min in offset';
  }
  const [hours = 0, minutes = 0] = parts.map(Number);
  if (hours > 23 || minutes > 59) return 'hour/min in offset out of range';
  return (hours * 60 + minutes) * (zone[0] === '-' ? -1 : 1);
}

const DURATION_UNITS = ['YMD', 'HMS'];

function durationFault(text: string): string | undefined {
  if (!text.startsWith('P')) return 'must start with P';
  const body = text.slice(1);
  if (body === '') return 'nothing after P';
  if (body === 'W') return 'no number in week';
  if (body.endsWith('W')) return /^\d+W$/.test(body) ? undefined : 'invalid week';
  for (const [i, part] of body.split('T').entries()) {
    if (i > 0 && part === '') return 'no time elements';
    const all = DURATION_UNITS[i];
    if (all === undefined) return 'more than one T';
    const fault = elementsFault(part, all);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function elementsFault(part: string, all: string): string | undefined {
  let units = all;
  for (let rest = part; rest !== ''; ) {
    const [digits = ''] = /^\d*/.exec(rest) ?? [];
    if (digits === '') return 'missing number';
    const unit = rest[digits.length];
    if (unit === undefined) return 'missing unit';
    const at = units.indexOf(unit);
    if (at === -1) return all.includes(unit) ? `unit ${quoteRune(unit.charCodeAt(0))} out of order` : `invalid unit ${quoteRune(unit.charCodeAt(0))}`;
    units = units.slice(at + 1);
    rest = rest.slice(digits.length + 1);
  }
  return undefined;
}

function periodFault(text: string): string | undefined {
  const slash = text.indexOf('/');
  if (slash === -1) return 'missing slash';
  const [start, end] = [text.slice(0, slash), text.slice(slash + 1)];
  if (start.startsWith('P')) return prefixed('invalid start duration', durationFault(start)) ?? prefixed('invalid end date-time', dateTimeFault(end));
  const first = prefixed('invalid start date-time', dateTimeFault(start));
  return first ?? (end.startsWith('P') ? prefixed('invalid end duration', durationFault(end)) : prefixed('invalid end date-time', dateTimeFault(end)));
}

function hostnameFault(text: string): string | undefined {
  const name = text.replace(/\.$/, '');
  if (byteLength(name) > 253) return 'more than 253 characters long';
  for (const label of name.split('.')) {
    if (label === '' || byteLength(label) > 63) return 'label must be 1 to 63 characters long';
    if (label.startsWith('-')) return 'label starts with hyphen';
    if (label.endsWith('-')) return 'label ends with hyphen';
    const strange = strangeChar(label, /^[a-zA-Z0-9-]$/);
    if (strange !== undefined) return `invalid character ${strange}`;
  }
  return undefined;
}

function emailFault(text: string): string | undefined {
  if (byteLength(text) > 254) return 'more than 255 characters long';
  const at = text.lastIndexOf('@');
  if (at === -1) return 'missing @';
  const domain = text.slice(at + 1);
  const fault = localPartFault(text.slice(0, at));
  if (fault !== undefined) return fault;
  if (!domain.startsWith('[') || !domain.endsWith(']')) return prefixed('invalid domain', hostnameFault(domain));
  const address = domain.slice(1, -1);
  return address.startsWith('IPv6:') ? prefixed('invalid ipv6 address', ipv6FormatFault(address.slice(5))) : prefixed('invalid ipv4 address', ipv4Fault(address));
}

function localPartFault(local: string): string | undefined {
  if (byteLength(local) > 64) return 'local part more than 64 characters long';
  // The closing quote is not asked for.
  if (local.length > 1 && local.startsWith('"')) return /[\\"]/.test(local.slice(1, -1)) ? 'backslash and quote are not allowed within quoted local part' : undefined;
  if (local.startsWith('.')) return 'starts with dot';
  if (local.endsWith('.')) return 'ends with dot';
  if (local.includes('..')) return 'consecutive dots';
  const strange = strangeChar(local, /^[a-zA-Z0-9.!#$%&'*+\-/=?^_`{|}~]$/);
  return strange && `invalid character ${strange}`;
}

function ipv4Fault(text: string): string | undefined {
  const groups = text.split('.');
  if (groups.length !== 4) return 'expected four decimals';
  for (const group of groups) {
    if (group.length > 1 && group.startsWith('0')) return 'leading zeros';
    const fault = integerFault(group);
    if (fault !== undefined) return fault;
    if (Number(group) < 0 || Number(group) > 255) return 'decimal must be between 0 and 255';
  }
  return undefined;
}

function ipv6FormatFault(text: string): string | undefined {
  if (!text.includes(':')) return 'missing colon';
  return ipv6Fault(text) ?? (text.includes('%') ? 'zone id is not a part of ipv6 address' : undefined);
}

/** The URL, or what is wrong with it. */
function urlOf(text: string): GoUrl | string {
  let url: GoUrl;
  try {
    url = parseUrl(text);
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    return error.message;
  }
  const name = hostnameOf(url.host);
  if (!name.includes(':')) return url;
  if (!url.host.includes('[') || !url.host.includes(']')) return 'ipv6 address not enclosed in brackets';
  return prefixed('invalid ipv6 address', ipv6FormatFault(name)) ?? url;
}

function uriFault(text: string): string | undefined {
  const url = urlOf(text);
  if (typeof url === 'string') return url;
  return url.scheme === '' ? 'relative url' : undefined;
}

function uriReferenceFault(text: string): string | undefined {
  if (text.includes('\\')) return 'contains \\';
  const url = urlOf(text);
  return typeof url === 'string' ? url : undefined;
}

function uriTemplateFault(text: string): string | undefined {
  const url = urlOf(text);
  if (typeof url === 'string') return url;
  const path = url.opaque === '' ? /^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?(?:\/\/[^/?#]*)?([^?#]*)/.exec(text)![1]! : '';
  // Braces that are escaped as they should be are none.
  if (!/[{}]/.test(path)) return undefined;
  for (const part of path.split('/')) {
    let isOpen = false;
    for (const [brace] of decodeURIComponent(part).matchAll(/[{}]/g)) {
      if ((brace === '{') === isOpen) return 'nested curly braces';
      isOpen = !isOpen;
    }
    if (isOpen) return 'no matching closing brace';
  }
  return undefined;
}

const UUID_GROUPS = [8, 4, 4, 4, 12];

function uuidFault(text: string): string | undefined {
  const groups = text.split('-');
  if (groups.length !== UUID_GROUPS.length) return `must have ${UUID_GROUPS.length} elements`;
  for (const [i, group] of groups.entries()) {
    if (byteLength(group) !== UUID_GROUPS[i]) return `element ${i + 1} must be ${UUID_GROUPS[i]!} characters long`;
    const strange = strangeChar(group, /^[0-9a-fA-F]$/);
    if (strange !== undefined) return `non-hex character ${strange}`;
  }
  return undefined;
}

function pointerFault(text: string): string | undefined {
  if (text === '') return undefined;
  if (!text.startsWith('/')) return 'not starting with /';
  return /~(?![01])/.test(text) ? '~ must be followed by 0 or 1' : undefined;
}

function relativePointerFault(text: string): string | undefined {
  const [digits = ''] = /^\d*/.exec(text) ?? [];
  if (digits === '') return 'must start with non-negative integer';
  if (digits.length > 1 && digits.startsWith('0')) return 'starts with zero';
  const rest = text.slice(digits.length);
  return rest === '#' ? undefined : pointerFault(rest);
}

function semverFault(text: string): string | undefined {
  const plus = text.indexOf('+');
  const build = plus === -1 ? undefined : text.slice(plus + 1);
  if (build === '') return 'build is empty';
  for (const part of build?.split('.') ?? []) {
    if (part === '') return 'build identifier is empty';
    const strange = strangeChar(part, /^[0-9a-zA-Z-]$/);
    if (strange !== undefined) return `invalid character ${strange} in build identifier`;
  }
  const rest = plus === -1 ? text : text.slice(0, plus);
  const dash = rest.indexOf('-');
  for (const part of dash === -1 ? [] : rest.slice(dash + 1).split('.')) {
    if (part === '') return 'pre-release identifier is empty';
    const strange = strangeChar(part, /^[0-9a-zA-Z-]$/);
    if (strange !== undefined) return `invalid character ${strange} in pre-release identifier`;
    if (/^0\d+$/.test(part)) return 'pre-release numeric identifier starts with zero';
  }
  return versionFault((dash === -1 ? rest : rest.slice(0, dash)).split('.'));
}

function versionFault(numbers: readonly string[]): string | undefined {
  if (numbers.length !== 3) return 'versionCore must have 3 numbers separated by dot';
  for (const [i, name] of ['major', 'minor', 'patch'].entries()) {
    const number = numbers[i]!;
    if (number === '') return `${name} is empty`;
    if (number.length > 1 && number.startsWith('0')) return `${name} starts with zero`;
    if (!/^\d+$/.test(number)) return `${name} contains non-digit`;
  }
  return undefined;
}
