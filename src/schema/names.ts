/** What a name must look like: the complaints of the server, empty for a good name. Follows k8s.io/apimachinery v0.36 pkg/api/validate/content. */

const SUBDOMAIN = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${QUALIFIED})?`;
const CONFIG_KEY = '[-._a-zA-Z0-9]+';

const patterns = new Map<string, RegExp>();

function matches(pattern: string, text: string): boolean {
  let regexp = patterns.get(pattern);
  if (regexp === undefined) patterns.set(pattern, (regexp = new RegExp(`^${pattern}$`)));
  return regexp.test(text);
}

function regexText(rule: string, pattern: string, ...examples: readonly string[]): string {
  return `${rule} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${pattern}')`;
}

function tooLongText(max: number): string {
  return `must be no more than ${String(max)} bytes`;
}

/** Bytes in UTF-8. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

export function subdomainFaults(text: string): readonly string[] {
  const rule = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [...(byteLength(text) > 253 ? [tooLongText(253)] : []), ...(matches(SUBDOMAIN, text) ? [] : [regexText(rule, SUBDOMAIN, 'example.com')])];
}

export function dnsLabelFaults(text: string): readonly string[] {
  const tooLong = byteLength(text) > 63 ? [tooLongText(63)] : [];
  if (matches(LABEL, text)) return tooLong;
  if (matches(SUBDOMAIN, text)) return [...tooLong, 'must not contain dots'];
  const rule = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...tooLong, regexText(rule, LABEL, 'my-name', '123-abc')];
}

/** Names that are one part of a path. */
export function pathSegmentFaults(text: string): readonly string[] {
  if (text === '.' || text === '..') return [`may not be '${text}'`];
  return ['/', '%'].filter((part) => text.includes(part)).map((part) => `may not contain '${part}'`);
}

/** Keys of labels and annotations: an optional prefix, and a name. */
export function qualifiedNameFaults(text: string): readonly string[] {
  const rule = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  const shown = regexText(rule, QUALIFIED, 'MyName', 'my.name', '123-abc');
  const parts = text.split('/');
  if (parts.length > 2) return [`a valid label key ${shown} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const out: string[] = [];
  const name = parts.at(-1)!;
  const prefix = parts.length === 2 ? parts[0]! : undefined;
  if (prefix === '') out.push('prefix part must be non-empty');
  else if (prefix !== undefined) out.push(...subdomainFaults(prefix).map((fault) => `prefix part ${fault}`));
  if (name === '') out.push('name part must be non-empty');
  else if (byteLength(name) > 63) out.push(`name part ${tooLongText(63)}`);
  if (!matches(QUALIFIED, name)) out.push(`name part ${shown}`);
  return out;
}

export function labelValueFaults(text: string): readonly string[] {
  const rule = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  const tooLong = byteLength(text) > 63 ? [tooLongText(63)] : [];
  return matches(LABEL_VALUE, text) ? tooLong : [...tooLong, regexText(rule, LABEL_VALUE, 'MyValue', 'my_value', '12345')];
}

/** Keys of ConfigMaps and Secrets. */
export function configKeyFaults(text: string): readonly string[] {
  const rule = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
  const out = byteLength(text) > 253 ? [tooLongText(253)] : [];
  if (!matches(CONFIG_KEY, text)) out.push(regexText(rule, CONFIG_KEY, 'key.name', 'KEY_NAME', 'key-name'));
  if (text === '.') out.push("must not be '.'");
  else if (text === '..') out.push("must not be '..'");
  else if (text.startsWith('..')) out.push("must not start with '..'");
  return out;
}

export function portNameFaults(text: string): readonly string[] {
  const out: string[] = [];
  if (text.length > 15) out.push(tooLongText(15));
  if (!/^[-a-z0-9]+$/.test(text)) out.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(text)) out.push('must contain at least one letter (a-z)');
  if (text.includes('--')) out.push('must not contain consecutive hyphens');
  if (text.startsWith('-') || text.endsWith('-')) out.push('must not begin or end with a hyphen');
  return out;
}

export function portNumberFaults(port: number): readonly string[] {
  return port >= 1 && port <= 65535 ? [] : ['must be between 1 and 65535, inclusive'];
}
