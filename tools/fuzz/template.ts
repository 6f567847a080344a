import type { FuzzArea } from './fuzz-area.ts';
import type { GoOperand } from './go-operand.ts';
import type { Random } from './random.ts';
import { TypedExpression, type Fields } from './typed-expression.ts';
import { TypedTemplate } from './typed-template.ts';
import { holdsAddress, render, showTemplate, type TemplateCase } from './template-case.ts';

const int = (text: string): GoOperand => ['int', text];
const float = (text: string): GoOperand => ['float64', text];
const string = (text: string): GoOperand => ['string', text];

const DATA: GoOperand = ['map', {
  b: ['bool', true], f: ['bool', false], e: string(''), s: string('str'), u: string('héllo'), n: float('5'), fl: float('1.5'), z: null, zero: float('0'), big: float('12345678'),
  i: int('7'), i64: ['int64', '9'], u8: ['uint8', '3'], by: ['bytes', 'aGk='], ss: ['strings', ['p', 'q']], ms: ['stringMap', { a: '1', b: '2' }],
  l: ['list', [float('1'), string('a'), null, ['list', [float('2')]], ['map', { k: string('v') }]]], el: ['list', []], em: ['map', {}],
  m: ['map', { k: string('v'), l: ['list', [float('1'), float('2')]], n: ['map', { x: float('1') }], z: null }],
  lm: ['list', [['map', { n: string('a'), v: float('1') }], ['map', { n: string('b'), v: float('2') }]]], ls: ['list', [string('x'), string('y'), string('z')]],
}];

/** The words that a template is made of. */
interface Vocabulary {
  readonly fields: readonly string[];
  readonly calls: readonly string[];
  readonly literals: readonly string[];
  /** What `range` walks with one variable, and with two. */
  readonly ranged: readonly string[];
  readonly rangedInPairs: readonly string[];
}

const ANY: Vocabulary = {
  fields: ['.b', '.f', '.e', '.s', '.u', '.n', '.fl', '.z', '.zero', '.l', '.el', '.em', '.m', '.lm', '.ls', '.ss', '.i', '.i64', '.u8', '.by', '.ms', '.nope', '.m.k', '.m.n.x', '.m.z', '.m.z.q', '.nope.x', '.s.x', '.ms.a', '.ms.zz', '.ms.a.x', '.k', '.v', '.x', '.', '$', '$.m', '$.s'],
  calls: ['list', 'default', 'dict "k"', 'ternary', 'coalesce', 'empty', 'int', 'add1', 'upper', 'quote', 'toString', 'first', 'fail', 'and', 'or', 'not', 'eq', 'ne', 'lt', 'le', 'gt', 'ge', 'index', 'slice', 'len', 'print', 'printf', 'println', 'html', 'js', 'urlquery', 'call'],
  literals: ['1', '0', '-1', '2', '3', '1.5', '1.0', '"a"', '"k"', '""', '`r`', "'c'", 'true', 'false', 'nil', '1e3', '0x1F', '1i', '"%d %s|"', '"x<y>&\'é\\u2028"', '08', '99999999999999999999', '1_000', '0b11', '-0x1e', '"\\xff"', '18446744073709551615'],
  ranged: ['.l', '.lm', '.m', '.ls', '.ss', '.ms', '.el', '.em', '3', '.i', '.by', '.z', '.s', '.n', '.u8', '(list 1 .m .s nil)'],
  rangedInPairs: ['.l', '.lm', '.m', '.ms', '.z', '3', '.s', '.i'],
};

/** Words that fail nowhere: what they make runs to its end. */
const SOUND: Vocabulary = {
  fields: ['$.b', '$.f', '$.e', '$.s', '$.n', '$.fl', '$.z', '$.zero', '$.l', '$.el', '$.em', '$.m', '$.lm', '$.ls', '$.ss', '$.i', '$.ms', '$.nope', '$.m.k', '$.m.n.x', '.'],
  calls: ['list', 'and true', 'or 0', 'print', 'println', 'html', 'js', 'urlquery', 'printf "%v %d %q"', 'default 1', 'coalesce', 'quote'],
  literals: ['1', '0', '"a"', '""', 'true', 'false', '2.5', "'c'"],
  ranged: ['$.l', '$.lm', '$.m', '$.ls', '$.ss', '$.ms', '$.el', '$.em', '3', '$.i', '$.by', '$.z', '(list 1 $.m $.s)'],
  rangedInPairs: ['$.l', '$.lm', '$.m', '$.ms', '$.ls', '$.el', '$.z', '(list 1 $.m "a" $.z)'],
};
const LONG_TEXT = ' line\n'.repeat(40);
const DAMAGE = ['{{', '}}', '(', ')', '|', '"', "'", '`', '$', '.', ',', ':=', '=', '-', ' ', '\n', '@', 'é', '{{end}}', '{{else}}', '/*', '*/', '\\', '.x', '0', '{{define "x"}}', '{{break}}', '\t', '{{- ', ' -}}', '#', '😀', '\u0000', 'end', 'nil'];

