import { quote } from '../gofmt/index.ts';

const GROUPS = 8;

/** What is wrong with a text as an IPv6 address, in the words of Go 1.26 `netip.ParseAddr`; undefined when nothing is. */
export function ipv6Fault(text: string): string | undefined {
  const fault = firstFault(text);
  return fault && `ParseAddr(${quote(text)}): ${fault.message}${fault.at === undefined ? '' : ` (at ${quote(fault.at)})`}`;
}

interface Fault {
  readonly message: string;
  /** The rest of the text from where the fault is. */
  readonly at?: string;
}

function firstFault(text: string): Fault | undefined {
  const sign = /[.:%]/.exec(text)?.[0];
  if (sign === '.') return ipv4Fault(text);
  if (sign === '%') return { message: 'missing IPv6 address' };
  return sign === undefined ? { message: 'unable to parse IP' } : groupsFault(text);
}

function groupsFault(text: string): Fault | undefined {
  const percent = text.indexOf('%');
  if (percent === text.length - 1 && percent !== -1) return { message: 'zone must be a non-empty string' };
  let rest = percent === -1 ? text : text.slice(0, percent);
  let hasGap = rest.startsWith('::');
  if (hasGap) rest = rest.slice(2);
  if (hasGap && rest === '') return undefined;
  let groups = 0;
  while (groups < GROUPS) {
    const [digits = ''] = /^[0-9a-fA-F]*/.exec(rest) ?? [];
    if (digits.length > 4) return { message: 'each group must have 4 or less digits', at: rest };
    if (digits === '') return { message: 'each colon-separated field must have at least one digit', at: rest };
    if (rest[digits.length] === '.') {
      if (!hasGap && groups !== GROUPS - 2) return { message: 'embedded IPv4 address must replace the final 2 fields of the address', at: rest };
      if (groups > GROUPS - 2) return { message: 'too many hex fields to fit an embedded IPv4 at the end of the address', at: rest };
      const inner = ipv4Fault(rest);
      if (inner !== undefined) return inner;
      groups += 2;
      rest = '';
      break;
    }
    groups++;
    rest = rest.slice(digits.length);
    if (rest === '') break;
    if (rest[0] !== ':') return { message: 'unexpected character, want colon', at: rest };
    if (rest === ':') return { message: 'colon must be followed by more characters', at: rest };
    rest = rest.slice(1);
    if (rest[0] !== ':') continue;
    if (hasGap) return { message: 'multiple :: in address', at: rest };
    hasGap = true;
    rest = rest.slice(1);
    if (rest === '') break;
  }
  if (rest !== '') return { message: 'trailing garbage after address', at: rest };
  if (groups < GROUPS) return hasGap ? undefined : { message: 'address string too short' };
  return hasGap ? { message: 'the :: must expand to at least one field of zeros' } : undefined;
}

function ipv4Fault(text: string): Fault | undefined {
  let [dots, value, digits] = [0, 0, 0];
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char >= '0' && char <= '9') {
      if (digits === 1 && value === 0) return { message: 'IPv4 field has octet with leading zero' };
      value = value * 10 + Number(char);
      digits++;
      if (value > 255) return { message: 'IPv4 field has value >255' };
    } else if (char === '.') {
      if (i === 0 || i === text.length - 1 || text[i - 1] === '.') return { message: 'IPv4 field must have at least one digit', at: text.slice(i) };
      if (dots === 3) return { message: 'IPv4 address too long' };
      dots++;
      [value, digits] = [0, 0];
    } else return { message: 'unexpected character', at: text.slice(i) };
  }
  return dots < 3 ? { message: 'IPv4 address too short' } : undefined;
}
