import type { Random } from './random.ts';
import { goQuoted } from './template-case.ts';

/** What an expression gives. */
export type GoType = 'string' | 'int' | 'float' | 'bool' | 'list' | 'dict' | 'any';

/** A call: the function, and what its operands are. A text in backticks stands as it is. */
type Call = readonly [name: string, ...operands: readonly (GoType | `\`${string}`)[]];

/** Where expressions find values: fields by their type. */
export type Fields = Readonly<Record<GoType, readonly string[]>>;

const WORDS = ['', 'a', 'abc', 'Hello World', 'foo-bar', 'a,b,c', '1.2.3', 'x=y', ' pad ', 'héllo', '10', 'true', 'line\nbreak', '{{ .x }}', 'k', 'name', 'UPPER', 'a: b', '"q"', '#c', '- x', '2020-01-02', '1h30m', '0x1f', '%d', '<&>', 'null', '1e3', '*a', '日本'];
const KEYS = ['"a"', '"k"', '"n"', '"s"', '"x"', '"nope"'];

const TEXT_CALLS: readonly Call[] = [
  ['upper', 'string'], ['lower', 'string'], ['title', 'string'], ['untitle', 'string'], ['trim', 'string'], ['trunc', '`5', 'string'], ['trunc', '`-3', 'string'], ['quote', 'any'], ['quote', 'any', 'any'], ['squote', 'any'],
  ['replace', '`"a"', '`"bb"', 'string'], ['printf', '`"%v|%q"', 'any', 'string'], ['printf', '`"%s-%d"', 'string', 'int'], ['printf', '`"%05.1f %t %T"', 'float', 'bool', 'any'], ['join', '`","', 'list'], ['toString', 'any'],
  ['toJson', 'any'], ['toPrettyJson', 'any'], ['toRawJson', 'any'], ['nospace', 'string'], ['snakecase', 'string'], ['camelcase', 'string'], ['kebabcase', 'string'], ['default', 'string', 'string'], ['ternary', 'string', 'string', 'bool'],
  ['indent', '`2', 'string'], ['nindent', '`4', 'string'], ['repeat', '`2', 'string'], ['substr', '`0', '`3', 'string'], ['b64enc', 'string'], ['b64dec', 'string'], ['sha256sum', 'string'], ['sha1sum', 'string'], ['adler32sum', 'string'],
  ['regexReplaceAll', '`"([a-c])(.?)"', 'string', '`"${2}$1"'], ['regexFind', '`"[a-z]+"', 'string'], ['regexReplaceAllLiteral', '`"b"', 'string', 'string'], ['abbrev', '`5', 'string'], ['cat', 'any', 'any'], ['kindOf', 'any'], ['typeOf', 'any'],
  ['trimSuffix', '`"-"', 'string'], ['trimPrefix', '`"a"', 'string'], ['trimAll', '`"a "', 'string'], ['plural', '`"one"', '`"many"', 'int'], ['initials', 'string'], ['swapcase', 'string'], ['wrap', '`6', 'string'], ['wrapWith', '`5', '`"|"', 'string'],
  ['base', 'string'], ['dir', 'string'], ['ext', 'string'], ['clean', 'string'], ['html', 'any'], ['js', 'any'], ['urlquery', 'any'], ['print', 'any', 'any'], ['println', 'any'], ['coalesce', 'string', 'string'], ['b32enc', 'string'],
  ['date', '`"2006-01-02T15:04:05"', '`(toDate "2006-01-02" "2020-02-29")'], ['duration', 'int'], ['durationRound', '`"2h10m5s"'], ['htmlDate', '`(toDate "2006-01-02" "2019-12-31")'], ['toDecimal', 'string'], ['seq', '`1', '`3'], ['regexQuoteMeta', 'string'],
];
const NUMBER_CALLS: readonly Call[] = [
  ['len', 'list'], ['len', 'string'], ['len', 'dict'], ['add', 'int', 'int'], ['add1', 'int'], ['sub', 'int', 'int'], ['mul', 'int', '`3'], ['div', 'int', '`2'], ['mod', 'int', '`3'], ['max', 'int', 'int'], ['min', 'int', 'int', '`2'],
  ['int', 'any'], ['int64', 'any'], ['atoi', 'string'], ['add', 'any', 'int'], ['biggest', 'int', 'int'],
];
const FLOAT_CALLS: readonly Call[] = [
  ['float64', 'any'], ['addf', 'float', 'float'], ['subf', 'float', 'float'], ['mulf', 'float', '`1.5'], ['divf', 'float', '`4'], ['maxf', 'float', 'int'], ['minf', 'int', 'float'], ['round', 'float', '`1'], ['floor', 'float'], ['ceil', 'float'], ['add1f', 'float'],
];
const TRUTH_CALLS: readonly Call[] = [
  ['eq', 'string', 'string'], ['eq', 'int', 'int'], ['ne', 'string', 'string'], ['lt', 'int', '`3'], ['ge', 'int', 'int'], ['gt', 'float', '`1.0'], ['le', 'string', 'string'], ['and', 'bool', 'bool'], ['or', 'bool', 'bool'], ['not', 'any'], ['empty', 'any'],
  ['has', 'any', 'list'], ['hasKey', 'dict', '`"k"'], ['contains', '`"a"', 'string'], ['hasPrefix', '`"a"', 'string'], ['hasSuffix', '`"c"', 'string'], ['regexMatch', '`"^[a-z]+$"', 'string'], ['kindIs', '`"string"', 'any'], ['typeIs', '`"float64"', 'any'],
  ['typeIsLike', '`"int"', 'any'], ['semverCompare', '`">=1.0.0"', '`"1.2.3"'], ['deepEqual', 'any', 'any'], ['all', 'any', 'any'], ['any', 'any', 'any'], ['isAbs', 'string'], ['eq', 'string', 'string', 'string'],
];
const LIST_CALLS: readonly Call[] = [
  ['list', 'any', 'any', 'any'], ['list', 'string', 'int'], ['list'], ['until', '`3'], ['untilStep', '`1', '`7', '`2'], ['splitList', '`","', 'string'], ['append', 'list', 'any'], ['prepend', 'list', 'any'], ['concat', 'list', 'list'], ['uniq', 'list'], ['reverse', 'list'],
  ['rest', 'list'], ['initial', 'list'], ['without', 'list', 'any'], ['compact', 'list'], ['slice', 'list', '`0', '`1'], ['sortAlpha', 'list'], ['toStrings', 'list'], ['chunk', '`2', 'list'], ['default', 'list', 'list'], ['ternary', 'list', 'list', 'bool'],
  ['pluck', '`"k"', 'dict', 'dict'], ['regexFindAll', '`"[a-z]"', 'string', '`-1'], ['regexSplit', '`"[,.]"', 'string', '`-1'], ['sortAlpha', '`(keys', 'dict', '`)'], ['fromJson', '`(toJson', 'list', '`)'],
];
// A map that holds itself would end the oracle: only copies take in other maps.
const DICT_CALLS: readonly Call[] = [
  ['dict', '`"k"', 'any'], ['dict', '`"a"', 'any', '`"n"', 'dict'], ['dict'], ['merge', '`(deepCopy', 'dict', '`)', 'dict'], ['mergeOverwrite', '`(deepCopy', 'dict', '`)', 'dict'], ['merge', '`(dict)', 'dict', 'dict'], ['set', 'dict', '`"x"', 'string'], ['set', '`(deepCopy', 'dict', '`)', '`"k"', 'any'], ['unset', 'dict', '`"k"'], ['pick', 'dict', '`"k"', '`"a"'], ['omit', 'dict', '`"k"'],
  ['deepCopy', 'dict'], ['fromJson', '`(toJson', 'dict', '`)'], ['default', 'dict', 'dict'], ['ternary', 'dict', 'dict', 'bool'],
];
const ANY_CALLS: readonly Call[] = [
  ['index', 'dict', '`"k"'], ['get', 'dict', '`"n"'], ['first', 'list'], ['last', 'list'], ['dig', '`"k"', '`"a"', 'any', 'dict'], ['coalesce', 'any', 'any'], ['default', 'any', 'any'], ['or', 'any', 'any'], ['and', 'any', 'any'], ['ternary', 'any', 'any', 'bool'], ['mustFirst', 'list'], ['index', 'list', '`0'],
];
const LITERALS: Readonly<Record<Exclude<GoType, 'string' | 'any'>, readonly string[]>> = {
  int: ['0', '1', '2', '3', '-1', '7', '10', '0x1F', "'c'", '1_000'],
  float: ['1.5', '0.1', '2.0', '-0.5', '1e3', '100000.5', '1e21'],
  bool: ['true', 'false'],
  list: ['(list 1 "a" nil)', '(list "b" "a")', '(list)'],
  dict: ['(dict "k" "v" "n" (dict "a" 1))', '(dict)', '(dict "a" (list 1 2) "k" nil)'],
};
const CALLS: Readonly<Record<GoType, readonly Call[]>> = { string: TEXT_CALLS, int: NUMBER_CALLS, float: FLOAT_CALLS, bool: TRUTH_CALLS, list: LIST_CALLS, dict: DICT_CALLS, any: ANY_CALLS };
const TYPES: readonly GoType[] = ['string', 'string', 'int', 'float', 'bool', 'list', 'dict'];
/** Functions that take their last operand from a pipeline, in the type of the key: they give the same type. */
const PIPED: Readonly<Partial<Record<GoType, readonly string[]>>> = {
  string: ['upper', 'trim', 'quote', 'trunc 4', 'default "d"', 'replace "a" "b"', 'nindent 2', 'b64enc', 'printf "%s!"', 'trimSuffix "-"', 'toString', 'squote', 'indent 1', 'lower', 'title'],
  int: ['add 1', 'max 3', 'int', 'default 4', 'mul 2', 'int64'],
  list: ['reverse', 'uniq', 'compact', 'rest', 'concat (list 1)', 'default (list 9)'],
  dict: ['deepCopy', 'merge (dict "m" 1)', 'default (dict "d" 1)'],
  any: ['default "d"', 'coalesce nil'],
};

