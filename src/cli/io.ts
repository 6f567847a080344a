/** What a command ended with: 0 fine, 1 it ran and found failures (or differences, when asked to tell), 2 it could not run. */
export type ExitCode = 0 | 1 | 2;

/** Where a command writes to. */
export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
}

/** Where `eddy shell` reads from: chunks of text. */
export interface Input extends AsyncIterable<string | Uint8Array> {
  readonly isTTY: boolean;
}

/** Everything of the outside that a command sees, so that it runs in a test as it runs in a terminal. */
export interface Io {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** The absolute path that relative paths are taken from. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** The terminal itself, for line editing; absent when stdin or stdout is none, as in a test. */
  readonly terminal?: Terminal | undefined;
}

/** Both ends of a terminal. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** The time, for durations in reports. */
export interface Clock {
  /** Milliseconds of a clock that only goes forward. */
  nowMs(): number;
  /** The date and time of day. */
  date(): Date;
}
