import { parseInteger } from '../lang/gofmt/index.ts';
import type { Dict } from '../std/dict.ts';
import { labelKeyFaults, labelValueFaults } from './label-syntax.ts';
import { goQuote } from './go-text.ts';
import { fault } from './kustomize-error.ts';

type Operator = 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';

interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

/**
 * Compiles a label selector (`app=web,tier in (a, b),!legacy`) to a test for labels or annotations; the empty one matches everything.
 *
 * Follows k8s.io/apimachinery pkg/labels, as kyaml v0.21.1 has it, error texts included.
 *
 * @throws EddyError KustomizePatchInvalid when it cannot be read
 */
export function labelMatcher(selector: string | undefined): (labels: Dict) => boolean {
  if (selector === undefined || selector === '') return () => true;
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
      if (!has || !isInt64(value)) return false;
      return operator === 'gt' ? BigInt(value) > BigInt(values[0]!) : BigInt(value) < BigInt(values[0]!);
  }
}

function isInt64(text: string): boolean {
  return parseInteger(text, 10).fault === undefined;
}

const SYMBOLS = new Set(['=', '==', '!=', '!', '(', ')', ',', '<', '>']);
const OPERATORS: Readonly<Record<string, Operator>> = { in: 'in', notin: 'notin', '=': 'in', '==': 'in', '!=': 'notin', '>': 'gt', '<': 'lt' };

/** selector = [ requirement { "," requirement } ] . */
class SelectorParser {
  readonly #text: string;
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = text.match(/==|!=|[=!(),<>]|[^ \t\r\n=!(),<>]+/g) ?? [];
  }

  parse(): Requirement[] {
    const result: Requirement[] = [];
    for (;;) {
      const token = this.#peek();
      if (token === '' && this.#at === this.#tokens.length) return result;
      if (!startsRequirement(token)) throw this.#fail(`found '${token}', expected: !, identifier, or 'end of string'`);
      result.push(this.#requirement());
      const next = this.#take();
      if (next === '') return result;
      if (next !== ',') throw this.#fail(`found '${next}', expected: ',' or 'end of string'`);
      const after = this.#peek();
      if (!startsRequirement(after)) throw this.#fail(`found '${after}', expected: identifier after ','`);
    }
  }

  /** requirement = "!" key | key | key operator value | key ( "in" | "notin" ) "(" values ")" . */
  #requirement(): Requirement {
    const negated = this.#peek() === '!';
    if (negated) this.#take();
    const key = this.#take();
    if (!isIdentifier(key)) throw this.#failIn(`found '${key}', expected: identifier`);
    const faults = labelKeyFaults(key);
    if (faults.length > 0) throw this.#failIn(`invalid label key ${goQuote(key)}: ${faults.join('; ')}`);
    if (negated) return { key, operator: '!', values: [] };
    if (this.#peek() === '' || this.#peek() === ',') return { key, operator: 'exists', values: [] };
    const word = this.#take();
    const operator = OPERATORS[word];
    if (operator === undefined) throw this.#failIn(`found '${word}', expected: '=', '!=', '==', 'in', notin'`);
    const values = word === 'in' || word === 'notin' ? this.#values() : [this.#value()];
    if ((operator === 'gt' || operator === 'lt') && !isInt64(values[0]!)) throw this.#failIn("for 'Gt', 'Lt' operators, the value must be an integer");
    this.#checkValues(key, values);
    return { key, operator, values };
  }

  #checkValues(key: string, values: readonly string[]): void {
    for (const value of [...values].sort()) {
      const faults = labelValueFaults(value);
      if (faults.length > 0) throw this.#failIn(`invalid label value: ${goQuote(value)}: at key: ${goQuote(key)}: ${faults.join('; ')}`);
    }
  }

  /** Nothing before a comma or the end is the empty text. */
  #value(): string {
    const token = this.#peek();
    if (token === '' || token === ',') return '';
    this.#take();
    if (SYMBOLS.has(token)) throw this.#failIn(`found '${token}', expected: identifier`);
    return token;
  }

  /** values = [ identifier ] { "," [ identifier ] } . */
  #values(): readonly string[] {
    const open = this.#take();
    if (open !== '(') throw this.#failIn(`found '${open}' expected: '('`);
    const first = this.#peek();
    if (first === ')') {
      this.#take();
      return [''];
    }
    if (first !== ',' && !isIdentifier(first)) throw this.#failIn(`found '${first}', expected: ',', ')' or identifier`);
    const values = this.#list();
    this.#take();
    return values;
  }

  /** Reads up to the `)`. */
  #list(): readonly string[] {
    const values = new Set<string>();
    for (;;) {
      const token = this.#take();
      if (isIdentifier(token)) {
        values.add(token);
        const next = this.#peek();
        if (next === ')') return [...values];
        if (next !== ',') throw this.#failIn(`found '${next}', expected: ',' or ')'`);
      } else if (token === ',') {
        if (values.size === 0) values.add('');
        if (this.#peek() === ')') return [...values.add('')];
        if (this.#peek() === ',') {
          this.#take();
          values.add('');
        }
      } else {
        throw this.#failIn(`found '${token}', expected: ',', or identifier`);
      }
    }
  }

  /** The next token; the empty text at the end. */
  #peek(): string {
    return this.#tokens[this.#at] ?? '';
  }

  #take(): string {
    return this.#tokens[this.#at++] ?? '';
  }

  #fail(why: string): Error {
    return fault('KustomizePatchInvalid', why, { hint: `in the selector "${this.#text}"` });
  }

  #failIn(why: string): Error {
    return this.#fail(`unable to parse requirement: ${why}`);
  }
}

function isIdentifier(token: string): boolean {
  return token !== '' && !SYMBOLS.has(token);
}

function startsRequirement(token: string): boolean {
  return token === '!' || isIdentifier(token);
}
