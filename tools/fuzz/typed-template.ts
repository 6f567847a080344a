import type { Random } from './random.ts';
import type { GoType, TypedExpression } from './typed-expression.ts';

const SHOWN: Readonly<Record<GoType, readonly string[]>> = {
  string: ['', ' | quote', ' | toJson'],
  int: ['', ' | quote', ' | toString'],
  float: ['', ' | toJson', ' | printf "%.3f"', ' | toString'],
  bool: ['', ' | ternary "yes" "no"', ' | quote'],
  list: ['', ' | toJson', ' | join "-"', ' | len'],
  dict: ['', ' | toJson', ' | len', ' | toPrettyJson'],
  any: ['', ' | toJson', ' | quote', ' | kindOf'],
};
/** Names of templates that a file defines; `include` needs Helm. */
const DEFINED = ['one', 'two'];

/** Writes templates that run to their end, most of the time: what they say depends on every rule of white space, scope and value. */
export class TypedTemplate {
  readonly #random: Random;
  readonly #expressions: TypedExpression;
  readonly #calls: readonly string[];
  #names = 0;
  #loops = 0;

  /** @param calls how a template is called: `template`, in Helm `include` too */
  constructor(random: Random, expressions: TypedExpression, calls: readonly string[]) {
    this.#random = random;
    this.#expressions = expressions;
    this.#calls = calls;
  }

  file(depth: number): string {
    const defines = this.#random.oneIn(3) ? DEFINED.map((name, i) => this.#define(name, DEFINED.slice(0, i), depth - 1)).join(this.#random.pick(['', '\n'])) : '';
    return defines + this.body(depth, defines === '' ? [] : DEFINED);
  }

  /** Text and actions; templates of these names may be called. */
  body(depth: number, defined: readonly string[]): string {
    const before = this.#expressions.variables;
    const text = this.#random.list(1, 3, () => this.#statement(depth, defined)).join('');
    this.#expressions.variables = before;
    return text;
  }

  #define(name: string, defined: readonly string[], depth: number): string {
    const [before, loops] = [this.#expressions.variables, this.#loops];
    this.#expressions.variables = [];
    this.#loops = 0;
    const text = `${this.#action(`define "${name}"`)}${this.body(depth, defined)}${this.#action('end')}`;
    this.#expressions.variables = before;
    this.#loops = loops;
    return text;
  }

  #action(content: string): string {
    return this.#random.pick(['{{ ', '{{', '{{- ', '{{ ']) + content + this.#random.pick([' }}', '}}', ' -}}', ' }}']);
  }

  #statement(depth: number, defined: readonly string[]): string {
    const random = this.#random;
    if (random.oneIn(4)) return random.pick(['text', ' ', '\n', 'é\n', ' a: b\n  ', '"', '{ ', '\t\n', '{{/* note */}}', '{{- /* note */ -}}']);
    if (depth === 0 || random.oneIn(3)) return this.#shown();
    if (this.#loops > 0 && random.oneIn(8)) return this.#action('if ' + this.#expressions.pipeline('bool', 1)) + this.#action(random.pick(['break', 'continue'])) + this.#action('end');
    return random.choose(
      () => this.#declaration(),
      () => this.#if(depth - 1, defined),
      () => this.#with(depth - 1, defined),
      () => this.#range(depth - 1, defined),
      () => (defined.length > 0 ? this.#action(random.pick(this.#calls).replace('NAME', random.pick(defined))) : this.#shown()),
    );
  }

  #shown(): string {
    const type = this.#expressions.type();
    return this.#action(this.#expressions.pipeline(type, 2) + this.#random.pick(SHOWN[type]));
  }

  #declaration(): string {
    const random = this.#random;
    const old = this.#expressions.variables;
    if (old.length > 0 && random.oneIn(3)) {
      const [name, type] = random.pick(old);
      if (!name.includes('.')) return this.#action(`${name} = ${this.#expressions.pipeline(type, 1)}`);
    }
    const type = this.#expressions.type();
    const name = `$v${this.#names++}`;
    const text = this.#action(`${name} := ${this.#expressions.pipeline(type, 2)}`);
    this.#expressions.variables = [...this.#expressions.variables, [name, type]];
    return text;
  }

  #if(depth: number, defined: readonly string[]): string {
    const condition = (): string => this.#expressions.pipeline(this.#random.pick<GoType>(['bool', 'bool', 'any', 'list', 'string']), 1);
    const others = this.#random.list(0, 1, () => this.#action(`else if ${condition()}`) + this.body(depth, defined)).join('');
    const last = this.#random.oneIn(2) ? this.#action('else') + this.body(depth, defined) : '';
    return this.#action(`if ${condition()}`) + this.body(depth, defined) + others + last + this.#action('end');
  }

  #with(depth: number, defined: readonly string[]): string {
    const type = this.#expressions.type();
    const head = this.#action(`with ${this.#expressions.pipeline(type, 1)}`);
    const last = this.#random.oneIn(2) ? this.#action(this.#random.oneIn(4) ? `else with ${this.#expressions.pipeline('any', 1)}` : 'else') + this.body(depth, defined) : '';
    return head + this.#inner([['.', type]], depth, defined) + last + this.#action('end');
  }

  #range(depth: number, defined: readonly string[]): string {
    const random = this.#random;
    const type = random.pick<GoType>(['list', 'list', 'dict', 'int']);
    const value = `$v${this.#names++}`;
    const key = `$v${this.#names++}`;
    const form = random.pick(type === 'int' ? ['', `${value} := `] : ['', `${value} := `, `${key}, ${value} := `, `${key}, ${value} := `]);
    const head = this.#action(`range ${form}${type === 'int' ? random.pick(['3', '2', '0']) : this.#expressions.pipeline(type, 1)}`);
    this.#loops++;
    const declared: (readonly [string, GoType])[] = form === '' ? [['.', 'any']] : form.includes(',') ? [[value, 'any'], [key, type === 'dict' ? 'string' : 'int']] : [[value, 'any']];
    const body = this.#inner(declared, depth, defined);
    this.#loops--;
    return head + body + (random.oneIn(3) ? this.#action('else') + this.body(depth, defined) : '') + this.#action('end');
  }

  #inner(declared: readonly (readonly [string, GoType])[], depth: number, defined: readonly string[]): string {
    const before = this.#expressions.variables;
    this.#expressions.variables = [...before.filter(([name]) => name !== '.'), ...declared];
    const text = this.body(depth, defined);
    this.#expressions.variables = before;
    return text;
  }
}