/** text/template: actions, pipelines, variables and nested templates, and texts with a few characters gone or put in. */
export const template: FuzzArea<TemplateCase> = {
  name: 'template',
  generate: (random) => {
    const text = random.oneIn(4) ? new TemplateText(random, random.oneIn(2) ? SOUND : ANY).file() : typed(random);
    const whole = random.oneIn(8) ? damaged(random, text) : text;
    return { text: random.oneIn(3) ? lengthened(random, whole) : whole, data: DATA, missingKey: random.pick(['zero', 'zero', 'default', 'error']) };
  },
  answer: render,
  show: showTemplate,
  // eddy's bound on templates within templates is lower; the oracle has one of its own on what templates without end write.
  saysNothing: (wanted) => holdsAddress(wanted) || /maximum template depth|the output is too long/.test(JSON.stringify(wanted)),
};

/** Fields of the data, by what they hold. */
const FIELDS: Fields = {
  string: ['$.s', '$.u', '$.e', '$.m.k', '$.ms.a'],
  int: ['$.i', '(int $.n)', '$.i64'],
  float: ['$.n', '$.fl', '$.zero', '$.big', '$.m.n.x'],
  bool: ['$.b', '$.f'],
  list: ['$.l', '$.ls', '$.el', '$.lm', '$.m.l'],
  dict: ['$.m', '$.em', '$.m.n', '(index $.lm 0)'],
  any: ['$.z', '$.nope', '$.m.z', '$.u8', '$.by', '$.ss', '$.ms', '.'],
};

function typed(random: Random): string {
  return new TypedTemplate(random, new TypedExpression(random, FIELDS), ['template "NAME" $', 'template "NAME" .']).file(3);
}

/** With blocks so long that they are parsed when they run. */
function lengthened(random: Random, text: string): string {
  return text.replaceAll('}}', () => (random.oneIn(2) ? `}}${LONG_TEXT}` : '}}'));
}

function damaged(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  return random.choose(
    () => text.slice(0, at) + text.slice(at + 1 + random.below(3)),
    () => text.slice(0, at) + random.pick(DAMAGE) + text.slice(at),
    () => text.slice(at),
    () => text.slice(0, at),
    () => text.slice(0, at) + text.slice(random.below(text.length)),
  ).replaceAll(/\p{Surrogate}/gu, '');
}

/** Writes one template, keeping count of the variables and loops that are open. */
class TemplateText {
  readonly #random: Random;
  readonly #words: Vocabulary;
  #variables: string[] = [];
  #loops = 0;

  constructor(random: Random, words: Vocabulary) {
    this.#random = random;
    this.#words = words;
  }

