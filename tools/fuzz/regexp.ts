import { compileRegexp, quoteMeta } from '../../src/lang/regexp/index.ts';
import type { FuzzArea } from './fuzz-area.ts';
import type { Random } from './random.ts';

interface RegexpCase {
  readonly pattern: string;
  readonly text: string;
  readonly replacement: string;
  readonly limit: number;
}

const LETTERS = ['a', 'b', 'c', 'A', '1', ' ', '-', '.', '_', 'é', 'ß', '日', '😀', '\n', '\t', 'K', 'ſ', '/', ':'];
const ATOMS = ['.', '\\.', '\\d', '\\D', '\\w', '\\W', '\\s', '\\S', '^', '$', '\\b', '\\B', '\\A', '\\z', '[a-c]', '[^a]', '[[:alpha:]]', '[[:^digit:]-]', '[\\d.-]', '[]a]', '[^\\]b]', '[a\\-z]', '\\pL', '\\p{Greek}', '\\PN', '\\x41', '\\x{e9}', '\\n', '\\t', '\\Qa.b\\E', '\\101', '(?i:k)', '[A-z]', '[[:word:]_]', '[é-ü]', '[^\\x00-\\x7F]'];
const ODD = ['(?=a)', '(?<!a)', '\\1', '(?P<n>', '[b-a]', '[', '(', ')', '*', '+?+', 'a**', 'a{2,1}', 'a{1001}', '\\', '\\Z', '\\C', '(?i', '(?z)', '[[:nope:]]', '\\p{Nope}', '{', '}', 'a{,2}', 'x{2}{3}', '\\x{110000}', '\\8', '(?P<n>a)(?P<n>b)', '(?P=n)', '[a-\\d]', '\ufffd', '\\e', '\\cA', '(?'];
const REPEATS = ['*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{0,}', '{1,3}?', '{0}', '{,3}'];
const GROUPS = ['(', '(', '(?:', '(?P<n>', '(?<m>', '(?i)(', '(?s:', '(?m:', '(?U:', '(?-i:', '(?ims:'];
const REPLACEMENTS = ['', 'x', '$1', '${1}', '$1x', '${1}x', '$0', '$$', '$n', '${n}y', '$', '${', '${}', '$é', '$10', 'a$2b', '[$m]', '\\1', '${1é}'];

/** RE2 patterns, sound and broken, with the methods that templates reach. */
export const regexp: FuzzArea<RegexpCase> = {
  name: 'regexp',
  generate: (random) => ({
    pattern: random.pick(['', '', '', '', '(?i)', '^', '(?m)', '(?s)', '(?U)']) + alternatives(random, 2) + random.pick(['', '', '', '$']),
    text: random.text(0, 10, LETTERS),
    replacement: random.text(1, 2, REPLACEMENTS),
    limit: random.pick([-1, -1, -1, 0, 1, 2, 3]),
  }),
  answer: ({ pattern, text, replacement, limit }) => {
    const compiled = compileRegexp(pattern);
    return {
      match: compiled.matchString(text),
      find: compiled.findString(text),
      all: compiled.findAllString(text, limit) ?? null,
      replace: compiled.replaceAllString(text, replacement),
      literal: compiled.replaceAllLiteralString(text, replacement),
      split: compiled.split(text, limit) ?? null,
      quoted: quoteMeta(text),
    };
  },
};

function alternatives(random: Random, depth: number): string {
  return random.list(1, random.pick([1, 1, 2, 3]), () => random.list(random.oneIn(12) ? 0 : 1, 4, () => piece(random, depth)).join('')).join('|');
}

function piece(random: Random, depth: number): string {
  if (random.oneIn(60)) return random.pick(ODD);
  const atom = random.choose(
    () => random.pick(LETTERS).replace(/[.]/, '\\.'),
    () => random.pick(LETTERS).replace(/[.]/, '\\.'),
    () => random.pick(ATOMS),
    () => (depth > 0 ? `${random.pick(GROUPS)}${alternatives(random, depth - 1)})`.replace(/^\(\?i\)\((.*)\)$/, '(?i)($1)') : random.pick(ATOMS)),
  );
  return atom + (random.oneIn(3) ? random.pick(REPEATS) : '');
}
