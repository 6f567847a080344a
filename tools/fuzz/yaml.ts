import { compareYamlKeys, goJson, parseYaml, parseYamlNode, printYaml, printYamlNodes, unmarshalMessage, YamlError } from '../../src/lang/yaml/index.ts';
import { toDict, type Dict } from '../../src/std/dict.ts';
import type { EddyError } from '../../src/diagnostics/index.ts';
import { attempt } from './attempt.ts';
import type { FuzzArea } from './fuzz-area.ts';
import type { Random } from './random.ts';

/** A text to read with every library, or a value to print with every library. */
type YamlCase = { readonly text: string } | { readonly value: unknown };

const READERS: Readonly<Record<string, (text: string) => string>> = {
  json: (text) => goJson(parseYaml(text, { integers: 'exact' })),
  jsonStrict: (text) => goJson(parseYaml(text, { integers: 'exact', strict: true })),
  sigs: (text) => printYaml(parseYaml(text)),
  v2: (text) => printYaml(parseYaml(text, { dialect: 'v2' }), { dialect: 'v2' }),
  v3: (text) => printYaml(parseYaml(text, { dialect: 'v3' }), { dialect: 'v3' }),
  kyaml: (text) => {
    const node = parseYamlNode(text, { comments: true });
    if (node === undefined) throw new YamlError('YamlSyntax', 'there is no document', 'EOF');
    return printYamlNodes([node]);
  },
};

const PRINTERS: Readonly<Record<string, (value: unknown) => string>> = {
  sigs: (value) => printYaml(value),
  v2: (value) => printYaml(value, { dialect: 'v2' }),
  v3: (value) => printYaml(value, { dialect: 'v3' }),
  v3indent2: (value) => printYaml(value, { dialect: 'v3', indent: 2 }),
};

const TOKENS = ['a', 'b', 'key', ': ', ':', ' :', '- ', '-', '\n', '\n  ', '\n    ', '\n ', '  ', ' ', '[', ']', '{', '}', ', ', ',', '"', "'", '#', ' # c', '|', '>', '|-', '>-', '|+', '>+', '|2', '&x ', '*x', '!!str ', '!t ', '!!int ', '!!binary ', '? ', '---\n', '...\n', '\t', '<<: ', '1', '0x1F', '010', '1e3', '.5', 'yes', 'true', 'null', '~', '2001-01-01', '\\n', '\\x41', '%', '@', '`', '=', '\r\n', '\u0085', '\u2028', 'é', '😀', '# c\n', '\n\n', '\n# x\n', '\n  # y\n', 'text more', '12:30', '1_000', "''", '{}', '[]', '"q"', "'s'", '-1', '+1', '0b1', '0o7', '.inf', '.nan'];
const KEYS = ['a', 'b', 'c', 'name', '"q"', 'y', '1', 'x.y/z'];
const CHARACTERS = ['a', 'b', 'c', 'X', '0', '1', '9', ' ', ' ', ' ', '  ', '\n', '\n', '\n\n', '\t', ':', ': ', ' #', '#', '- ', '-', '"', "'", '\\', '{', '}', '[', ']', ',', '&', '*', '!', '|', '>', '%', '@', '`', '?', '~', '=', '<<', 'yes', 'true', 'null', 'word ', 'another ', 'longer-word-here ', '.', '/', '_', '\u0085', '\u00a0', '\u2028', 'é', '日本', '😀', '\ufeff', '\u0000', '\u001b', '\u007f', '\r', '\ufffd', '0x', '1e', '12:30', '2001-01-01', '---', '...', '\u0080'];
const WORDS = ['a', 'b', 'c ', ' ', 'def: ', '#', '-', '"', "'", 'xyz ', '0', '1', '9', '.', ',', '/', '\n', 'words of a line '];
const NUMBERS = [0, 1, -1, 1.5, 1e6, 1e20, 1e21, 123456.789, 1e-5, 1234567.5, 12345678901234567000, 2 ** 53, -(2 ** 63), 2 ** 63, 2 ** 64, 1e-7, 5e-324, Number.MAX_VALUE];

/** Reading and printing with yaml.v2, yaml.v3, sigs.k8s.io/yaml and kyaml. */
export const yaml: FuzzArea<YamlCase> = {
  name: 'yaml',
  generate: (random) => {
    if (random.oneIn(3)) return { value: value(random, 3) };
    const text = random.oneIn(3) ? random.text(1, 14, TOKENS) : block(random, 0, 3);
    return { text: random.oneIn(2) ? damaged(random, text) : text };
  },
  answer: (asked) => {
    if ('text' in asked) return each(READERS, (read, library) => attempt(() => read(asked.text), (error) => wordsOf(error, library)));
    return each(PRINTERS, (print) => attempt(() => print(asDict(asked.value)), (error) => wordsOf(error, 'v2')));
  },
  // A library that panics answers null; what the others say counts in other cases.
  saysNothing: (wanted, asked) => Object.values(wanted as object).includes(null) || /\\u007f|\ufffd/.test(JSON.stringify(wanted)) || ('value' in asked && hasCircularKeys(asked.value)),
};

