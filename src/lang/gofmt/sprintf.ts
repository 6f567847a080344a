import { GoInt, GoObject, goTypeOf, isNil } from '../govalue/index.ts';
import { noFlags, type Flags } from './flags.ts';
import { formatShortest } from './float.ts';
import { printOperand, printPointee } from './printer.ts';

/** Widths, precisions and argument numbers beyond this are no numbers to Go. */
const MAX_NUMBER = 1_000_000;

/** What `%v` prints for one value. */
export function formatValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return formatShortest(value);
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      return value instanceof GoInt ? value.value.toString() : printOperand(value, 'v', noFlags(), 0);
  }
}

/** What a template shows of a value: as `%v`, but of a pointer what it points to. */
export function formatPointee(value: unknown): string {
  return value instanceof GoObject ? printPointee(value, 'v', noFlags()) : formatValue(value);
}

/** Go's `fmt.Sprint`: a space between two operands when neither is a string. */
export function sprint(args: readonly unknown[], format: (value: unknown) => string = formatValue): string {
  let out = '';
  let afterString = true;
  for (let i = 0; i < args.length; i++) {
    const isString = typeof args[i] === 'string';
    if (i > 0 && !isString && !afterString) out += ' ';
    out += format(args[i]);
    afterString = isString;
  }
  return out;
}

/** Go's `fmt.Sprintln`: a space between all operands, and a line feed. */
export function sprintln(args: readonly unknown[]): string {
  return `${args.map(formatValue).join(' ')}\n`;
}

/** Go's `fmt.Sprintf`. Faults of the format end up in the result: `%!d(string=x)`, `%!(EXTRA int=1)`. Never throws. */
export function sprintf(format: string, args: readonly unknown[]): string {
  return new Formatter(format, args).run();
}

class Formatter {
  readonly #format: string;
  readonly #args: readonly unknown[];
  #at = 0;
  #argNum = 0;
  #reordered = false;
  #goodArgNum = true;
  #out = '';

  constructor(format: string, args: readonly unknown[]) {
    this.#format = format;
    this.#args = args;
  }

