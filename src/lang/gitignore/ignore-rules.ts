/** One rule of an ignore file. */
export interface IgnoreRule {
  /** The folder that the rule speaks about, as path parts; it sees nothing outside of it. */
  readonly domain: readonly string[];
  /** `!` in front: takes back in what an earlier rule left out. */
  readonly includes: boolean;
  /** `/` at the end: matches folders only, and so what lies in them. */
  readonly foldersOnly: boolean;
  /** The parts between slashes. A single part matches a name at any depth. */
  readonly parts: readonly (NamePattern | '**' | '')[];
}

/** A pattern for one name; undefined where it is malformed and so matches nothing. */
type NamePattern = { readonly regexp: RegExp | undefined };

/** Reads the rules of a file that lies in the folder `domain`. Blank lines and lines that start with `#` are left out. */
export function parseIgnoreRules(text: string, domain = ''): readonly IgnoreRule[] {
  const parts = domain === '' ? [] : domain.split('/');
  return text
    .split(/\r?\n/)
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
  const parts = pattern.split('/').map((part) => (part === '**' || part === '' ? part : { regexp: compileName(part) }));
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

/** A rule with slashes: its parts match the names from the first one on; `**` lets the next part match at any depth. */
function matchesPath({ parts, foldersOnly }: IgnoreRule, names: readonly string[], isFolder: boolean): boolean {
  let at = 0;
  let matched = false;
  let anyDepth = false;
  for (const [i, part] of parts.entries()) {
    if (part === '') {
      anyDepth = false;
      continue;
    }
    if (part === '**') {
      if (i === parts.length - 1) break;
      anyDepth = true;
      continue;
    }
    if (at >= names.length) return false;
    if (anyDepth) {
      anyDepth = false;
      const found = names.findIndex((name, index) => index >= at && nameMatches(part, name));
      matched = found === -1 ? false : true;
      at = found === -1 ? names.length : found + 1;
    } else {
      if (!nameMatches(part, names[at]!)) return false;
      at++;
      // A path that ends before the rule does is not matched by it.
      matched = at < names.length || i === parts.length - 1;
    }
  }
  return matched && !(foldersOnly && !isFolder && at >= names.length);
}

function nameMatches(part: IgnoreRule['parts'][number], name: string): boolean {
  if (part === '**') return true;
  return part === '' ? name === '' : part.regexp?.test(name) ?? false;
}

/** The pattern of one name as Go's `filepath.Match` reads it: `*`, `?`, classes with `^`, and backslashes. */
function compileName(pattern: string): RegExp | undefined {
  if (pattern.includes('**')) return undefined;
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    if (char === '*') source += '.*';
    else if (char === '?') source += '.';
    else if (char === '[') {
      const end = classEnd(pattern, i);
      if (end === undefined) return undefined;
      source += pattern.slice(i, end + 1);
      i = end;
    } else {
      const literal = char === '\\' ? pattern[++i] : char;
      if (literal === undefined) return undefined;
      source += literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    }
  }
  try {
    return new RegExp(`^${source}$`, 's');
  } catch {
    return undefined;
  }
}

function classEnd(pattern: string, start: number): number | undefined {
  const first = pattern[start + 1] === '^' ? start + 2 : start + 1;
  for (let i = first; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++;
    else if (pattern[i] === ']' && i > first) return i;
  }
  return undefined;
}
