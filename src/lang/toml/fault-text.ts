/** What the reading library says of a fault: its message, and the place counted from 1. */
export interface TomlFault {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Words a fault as github.com/BurntSushi/toml v1.6.0 does, since templates show it: `toml: line 1 (last key "a"): unexpected EOF; expected value`.
 *
 * The faults that people make are covered; the rest keeps the library's words.
 */
export function faultText(text: string, fault: TomlFault): string {
  const before = text.split('\n').slice(0, fault.line - 1);
  const offset = before.reduce((sum, line) => sum + line.length + 1, 0) + fault.column - 1;
  const line = text.split('\n')[fault.line - 1] ?? '';
  const summary = fault.message.split('\n', 1)[0]!.replace(/^Invalid TOML document: /, '');
  const key = /^\s*([^=[\]{]+?)\s*=/.exec(line)?.[1];
  const place = (withKey: boolean): string => `toml: line ${fault.line}${withKey && key !== undefined ? ` (last key "${tableName(before)}${key}")` : ''}: `;
  const { words, inValue } = wordsFor(summary, text.slice(offset), line);
  return place(inValue) + words;
}

/** The table that lines lead into, with a dot behind it. */
function tableName(lines: readonly string[]): string {
  const header = lines.findLast((line) => /^\s*\[/.test(line));
  const name = header === undefined ? undefined : /^\s*\[\[?\s*([^\]]+?)\s*\]/.exec(header)?.[1];
  return name === undefined ? '' : `${name}.`;
}

interface Words {
  readonly words: string;
  /** Whether a key was read before. */
  readonly inValue: boolean;
}

function wordsFor(summary: string, rest: string, line: string): Words {
  const inValue = (words: string): Words => ({ words, inValue: true });
  const outside = (words: string): Words => ({ words, inValue: false });
  const next = rest.trimStart()[0];
  const value = line.slice(line.indexOf('=') + 1).trim();
  switch (summary) {
    case 'invalid value':
      return inValue(missingValue(rest));
    case 'unfinished string':
      return inValue(value.startsWith("'") ? `unexpected EOF; expected "'"` : `unexpected EOF; expected '"'`);
    case 'expected comma or end of structure':
      return inValue(`expected a comma (',') or array terminator (']'), but got ${next === undefined ? 'end of file' : `'${next}'`}`);
    case 'invalid date':
      return inValue(`invalid datetime: "${value}"`);
    case 'illegal leading zero':
      return inValue(`Invalid integer "${value}": cannot have leading zeroes`);
    case 'unfinished numeric value':
      return inValue(`Invalid integer "${value}": underscores must be surrounded by digits`);
    case 'unrecognised escape sequence':
      return inValue(`invalid escape in string '\\${rest.replace(/^\\/, '').slice(0, 1)}'`);
    case 'incomplete key-value: cannot find end of key':
      return outside(/^\s*\[/.test(line) ? `expected '.' or ']' to end table name, but got '\\x00' instead` : `unexpected EOF; expected key separator '='`);
    case 'unexpected end of key':
      return outside(`unexpected '=': key name appears blank`);
    case 'illegal character in key':
      return outside(`expected '.' or '=', but got '${rest.slice(0, 1)}' instead`);
    case 'each key-value declaration must be followed by an end-of-line':
      return outside(`expected a top-level item to end with a newline, comment, or EOF, but got '${rest.slice(0, 1)}' instead`);
    case 'trying to redefine an already defined table or value':
      return redefined(line);
    default:
      return outside(summary);
  }
}

function missingValue(rest: string): string {
  const found = rest.replace(/^[ \t]+/, '');
  if (found === '') return 'unexpected EOF; expected value';
  if (found.startsWith('\n')) return `expected value but found '\\n' instead`;
  const word = /^[A-Za-z]+/.exec(found)?.[0];
  return word === undefined ? `expected value but found '${found.slice(0, 1)}' instead` : `expected value but found "${word}" instead`;
}

function redefined(line: string): Words {
  const table = /^\s*\[\[?\s*([^\]]+?)\s*\]/.exec(line)?.[1];
  const key = table ?? line.slice(0, line.indexOf('=')).trim();
  return { words: `Key '${key}' has already been defined.`, inValue: table === undefined };
}
