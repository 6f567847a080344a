import { formatPointee, isPrintable, sprint, sprintf, sprintln } from '../gofmt/index.ts';
import { GoError, fn, goInt, toBytes, type GoFunction, type Param } from '../govalue/index.ts';
import { isEqual, isLess } from './comparison.ts';
import { index, length, slice } from './indexing.ts';
import { isTrue } from './truth.ts';

const and = fn('value', '...value')(() => { throw new GoError('unreachable'); });

/** The parameter type of `and`, `or` and `call`, whose evaluation is the engine's own. */
export const LOGIC: Param = and.params[0]!;

/** The functions that every template has, whatever its caller gives it. Follows Go 1.26 text/template/funcs.go. */
export const BUILTINS: ReadonlyMap<string, GoFunction> = new Map<string, GoFunction>([
  ['and', and],
  ['call', and],
  ['eq', fn('value', '...value')((first, ...others) => isEqual(first, others))],
  ['ge', fn('value', 'value')((a, b) => !isLess(a, b))],
  ['gt', fn('value', 'value')((a, b) => !isLess(a, b) && !isEqual(a, [b]))],
  ['html', fn('...any')((...args) => escapeHtml(textOf(args)))],
  ['index', fn('value', '...value')((item, ...indexes) => index(item, indexes))],
  ['js', fn('...any')((...args) => escapeJs(textOf(args)))],
  ['le', fn('value', 'value')((a, b) => isLess(a, b) || isEqual(a, [b]))],
  ['len', fn('value')((item) => goInt(length(item)))],
  ['lt', fn('value', 'value')((a, b) => isLess(a, b))],
  ['ne', fn('value', 'value')((a, b) => !isEqual(a, [b]))],
  ['not', fn('value')((value) => !isTrue(value))],
  ['or', and],
  ['print', fn('...any')((...args) => sprint(args))],
  ['printf', fn('string', '...any')((format, ...args) => sprintf(format, args))],
  ['println', fn('...any')((...args) => sprintln(args))],
  ['slice', fn('value', '...value')((item, ...indexes) => slice(item, indexes))],
  ['urlquery', fn('...any')((...args) => escapeQuery(textOf(args)))],
]);

/** The text of the arguments of an escaping function: one string as it is, else as `print` would show them. */
function textOf(args: readonly unknown[]): string {
  const [only] = args;
  if (args.length === 1 && typeof only === 'string') return only;
  return sprint(args.map((arg) => arg ?? '<no value>'), formatPointee);
}

const HTML_ESCAPES: Readonly<Record<string, string>> = { '\0': '\ufffd', '"': '&#34;', "'": '&#39;', '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escapeHtml(text: string): string {
  return text.replace(/[\0"'&<>]/g, (char) => HTML_ESCAPES[char]!);
}

const JS_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\', "'": "\\'", '"': '\\"', '<': '\\u003C', '>': '\\u003E', '&': '\\u0026', '=': '\\u003D',
};

function escapeJs(text: string): string {
  return text.replace(/[\\'"<>&=\u0000-\u001f]|[^\u0000-\u007f]/gu, (char) => {
    const escaped = JS_ESCAPES[char];
    if (escaped !== undefined) return escaped;
    const code = char.codePointAt(0)!;
    // A byte that is no character stays as it is.
    if (code >= 0xd800 && code <= 0xdfff) return char;
    if (code < 0x20) return `\\u00${code.toString(16).toUpperCase().padStart(2, '0')}`;
    return isPrintable(code) ? char : `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
  });
}

/** Go's url.QueryEscape: a plus for a space, and everything but letters, digits and `-_.~` as bytes. */
function escapeQuery(text: string): string {
  let out = '';
  for (const byte of toBytes(text)) {
    const char = String.fromCharCode(byte);
    out += /[A-Za-z0-9\-_.~]/.test(char) ? char : byte === 0x20 ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}
