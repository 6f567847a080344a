import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliDecompressSync, constants } from 'node:zlib';
import { readTar } from '../../src/tree/index.ts';

/**
 * Unpacks an archive of recorded data (tar in brotli with a large window) into a folder for temporary files, once per content.
 *
 * @returns the folder.
 */
export function unpacked(archive: string): string {
  const packed = readFileSync(archive);
  const folder = join(tmpdir(), 'eddy-conformance', createHash('sha256').update(packed).digest('hex').slice(0, 24));
  if (existsSync(folder)) return folder;
  const partial = `${folder}.${String(process.pid)}`;
  const tar = brotliDecompressSync(packed, { params: { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 }, maxOutputLength: 2 ** 31 });
  const seen = new Map<string, Uint8Array>();
  for (const entry of readTar(tar)) {
    // Equal files are stored once; the others are hard links to the first.
    const bytes = entry.type === 'link' ? seen.get(entry.linkTarget) : entry.bytes;
    if (bytes === undefined || entry.type === 'dir') continue;
    seen.set(entry.path, bytes);
    mkdirSync(dirname(join(partial, entry.path)), { recursive: true });
    writeFileSync(join(partial, entry.path), bytes);
  }
  renameSync(partial, folder);
  return folder;
}
