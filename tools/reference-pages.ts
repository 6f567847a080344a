import { loadAllCommands } from '../src/cli/registry.ts';
import { allFlags, type Command } from '../src/cli/command.ts';
import type { Flag } from '../src/cli/flag.ts';
import { ERROR_CODES } from '../src/diagnostics/index.ts';

/** The pages of `docs/reference/` that are made from code, by file name. */
export async function referencePages(): Promise<Readonly<Record<string, string>>> {
  return { 'cli.md': cliPage(await loadAllCommands()), 'errors.md': errorsPage() };
}

const GENERATED = '<!-- Made by `node tools/run.mjs tools/generate-docs.ts`; edit the code it is made from. -->';

function cliPage(commands: readonly Command[]): string {
  const toc = commands.map(({ name, summary }) => `| [\`eddy ${name}\`](#eddy-${name.replaceAll(' ', '-')}) | ${cell(summary)} |`);
  return [
    '# Commands',
    GENERATED,
    '`PATH` is the folder that Flux syncs a cluster from, or a repository. `eddy COMMAND --help` shows the same as this page.',
    ['| command | what it does |', '| --- | --- |', ...toc].join('\n'),
    'Exit codes: 0 fine; 1 the command ran and found failures (or differences, with `--exit-code`); 2 it could not run.\nWhat `-o json` prints is described in [json.md](json.md), errors in [errors.md](errors.md).',
    ...commands.flatMap(commandSection),
  ].join('\n\n') + '\n';
}

function commandSection(command: Command): string[] {
  const { name, summary, description = [], args, examples } = command;
  const flags = allFlags(command);
  const usage = [`eddy ${name}`, ...args.map((arg) => (arg.optional === true ? `[${arg.name}]` : arg.name)), ...(flags.length === 0 ? [] : ['[FLAGS]'])].join(' ');
  const argRows = args.map((arg) => `| \`${arg.name}\` | ${cell(arg.summary)} |`);
  const groups = new Map(flags.map(({ group }) => [group, flags.filter((flag) => flag.group === group)]));
  return [
    `## eddy ${name}`,
    [`${summary}.`, ...description].join('\n'),
    `\`\`\`sh\n${usage}\n\`\`\``,
    ...(argRows.length === 0 ? [] : [['| argument | meaning |', '| --- | --- |', ...argRows].join('\n')]),
    ...[...groups].flatMap(([group, members]) => [...(group === undefined ? [] : [`${group}:`]), flagTable(members)]),
    `\`\`\`sh\n${examples.map(({ line, does }) => `# ${does}\n${line}`).join('\n\n')}\n\`\`\``,
  ];
}

function flagTable(flags: readonly Flag<unknown>[]): string {
  return ['| flag | meaning |', '| --- | --- |', ...flags.map((flag) => `| ${flagNames(flag)} | ${cell(flag.summary)} |`)].join('\n');
}

function flagNames({ long, short, value, bare }: Flag<unknown>): string {
  const shown = value === undefined ? '' : bare === undefined ? ` ${value}` : `[=${value}]`;
  return `\`${short === undefined ? '' : `-${short}, `}--${long}${shown}\``;
}

function errorsPage(): string {
  const rows = Object.entries(ERROR_CODES).map(([code, sentence]) => `## ${code}\n\n${sentence}`);
  return ['# Errors', GENERATED, 'Every error that eddy reports starts with one of these codes: `error[CODE]: message`. A code keeps its name; messages may change.', ...rows].join('\n\n') + '\n';
}

/** A text as it may stand in a cell of a table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
