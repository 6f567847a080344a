import type { Flag, Flags, FlagValues } from './flag.ts';
import type { ExitCode, Io } from './io.ts';

/** An argument by place. The last one may take all that follow. */
export interface Argument {
  /** In capitals, as the help shows it. */
  readonly name: string;
  readonly summary: string;
  readonly optional?: boolean | undefined;
  readonly repeats?: boolean | undefined;
  readonly choices?: readonly string[] | undefined;
}

/** A line to type, and what it does. */
export interface Example {
  readonly line: string;
  readonly does: string;
}

/** What a command is given when it runs. */
export interface CommandInput<F extends Flags> {
  readonly args: readonly string[];
  readonly flags: FlagValues<F>;
  readonly io: Io;
}

/** A command: what the help says of it, and what it does. */
export interface Command<F extends Flags = Flags> {
  /** As it is typed after `eddy`: one word, or two for a command of a group. */
  readonly name: string;
  /** One sentence without a period. */
  readonly summary: string;
  /** What else there is to know, in whole sentences; one array entry per paragraph. */
  readonly description?: readonly string[] | undefined;
  readonly args: readonly Argument[];
  readonly flags: F;
  /** Flags that are taken and checked, but whose values the command does not ask for: those of a tool that it stands in for. */
  readonly idleFlags?: readonly Flag<unknown>[] | undefined;
  readonly examples: readonly Example[];
  run(input: CommandInput<F>): Promise<ExitCode>;
}

/** Every flag that a command takes, in the order of the help. */
export function allFlags({ flags, idleFlags = [] }: Command): readonly Flag<unknown>[] {
  return [...Object.values(flags), ...idleFlags];
}