/** Whether a mapping has keys whose order goes in a circle (`9` < `10` < `1e` < `9`): it then depends on Go's random order of maps. */
function hasCircularKeys(item: unknown): boolean {
  if (typeof item !== 'object' || item === null) return false;
  const keys = Array.isArray(item) ? [] : Object.keys(item);
  return (['v2', 'v3'] as const).some((ordering) => goInCircle(keys, (a, b) => compareYamlKeys(a, b, ordering) < 0)) || Object.values(item).some(hasCircularKeys);
}

function goInCircle(keys: readonly string[], isBefore: (a: string, b: string) => boolean): boolean {
  return keys.some((a) => keys.some((b) => isBefore(a, b) && keys.some((c) => isBefore(b, c) && isBefore(c, a))));
}

/** sigs.k8s.io/yaml's Unmarshal puts words of its own before those of yaml.v2. */
function wordsOf(error: EddyError, library: string): string {
  if (!(error instanceof YamlError)) return error.message;
  return library === 'sigs' ? unmarshalMessage(error) : error.goMessage;
}

function each<T>(libraries: Readonly<Record<string, T>>, ask: (library: T, name: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(libraries).map(([name, library]) => [name, ask(library, name)]));
}

/** Lines of a block mapping or a block sequence, with comments, at some depth. */
function block(random: Random, indent: number, depth: number): string {
  const pad = ' '.repeat(indent);
  const isSequence = random.oneIn(3);
  return random
    .list(1, 3, () => {
      const comment = random.oneIn(7) ? `${pad}# comment\n` : '';
      const head = pad + (isSequence ? '-' : `${random.pick(KEYS)}:`);
      if (depth === 0 || !random.oneIn(2)) return `${comment}${head} ${scalar(random, pad)}${random.oneIn(10) ? ' # c' : ''}\n`;
      if (isSequence && random.oneIn(2)) return `${comment}${pad}- ${block(random, indent + 2, depth - 1).trimStart()}`;
      return `${comment}${head}${random.oneIn(10) ? ' # k' : ''}\n${block(random, indent + random.pick([0, 1, 2, 2, 2, 4]), depth - 1)}`;
    })
    .join('');
}

function scalar(random: Random, pad: string): string {
  const plain = ['a', 'text more', '"q # x"', "'it''s'", '1', 'true', 'yes', 'null', '~', '', '{}', '[a, b]', '{a: b}', '2001-01-01', '0x1F', '1.50', '12e3', '"a\\nb"', 'x: y', '- z', '&x a', '*x', '!!str 1', '# only', 'a # c'];
  const folded = [`|\n${pad}  l1\n${pad}  l2`, `>-\n${pad}  f1\n${pad}  f2\n\n${pad}  f3`, `long\n${pad}  continued`, `"multi\n${pad}  line"`, `'m\n\n${pad} n'`];
  return random.pick(random.oneIn(4) ? folded : plain);
}

/** The text with up to three changes: a piece put in, taken out, or moved. */
function damaged(random: Random, text: string): string {
  let found = text;
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const at = random.below(found.length + 1);
    found = random.choose(
      () => found.slice(0, at) + random.pick(TOKENS) + found.slice(at),
      () => found.slice(0, at) + found.slice(at + 1 + random.below(3)),
      () => found.slice(0, at) + random.pick([' ', '\n', ':', '-', '#', "'", '"', '[', '{', '|', '>', '&', '!', '\t']) + found.slice(at + 1),
      () => found.slice(0, at) + found.slice(random.below(found.length + 1)).slice(0, 10) + found.slice(at),
    );
  }
  return found.replaceAll(/\p{Surrogate}/gu, '');
}

function value(random: Random, depth: number): unknown {
  if (depth === 0 || random.oneIn(2)) {
    return random.choose<unknown>(
      () => string(random),
      () => string(random),
      () => random.pick([...NUMBERS, true, false, null]),
      () => random.below(2_000_000_000) / 10 ** random.below(9),
      () => random.pick([[], {}]),
    );
  }
  if (random.oneIn(2)) return random.list(0, 3, () => value(random, depth - 1));
  return Object.fromEntries(random.list(1, 4, () => [random.oneIn(3) ? string(random) : random.pick(['a', 'b1', 'b10', 'b2', 'name', 'y', 'A', '1', '10', '9', 'a.b', 'a-b', '_u']), value(random, depth - 1)]));
}

function string(random: Random): string {
  return random.text(0, random.oneIn(4) ? 60 : 7, random.oneIn(2) ? WORDS : CHARACTERS);
}

/** Mappings of a case as the engine has them: without a prototype. */
function asDict(item: unknown): unknown {
  if (Array.isArray(item)) return item.map(asDict);
  return typeof item === 'object' && item !== null ? toDict(each(item as Dict, asDict)) : item;
}
