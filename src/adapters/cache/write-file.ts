import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { openssl } from '../crypto/openssl.ts';

/** Writes a private file in one step: who reads it sees the old file or the new one, and two writers do not mix. Makes its folder. */
export function writeFileAtomically(file: string, parts: readonly (string | Uint8Array)[], mode = 0o600): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${openssl().randomBytes(6).toString('hex')}`;
  try {
    const target = openSync(temporary, 'w', mode);
    try {
      for (const part of parts) writeFileSync(target, part);
    } finally {
      closeSync(target);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
