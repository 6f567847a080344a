/** A text without the passwords and tokens in its addresses: `https://user:secret@host` becomes `https://user:xxxxx@host`. Addresses that were taken for paths have one slash left. */
export function maskPassword(text: string): string {
  if (!text.includes('@')) return text;
  return text.replace(/(\b(?:[a-z][a-z0-9+.-]*:\/\/|(?:https?|ssh|git):\/))([^/\s@'"]+)@/gi, (_, scheme: string, user: string) => `${scheme}${masked(scheme, user)}@`);
}

function masked(scheme: string, user: string): string {
  const colon = user.indexOf(':');
  if (colon !== -1) return `${user.slice(0, colon)}:xxxxx`;
  // Over http a lone user name is as a rule a token.
  return /^http/i.test(scheme) && user !== 'git' ? 'xxxxx' : user;
}
