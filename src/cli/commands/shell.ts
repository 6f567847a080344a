import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { cacheFolder } from '../../adapters/index.ts';
import type { Command } from '../command.ts';
import { fleetFlags } from '../fleet.ts';
import type { ExitCode, Io, Terminal } from '../io.ts';
import { pathArgument } from '../path-argument.ts';
import { summaryText } from '../print/fleet-report.ts';
import { styleFor } from '../print/style.ts';
import { ShellSession } from '../shell/session.ts';

const PROMPT = 'eddy> ';
const HISTORY_LINES = 1000;

/** `eddy shell`: looks around in a fleet, line by line. */
export const shell: Command<typeof fleetFlags> = {
  name: 'shell',
  summary: 'Look around in a fleet interactively',
  description: [
    'Builds the fleet and waits for commands: list, show, describe, deps, diff, test, rebuild, help.',
    'With commands on stdin it runs them and exits, with 1 when one of them failed. The history is kept in the cache folder.',
  ],
  args: [pathArgument],
  flags: fleetFlags,
  examples: [
    { line: 'eddy shell kubernetes/flux/cluster', does: 'Look around in a cluster' },
    { line: 'echo "deps hr/podinfo" | eddy shell clusters/staging', does: 'Ask one question' },
  ],
  run: async ({ args, flags: given, io }) => {
    const style = styleFor(io.stdout, io, given.noColor);
    const session = new ShellSession({ path: args[0], flags: given, io, style });
    await session.rebuild();
    if (io.terminal === undefined) return runPiped(session, io);
    io.stdout.write(`${summaryText({ fleet: session.fleet, io, style })}Type "help" for the commands.\n`);
    return runTerminal(session, io, io.terminal);
  },
};

async function runPiped(session: ShellSession, io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  for await (const line of linesOf(io.stdin)) {
    const outcome = await session.execute(line);
    if (outcome === 'exit') break;
    if (outcome === 'failed') exitCode = 1;
  }
  return exitCode;
}

async function* linesOf(chunks: AsyncIterable<string | Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== '') yield rest;
}

async function runTerminal(session: ShellSession, io: Io, { input, output }: Terminal): Promise<ExitCode> {
  const historyFile = join(cacheFolder(io.env), 'shell-history');
  const history = existsSync(historyFile) ? readFileSync(historyFile, 'utf8').split('\n').filter((line) => line !== '').slice(-HISTORY_LINES).reverse() : [];
  const reader = createInterface({ input, output, prompt: PROMPT, history, historySize: HISTORY_LINES, removeHistoryDuplicates: true, completer: (line: string) => session.complete(line) });
  try {
    await answerLines(reader, session, (line) => {
      mkdirSync(cacheFolder(io.env), { recursive: true, mode: 0o700 });
      appendFileSync(historyFile, `${line}\n`, { mode: 0o600 });
    });
  } finally {
    reader.close();
  }
  return 0;
}

async function answerLines(reader: Interface, session: ShellSession, remember: (line: string) => void): Promise<void> {
  reader.prompt();
  for await (const line of reader) {
    if (line.trim() !== '') remember(line);
    if ((await session.execute(line)) === 'exit') return;
    reader.prompt();
  }
}
