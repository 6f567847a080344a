import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where eddy keeps what it can make again: `$EDDY_CACHE`, else `eddy` below the user's cache folder (XDG). */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  if (env['EDDY_CACHE'] !== undefined && env['EDDY_CACHE'] !== '') return env['EDDY_CACHE'];
  // The XDG specification has relative paths ignored.
  const xdg = env['XDG_CACHE_HOME'] ?? '';
  return join(isAbsolute(xdg) ? xdg : join(env['HOME'] ?? homedir(), '.cache'), 'eddy');
}
