/** Lines of the last log that an event shows. */
const KEPT = 10;

/**
 * What an action logs on its way; the event of a failure ends with it.
 *
 * Follows helm-controller v1.6.3 internal/action/log.go; the lines carry no times.
 */
export class HelmLog {
  #lines: readonly string[] = [];

  add(line: string): void {
    if (this.#lines.at(-1) !== line) this.#lines = [...this.#lines, line].slice(-KEPT);
  }

  /** The message of an event, with the log below it where there is one. */
  below(message: string): string {
    return this.#lines.length === 0 ? message : `${message}\n\nLast Helm logs:\n\n${this.#lines.join('\n')}`;
  }
}
