import { isDict, newDict, type Dict } from '../std/dict.ts';
import { builtInKind } from './kinds.ts';
import { fieldsOf, type GoType } from './type-table.ts';

/** Which object was refused. */
export interface RefusedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** What an API server answers to an object that it does not take. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  /** The HTTP status. */
  readonly code: number;
  /** The reason of the status; undefined where the server gives none. */
  readonly reason: string | undefined;

  readonly object: RefusedObject;

  constructor(code: number, reason: string | undefined, message: string, object: RefusedObject) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.object = object;
  }
}

const CONFIG_KEY = /^[-._a-zA-Z0-9]+$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const MAX_LABEL_BYTES = 63;

/**
 * The refusal that a server-side apply of an object would meet, as far as it follows from the type of a built-in kind, its labels,
 * and the names and keys of ConfigMaps and Secrets. Undefined for an object that passes, and for custom resources.
 *
 * Follows structured-merge-diff v6 typed/validate.go for types, k8s.io/apimachinery v0.36 for names and labels.
 */
export function refusalOf(object: Readonly<Record<string, unknown>>): ApiRefusal | undefined {
  const apiVersion = String(object['apiVersion']);
  const kind = String(object['kind']);
  const known = builtInKind(apiVersion, kind);
  if (known?.typeNumber === undefined) return undefined;
  const metadata = isDict(object['metadata']) ? object['metadata'] : newDict();
  const namespace = typeof metadata['namespace'] === 'string' ? metadata['namespace'] : undefined;
  const refused: RefusedObject = { apiVersion, kind, namespace, name: String(metadata['name']) };
  const mismatches: string[] = [];
  checkStruct(known.typeNumber, object, '', mismatches);
  if (mismatches.length > 0) {
    const groupVersion = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`;
    const id = `${namespace ?? ''}/${refused.name}; ${groupVersion}, Kind=${kind}`;
    const text = mismatches.length === 1 ? mismatches[0]! : `errors:\n${mismatches.map((line) => `  ${line}`).join('\n')}`;
    return new ApiRefusal(500, undefined, `failed to create typed patch object (${id}): ${text}`, refused);
  }
  const faults = [...nameFaults(kind, metadata), ...labelFaults(metadata), ...keyFaults(kind, object)];
  if (faults.length === 0) return undefined;
  const group = apiVersion.includes('/') ? `.${apiVersion.slice(0, apiVersion.indexOf('/'))}` : '';
  const text = faults.length === 1 ? faults[0]! : `[${faults.join(', ')}]`;
  return new ApiRefusal(422, 'Invalid', `${kind}${group} ${JSON.stringify(refused.name)} is invalid: ${text}`, refused);
}

function checkStruct(typeNumber: number, value: Readonly<Record<string, unknown>>, path: string, out: string[]): void {
  const fields = new Map(fieldsOf(typeNumber).map((field) => [field.name, field.type]));
  for (const key of Object.keys(value).sort()) {
    const type = fields.get(key);
    if (type === undefined) out.push(`${path}.${key}: field not declared in schema`);
    else checkValue(type, value[key], `${path}.${key}`, out);
  }
}

function checkValue(type: GoType, value: unknown, path: string, out: string[]): void {
  if (value === null || value === undefined) return;
  switch (type.kind) {
    case 'struct':
      if (isDict(value)) checkStruct(type.number, value, path, out);
      else out.push(`${path}: expected map, got &{${plainText(value)}}`);
      return;
    case 'map':
      if (!isDict(value)) out.push(`${path}: expected map, got &{${plainText(value)}}`);
      else for (const key of Object.keys(value).sort()) checkValue(type.element, value[key], `${path}.${key}`, out);
      return;
    case 'list':
      if (!Array.isArray(value)) out.push(`${path}: expected list, got &{${plainText(value)}}`);
      else for (const [i, item] of value.entries()) checkValue(type.element, item, `${path}[${String(i)}]`, out);
      return;
    case 'scalar':
      checkScalar(type.scalar, value, path, out);
  }
}

function checkScalar(scalar: string, value: unknown, path: string, out: string[]): void {
  switch (scalar) {
    case 's':
    case 'y':
      if (typeof value !== 'string') out.push(`${path}: expected string, got &value.valueUnstructured{Value:${goLiteral(value)}}`);
      return;
    case 'b':
      if (typeof value !== 'boolean') out.push(`${path}: expected boolean, got &{${plainText(value)}}`);
      return;
    case 'i':
    case 'l':
    case 'n':
      if (typeof value !== 'number') out.push(`${path}: expected numeric (int or float), got ${goTypeName(value)}`);
      return;
    default:
  }
}

function nameFaults(kind: string, { name }: Dict): string[] {
  if ((kind !== 'ConfigMap' && kind !== 'Secret') || typeof name !== 'string' || SUBDOMAIN.test(name)) return [];
  const rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character " +
    `(e.g. 'example.com', regex used for validation is '${SUBDOMAIN.source.slice(1, -1)}')`;
  return [`metadata.name: Invalid value: ${JSON.stringify(name)}: ${rule}`];
}

function labelFaults({ labels }: Dict): string[] {
  const values = isDict(labels) ? Object.keys(labels).sort().map((key) => labels[key]) : [];
  return values.flatMap((value) => {
    if (typeof value !== 'string') return [];
    const shown = `metadata.labels: Invalid value: ${JSON.stringify(value)}`;
    const rule =
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
      `(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '${LABEL_VALUE.source.slice(1, -1)}')`;
    const tooLong = value.length > MAX_LABEL_BYTES ? [`${shown}: must be no more than ${String(MAX_LABEL_BYTES)} bytes`] : [];
    return LABEL_VALUE.test(value) ? tooLong : [...tooLong, `${shown}: ${rule}`];
  });
}

function keyFaults(kind: string, object: Readonly<Record<string, unknown>>): string[] {
  if (kind !== 'ConfigMap' && kind !== 'Secret') return [];
  const data = isDict(object['data']) ? object['data'] : newDict();
  const rule =
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' " +
    "(e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
  return Object.keys(data)
    .sort()
    .filter((key) => !CONFIG_KEY.test(key))
    .map((key) => `data[${key}]: Invalid value: ${JSON.stringify(key)}: ${rule}`);
}

/** A value as Go's `%#v` prints it. */
function goLiteral(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goLiteral).join(', ')}}`;
  if (!isDict(value)) return JSON.stringify(value);
  const entries = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${goLiteral(value[key])}`);
  return `map[string]interface {}{${entries.join(', ')}}`;
}

/** A value as Go's `%v` prints it. */
function plainText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(plainText).join(' ')}]`;
  if (isDict(value)) return `map[${Object.keys(value).sort().map((key) => `${key}:${plainText(value[key])}`).join(' ')}]`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function goTypeName(value: unknown): string {
  if (typeof value === 'boolean') return 'bool';
  if (Array.isArray(value)) return '[]interface {}';
  return isDict(value) ? 'map[string]interface {}' : typeof value;
}
