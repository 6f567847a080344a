import { createRequire } from 'node:module';
import { didYouMean, EddyError } from '../diagnostics/index.ts';
import { loadLibrariesWith } from '../std/lazy-library.ts';
import type { Command } from './command.ts';
import type { ExitCode, Io } from './io.ts';
import { parseArguments } from './parse-arguments.ts';
import { COMMANDS, type CommandEntry } from './registry.ts';

// The bundle has its libraries beside it, as scripts.
if (typeof EDDY_LIBRARIES !== 'undefined') {
  const load = createRequire(import.meta.url);
  loadLibrariesWith((name) => (name in EDDY_LIBRARIES ? load(EDDY_LIBRARIES[name]!) : undefined));
}

/** Switches of every command that may also be typed before its name. */
const EARLY_SWITCHES: ReadonlySet<string> = new Set(['-v', '--verbose', '--no-color']);

/**
 * Runs a command line (without `node` and the name of the script).
 *
 * Never throws: what a user can cause is printed to stderr as one error, and so is a defect of eddy.
 */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    const { printFatal } = await import('./print/print-fatal.ts');
    printFatal(error, argv, io);
    return 2;
  }
}

async function dispatch(argv: readonly string[], io: Io): Promise<ExitCode> {
  const start = argv.findIndex((arg) => !EARLY_SWITCHES.has(arg));
  const words = start === -1 ? [] : argv.slice(start);
  const early = start === -1 ? argv : argv.slice(0, start);
  const [first] = words;
  if (first === '--version' || first === '-V') {
    io.stdout.write(`eddy ${EDDY_VERSION}\n`);
    return 0;
  }
  if (first === undefined || first === '--help' || first === '-h' || (first === 'help' && words.length === 1)) {
    (first === undefined ? io.stderr : io.stdout).write(overview());
    return first === undefined ? 2 : 0;
  }
  const { entry, rest } = first === 'help' ? { ...findCommand(words.slice(1)), rest: ['--help'] } : findCommand(words);
  return runCommand(await entry.load(), [...early, ...rest], io);
}

async function runCommand(command: Command, typed: readonly string[], io: Io): Promise<ExitCode> {
  const parsed = parseArguments(command, typed);
  if (parsed.type === 'run') {
    for (const notice of parsed.notices) io.stderr.write(`${notice}\n`);
    return command.run({ args: parsed.args, flags: parsed.flags, io });
  }
  // Loading the library that lays out a help takes longer than a small render.
  const { helpText } = await import('./help-text.ts');
  io.stdout.write(helpText(command));
  return 0;
}

/** The command that the first word or two name. @throws EddyError UsageInvalid with the nearest one. */
function findCommand(words: readonly string[]): { entry: CommandEntry; rest: readonly string[] } {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ');
    const entry = COMMANDS.find((command) => command.name === name);
    if (entry !== undefined) return { entry, rest: words.slice(length) };
  }
  const [first = '', second] = words;
  const group = COMMANDS.filter((command) => command.name.startsWith(`${first} `)).map(({ name }) => name);
  const written = group.length > 0 && second !== undefined && !second.startsWith('-') ? `${first} ${second}` : first;
  const hint = group.length > 0 ? `there is ${group.map((name) => `"eddy ${name}"`).join(' and ')}` : didYouMean(first, COMMANDS.map(({ name }) => name));
  throw new EddyError('UsageInvalid', `there is no command "${written}"`, { hint: hint ?? 'see "eddy --help"' });
}

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  return [
    'eddy renders, tests and compares a Flux fleet without a cluster.',
    '',
    'Usage: eddy COMMAND [PATH] [FLAGS]',
    '',
    'Commands:',
    ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'PATH is the folder that Flux syncs a cluster from, such as kubernetes/flux/cluster.',
    'See "eddy COMMAND --help" for flags and examples, "eddy --version" for the version.',
    '',
  ].join('\n');
}
