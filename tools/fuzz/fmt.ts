import { sprintf } from '../../src/lang/gofmt/index.ts';
import type { FuzzArea } from './fuzz-area.ts';
import { goValueOf, type GoOperand } from './go-operand.ts';
import type { Random } from './random.ts';

interface FmtCase {
  readonly format: string;
  readonly args: readonly GoOperand[];
}

/** How deep lists and maps lie in each other. */
const DEPTH = 2;
const INTS = ['0', '3', '-3', '5', '10', '-42', '65', '1000000', '-9223372036854775808', '55296', '128512', '1114112'];
const FLOATS = ['0', '-0', '1', '1.5', '-2.25', '2.5', '0.1', '1e6', '123456', '1e21', '1e20', '1e-5', '0.0001', '123456.789', '1.7976931348623157e308', '5e-324', '9.995', '0.000123456', '99999.5', 'NaN', 'Inf', '-Inf', '9007199254740993', '0.3333333333333333'];
const STRINGS = ['', 'abc', 'a"b\\c\n\t`', 'héllo wörld', '😀\u200b\u0001 ', "it's", '\u007f\u0085\u00ad\ufeff\u2028\u{e0001}'];

const VERBS = ['v', 'v', 'v', 's', 's', 's', 'd', 'd', 'q', 'q', 'x', 'x', 'X', 'g', 'G', 'f', 'F', 'e', 'E', 't', 'T', 'c', 'U', 'o', 'b', 'O', 'z', 'é', '!', ''];

/** `fmt.Sprintf`: verbs, flags, widths and argument indexes, sound and unsound, over values of many types. */
export const fmt: FuzzArea<FmtCase> = {
  name: 'fmt',
  generate: (random) => {
    const args: GoOperand[] = [];
    const format = random.list(1, 3, () => directive(random, args)).join('');
    if (random.oneIn(10)) args.push(operand(random, DEPTH));
    return { format, args };
  },
  answer: ({ format, args }) => sprintf(format, args.map(goValueOf)),
};

/** One directive, with the text before it; its operands are added to `args`. */
function directive(random: Random, args: GoOperand[]): string {
  let text = random.pick(['', '', ' ', 'x', 'é', '%%']) + '%' + random.text(0, 2, ['#', '0', '+', '-', ' ']);
  if (random.oneIn(12)) text += random.pick(['[1]', '[2]', '[3]', '[0]', '[x]', '[', '[1', '[]', '[9]']);
  text += random.choose(
    () => random.pick(['', '', '1', '5', '12', '20', '03']),
    () => star(random, '*', args),
    () => '',
  );
  text += random.choose(
    () => random.pick(['.0', '.1', '.2', '.3', '.7', '.12', '.', '.20']),
    () => star(random, random.pick(['.*', '.[1]*', '.[2]*']), args),
    () => '',
    () => '',
  );
  if (random.oneIn(20)) text += random.pick(['[1]', '[2]', '[3]', '[']);
  text += random.pick(VERBS);
  if (!random.oneIn(15)) args.push(operand(random, DEPTH));
  return text;
}

function star(random: Random, text: string, args: GoOperand[]): string {
  if (!random.oneIn(4)) args.push(random.pick<GoOperand>([['int', '5'], ['int', '10'], ['int', '-3'], ['int', '0'], ['string', 's']]));
  return text;
}

function operand(random: Random, depth: number): GoOperand {
  if (depth > 0 && random.oneIn(5)) {
    return random.choose<GoOperand>(
      () => ['list', random.list(0, 4, () => operand(random, depth - 1))],
      () => ['map', random.record(['b', 'a', 'c', 'é'], 0, 3, () => operand(random, depth - 1))],
      () => ['strings', random.list(0, 3, () => random.pick(STRINGS))],
      () => ['stringMap', random.record(['k', 'a', 'z'], 0, 3, () => random.pick(STRINGS))],
    );
  }
  return random.choose<GoOperand>(
    () => ['int', random.pick(INTS)],
    () => ['int', random.pick(INTS)],
    () => ['float64', random.pick(FLOATS)],
    () => ['float64', random.pick(FLOATS)],
    () => ['float64', String((random.below(2_000_001) - 1_000_000) / 10 ** random.below(9))],
    () => ['string', random.pick(STRINGS)],
    () => ['string', random.pick(STRINGS)],
    () => random.pick<GoOperand>([null, ['bool', true], ['bool', false], ['binary', 'Yf9i'], ['bytes', 'aGkA'], ['bytes', ''], ['uint8', '200'], ['uint64', '18446744073709551615'], ['int32', '233'], ['int64', '9'], ['duration', '1m30s']]),
    // Below another value an error is a pointer, and prints as its address.
    () => (depth === DEPTH ? ['error', 'boom'] : null),
  );
}
