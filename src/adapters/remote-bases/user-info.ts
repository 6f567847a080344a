import type { Credentials } from '../../controllers/base/index.ts';

/** An http address without the user name and password in it, and these. Other addresses stay as they are. */
export function splitUserInfo(url: string): { readonly address: string; readonly credentials: Credentials | undefined } {
  const [, scheme, user, rest] = /^(https?:\/\/)([^/?#@]+(?:@[^/?#@]+)*)@(.*)$/is.exec(url) ?? [];
  if (user === undefined) return { address: url, credentials: undefined };
  const colon = user.indexOf(':');
  const [username, password] = colon === -1 ? [user, ''] : [user.slice(0, colon), user.slice(colon + 1)];
  return { address: `${scheme!}${rest!}`, credentials: { username: encoded(username), password: encoded(password) } };
}

function encoded(text: string): Uint8Array {
  try {
    return new TextEncoder().encode(decodeURIComponent(text));
  } catch {
    return new TextEncoder().encode(text);
  }
}
