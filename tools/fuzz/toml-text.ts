import type { Random } from './random.ts';

const KEYS = ['a', 'b', 'c', 'a', 'b', 'key-1', '"q.k"', "'s k'", '""', '1', '"\\u00e9"', 'true', 'A_b'];
const NUMBERS = ['1', '0', '-7', '+3', '1_000', '0x1F', '0o17', '0b101', '0xdead_beef', '9223372036854775807', '-9223372036854775808', '1.5', '-0.0', '6.02e23', '1e6', '1_0.2_5', 'inf', '+inf', '-inf', 'nan', '+nan', '1e-7', '5e+22', '123456789.125'];
const TIMES = ['1979-05-27T07:32:00Z', '1979-05-27 07:32:00.999999-07:00', '1979-05-27t00:32:00z', '1979-05-27T07:32:00', '1979-05-27', '07:32:00', '00:32:00.5', '1979-05-27T07:32Z', '1979-05-27 07:32', '07:32', '2000-02-29T23:59:59+05:30'];
const TEXTS = ['"a"', '""', '"é 日本 \\"q\\" \\\\ \\n\\t"', '"\\u00E9\\U0001F600\\x41\\e"', "'raw \\n'", "''", '"""\nfirst\nsecond"""', '"""a \\\n   b"""', '"""q " qq "" end"""', "'''\nraw\n'''", "'''it's'''", '"true"', '"#no"', '"""x"""""', "'''x'''''"];
const WRONG = ['01', '-01', '1__0', '1_', '_1', '0x', '0xG', '0b2', '+0x1', '.5', '5.', '1.e2', '1e', '1e5.5', '1.5.5', '99999999999999999999', '1e999', 'tru', 'True', 'yes', 'infx', 'nane', '+', '-x', '+in', '2020-13-01', '2020-1-1', '1979-05-27T', '25:00:00', '07:32:0', '"open', '"a\nb"', "'open", '"\\q"', '"\\u12"', '"\\uD800"', '"\\x4"', '"""open', "'''open", '"""a""""""', "'''a''''''", '"""a\\ b"""', '[', '[1', '[1 2]', '[,]', '[1,,2]', '{', '{a', '{a=', '{a=1', '{,}', '{a=1 b=2}', '{a=1,a=2}', '{a.b=1,a=2}', '', '=', '@', '\u0001', '#c', '"\u0007"', '0001-01-01', '1979-05-27T07:32:00 ', '{a=1,}', '1.0_', '0_1', '1979-00-10', '"\\ "'];
const DAMAGE = ['[', ']', '[[', ']]', '{', '}', '=', '.', ',', '"', "'", '\n', '\r', '\r\n', ' ', '\t', '#', '\\', '"""', "'''", '1', 'a', '-', '_', '+', ':', 'T', '\u0000', 'é', '\u007f', '\ufeff', '[a]\n', 'a=1\n'];

/** A TOML document: tables, lists of tables, dotted keys and every kind of value; once in a while a wrong one, or a piece out of its place. */
export function tomlText(random: Random): string {
  const text = random.list(0, 5, () => line(random)).join('');
  return random.oneIn(4) ? damaged(random, text) : text;
}

function line(random: Random): string {
  const end = `${random.oneIn(8) ? ' # note é' : ''}${random.pick(['\n', '\n', '\n', '\n', '\r\n', '\n\n', ' \n'])}`;
  if (random.oneIn(4)) return `${random.oneIn(10) ? '  ' : ''}[${key(random)}]${end}`;
  if (random.oneIn(6)) return `[[${key(random)}]]${end}`;
  if (random.oneIn(12)) return end;
  return pair(random, 2) + end;
}

function pair(random: Random, depth: number): string {
  return `${random.oneIn(10) ? ' ' : ''}${key(random)}${random.pick([' = ', '=', ' =', '\t= '])}${value(random, depth)}`;
}

function key(random: Random): string {
  return random.list(1, random.oneIn(3) ? 3 : 1, () => (random.oneIn(60) ? 'é' : random.pick(KEYS))).join(random.pick(['.', '.', ' . ']));
}

function value(random: Random, depth: number): string {
  if (random.oneIn(25)) return random.pick(WRONG);
  if (depth > 0 && random.oneIn(4)) return list(random, depth - 1);
  if (depth > 0 && random.oneIn(4)) return `{${random.pick(['', ' '])}${random.list(0, 3, () => pair(random, depth - 1)).join(random.pick([', ', ',', ' ,\n ']))}${random.pick(['', ' ', '', random.oneIn(10) ? ',' : '', '\n'])}}`;
  return random.choose(
    () => random.pick(NUMBERS),
    () => random.pick(TEXTS),
    () => random.pick(TIMES),
    () => random.pick(['true', 'false']),
  );
}

function list(random: Random, depth: number): string {
  const space = random.pick(['', '', ' ', '\n  ', ' # c\n ']);
  return `[${space}${random.list(0, 3, () => value(random, depth) + space).join(`,${space}`)}${random.oneIn(20) ? ',' : ''}]`;
}

function damaged(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  return random.choose(
    () => text.slice(0, at) + random.pick(DAMAGE) + text.slice(at),
    () => text.slice(0, at) + text.slice(at + 1 + random.below(3)),
    () => text.slice(0, at),
    () => text.slice(0, at) + random.pick(WRONG) + text.slice(at),
  ).replaceAll(/\p{Surrogate}/gu, '');
}
