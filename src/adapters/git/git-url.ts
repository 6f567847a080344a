import { EddyError } from '../../diagnostics/index.ts';

/** A transport that git may use. */
export type GitProtocol = 'http' | 'https' | 'ssh' | 'file';

/** What a fetcher dials unless it is told otherwise. */
export const NETWORK_PROTOCOLS: readonly GitProtocol[] = ['http', 'https', 'ssh'];

/**
 * Checks an address before git sees it: a known protocol, nothing that reads as an option, no `ext::` helper, no line breaks.
 *
 * @throws EddyError GitUrlRefused.
 */
export function checkGitUrl(url: string, allowed: readonly GitProtocol[]): void {
  const protocol = /^([a-z]+):\/\/[^-]/.exec(url)?.[1];
  const isClean = !/[\u0000-\u0020\u007F]/.test(url);
  if (isClean && allowed.some((name) => name === protocol)) return;
  throw new EddyError('GitUrlRefused', `git address ${JSON.stringify(url)} is refused: it has to start with ${allowed.map((name) => `${name}://`).join(', ')} and a host`);
}
