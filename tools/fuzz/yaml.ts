import { compareYamlKeys, goJson, parseYaml, parseYamlNode, printYaml, printYamlNodes, unmarshalMessage, YamlError } from '../../src/lang/yaml/index.ts';
import { toDict, type Dict } from '../../src/std/dict.ts';
import type { EddyError } from '../../src/diagnostics/index.ts';
import { attempt } from './attempt.ts';
import type { FuzzArea } from './fuzz-area.ts';
import type { Random } from './random.ts';
import { blockText, damaged, tokenText } from './yaml-text.ts';

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

const CHARACTERS = ['a', 'b', 'c', 'X', '0', '1', '9', ' ', ' ', ' ', '  ', '\n', '\n', '\n\n', '\t', ':', ': ', ' #', '#', '- ', '-', '"', "'", '\\', '{', '}', '[', ']', ',', '&', '*', '!', '|', '>', '%', '@', '`', '?', '~', '=', '<<', 'yes', 'true', 'null', 'word ', 'another ', 'longer-word-here ', '.', '/', '_', '\u0085', '\u00a0', '\u2028', 'é', '日本', '😀', '\ufeff', '\u0000', '\u001b', '\u007f', '\r', '\ufffd', '0x', '1e', '12:30', '2001-01-01', '---', '...', '\u0080'];
const WORDS = ['a', 'b', 'c ', ' ', 'def: ', '#', '-', '"', "'", 'xyz ', '0', '1', '9', '.', ',', '/', '\n', 'words of a line '];
const NUMBERS = [0, 1, -1, 1.5, 1e6, 1e20, 1e21, 123456.789, 1e-5, 1234567.5, 12345678901234567000, 2 ** 53, -(2 ** 63), 2 ** 63, 2 ** 64, 1e-7, 5e-324, Number.MAX_VALUE];

/** Reading and printing with yaml.v2, yaml.v3, sigs.k8s.io/yaml and kyaml. */
export const yaml: FuzzArea<YamlCase> = {
  name: 'yaml',
  generate: (random) => {
    if (random.oneIn(3)) return { value: value(random, 3) };
    const text = random.oneIn(3) ? tokenText(random) : blockText(random);
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