/** Writes expressions that run: operands are of the types that functions take. Once in a while one is not. */
export class TypedExpression {
  readonly #random: Random;
  readonly #fields: Fields;
  readonly #calls: Readonly<Record<GoType, readonly Call[]>>;
  /** Variables in scope, by what they hold. */
  variables: readonly (readonly [name: string, type: GoType])[] = [];

  constructor(random: Random, fields: Fields, further: Readonly<Partial<Record<GoType, readonly Call[]>>> = {}) {
    this.#random = random;
    this.#fields = fields;
    this.#calls = Object.fromEntries(Object.entries(CALLS).map(([type, calls]) => [type, [...calls, ...(further[type as GoType] ?? [])]])) as unknown as typeof CALLS;
  }

  type(): GoType {
    return this.#random.pick(TYPES);
  }

  /** A pipeline that gives the type. */
  pipeline(type: GoType, depth: number): string {
    const random = this.#random;
    const piped = PIPED[type];
    const head = random.oneIn(2) ? this.#call(type, depth) : this.operand(type, depth);
    return piped !== undefined && random.oneIn(3) ? `${head} | ${random.list(1, 2, () => random.pick(piped)).join(' | ')}` : head;
  }

  operand(asked: GoType, depth: number): string {
    const random = this.#random;
    const type = asked === 'any' || random.oneIn(200) ? this.type() : asked;
    const variables = this.variables.filter(([, holds]) => holds === type);
    if (variables.length > 0 && random.oneIn(3)) return random.pick(variables)[0];
    if (depth > 0 && random.oneIn(2)) return `(${asked === 'any' && random.oneIn(3) ? this.#call('any', depth - 1) : this.pipeline(type, depth - 1)})`;
    if (random.oneIn(2)) return random.pick(this.#fields[asked === 'any' && random.oneIn(3) ? 'any' : type]);
    return type === 'string' ? this.#text() : type === 'any' ? 'nil' : random.pick(LITERALS[type]);
  }

  key(): string {
    return this.#random.pick(KEYS);
  }

  #text(): string {
    const word = this.#random.pick(WORDS);
    return this.#random.oneIn(6) && !word.includes('`') ? `\`${word}\`` : goQuoted(word);
  }

  #call(type: GoType, depth: number): string {
    const [name, ...operands] = this.#random.pick(this.#calls[type]);
    return [name, ...operands.map((operand) => (operand.startsWith('`') ? operand.slice(1) : this.operand(operand as GoType, depth)))].join(' ').replaceAll(' )', ')');
  }
}
