import { expandVariables } from '../../src/lang/envsubst/index.ts';
import type { FuzzArea } from './fuzz-area.ts';
import type { Random } from './random.ts';

interface EnvsubstCase {
  readonly text: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly strict: boolean;
}

const VARIABLES = { A: 'alpha', B: 'bravo charlie', D: '$A', E: '', G: 'a*b?c', M: 'a.b.c.b', N: '42', P: '/usr/local/bin/bash', U: 'héllo wörld', L: 'one\ntwo\n', X: '${A}' };
const NAMES = [...Object.keys(VARIABLES), ...Object.keys(VARIABLES), 'MISSING', 'A', 'P', 'M', '_x', 'a1', '1', 'A-B', 'A.B', '', ' A', 'é'];
const OPERATORS = ['', '', '', ':-', '-', '=', ':=', ':+', '+', '?', ':?', ':', '#', '##', '%', '%%', '/', '//', '/#', '/%', '^', '^^', ',', ',,', '@', '!', '.'];
const PIECES = ['a', 'b', '*', '?', '/', '.', '$', '{', '}', ' ', ':', '-', '=', '1', '2', '-1', '9', '[a-b]', '\\', '/x', '\\/', 'é', '"', "'", '#', '%', '\n', 'l', 'usr', '$A', '${B}', '${MISSING:-x}', '$$'];

const PLAIN_PIECES = ['a', 'b', '*', '?', '/', '.', ' ', '1', '2', 'l', 'usr', 'é', '-', '[a-b]'];

const SET_NAMES = [...Object.keys(VARIABLES), ...Object.keys(VARIABLES), 'MISSING', '_x'];
const SOUND_PIECES = ['a', 'b ', '/', '.', '"', "'", '=', 'é', '日本', '\n', 'key: ', '#', '%', '*', '-', '$$', 'x y'];
const PATTERN_PIECES = ['a', 'b', '*', '?', '.', 'o', 'usr', 'l', '/b', '[a-c]', 'é', 'br*', ' ', '\\.'];
const SIZES = ['0', '1', '2', '3', '9', '1', '2', '-1', '100', ' 1'];

/** Flux's substitution: every operator, sound and broken, over set, empty and missing variables. */
export const envsubst: FuzzArea<EnvsubstCase> = {
  name: 'envsubst',
  generate: (random) => {
    const isSound = !random.oneIn(5);
    return { text: random.list(1, 3, () => (isSound ? sound(random, 2) : piece(random))).join(''), variables: VARIABLES, strict: random.oneIn(isSound ? 10 : 3) };
  },
  answer: ({ text, variables, strict }) => expandVariables(text, { strict, lookup: (name) => new Map(Object.entries(variables)).get(name) }),
};

/** Text, and substitutions that are whole. */
function sound(random: Random, depth: number): string {
  if (depth === 0 || random.oneIn(4)) return random.text(0, 3, SOUND_PIECES);
  if (random.oneIn(12)) return random.pick(['$$', '$A', '$MISSING', '$${A}', '$', 'a$ b']);
  const name = random.pick(SET_NAMES);
  const inner = (): string => random.list(0, 2, () => sound(random, depth - 1)).join('');
  const pattern = (): string => random.text(0, 2, PATTERN_PIECES);
  return random.choose(
    () => `\${${name}}`,
    () => `\${${name}${random.pick([':-', '-', ':=', '=', ':-', ':+', '+'])}${inner()}}`,
    () => `\${${name}${random.pick(['#', '##', '%', '%%'])}${pattern()}}`,
    () => `\${${name}${random.pick(['/', '//', '/#', '/%'])}${pattern()}/${random.oneIn(3) ? inner() : random.text(0, 2, ['x', 'yy', ' ', 'é'])}}`,
    () => `\${${name}:${random.pick(SIZES)}${random.oneIn(2) ? `:${random.pick(SIZES)}` : ''}}`,
    () => `\${${name}${random.pick(['^', '^^', ',', ',,'])}}`,
    () => `\${#${name}}`,
  );
}

function piece(random: Random): string {
  if (random.oneIn(4)) return random.text(0, 4, PIECES);
  return `${random.pick(['$', '$', '$', '$', '$$'])}{${random.pick(NAMES)}${random.pick(OPERATORS)}${random.text(0, 3, random.oneIn(3) ? PIECES : PLAIN_PIECES)}${random.oneIn(12) ? '' : '}'}`;
}
