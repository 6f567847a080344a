import { refText, type ObjectRef } from '../../diagnostics/index.ts';
import type { Io } from '../io.ts';

/** Shows how far a run is. */
export interface Progress {
  update(ref: ObjectRef, done: number, known: number): void;
  /** Takes the line away, before anything else is printed. */
  clear(): void;
}

const NO_PROGRESS: Progress = { update: () => undefined, clear: () => undefined };
const EVERY_MS = 80;
const CLEAR_LINE = '\r\u001B[2K';
const MAX_WIDTH = 78;

/** One line on stderr that is written over and over; nothing where stderr is no terminal, or on CI. */
export function progressLine(io: Io): Progress {
  if (!io.stderr.isTTY || (io.env['CI'] ?? '') !== '' || io.env['TERM'] === 'dumb') return NO_PROGRESS;
  let shownAtMs = io.clock.nowMs();
  let isShown = false;
  return {
    update: (ref, done, known) => {
      const nowMs = io.clock.nowMs();
      if (nowMs - shownAtMs < EVERY_MS) return;
      shownAtMs = nowMs;
      isShown = true;
      io.stderr.write(CLEAR_LINE + `${String(done)}/${String(known)} ${refText(ref)}`.slice(0, MAX_WIDTH));
    },
    clear: () => {
      if (isShown) io.stderr.write(CLEAR_LINE);
      isShown = false;
    },
  };
}
