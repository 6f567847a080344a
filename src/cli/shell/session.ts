import { didYouMean, EddyError } from '../../diagnostics/index.ts';
import { loadFleet, sharedWork, type Fleet, type FleetFlagValues, type SharedWork } from '../fleet.ts';
import type { Io } from '../io.ts';
import { errorFrame } from '../print/error-frame.ts';
import type { Style } from '../print/style.ts';
import { Redactor } from '../redact.ts';
import { completeNames } from './find-object.ts';
import { SHELL_COMMANDS, type ShellCommand } from './shell-commands.ts';

/** What a shell needs to start. */
export interface ShellOptions {
  readonly path: string | undefined;
  readonly flags: FleetFlagValues;
  readonly io: Io;
  readonly style: Style;
}

/** A fleet that is looked at, and built again when asked. One memo serves all builds, so a rebuild renders what changed. */
export class ShellSession {
  readonly io: Io;
  readonly style: Style;
  readonly #path: string | undefined;
  readonly #flags: FleetFlagValues;
  readonly #shared: SharedWork;
  #fleet: Fleet | undefined;

  constructor({ path, flags, io, style }: ShellOptions) {
    this.#path = path;
    this.#flags = flags;
    this.#shared = sharedWork(flags, io);
    this.io = io;
    this.style = style;
  }

  /** The fleet as it was last built. */
  get fleet(): Fleet {
    if (this.#fleet === undefined) throw new Error('broken invariant: the shell has not built its fleet yet');
    return this.#fleet;
  }

  /** What takes the values of Secrets out of messages. */
  get redactor(): Redactor {
    return new Redactor(this.fleet.objects, this.fleet.tree);
  }

  /** Builds the fleet, and gives the one before. */
  async rebuild(): Promise<Fleet | undefined> {
    const before = this.#fleet;
    this.#fleet = await loadFleet(this.#path, { io: this.io, flags: this.#flags, shared: this.#shared });
    return before;
  }

  /** Runs one line. `failed` tells a wrong command; its message has been printed to stderr. */
  async execute(line: string): Promise<'done' | 'failed' | 'exit'> {
    const [word, ...args] = line.trim().split(/\s+/);
    if (word === undefined || word === '' || word.startsWith('#')) return 'done';
    if (word === 'exit' || word === 'quit') return 'exit';
    try {
      this.io.stdout.write(await findCommand(word).run(args, this));
      return 'done';
    } catch (error) {
      if (!(error instanceof EddyError)) throw error;
      this.io.stderr.write(errorFrame(this.redactor.error(error), { style: this.style }));
      return 'failed';
    }
  }

  /** What may follow: candidates, and the part of the line that they complete. */
  complete(line: string): [string[], string] {
    const words = line.split(/\s+/);
    const last = words.at(-1) ?? '';
    const candidates = words.length < 2 ? [...SHELL_COMMANDS.map(({ name }) => name), 'exit'] : completeNames(this.fleet);
    return [candidates.filter((name) => name.toLowerCase().startsWith(last.toLowerCase())), last];
  }
}

/** The command of that name, or the only one whose name begins so. */
function findCommand(word: string): ShellCommand {
  const found = SHELL_COMMANDS.find(({ name, aliases }) => name === word || aliases.includes(word));
  if (found !== undefined) return found;
  const longer = SHELL_COMMANDS.filter(({ name }) => name.startsWith(word));
  if (longer.length === 1) return longer[0]!;
  const known = SHELL_COMMANDS.flatMap(({ name, aliases }) => [name, ...aliases]);
  throw new EddyError('UsageInvalid', `there is no command "${word}"`, { hint: didYouMean(word, [...known, 'exit', 'quit']) ?? 'type "help"' });
}
