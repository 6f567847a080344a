import { Command as Commander, Option } from 'commander';
import { allFlags, type Command } from './command.ts';
import type { Flag } from './flag.ts';

/** The help of a command: what it does, its arguments, its flags by group, and examples. */
export function helpText(command: Command, columns = 100): string {
  const written: string[] = [];
  const program = new Commander(`eddy ${command.name}`)
    .description([`${command.summary}.`, ...(command.description ?? [])].join('\n\n'))
    .configureOutput({ writeOut: (text) => written.push(text), getOutHelpWidth: () => columns, getOutHasColors: () => false })
    .helpOption('-h, --help', 'show this help');
  for (const { name, summary, optional, repeats } of command.args) {
    const shown = `${name}${repeats === true ? '...' : ''}`;
    program.argument(optional === true ? `[${shown}]` : `<${shown}>`, summary);
  }
  for (const flag of allFlags(command)) program.addOption(optionOf(flag));
  const examples = command.examples.map(({ line, does }) => `  # ${does}\n  ${line}`).join('\n\n');
  if (examples !== '') program.addHelpText('after', `\nExamples:\n${examples}\n`);
  program.outputHelp();
  return written.join('');
}

function optionOf({ long, short, value, bare, summary, group }: Flag<unknown>): Option {
  const names = `${short === undefined ? '' : `-${short}, `}--${long}`;
  const shown = value === undefined ? '' : bare === undefined ? ` <${value}>` : ` [${value}]`;
  const option = new Option(names + shown, summary);
  return group === undefined ? option : option.helpGroup(`${group}:`);
}
