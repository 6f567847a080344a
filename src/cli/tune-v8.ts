import { setFlagsFromString } from 'node:v8';

/**
 * Suits V8 to a command that is soon over.
 *
 * Functions are optimized later than they would be, as the threads that compile take processor time from the command;
 * and the young generation grows in larger steps, as each of its collections copies what a render keeps anyway.
 *
 * Only for the V8 of Node 20, which optimizes what ran 66 KB of bytecode. Later ones have a cheaper compiler in between, and no such flag.
 * Compiled code works only with the flags that it was made with, so the build calls this as well.
 */
export function tuneV8(): void {
  if (!process.versions.v8.startsWith('11.')) return;
  setFlagsFromString('--interrupt-budget=1000000');
  setFlagsFromString('--semi-space-growth-factor=12');
}
