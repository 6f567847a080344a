import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { EddyError } from '../diagnostics/index.ts';
import { pathKind } from './path-kind.ts';

/** A source that `--source` maps to a folder. */
export interface SourceFlag {
  readonly kind?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name: string;
  /** Absolute, without links. */
  readonly dir: string;
}

const KINDS = ['GitRepository', 'OCIRepository', 'HelmRepository', 'HelmChart', 'Bucket', 'ExternalArtifact'];

/**
 * Reads `[KIND/][NS/]NAME=DIR`.
 *
 * @throws EddyError UsageInvalid, or PathNotFound when the folder does not exist.
 */
export function parseSourceFlag(text: string, cwd: string): SourceFlag {
  const equals = text.indexOf('=');
  const parts = text.slice(0, equals === -1 ? undefined : equals).split('/');
  const kind = parts.length > 1 ? KINDS.find((name) => name.toLowerCase() === parts[0]!.toLowerCase()) : undefined;
  const rest = kind === undefined ? parts : parts.slice(1);
  const name = rest.pop() ?? '';
  if (equals === -1 || name === '' || rest.length > 1 || rest.includes('')) {
    throw new EddyError('UsageInvalid', `--source takes [KIND/][NS/]NAME=DIR, found "${text}"`, { hint: `KIND is one of ${KINDS.join(', ')}` });
  }
  const dir = resolve(cwd, text.slice(equals + 1));
  if (pathKind(dir) !== 'dir') throw new EddyError('PathNotFound', `--source ${text}: there is no folder "${text.slice(equals + 1)}"`);
  return { kind, namespace: rest[0], name, dir: realpathSync(dir) };
}
