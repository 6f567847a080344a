import { EddyError } from '../diagnostics/index.ts';
import { decodeJson } from '../lang/gojson/index.ts';
import { gapBudget, parseSet, parseSetFile, parseSetJson, parseSetLiteral, parseSetString, type GapBudget, type ReadValueFile } from '../lang/strvals/index.ts';
import { isDict, newDict, type Dict } from '../std/dict.ts';
import { mergeMaps } from './tables.ts';
import { readValues } from './values-file.ts';

/** The ways in which a user gives values, in the words of Helm's flags; each list in the order of the command line. */
export interface ValueOptions {
  /** `--values`: files that were read, by the path that messages show. */
  readonly files?: readonly { readonly path: string; readonly text: string }[];
  readonly setJson?: readonly string[];
  readonly set?: readonly string[];
  readonly setString?: readonly string[];
  readonly setFile?: readonly string[];
  readonly setLiteral?: readonly string[];
  /** Reads what `--set-file` names. */
  readonly readFile?: ReadValueFile;
}

/**
 * Combines user values: files in their order, then `--set-json`, `--set`, `--set-string`, `--set-file` and `--set-literal`, whatever their order was.
 *
 * Follows Helm 4.2.2 `pkg/cli/values/options.go`.
 *
 * @throws EddyError HelmValuesInvalid for a bad file, StrvalsSyntax for a bad line.
 */
export function mergeValues(options: ValueOptions): Dict {
  const gaps = gapBudget();
  let values = newDict();
  for (const { path, text } of options.files ?? []) values = mergeMaps(values, readFileValues(path, text));
  for (const line of options.setJson ?? []) values = setJson(line, values, gaps);
  const apply = (flag: string, lines: readonly string[] | undefined, parse: (line: string, into: Dict, gaps: GapBudget) => void): void => {
    for (const line of lines ?? []) prefixed(`failed parsing ${flag} data: `, () => {
      parse(line, values, gaps);
    });
  };
  apply('--set', options.set, parseSet);
  apply('--set-string', options.setString, parseSetString);
  apply('--set-file', options.setFile, (line, into) => {
    parseSetFile(line, into, options.readFile ?? noFiles, gaps);
  });
  apply('--set-literal', options.setLiteral, parseSetLiteral);
  return values;
}

function readFileValues(path: string, text: string): Dict {
  try {
    return readValues(text);
  } catch (error) {
    if (!(error instanceof EddyError)) throw error;
    throw new EddyError('HelmValuesInvalid', `failed to parse ${path}: ${error.message}`, {
      at: { line: 1, col: 1, ...error.at, file: path },
      hint: error.hint,
      sourceLine: error.sourceLine,
      cause: error,
    });
  }
}

/** A line that starts with a brace is a whole object, any other one `key=json`. */
function setJson(line: string, values: Dict, gaps: GapBudget): Dict {
  const text = line.trim();
  try {
    if (!text.startsWith('{')) {
      parseSetJson(line, values, gaps);
      return values;
    }
    const object = decodeJson(text);
    return isDict(object) ? mergeMaps(values, object) : values;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new EddyError('StrvalsSyntax', `failed parsing --set-json data${text.startsWith('{') ? ' JSON:' : ''} ${line}`, { hint: error.message, cause: error });
  }
}

function prefixed(prefix: string, step: () => void): void {
  try {
    step();
  } catch (error) {
    throw error instanceof EddyError ? error.with({ message: prefix + error.message, cause: error }) : error;
  }
}

function noFiles(path: string): string {
  throw new Error(`open ${path}: files cannot be read here`);
}
