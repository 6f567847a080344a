import { decodeJson, decodeJsonPrefix } from '../../src/lang/gojson/index.ts';
import { GoError } from '../../src/lang/govalue/index.ts';
import type { FuzzArea } from './fuzz-area.ts';
import type { Random } from './random.ts';

interface JsonCase {
  readonly text: string;
}

const NUMBERS = ['0', '-0', '1', '-1', '1.5', '1e3', '1E+2', '-2.5e-3', '0.0', '12345678901234567890', '1e308', '5e-324', '1e400', '01', '+1', '.5', '1.', '1e', '-', '0x1', 'NaN', 'Infinity', '1e-400', '-1e999'];
const STRINGS = ['""', '"a"', '"é😀"', '"\\n\\t\\"\\\\\\/"', '"\\u0041"', '"\\ud83d\\ude00"', '"\\ud800"', '"\\udc00x"', '"\\u00"', '"\\x"', '"a\nb"', '"\t"', '"unclosed', '"\u007f\u2028"', '"\\u0000"', "'a'", '"\\uD83Dx"', '"\\b\\f\\r"', '"\\u000g"'];
const OTHERS = ['true', 'false', 'null', 'tru', 'True', 'nul', 'nulll', 'undefined', '/*c*/1', '', '[', '{', '}', ']', ',', ':'];
const SPACES = ['', '', '', ' ', '\n', '\t', '\r\n', '\u00a0', '\ufeff'];
const TAILS = ['', '', '', '', ' ', '\n', ' 1', '}', ' {"a":1}', ',', 'x', '\u0000'];

/** JSON as Go's encoding/json reads it, with its faults. */
export const json: FuzzArea<JsonCase> = {
  name: 'json',
  generate: (random) => {
    const text = value(random, 3) + random.pick(TAILS);
    return { text: random.oneIn(4) ? damaged(random, text) : text };
  },
  answer: ({ text }) => ({ whole: either(() => decodeJson(text)), first: either(() => decodeJsonPrefix(text, 0).value) }),
};

function value(random: Random, depth: number): string {
  const space = random.pick(random.oneIn(20) ? SPACES : SPACES.slice(0, 7));
  if (depth > 0 && random.oneIn(2)) {
    const items = random.list(0, 3, () => (random.oneIn(40) ? '' : value(random, depth - 1)));
    if (random.oneIn(2)) return `${space}[${items.join(',')}]`;
    return `${space}{${items.map((item) => `${random.pick(['"a"', '"b"', '"__proto__"', '""', '"a"', random.oneIn(20) ? 'a' : '"c"'])}${space}:${item}`).join(',')}}`;
  }
  const sound = random.oneIn(6) ? 0 : 12;
  return space + random.choose(
    () => random.pick(sound > 0 ? NUMBERS.slice(0, sound) : NUMBERS),
    () => random.pick(sound > 0 ? STRINGS.slice(0, 6) : STRINGS),
    () => random.pick(sound > 0 ? OTHERS.slice(0, 3) : OTHERS),
  );
}

function damaged(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  return random.choose(
    () => text.slice(0, at),
    () => text.slice(0, at) + random.pick([...OTHERS, '"', '\\', '1', '-', '.', 'e', 'é', '\u0001']) + text.slice(at),
    () => text.slice(0, at) + text.slice(at + 1),
  ).replaceAll(/\p{Surrogate}/gu, '');
}

function either(step: () => unknown): unknown {
  try {
    return signed(step());
  } catch (error) {
    if (error instanceof GoError) return { error: error.message };
    throw error;
  }
}

/** Keeps -0 apart from 0, as the oracle does. */
function signed(item: unknown): unknown {
  if (Object.is(item, -0)) return { float64: '-0' };
  if (Array.isArray(item)) return item.map(signed);
  if (typeof item !== 'object' || item === null) return item;
  const found: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, inner] of Object.entries(item)) found[key] = signed(inner);
  return found;
}
