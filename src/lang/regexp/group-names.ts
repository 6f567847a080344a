/** Quoted text, an escape, a class, or the start of a capture group. */
const TOKEN = /\\Q[\s\S]*?(?:\\E|$)|\\[\s\S]|\[\^?\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*\]|\(\?P?<(\w+)>|\((?!\?)/g;
const REPEATED = '_repeated_';

/** The names of a pattern's capture groups, from group 1 on; empty for a group without one. */
export function groupNamesOf(pattern: string): readonly string[] {
  return Array.from(pattern.matchAll(TOKEN), ([token, name]) => (token.startsWith('(') ? (name ?? '') : undefined)).filter((name) => name !== undefined);
}

/** The pattern with another name for each group whose name is taken: Go lets groups share one, the library does not. */
export function distinguishGroups(pattern: string): string {
  const seen = new Set<string>();
  return pattern.replace(TOKEN, (token, name?: string) => {
    if (name === undefined || !seen.has(name)) {
      if (name !== undefined) seen.add(name);
      return token;
    }
    const distinct = `${name}${REPEATED}${seen.size}`;
    seen.add(distinct);
    return token.replace(`${name}>`, `${distinct}>`);
  });
}

/** A text about a pattern that `distinguishGroups` made, as it reads for the original. */
export function undistinguish(message: string): string {
  return message.replace(new RegExp(`${REPEATED}\\d+`, 'g'), '');
}
