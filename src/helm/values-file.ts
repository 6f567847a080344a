import { EddyError } from '../diagnostics/index.ts';
import { jsonKind } from '../lang/gojson/index.ts';
import { isDict, newDict, type Dict } from '../std/dict.ts';
import { mergeMaps } from './tables.ts';
import { readYaml } from './yaml-text.ts';

/**
 * Reads a values file: one or more YAML documents, merged in their order.
 *
 * Follows Helm 4.2.2 `loader.LoadValues`. Documents are split at lines that start with `---`, before any YAML is read.
 *
 * @throws EddyError HelmValuesInvalid when a document is no YAML or no mapping.
 */
export function readValues(text: string): Dict {
  let values = newDict();
  for (const document of splitDocuments(text)) values = mergeMaps(values, readDocument(document));
  return values;
}

interface Document {
  readonly text: string;
  /** The line of the file that it starts at, counted from 1. */
  readonly line: number;
}

function readDocument(document: Document): Dict {
  let value: unknown;
  try {
    value = readYaml(document.text);
  } catch (error) {
    if (!(error instanceof EddyError)) throw error;
    const at = error.at === undefined ? undefined : { ...error.at, line: error.at.line + document.line - 1 };
    throw new EddyError('HelmValuesInvalid', `cannot unmarshal yaml document: ${error.message}`, { at, hint: error.hint, sourceLine: error.sourceLine, cause: error });
  }
  if (value == null) return newDict();
  if (isDict(value)) return value;
  const message = `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonKind(value)} into Go value of type map[string]interface {}`;
  throw new EddyError('HelmValuesInvalid', `cannot unmarshal yaml document: ${message}`, { hint: 'values have to be a mapping' });
}

/** Follows k8s.io/apimachinery 0.36 `yaml.YAMLReader`. */
function splitDocuments(text: string): Document[] {
  const documents: Document[] = [];
  let lines: string[] = [];
  let start = 1;
  const finish = (): void => {
    if (lines.length > 0) documents.push({ text: `${lines.join('\n')}\n`, line: start });
  };
  if (text === '') return [];
  if (!/^---/m.test(text) && !text.includes('\r')) return [{ text: text.endsWith('\n') ? text : `${text}\n`, line: 1 }];
  const all = text.split('\n');
  if (all.at(-1) === '') all.pop();
  for (const [index, raw] of all.entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line.startsWith('---')) {
      const rest = line.slice(3).trim();
      if (rest !== '' && !rest.startsWith('#')) {
        throw new EddyError('HelmValuesInvalid', `error reading yaml document: invalid Yaml document separator: ${rest}`);
      }
      if (lines.length > 0) {
        finish();
        lines = [];
        start = index + 2;
        continue;
      }
    }
    lines.push(line);
  }
  finish();
  return documents;
}
