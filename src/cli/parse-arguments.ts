import { didYouMean, EddyError } from '../diagnostics/index.ts';
import { allFlags, type Command } from './command.ts';
import type { Flag } from './flag.ts';

/** What was typed after the name of a command. */
export type ParsedArguments =
  | { readonly type: 'help' }
  | {
      readonly type: 'run';
      readonly args: readonly string[];
      readonly flags: Readonly<Record<string, unknown>>;
      /** What there is to say of the flags that were given, in their order. */
      readonly notices: readonly string[];
    };

/**
 * Reads the arguments of a command, in the forms that flux, kubectl, helm and kustomize take.
 *
 * `--name=text`, `--name text`, `-ntext`, `-n=text` and `-n text` give a text; a text of its own is never taken for a flag, whatever it starts with.
 * A flag that needs no text takes one after `=` only: `--strict=false`, `--wait=legacy`. Short switches may be bundled (`-gA`), and `--` ends the flags.
 * Follows spf13/pflag v1.0.10 `flag.go`.
 *
 * @throws EddyError UsageInvalid, with the nearest flag as hint for an unknown one.
 */
export function parseArguments(command: Command, argv: readonly string[]): ParsedArguments {
  const reader = new ArgumentReader(command, argv);
  reader.read();
  if (reader.wantsHelp) return { type: 'help' };
  checkArguments(command, reader.args);
  const flags = Object.entries(command.flags).map(([key, flag]) => [key, flag.read(reader.textsOf(flag))] as const);
  for (const flag of command.idleFlags ?? []) flag.read(reader.textsOf(flag));
  return { type: 'run', args: reader.args, flags: Object.fromEntries(flags), notices: reader.notices };
}

class ArgumentReader {
  readonly args: string[] = [];
  readonly notices: string[] = [];
  wantsHelp = false;
  readonly #command: Command;
  readonly #flags: readonly Flag<unknown>[];
  readonly #argv: readonly string[];
  readonly #given = new Map<Flag<unknown>, string[]>();
  #at = 0;

  constructor(command: Command, argv: readonly string[]) {
    this.#command = command;
    this.#flags = allFlags(command);
    this.#argv = argv;
  }

  textsOf(flag: Flag<unknown>): readonly string[] {
    return this.#given.get(flag) ?? [];
  }

  read(): void {
    while (this.#at < this.#argv.length && !this.wantsHelp) {
      const arg = this.#argv[this.#at++]!;
      if (arg === '--') {
        this.args.push(...this.#argv.slice(this.#at));
        return;
      }
      if (arg === '-' || !arg.startsWith('-')) this.args.push(arg);
      else if (arg.startsWith('--')) this.#readLong(arg);
      else this.#readShort(arg, arg.slice(1));
    }
  }

  /** `--name`, `--name=text` or `--name text`. */
  #readLong(arg: string): void {
    const equals = arg.indexOf('=');
    const name = equals === -1 ? arg.slice(2) : arg.slice(2, equals);
    if (name === 'help') {
      this.wantsHelp = true;
      return;
    }
    const flag = this.#flags.find(({ long }) => long === name);
    if (flag === undefined) throw this.#unknown(arg);
    this.#give(flag, equals === -1 ? (flag.bare ?? this.#next(flag)) : arg.slice(equals + 1));
  }

  /** `-a`, `-abc` where `a` and `b` need no text, `-ntext`, `-n=text` or `-n text`. */
  #readShort(arg: string, letters: string): void {
    if (letters.startsWith('h')) {
      this.wantsHelp = true;
      return;
    }
    const flag = this.#flags.find(({ short }) => short !== undefined && letters.startsWith(short));
    if (flag === undefined) throw this.#unknown(arg);
    const rest = letters.slice(1);
    if (rest.length > 1 && rest.startsWith('=')) this.#give(flag, rest.slice(1));
    else if (flag.bare === undefined) this.#give(flag, rest === '' ? this.#next(flag) : rest);
    else {
      this.#give(flag, flag.bare);
      if (rest !== '') this.#readShort(arg, rest);
    }
  }

  #next(flag: Flag<unknown>): string {
    const text = this.#argv[this.#at++];
    if (text === undefined) throw this.#usageError(`option "${flag.short === undefined ? '' : `-${flag.short}, `}--${flag.long} ${flag.value ?? ''}" argument missing`);
    return text;
  }

  #give(flag: Flag<unknown>, text: string): void {
    const isLeftOut = text === '' && flag.mayBeEmpty === true;
    if (flag.choices !== undefined && !flag.choices.includes(text) && !isLeftOut) {
      throw new EddyError('UsageInvalid', `--${flag.long} is one of ${flag.choices.join(', ')}, found "${text}"`, { hint: didYouMean(text, flag.choices) });
    }
    const notice = flag.notice?.(text);
    if (notice !== undefined) this.notices.push(notice);
    const texts = this.#given.get(flag);
    if (texts === undefined) this.#given.set(flag, [text]);
    else texts.push(text);
  }

  #unknown(arg: string): EddyError {
    const known = this.#flags.map(({ long }) => `--${long}`);
    return this.#usageError(`unknown option "${arg}"`, didYouMean(arg.replace(/=.*/s, ''), [...known, '--help']));
  }

  #usageError(message: string, hint?: string): EddyError {
    return new EddyError('UsageInvalid', message, { hint: hint ?? helpHint(this.#command) });
  }
}

function checkArguments(command: Command, given: readonly string[]): void {
  const { args } = command;
  const missing = args.slice(given.length).find(({ optional }) => optional !== true);
  if (missing !== undefined) throw new EddyError('UsageInvalid', `missing required argument "${missing.name}"`, { hint: helpHint(command) });
  if (given.length > args.length && args.at(-1)?.repeats !== true) {
    const expected = `${String(args.length)} argument${args.length === 1 ? '' : 's'}`;
    throw new EddyError('UsageInvalid', `too many arguments: expected ${expected}, found ${String(given.length)}`, { hint: helpHint(command) });
  }
  for (const [i, { name, choices }] of args.entries()) {
    const arg = given[i];
    if (arg === undefined || choices === undefined || choices.includes(arg)) continue;
    throw new EddyError('UsageInvalid', `${name} is one of ${choices.join(', ')}, found "${arg}"`, { hint: didYouMean(arg, choices) });
  }
}

function helpHint({ name }: Command): string {
  return `see "eddy ${name} --help"`;
}
