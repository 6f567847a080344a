import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EddyError } from '../diagnostics/index.ts';
import { fromBytes } from '../lang/govalue/index.ts';
import type { Io } from './io.ts';

/** Reads a file that was named on the command line; `-` is stdin, which is empty from the second time on. */
export type ReadUserFile = (path: string) => string;

/**
 * Makes a reader of the files that `--values` and `--set-file` name.
 *
 * Bytes that are no UTF-8 are kept, as lone surrogates. Stdin can only be waited for, so it is read ahead where one of the texts may name it.
 * Follows Helm 4.2.2 `pkg/cli/values/options.go`, but fetches nothing.
 *
 * @throws EddyError from the reader: PathNotFound, or UsageInvalid for an address.
 */
export async function userFileReader(texts: readonly string[], io: Io): Promise<ReadUserFile> {
  let stdin = texts.some((text) => /(?:^|[=,])\s*-\s*(?:,|$)/.test(text)) ? await readAll(io) : '';
  return (path) => {
    if (path.trim() !== '-') return readUserFile(path, io.cwd);
    const text = stdin;
    stdin = '';
    return text;
  };
}

function readUserFile(path: string, cwd: string): string {
  if (/^(?:https?|oci):/i.test(path)) throw new EddyError('UsageInvalid', `files are not fetched: "${path}"`, { hint: 'fetch it first, and give its path' });
  try {
    return fromBytes(readFileSync(path === '' ? path : resolve(cwd, path)));
  } catch (error) {
    throw new EddyError('PathNotFound', fileProblem(path, error), { cause: error });
  }
}

/** What keeps a file from being read, as Go says it. */
function fileProblem(path: string, error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return `open ${path}: no such file or directory`;
    case 'EISDIR':
      return `read ${path}: is a directory`;
    case 'ENOTDIR':
      return `open ${path}: not a directory`;
    case 'EACCES':
      return `open ${path}: permission denied`;
    default:
      return `open ${path}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function readAll(io: Io): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of io.stdin) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return fromBytes(Buffer.concat(chunks));
}
