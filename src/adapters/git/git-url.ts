import { EddyError } from '../../diagnostics/index.ts';

/** A form of addresses that git may use; `scp` is ssh in the form `git@host.test:path`. */
export type GitProtocol = 'http' | 'https' | 'ssh' | 'file' | 'scp';

/** What a fetcher dials unless it is told otherwise. */
export const NETWORK_PROTOCOLS: readonly GitProtocol[] = ['http', 'https', 'ssh'];

const SCP_STYLE = /^(?:[A-Za-z][\w-]*@)?[A-Za-z0-9][\w.-]*:(?![-:]|\/\/)./;

/**
 * Checks an address before git sees it: a known protocol, nothing that reads as an option, no `ext::` helper, no line breaks.
 *
 * @throws EddyError GitUrlRefused.
 */
export function checkGitUrl(url: string, allowed: readonly GitProtocol[]): void {
  const protocol = /^([a-z]+):\/\/[^-]/.exec(url)?.[1] ?? (SCP_STYLE.test(url) ? 'scp' : undefined);
  const isClean = !/[\u0000-\u0020\u007F]/.test(url);
  if (isClean && allowed.some((name) => name === protocol)) return;
  throw new EddyError('GitUrlRefused', `git address ${JSON.stringify(url)} is refused: it has to start with ${allowed.filter((name) => name !== 'scp').map((name) => `${name}://`).join(', ')} and a host`);
}
