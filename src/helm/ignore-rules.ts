import { EddyError } from '../diagnostics/index.ts';
import { BadPattern, compilePathPattern } from './path-match.ts';

interface Rule {
  readonly negated: boolean;
  readonly dirOnly: boolean;
  /** Whether the rule looks at the last part of a path only. */
  readonly baseOnly: boolean;
  readonly matches: (path: string) => boolean;
}

/** The dot files of `templates/` are never templates. */
const DEFAULT_RULE = 'templates/.?*';

/** Says whether a path of a chart folder is left out of the chart. */
export type IsIgnored = (path: string, isDir: boolean) => boolean;

/**
 * Reads a `.helmignore`, and adds Helm's own rule for dot files in `templates/`.
 *
 * Rules are asked in order. A negated rule ignores everything that it does not match, which surprises those who know Git.
 * Follows Helm 4.2.2 `pkg/ignore/rules.go`.
 *
 * @param text - The content of the file; absent where the chart has none.
 * @throws EddyError HelmChartInvalid for `**` and for malformed patterns.
 */
export function parseHelmIgnore(text: string | undefined): IsIgnored {
  const lines = text === undefined ? [] : text.replace(/^\ufeff/, '').split(/\r?\n/);
  const rules = [...lines, DEFAULT_RULE].map(parseRule).filter((rule) => rule !== undefined);
  return (path, isDir) => {
    for (const rule of rules) {
      const wrongKind = rule.dirOnly && !isDir;
      const matched = !wrongKind && rule.matches(rule.baseOnly ? path.slice(path.lastIndexOf('/') + 1) : path);
      if (matched !== rule.negated) return true;
    }
    return false;
  };
}

function parseRule(line: string): Rule | undefined {
  const rule = line.trim();
  if (rule === '' || rule.startsWith('#')) return undefined;
  if (rule.includes('**')) throw new EddyError('HelmChartInvalid', 'double-star (**) syntax is not supported', { hint: `.helmignore has the rule "${rule}"` });
  const negated = rule.startsWith('!');
  const dirOnly = rule.endsWith('/');
  const body = rule.slice(negated ? 1 : 0, dirOnly ? -1 : undefined);
  try {
    return { negated, dirOnly, baseOnly: !body.includes('/'), matches: compilePathPattern(body.startsWith('/') ? body.slice(1) : body) };
  } catch (error) {
    if (!(error instanceof BadPattern)) throw error;
    throw new EddyError('HelmChartInvalid', error.message, { hint: `.helmignore has the rule "${rule}"` });
  }
}
