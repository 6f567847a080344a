import { refText, type ObjectRef } from '../../diagnostics/index.ts';
import type { Io } from '../io.ts';

/** Shows how far a run is. */
export interface Progress {
  readonly update: (ref: ObjectRef, done: number, known: number) => void;
  /** Takes the line away, before anything else is printed. */
  readonly clear: () => void;
}

const EVERY_MS = 80;
const CLEAR_LINE = '\r\u001B[2K';
const MAX_WIDTH = 78;

/** One line on stderr that is written over and over; undefined where stderr is no terminal, or on CI. */
export function progressLine(io: Io): Progress | undefined {
  if (!io.stderr.isTTY || (io.env['CI'] ?? '') !== '' || io.env['TERM'] === 'dumb') return undefined;
  let shownAtMs = io.clock.nowMs();
  let isShown = false;
  return {
    update: (ref, done, known) => {
      const nowMs = io.clock.nowMs();
      if (nowMs - shownAtMs < EVERY_MS) return;
      shownAtMs = nowMs;
      isShown = true;
      // An object that waited is done more than once.
      io.stderr.write(CLEAR_LINE + `${String(Math.min(done, known))}/${String(known)} ${refText(ref)}`.slice(0, MAX_WIDTH));
    },
    clear: () => {
      if (isShown) io.stderr.write(CLEAR_LINE);
      isShown = false;
    },
  };
}
