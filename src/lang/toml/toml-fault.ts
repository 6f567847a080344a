/** Why a text is no TOML. Whoever knows the key at hand makes the whole message of it. */
export class TomlFault extends Error {
  /** Counts from 1. */
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}
