import { Command as Commander, CommanderError, Option } from 'commander';
import { didYouMean, EddyError } from '../diagnostics/index.ts';
import type { Command } from './command.ts';
import type { Flag } from './flag.ts';

/** What was typed after the name of a command. */
export type ParsedArguments =
  | { readonly type: 'help'; readonly text: string }
  | { readonly type: 'run'; readonly args: readonly string[]; readonly flags: Readonly<Record<string, unknown>> };

/**
 * Reads the arguments of a command.
 *
 * @throws EddyError UsageInvalid, with the nearest flag as hint for an unknown one.
 */
export function parseArguments(command: Command, argv: readonly string[], columns = 100): ParsedArguments {
  const { program, options, help } = programOf(command, columns);
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return { type: 'help', text: help() };
    throw usageError(command, error);
  }
  const given = program.opts<Record<string, unknown>>();
  const flags: Record<string, unknown> = {};
  for (const [key, option] of options) flags[key] = command.flags[key]!.read(textsOf(option, given[option.attributeName()]));
  checkChoices(command, program.args);
  return { type: 'run', args: program.args, flags };
}

function programOf(command: Command, columns: number): { program: Commander; options: ReadonlyMap<string, Option>; help: () => string } {
  const written: string[] = [];
  const program = new Commander(`eddy ${command.name}`)
    .description([`${command.summary}.`, ...(command.description ?? [])].join('\n\n'))
    .exitOverride()
    .showSuggestionAfterError(false)
    .allowExcessArguments(false)
    .configureOutput({ writeOut: (text) => written.push(text), writeErr: () => undefined, getOutHelpWidth: () => columns, getOutHasColors: () => false })
    .helpOption('-h, --help', 'show this help')
    .action(() => undefined);
  for (const { name, summary, optional, repeats } of command.args) {
    const shown = `${name}${repeats === true ? '...' : ''}`;
    program.argument(optional === true ? `[${shown}]` : `<${shown}>`, summary);
  }
  const options = new Map(Object.entries(command.flags).map(([key, flag]) => [key, optionOf(flag)]));
  for (const option of options.values()) program.addOption(option);
  const examples = command.examples.map(({ line, does }) => `  # ${does}\n  ${line}`).join('\n\n');
  if (examples !== '') program.addHelpText('after', `\nExamples:\n${examples}\n`);
  const help = (): string => {
    written.length = 0;
    program.outputHelp();
    return written.join('');
  };
  return { program, options, help };
}

function optionOf(flag: Flag<unknown>): Option {
  const names = `${flag.short === undefined ? '' : `-${flag.short}, `}--${flag.long}`;
  if (flag.value === undefined) return new Option(names, flag.summary);
  const option = new Option(`${names} <${flag.value}>`, flag.summary);
  return option.argParser((text: string, before: readonly string[] | undefined) => {
    if (flag.choices !== undefined && !flag.choices.includes(text)) {
      throw new EddyError('UsageInvalid', `--${flag.long} is one of ${flag.choices.join(', ')}, found "${text}"`, { hint: didYouMean(text, flag.choices) });
    }
    return [...(before ?? []), text];
  });
}

function textsOf(option: Option, value: unknown): readonly string[] {
  if (Array.isArray(value)) return value as readonly string[];
  const isThere = option.negate ? value === false : value === true;
  return isThere ? ['true'] : [];
}

function checkChoices(command: Command, args: readonly string[]): void {
  for (const [i, { name, choices }] of command.args.entries()) {
    const arg = args[i];
    if (arg === undefined || choices === undefined || choices.includes(arg)) continue;
    throw new EddyError('UsageInvalid', `${name} is one of ${choices.join(', ')}, found "${arg}"`, { hint: didYouMean(arg, choices) });
  }
}

function usageError(command: Command, error: CommanderError): EddyError {
  const message = error.message.replace(/^error: /, '').replaceAll("'", '"');
  const unknown = /^unknown option "(-[^"]*)"/.exec(message)?.[1];
  const known = Object.values(command.flags).map(({ long }) => `--${long}`);
  const near = unknown === undefined ? undefined : didYouMean(unknown.replace(/=.*/, ''), [...known, '--help']);
  return new EddyError('UsageInvalid', message, { hint: near ?? `see "eddy ${command.name} --help"` });
}