  get #isSound(): boolean {
    return this.#words === SOUND;
  }

  file(): string {
    const defined = this.#isSound || this.#random.oneIn(3) ? `{{define "x"}}${this.#isSound ? '[{{ . }}{{ with . }}{{ $ }}{{ end }}]' : this.#body(1)}{{end}}` : '';
    this.#variables = [];
    const again = this.#random.oneIn(8) ? `\n{{define "x"}}${this.#random.pick(['', ' ', 'again', '{{/* */}}'])}{{end}}` : '';
    return defined + this.#body(3) + again;
  }

  #body(depth: number): string {
    return this.#random.list(1, 3, () => this.#statement(depth)).join('');
  }

  #action(content: string): string {
    return this.#random.pick(['{{ ', '{{', '{{- ', '{{ ']) + content + this.#random.pick([' }}', '}}', ' -}}', ' }}']);
  }

  #statement(depth: number): string {
    const random = this.#random;
    if (random.oneIn(5)) return random.pick(['text', ' ', '\n', 'é ', '{', '}}', ' x\n ']);
    if (depth === 0 || random.oneIn(2)) return this.#action(this.#pipeline(2));
    if (this.#loops > 0 && random.oneIn(6)) return this.#action(random.pick(['break', 'continue']));
    if (random.oneIn(6)) return this.#declaration();
    const open = this.#variables.length;
    const text = random.choose(
      () => this.#if(depth - 1),
      () => this.#with(depth - 1),
      () => this.#range(depth - 1),
      () => this.#range(depth - 1),
      () => this.#include(depth - 1),
    );
    this.#variables.length = Math.min(this.#variables.length, open);
    return text;
  }

  #declaration(): string {
    const name = this.#random.pick(['$a', '$b', '$c']);
    const sign = this.#isSound && !this.#variables.includes(name) ? ' := ' : this.#random.pick([' := ', ':=', ' := ', ' = ']);
    const text = this.#action(name + sign + this.#pipeline(1));
    this.#variables.push(name);
    return text;
  }

  #if(depth: number): string {
    const otherwise = this.#random.oneIn(2) ? this.#action(this.#random.oneIn(3) ? `else if ${this.#pipeline(1)}` : 'else') + this.#body(depth) : '';
    return this.#action(`if ${this.#pipeline(1)}`) + this.#body(depth) + otherwise + this.#action('end');
  }

  #with(depth: number): string {
    const otherwise = this.#random.oneIn(2) ? this.#action(this.#random.oneIn(4) ? `else with ${this.#pipeline(1)}` : 'else') + this.#body(depth) : '';
    return this.#action(`with ${this.#random.pick(['', '', '$w := '])}${this.#pipeline(1)}`) + this.#body(depth) + otherwise + this.#action('end');
  }

  #range(depth: number): string {
    const random = this.#random;
    const declared = random.pick(['', '', '$v := ', '$k, $v := ', '$i, $v := ', ...(this.#isSound ? [] : ['$a = ', '$k, '])]);
    const ranged = declared.includes(',') ? this.#words.rangedInPairs : this.#words.ranged;
    const head = this.#action(`range ${declared}${!this.#isSound && random.oneIn(4) ? this.#pipeline(1) : random.pick(ranged)}`);
    this.#variables.push(...['$v', '$k', '$i'].filter((name) => declared.includes(name)));
    this.#loops++;
    const body = this.#body(depth) + (random.oneIn(4) ? this.#action(random.pick(['break', 'continue'])) : '');
    this.#loops--;
    return head + body + (random.oneIn(3) ? this.#action('else') + this.#body(depth) : '') + this.#action('end');
  }

  #include(depth: number): string {
    const open = this.#variables;
    return this.#random.choose(
      () => this.#action(this.#random.pick(['template "x"', 'template "x" .', 'template "x" $.m', this.#isSound ? 'template "x" 1' : 'template "nope"'])),
      () => this.#action(`template "x" ${this.#pipeline(1)}`),
      () => {
        this.#variables = [];
        const text = `{{block "y" .}}${this.#body(depth)}{{end}}`;
        this.#variables = open;
        return text;
      },
    );
  }

  #pipeline(depth: number): string {
    const random = this.#random;
    const further = random.list(0, random.pick([0, 0, 0, 1, 2]), () => (random.oneIn(4) ? this.#command(depth) : random.pick(this.#words.calls) + (random.oneIn(2) ? ` ${this.#operand(depth)}` : '')));
    return [this.#command(depth), ...further].join(random.pick([' | ', '|']));
  }

  #command(depth: number): string {
    const random = this.#random;
    if (random.oneIn(2)) return [random.pick(this.#words.calls), ...random.list(0, 3, () => this.#operand(depth))].join(' ');
    return this.#operand(depth) + (!this.#isSound && random.oneIn(25) ? ` ${this.#operand(depth)}` : '');
  }

  #operand(depth: number): string {
    const random = this.#random;
    return random.choose(
      () => random.pick(this.#words.fields),
      () => random.pick(this.#words.fields),
      () => random.pick(this.#words.literals),
      () => (this.#variables.length > 0 ? random.pick(this.#variables) : '$') + random.pick(this.#isSound ? [''] : ['', '', '', '.k', '.x.y', '.n']),
      () => (depth > 0 ? `(${this.#pipeline(depth - 1)})${random.pick(this.#isSound ? [''] : ['', '', '', '.k', '.x', '.n.x'])}` : random.pick(this.#words.fields)),
    );
  }
}