  run(): string {
    const format = this.#format;
    while (this.#at < format.length) {
      const percent = format.indexOf('%', this.#at);
      if (percent === -1) {
        this.#out += format.slice(this.#at);
        break;
      }
      this.#out += format.slice(this.#at, percent);
      this.#at = percent + 1;
      this.#directive();
    }
    this.#extraArgs();
    return this.#out;
  }

  /** Directive = "%" { Flag } [ Index ] [ Width ] [ "." Precision ] [ Index ] Verb . */
  #directive(): void {
    if (this.#bareVerb()) return;
    this.#goodArgNum = true;
    const flags = this.#flags();
    let afterIndex = this.#index();
    afterIndex = this.#width(flags, afterIndex);
    afterIndex = this.#precision(flags, afterIndex);
    if (!afterIndex) this.#index();
    if (this.#at >= this.#format.length) {
      this.#out += '%!(NOVERB)';
      return;
    }
    const verb = String.fromCodePoint(this.#format.codePointAt(this.#at)!);
    this.#at += verb.length;
    this.#verb(verb, flags);
  }

  /** The common case, a verb directly behind the percent sign with an operand of its own kind. Returns whether it was one. */
  #bareVerb(): boolean {
    if (this.#argNum >= this.#args.length) return false;
    const arg = this.#args[this.#argNum];
    switch (this.#format.charCodeAt(this.#at)) {
      case 0x73: // s
        if (typeof arg !== 'string') return false;
        this.#out += arg;
        break;
      case 0x76: // v
        this.#out += formatValue(arg);
        break;
      case 0x64: // d
        if (!(arg instanceof GoInt)) return false;
        this.#out += arg.value.toString();
        break;
      default:
        return false;
    }
    this.#at++;
    this.#argNum++;
    return true;
  }

  #verb(verb: string, flags: Flags): void {
    if (verb === '%') this.#out += '%';
    else if (!this.#goodArgNum) this.#out += `%!${verb}(BADINDEX)`;
    else if (this.#argNum >= this.#args.length) this.#out += `%!${verb}(MISSING)`;
    else {
      if (verb === 'v' || verb === 'w') {
        flags.sharpV = flags.sharp;
        flags.sharp = false;
        flags.plusV = flags.plus;
        flags.plus = false;
      }
      this.#out += printOperand(this.#args[this.#argNum++], verb, flags, 0);
    }
  }

  #flags(): Flags {
    const flags = noFlags();
    for (; ; this.#at++) {
      switch (this.#format.charCodeAt(this.#at)) {
        case 0x23: // #
          flags.sharp = true;
          break;
        case 0x30: // 0
          flags.zero = true;
          break;
        case 0x2b: // +
          flags.plus = true;
          break;
        case 0x2d: // -
          flags.minus = true;
          break;
        case 0x20: // space
          flags.space = true;
          break;
        default:
          return flags;
      }
    }
  }

  /** Width = "*" | Number . Returns whether an index still stands directly before. */
  #width(flags: Flags, afterIndex: boolean): boolean {
    if (this.#format.charCodeAt(this.#at) !== 0x2a) {
      flags.width = this.#number();
      if (afterIndex && flags.width !== undefined) this.#goodArgNum = false;
      return afterIndex;
    }
    this.#at++;
    flags.width = this.#intArgument();
    if (flags.width === undefined) this.#out += '%!(BADWIDTH)';
    else if (flags.width < 0) {
      flags.width = -flags.width;
      flags.minus = true;
      flags.zero = false;
    }
    return false;
  }

  /** Precision = [ Index ] "*" | [ Number ] , after the point. A point at the very end is no precision but the verb. */
  #precision(flags: Flags, afterIndex: boolean): boolean {
    if (this.#format.charCodeAt(this.#at) !== 0x2e || this.#at + 1 >= this.#format.length) return afterIndex;
    this.#at++;
    if (afterIndex) this.#goodArgNum = false;
    const indexed = this.#index();
    if (this.#format.charCodeAt(this.#at) !== 0x2a) {
      flags.precision = this.#number() ?? 0;
      return indexed;
    }
    this.#at++;
    const precision = this.#intArgument();
    if (precision === undefined || precision < 0) this.#out += '%!(BADPREC)';
    else flags.precision = precision;
    return false;
  }

  /** Number = Digit { Digit } ; a number that is too large swallows the rest of the format. */
  #number(): number | undefined {
    const start = this.#at;
    let value = 0;
    while (isDigit(this.#format.charCodeAt(this.#at))) {
      if (value > MAX_NUMBER) {
        this.#at = this.#format.length;
        return undefined;
      }
      value = value * 10 + this.#format.charCodeAt(this.#at++) - 0x30;
    }
    return this.#at === start ? undefined : value;
  }

  #intArgument(): number | undefined {
    if (this.#argNum >= this.#args.length) return undefined;
    const arg = this.#args[this.#argNum++];
    if (!(arg instanceof GoInt)) return undefined;
    return arg.value > MAX_NUMBER || arg.value < -MAX_NUMBER ? undefined : Number(arg.value);
  }

  /** Index = "[" Number "]" , from 1. Returns whether one was read. */
  #index(): boolean {
    if (this.#format.charCodeAt(this.#at) !== 0x5b) return false;
    this.#reordered = true;
    const close = this.#format.indexOf(']', this.#at + 1);
    // Without a closing bracket only the opening one is skipped.
    if (close === -1 || this.#format.length - this.#at < 3) {
      this.#at++;
      this.#goodArgNum = false;
      return false;
    }
    const digits = this.#format.slice(this.#at + 1, close);
    this.#at = close + 1;
    const known = /^\d+$/.test(digits) && Number(digits) <= MAX_NUMBER * 10 + 9;
    const index = Number(digits) - 1;
    if (known && index >= 0 && index < this.#args.length) {
      this.#argNum = index;
      return true;
    }
    this.#goodArgNum = false;
    return known;
  }

  #extraArgs(): void {
    if (this.#reordered || this.#argNum >= this.#args.length) return;
    const extra = this.#args.slice(this.#argNum).map((arg) => (isNil(arg) ? '<nil>' : `${goTypeOf(arg)}=${formatValue(arg)}`));
    this.#out += `%!(EXTRA ${extra.join(', ')})`;
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
