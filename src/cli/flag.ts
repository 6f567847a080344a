import { EddyError } from '../diagnostics/index.ts';
import { parseBool } from '../lang/gofmt/index.ts';

/** A flag of the command line, and how the texts given with it become a value. */
export interface Flag<T> {
  /** The name without its dashes. A name that starts with `no-` is a switch, too. */
  readonly long: string;
  readonly short?: string | undefined;
  /** What stands for the value in the help, in capitals; a switch has none. */
  readonly value?: string | undefined;
  /** The text that counts where the flag is given without one. A flag that has this takes a text after `=` only. */
  readonly bare?: string | undefined;
  /** One sentence without a period. */
  readonly summary: string;
  readonly choices?: readonly string[] | undefined;
  /** Whether an empty text is taken, too, and counts as no text at all. */
  readonly mayBeEmpty?: boolean | undefined;
  readonly repeats?: boolean | undefined;
  /** The heading that the help shows it under, without its colon; most flags have none of their own. */
  readonly group?: string | undefined;
  /** What is said on stderr of a text that was given, such as that the flag is about to go. */
  readonly notice?: ((text: string) => string | undefined) | undefined;
  /** Makes the value from the texts in the order given; from `[]` when the flag is not there. */
  readonly read: (given: readonly string[]) => T;
}

/** The flags of a command by the name that its code uses. */
export type Flags = Readonly<Record<string, Flag<unknown>>>;

/** The values of flags. */
export type FlagValues<F extends Flags> = { readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never };

/** A flag that is there or not; `--name=false` takes it back. */
export function switchFlag(long: string, summary: string, short?: string): Flag<boolean> {
  return { long, short, bare: 'true', summary, read: (given) => readSwitch(long, given.at(-1) ?? 'false') };
}

function readSwitch(long: string, text: string): boolean {
  const value = parseBool(text);
  if (value !== undefined) return value;
  throw new EddyError('UsageInvalid', `--${long} takes true or false, found "${text}"`);
}

/** A flag with a text; the last one given counts. */
export function textFlag(long: string, value: string, summary: string, short?: string): Flag<string | undefined> {
  return { long, short, value, summary, read: (given) => given.at(-1) };
}

/** A flag that may be given more than once. */
export function listFlag(long: string, value: string, summary: string, short?: string): Flag<readonly string[]> {
  return { long, short, value, summary: `${summary} (repeatable)`, repeats: true, read: (given) => given };
}

/** A flag with one of a few values, the first of which is the default. */
export function choiceFlag<T extends string>(long: string, value: string, choices: readonly [T, ...T[]], summary: string, short?: string): Flag<T> {
  const read = (given: readonly string[]): T => choices.find((choice) => choice === given.at(-1)) ?? choices[0];
  return { long, short, value, choices, summary: `${summary}: ${choices.join(', ')}`, read };
}

/** A flag with a whole number of at least `least`. */
export function countFlag(long: string, value: string, least: number, summary: string, short?: string): Flag<number | undefined> {
  const read = (given: readonly string[]): number | undefined => {
    const text = given.at(-1);
    if (text === undefined) return undefined;
    if (!/^\d{1,9}$/.test(text) || Number(text) < least) throw new EddyError('UsageInvalid', `--${long} takes a whole number of at least ${least}, found "${text}"`);
    return Number(text);
  };
  return { long, short, value, summary, read };
}
