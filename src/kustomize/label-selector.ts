import { fault } from './kustomize-error.ts';
import type { Dict } from '../std/dict.ts';

type Operator = 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';

interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

const LABEL_NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

/**
 * Compiles a label selector (`app=web,tier in (a, b),!legacy`) to a test for labels or annotations; the empty one matches everything.
 *
 * Follows k8s.io/apimachinery pkg/labels, as kyaml v0.21.1 has it.
 *
 * @throws EddyError KustomizePatchInvalid when it cannot be read
 */
export function labelMatcher(selector: string | undefined): (labels: Dict) => boolean {
  if (selector === undefined || selector.trim() === '') return () => true;
  const requirements = new SelectorParser(selector).parse();
  return (labels) => requirements.every((requirement) => matches(requirement, labels));
}

function matches({ key, operator, values }: Requirement, labels: Dict): boolean {
  const has = Object.hasOwn(labels, key);
  const value = has ? (labels[key] as string) : '';
  switch (operator) {
    case 'in': return has && values.includes(value);
    case 'notin': return !has || !values.includes(value);
    case 'exists': return has;
    case '!': return !has;
    case 'gt':
    case 'lt':
      if (!has || !/^[+-]?\d+$/.test(value)) return false;
      return operator === 'gt' ? BigInt(value) > BigInt(values[0]!) : BigInt(value) < BigInt(values[0]!);
  }
}

const SYMBOLS = new Set(['=', '==', '!=', '!', '(', ')', ',', '<', '>']);

/** selector = [ requirement { "," requirement } ] . */
class SelectorParser {
  readonly #text: string;
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = text.match(/==|!=|[=!(),<>]|[^\s=!(),<>]+/g) ?? [];
  }

  parse(): Requirement[] {
    const result: Requirement[] = [];
    for (;;) {
      const token = this.#peek();
      if (token !== '!' && (token === undefined || SYMBOLS.has(token))) throw this.#fail(`found '${token ?? ''}', expected: !, identifier, or 'end of string'`);
      result.push(this.#requirement());
      const next = this.#take();
      if (next === undefined) return result;
      if (next !== ',') throw this.#fail(`found '${next}', expected: ',' or 'end of string'`);
      const after = this.#peek();
      if (after !== '!' && (after === undefined || SYMBOLS.has(after))) throw this.#fail(`found '${after ?? ''}', expected: identifier after ','`);
    }
  }

  /** requirement = "!" key | key | key operator value | key ( "in" | "notin" ) "(" value { "," value } ")" . */
  #requirement(): Requirement {
    const negated = this.#peek() === '!';
    if (negated) this.#take();
    const key = this.#take();
    if (key === undefined || SYMBOLS.has(key)) throw this.#fail(`found '${key ?? ''}', expected: identifier`);
    if (!LABEL_NAME.test(key.slice(key.indexOf('/') + 1))) throw this.#fail(`key: Invalid value: ${JSON.stringify(key)}: name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`);
    if (negated) return { key, operator: '!', values: [] };
    const operator = this.#peek();
    if (operator === undefined || operator === ',') return { key, operator: 'exists', values: [] };
    this.#take();
    return { key, ...this.#comparison(key, operator) };
  }

  #comparison(key: string, operator: string): Omit<Requirement, 'key'> {
    switch (operator) {
      case 'in':
      case 'notin': return { operator, values: this.#values(key) };
      case '=':
      case '==': return { operator: 'in', values: [this.#value(key)] };
      case '!=': return { operator: 'notin', values: [this.#value(key)] };
      case '<':
      case '>': {
        const value = this.#value(key);
        if (!/^[+-]?\d+$/.test(value)) throw this.#fail("for 'Gt', 'Lt' operators, the value must be an integer");
        return { operator: operator === '>' ? 'gt' : 'lt', values: [value] };
      }
      default: throw this.#fail(`found '${operator}', expected: '=', '!=', '==', 'in', notin'`);
    }
  }

  /** Nothing before a comma or the end is the empty text. */
  #value(key: string): string {
    const token = this.#peek();
    if (token === undefined || token === ',') return '';
    this.#take();
    if (SYMBOLS.has(token)) throw this.#fail(`found '${token}', expected: identifier`);
    return this.#checked(key, token);
  }

  #values(key: string): string[] {
    const open = this.#take();
    if (open !== '(') throw this.#fail(`found '${open ?? ''}' expected: '('`);
    const values: string[] = [];
    for (;;) {
      const token = this.#take();
      if (token === ')') break;
      if (token === ',') {
        if (values.length === 0 || this.#peek() === ')' || this.#peek() === ',') values.push('');
        continue;
      }
      if (token === undefined || SYMBOLS.has(token)) throw this.#fail(`found '${token ?? ''}', expected: ',' or ')'`);
      values.push(this.#checked(key, token));
    }
    return values.length === 0 ? [''] : values;
  }

  #checked(key: string, value: string): string {
    if (value.length <= 63 && LABEL_VALUE.test(value)) return value;
    throw this.#fail(`values[0][${key}]: Invalid value: ${JSON.stringify(value)}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`);
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  #take(): string | undefined {
    return this.#tokens[this.#at++];
  }

  #fail(why: string): Error {
    return fault('KustomizePatchInvalid', `unable to parse requirement: ${why}`, { hint: `in the selector "${this.#text}"` });
  }
}
