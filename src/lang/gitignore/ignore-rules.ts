import { compileNamePattern, type NamePattern } from './name-pattern.ts';

/** One rule of an ignore file. */
export interface IgnoreRule {
  /** The folder that the rule speaks about, as path parts; it sees nothing outside of it. */
  readonly domain: readonly string[];
  /** `!` in front: takes back in what an earlier rule left out. */
  readonly includes: boolean;
  /** `/` at the end: matches folders only, and so what lies in them. */
  readonly foldersOnly: boolean;
  /** The parts between slashes. A single part matches a name at any depth. */
  readonly parts: readonly RulePart[];
}

/** A pattern for one name, `**` for any number of them, or nothing between two slashes. */
type RulePart = '**' | '' | { readonly matches: NamePattern | undefined };

/** Reads the rules of a file that lies in the folder `domain`. Blank lines and lines that start with `#` are left out. */
export function parseIgnoreRules(text: string, domain = ''): readonly IgnoreRule[] {
  const parts = domain === '' ? [] : domain.split('/');
  return text
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .filter((line) => !line.startsWith('#') && line.trim() !== '')
    .map((line) => parseRule(line, parts));
}

/** Whether the last rule that matches a path leaves it out. Later rules win. */
export function isIgnored(rules: readonly IgnoreRule[], path: string, isFolder: boolean): boolean {
  const names = path.split('/');
  for (let i = rules.length - 1; i >= 0; i--) {
    const rule = rules[i]!;
    if (matches(rule, names, isFolder)) return !rule.includes;
  }
  return false;
}

function parseRule(line: string, domain: readonly string[]): IgnoreRule {
  const includes = line.startsWith('!');
  let pattern = includes ? line.slice(1) : line;
  if (!pattern.endsWith('\\ ')) pattern = pattern.replace(/ +$/, '');
  const foldersOnly = pattern.endsWith('/');
  if (foldersOnly) pattern = pattern.slice(0, -1);
  const texts = pattern.split('/');
  const parts = texts.map((text): RulePart => {
    if (texts.length === 1) return { matches: compileNamePattern(text) };
    if (text === '**' || text === '') return text;
    // Between slashes two stars mean something only on their own.
    return { matches: text.includes('**') ? undefined : compileNamePattern(text) };
  });
  return { domain, includes, foldersOnly, parts };
}

function matches(rule: IgnoreRule, names: readonly string[], isFolder: boolean): boolean {
  const { domain, parts } = rule;
  if (names.length <= domain.length || domain.some((name, i) => names[i] !== name)) return false;
  const inner = domain.length === 0 ? names : names.slice(domain.length);
  return parts.length > 1 ? matchesPath(rule, inner, isFolder) : matchesName(rule, inner, isFolder);
}

/** A rule without slashes: some name on the way matches it. */
function matchesName({ parts, foldersOnly }: IgnoreRule, names: readonly string[], isFolder: boolean): boolean {
  const at = names.findIndex((name) => nameMatches(parts[0]!, name));
  if (at === -1) return false;
  return !foldersOnly || isFolder || at < names.length - 1;
}

/**
 * A rule with slashes: its parts match the names from the first one on, and what lies below is matched with them.
 *
 * `**` lets the next part match at any depth, and at the end stands for nothing as well: `a/**` matches `a`.
 */
function matchesPath({ parts, foldersOnly }: IgnoreRule, names: readonly string[], isFolder: boolean): boolean {
  let at = 0;
  let matched = false;
  let anyDepth = false;
  for (const [i, part] of parts.entries()) {
    if (part === '') anyDepth = false;
    else if (part === '**') anyDepth = i < parts.length - 1;
    else if (at >= names.length || part.matches === undefined) return false;
    else if (anyDepth) {
      anyDepth = false;
      const found = names.findIndex((name, index) => index >= at && nameMatches(part, name));
      matched = found !== -1;
      at = matched ? found + 1 : names.length;
    } else {
      if (!nameMatches(part, names[at]!)) return false;
      matched = true;
      at++;
    }
  }
  return matched && !(foldersOnly && !isFolder && at >= names.length);
}

function nameMatches(part: RulePart, name: string): boolean {
  return typeof part !== 'string' && part.matches?.(name) === true;
}
