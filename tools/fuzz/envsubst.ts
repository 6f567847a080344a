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

/** Flux's substitution: every operator, sound and broken, over set, empty and missing variables. */
export const envsubst: FuzzArea<EnvsubstCase> = {
  name: 'envsubst',
  generate: (random) => ({ text: random.list(1, 3, () => piece(random)).join(''), variables: VARIABLES, strict: random.oneIn(3) }),
  answer: ({ text, variables, strict }) => expandVariables(text, { strict, lookup: (name) => new Map(Object.entries(variables)).get(name) }),
};

function piece(random: Random): string {
  if (random.oneIn(4)) return random.text(0, 4, PIECES);
  return `${random.pick(['$', '$', '$', '$', '$$'])}{${random.pick(NAMES)}${random.pick(OPERATORS)}${random.text(0, 3, random.oneIn(3) ? PIECES : PLAIN_PIECES)}${random.oneIn(12) ? '' : '}'}`;
}
