const NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const SUBDOMAIN = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
const IS_NAME = new RegExp(`^${NAME}$`);
const IS_VALUE = new RegExp(`^(${NAME})?$`);
const IS_SUBDOMAIN = new RegExp(`^${SUBDOMAIN}$`);
const MAX_NAME_BYTES = 63;
const MAX_PREFIX_BYTES = 253;

const ALPHANUMERIC = "consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const NAME_FAULT = `must ${ALPHANUMERIC} (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${NAME}')`;
const VALUE_FAULT = `a valid label must be an empty string or ${ALPHANUMERIC} (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(${NAME})?')`;
const SUBDOMAIN_FAULT = `a DNS-1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${SUBDOMAIN}')`;

/** What is wrong with the key of a label, in Kubernetes' words: a name, with or without `prefix/` in front. */
export function labelKeyFaults(key: string): readonly string[] {
  const parts = key.split('/');
  if (parts.length > 2) return [`a qualified name ${NAME_FAULT} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const name = parts.at(-1)!;
  const prefixFaults = parts.length === 2 ? subdomainFaults(parts[0]!) : [];
  return [
    ...prefixFaults.map((fault) => `prefix part ${fault}`),
    ...(name === '' ? ['name part must be non-empty'] : tooLong(name, MAX_NAME_BYTES).map((fault) => `name part ${fault}`)),
    ...(IS_NAME.test(name) ? [] : [`name part ${NAME_FAULT}`]),
  ];
}

/** What is wrong with the value of a label, in Kubernetes' words. */
export function labelValueFaults(value: string): readonly string[] {
  return [...tooLong(value, MAX_NAME_BYTES), ...(IS_VALUE.test(value) ? [] : [VALUE_FAULT])];
}

function subdomainFaults(text: string): readonly string[] {
  if (text === '') return ['must be non-empty'];
  return [...tooLong(text, MAX_PREFIX_BYTES), ...(IS_SUBDOMAIN.test(text) ? [] : [SUBDOMAIN_FAULT])];
}

function tooLong(text: string, limit: number): readonly string[] {
  return new TextEncoder().encode(text).length > limit ? [`must be no more than ${limit} characters`] : [];
}
