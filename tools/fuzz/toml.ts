import { formatShortest } from '../../src/lang/gofmt/index.ts';
import { GoInt, GoObject, goTypeOf } from '../../src/lang/govalue/index.ts';
import { parseToml, printToml } from '../../src/lang/toml/index.ts';
import { attempt } from './attempt.ts';
import type { FuzzArea } from './fuzz-area.ts';
import { goValueOf, type GoOperand } from './go-operand.ts';
import type { Random } from './random.ts';
import { tomlText } from './toml-text.ts';

/** A text to read and to print again, or a value to print. */
type TomlCase = { readonly text: string } | { readonly value: GoOperand };

const KEYS = ['a', 'b', 'c', 'k.k', '', 'é', 'key-1', 'x y', 'Z', '10', '9'];
const SCALARS: readonly GoOperand[] = [
  null, null, ['bool', true], ['int', '5'], ['int64', '-9223372036854775808'], ['uint8', '3'], ['uint64', '18446744073709551615'], ['float64', '1'], ['float64', '-0.5'], ['float64', '1e21'], ['float64', '123456789'], ['float64', '+Inf'], ['float64', '-Inf'], ['float64', 'NaN'],
  ['string', 'text'], ['string', 'é "q" \\ \n\t\u0000\u007f\u0085'], ['string', ''], ['binary', '/w=='], ['bytes', 'AQI='], ['bytes', ''], ['duration', '1h2m0s'], ['error', 'boom'], ['strings', ['p', 'q"']], ['strings', []], ['stringMap', { a: '1', 'b.c': '2' }], ['stringMap', {}],
];

/** TOML as Helm's fromToml and toToml read and print it. */
export const toml: FuzzArea<TomlCase> = {
  name: 'toml',
  generate: (random) => (random.oneIn(3) ? { value: random.oneIn(12) ? value(random, 3) : ['map', random.record(KEYS, 0, 4, () => value(random, 3))] } : { text: tomlText(random) }),
  answer: (asked) => {
    if (!('text' in asked)) return { printed: printed(goValueOf(asked.value)) };
    const found = parseToml(asked.text);
    return { read: typed(found), printed: printed(found) };
  },
};

function printed(value: unknown): unknown {
  return attempt(() => printToml(value));
}

function value(random: Random, depth: number): GoOperand {
  if (depth === 0 || random.oneIn(3)) return random.pick(SCALARS);
  if (random.oneIn(3)) return ['list', list(random, depth - 1)];
  return ['map', random.record(KEYS, 0, 4, () => value(random, depth - 1))];
}

/** A list of one kind, most of the time: what matters most is whether all are tables. */
function list(random: Random, depth: number): readonly GoOperand[] {
  if (random.oneIn(3)) return random.list(0, 3, () => value(random, depth));
  const table = (): GoOperand => ['map', random.record(KEYS, 0, 3, () => value(random, depth))];
  return random.list(1, 3, random.oneIn(2) ? table : () => random.pick(SCALARS.filter((item) => item !== null)));
}

/** Keeps integers, times and lists of tables apart from floats, texts and lists, as the oracle does. */
function typed(found: unknown): unknown {
  if (found instanceof GoInt) return { [found.kind]: String(found.value) };
  if (typeof found === 'number') return { float64: Object.is(found, -0) ? '-0' : floatText(found) };
  if (Array.isArray(found)) return goTypeOf(found) === '[]map[string]interface {}' ? { tables: found.map(typed) } : found.map(typed);
  if (typeof found !== 'object' || found === null) return found;
  if (found instanceof GoObject) return { time: found.text() };
  return Object.fromEntries(Object.entries(found).map(([key, item]) => [key, typed(item)]));
}

function floatText(value: number): string {
  return Number.isFinite(value) ? formatShortest(value) : String(value).replace('Infinity', value > 0 ? '+Inf' : 'Inf');
}
