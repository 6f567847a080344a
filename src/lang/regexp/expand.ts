import type { Match } from './engine.ts';

const NAME = /^[\p{L}\p{Nd}_]+/u;
const NUMBER = /^(?:0|[1-9][0-9]{0,8})$/;

/**
 * Fills a replacement: `$1`, `${1}`, `$name`, `${name}`, and `$$` for a dollar sign.
 *
 * A name takes in as many letters, digits and underscores as it can, so `$1x` is the group called `1x`. Unknown groups are empty.
 * Follows Go 1.26 regexp `Expand`.
 */
export function expandReplacement(replacement: string, match: Match, groupNames: readonly string[]): string {
  let out = '';
  let at = 0;
  for (let dollar = replacement.indexOf('$'); dollar !== -1; dollar = replacement.indexOf('$', at)) {
    out += replacement.slice(at, dollar);
    at = dollar + 1;
    if (replacement[at] === '$') {
      out += '$';
      at++;
      continue;
    }
    const reference = readReference(replacement.slice(at));
    if (reference === undefined) {
      out += '$';
      continue;
    }
    out += groupText(reference.name, match, groupNames);
    at += reference.length;
  }
  return out + replacement.slice(at);
}

/** Reference = Name | "{" Name "}" . */
function readReference(text: string): { readonly name: string; readonly length: number } | undefined {
  const isBraced = text.startsWith('{');
  const name = NAME.exec(isBraced ? text.slice(1) : text)?.[0];
  if (name === undefined) return undefined;
  if (!isBraced) return { name, length: name.length };
  return text[name.length + 1] === '}' ? { name, length: name.length + 2 } : undefined;
}

function groupText(name: string, match: Match, groupNames: readonly string[]): string {
  if (NUMBER.test(name)) return match.groups[Number(name)] ?? '';
  for (const [i, other] of groupNames.entries()) {
    const text = match.groups[i + 1];
    if (other === name && text !== undefined) return text;
  }
  return '';
}
