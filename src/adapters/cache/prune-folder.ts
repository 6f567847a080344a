import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Removes the files of a folder that were used least lately until three quarters of the room are left. */
export function pruneFolder(dir: string, maxBytes: number): void {
  const files = readdirSync(dir).flatMap((name) => {
    const stats = statSync(join(dir, name), { throwIfNoEntry: false });
    return stats === undefined ? [] : [{ name, bytes: stats.size, usedMs: stats.mtimeMs }];
  });
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes <= maxBytes) return;
  files.sort((a, b) => a.usedMs - b.usedMs);
  for (const file of files) {
    if (bytes <= maxBytes * 0.75) return;
    rmSync(join(dir, file.name), { force: true });
    bytes -= file.bytes;
  }
}
