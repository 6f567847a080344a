import { decodeJson } from '../../src/lang/gojson/index.ts';
import { GoInt } from '../../src/lang/govalue/index.ts';
import { parseSet, parseSetJson, parseSetLiteral, parseSetString } from '../../src/lang/strvals/index.ts';
import type { Dict } from '../../src/std/dict.ts';
import type { FuzzArea } from './fuzz-area.ts';
import type { Random } from './random.ts';

const PARSERS = { set: parseSet, 'set-string': parseSetString, 'set-json': parseSetJson, 'set-literal': parseSetLiteral } as const;
const FLAGS = ['set', 'set', 'set-string', 'set-json', 'set-literal'] as const;

interface StrvalsCase {
  readonly flag: keyof typeof PARSERS;
  readonly lines: readonly string[];
  readonly base: unknown;
}

const BASES = [{}, {}, { a: { b: 1, c: [1, 2, { d: 'e' }] }, l: ['x'], n: null, s: 'str' }, { a: [[1], { b: null }], 'x.y': true }];
const KEYS = ['a', 'a', 'b', 'c', 'l', 'n', 's', 'x\\.y', 'a b', '', 'é', '1', 'a\\,b', 'a\\=b', 'null', '\\', 'd', 'e', 'f', 'g', 'h', 'new'];
const INDEXES = ['[0]', '[1]', '[2]', '[3]', '[01]'];
const ODD_INDEXES = ['[-1]', '[]', '[x]', '[', '[ 1]', '[70000]', '[0x1]'];
const JSON_VALUES = ['1', '"q"', '[1,2]', '{"a":1}', '{"a":[1,{"b":null}]}', 'null', 'true', '1.0', '-1e3', '"a,b"', ' 1', '1 ', '[1', '"\\u00e9"', '{}', '12345678901234567890'];
const VALUES = ['1', '0', '00', '-1', '1.5', 'true', 'false', 'null', '', 'text', 'a b', 'a\\,b', '{a,b}', '{1,null,true}', '{}', '{a', '{a,}', '{{a}}', 'a=b', '1e3', '12345678901234567890', '9223372036854775807', '0x1f', '"q"', '[1,2]', '{"a":1}', '{"a":[1,{"b":null}]}', '[1', 'é', 'a\\b', ' x', 'x ', '\n', '"a,b"', '1.0', 'True', 'nan'];

const SOUND_BASE = { t: { u: { s: 'str', l: [1, null, 'x'] }, s: 1, tl: [{ s: 'e', t: { n: true } }] }, l: ['x'], ll: [[1], [2, 3]], s: null, n: 2.5, 'x.y': { v: false } };
const SOUND_JSON = JSON_VALUES.filter((value) => !['[1', 'a,b'].includes(value));
const SOUND_VALUES = VALUES.filter((value) => !['{a', '{a,}', '{{a}}'].includes(value));

/** Assignments of `--set` and its relatives: nested keys, lists, escapes and broken lines, onto values that are there already. */
export const strvals: FuzzArea<StrvalsCase> = {
  name: 'strvals',
  generate: (random) => {
    const flag = random.pick(FLAGS);
    if (!random.oneIn(4)) return { flag, lines: random.list(1, 3, () => soundLine(random, flag)), base: random.oneIn(3) ? SOUND_BASE : {} };
    const choices = flag === 'set-json' && !random.oneIn(5) ? JSON_VALUES : VALUES;
    return { flag, lines: random.list(1, 2, () => line(random, choices)), base: random.pick(BASES) };
  },
  answer: ({ flag, lines, base }) => {
    const values = decodeJson(JSON.stringify(base)) as Dict;
    for (const line of lines) PARSERS[flag](line, values);
    return tagged(values);
  },
};

/** Assignments that agree on what is a table, a list and a leaf. */
function soundLine(random: Random, flag: StrvalsCase['flag']): string {
  const values = flag === 'set-json' ? SOUND_JSON : SOUND_VALUES;
  // A literal goes on to the end of its line.
  return random.list(1, flag === 'set-literal' ? 1 : 3, () => `${soundPath(random)}=${random.pick(values)}`).join(',');
}

function soundPath(random: Random): string {
  const steps = random.list(0, 2, () => (random.oneIn(3) ? `${random.pick(['tl', 'ul'])}${random.pick(INDEXES)}` : random.pick(['t', 'u', 'x\\.y', 'a b', 'é', '1'])));
  const leaf = random.oneIn(3) ? `l${random.pick(INDEXES)}` : random.oneIn(5) ? `ll${random.pick(INDEXES)}${random.pick(INDEXES)}` : random.pick(['s', 'n', 'leaf', 'a\\,b', 'null', 'v']);
  return [...steps, leaf].join('.');
}

function line(random: Random, choices: readonly string[]): string {
  return random.list(1, 3, () => assignment(random, choices)).join(random.oneIn(10) ? random.pick([', ', ',,', ';']) : ',');
}

function assignment(random: Random, choices: readonly string[]): string {
  const path = random.list(1, 3, () => random.pick(KEYS) + (random.oneIn(3) ? random.text(1, 2, random.oneIn(8) ? ODD_INDEXES : INDEXES) : '')).join(random.oneIn(15) ? '..' : '.');
  return path + (random.oneIn(15) ? random.pick(['', '==', ' = ', ':']) : '=') + random.pick(choices);
}

/** Keeps integers apart from floats, as the oracle does. */
function tagged(value: unknown): unknown {
  if (value instanceof GoInt) return { [value.kind]: String(value.value) };
  if (Array.isArray(value)) return value.map(tagged);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, tagged(item)]));
}
