import { EddyError } from '../../diagnostics/index.ts';
import type { Io } from '../io.ts';
import { errorFrame } from './error-frame.ts';
import { styleFor } from './style.ts';

/** Prints what kept a command from running. A defect of eddy says so, with its stack under `-v`. */
export function printFatal(error: unknown, argv: readonly string[], io: Io): void {
  const style = styleFor(io.stderr, io, argv.includes('--no-color'));
  if (error instanceof EddyError) {
    io.stderr.write(errorFrame(error, { style }));
    return;
  }
  const verbose = argv.includes('-v') || argv.includes('--verbose');
  const text = error instanceof Error ? ((verbose ? error.stack : undefined) ?? error.message) : String(error);
  io.stderr.write(`${style.red('eddy itself failed')}: ${text}\n${verbose ? '' : 'Run it again with -v for the stack, and report it.\n'}`);
}
