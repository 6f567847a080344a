import type { Command } from './command.ts';
import type { Flag } from './flag.ts';
import type { ParsedArguments } from './parse-arguments.ts';

/**
 * Reads arguments that are plainly right, without the library that explains wrong ones: loading it takes longer than a small render.
 *
 * Answers undefined for whatever is not plain (help, unknown flags, missing values, bundled switches, faults); `parseArguments` then has its say.
 * Where it answers, it answers what `parseArguments` does.
 */
export function plainArguments(command: Command, argv: readonly string[]): ParsedArguments | undefined {
  const flags = Object.entries(command.flags);
  const given = new Map<Flag<unknown>, string[]>();
  const args: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i]!;
    if (arg === '--') {
      args.push(...argv.slice(i + 1));
      break;
    }
    if (arg === '-' || !arg.startsWith('-')) {
      args.push(arg);
      continue;
    }
    const { name, attached } = splitFlag(arg);
    const flag = flags.find(([, { long, short }]) => name === `--${long}` || name === `-${short ?? ''}`)?.[1];
    const text = flag?.value === undefined ? attached : (attached ?? argv[++i]);
    if (flag === undefined || (flag.value === undefined) !== (text === undefined) || !isChoice(flag.choices, text)) return undefined;
    given.set(flag, [...(given.get(flag) ?? []), text ?? 'true']);
  }
  if (!fits(command, args)) return undefined;
  return { type: 'run', args, flags: Object.fromEntries(flags.map(([key, flag]) => [key, flag.read(textsOf(flag, given.get(flag)))])) };
}

/** `--name=text`, `--name`, `-n` or `-ntext`. */
function splitFlag(arg: string): { readonly name: string; readonly attached: string | undefined } {
  const end = arg.startsWith('--') ? arg.indexOf('=') : 2;
  if (end === -1 || end >= arg.length) return { name: arg, attached: undefined };
  return { name: arg.slice(0, end), attached: arg.slice(arg.startsWith('--') ? end + 1 : end) };
}

/** A switch counts once, however often it is given. */
function textsOf(flag: Flag<unknown>, given: readonly string[] | undefined): readonly string[] {
  if (given === undefined) return [];
  return flag.value === undefined ? given.slice(0, 1) : given;
}

function fits({ args }: Command, given: readonly string[]): boolean {
  const least = args.filter(({ optional }) => optional !== true).length;
  const most = args.at(-1)?.repeats === true ? Infinity : args.length;
  return given.length >= least && given.length <= most && given.every((text, i) => isChoice(args[i]?.choices, text));
}

function isChoice(choices: readonly string[] | undefined, text: string | undefined): boolean {
  return choices === undefined || (text !== undefined && choices.includes(text));
}
