import { EddyError } from '../../diagnostics/index.ts';
import type { Tree } from '../../tree/index.ts';

/** A folder that a pattern like `apps/{app}/{env}` matches. */
export interface CapturedPath {
  readonly path: string;
  /** What stands for each name in braces. */
  readonly captures: ReadonlyMap<string, string>;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const SPECIAL = /[\\^$.*+?()[\]{}|/]/g;

/**
 * The folders of a tree that a pattern matches, in the order in which the tree is walked.
 *
 * Follows source-watcher v2.2.3 internal/controller/artifactgenerator_pathpattern.go, with its messages.
 *
 * @param display the pattern with its alias, for messages.
 * @throws EddyError SpecInvalid
 */
export function capturePaths(tree: Tree, pattern: string, display: string): readonly CapturedPath[] {
  const { regexp, names } = compileCaptures(pattern, display);
  const found: CapturedPath[] = [];
  const walk = (folder: string): void => {
    for (const { name, kind } of tree.list(folder) ?? []) {
      if (kind !== 'dir') continue;
      const path = folder === '' ? name : `${folder}/${name}`;
      const match = regexp.exec(path);
      if (match !== null) found.push({ path, captures: new Map(names.map((capture, i) => [capture, match[i + 1]!])) });
      walk(path);
    }
  };
  walk('');
  return found;
}

function compileCaptures(pattern: string, display: string): { readonly regexp: RegExp; readonly names: readonly string[] } {
  const failed = (problem: string): EddyError => new EddyError('SpecInvalid', `pathPattern ${JSON.stringify(display)}: ${problem}`);
  const names: string[] = [];
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] === '}') throw failed(`invalid capture ending at offset ${String(i)}: missing opening brace`);
    if (pattern[i] !== '{') {
      source += pattern[i]!.replace(SPECIAL, '\\$&');
      continue;
    }
    const end = pattern.indexOf('}', i);
    if (end === -1) throw failed(`invalid capture starting at offset ${String(i)}: missing closing brace`);
    const name = pattern.slice(i + 1, end);
    if (name === '') throw failed('empty capture variable');
    if (!NAME.test(name)) throw failed(`capture variable ${JSON.stringify(name)} must be a valid capture name matching [A-Za-z_][A-Za-z0-9_]*`);
    if (names.includes(name)) throw failed(`duplicate capture variable ${JSON.stringify(name)}`);
    names.push(name);
    source += '([^/]+)';
    i = end;
  }
  return { regexp: new RegExp(`^${source}$`), names };
}

/** Puts what was captured in place of the names in braces. @throws EddyError SpecInvalid */
export function fillCaptures(template: string, captures: ReadonlyMap<string, string>): string {
  const failed = (problem: string): EddyError => new EddyError('SpecInvalid', `invalid template ${JSON.stringify(template)}: ${problem}`);
  let out = '';
  for (let i = 0; i < template.length; i++) {
    if (template[i] === '}') throw failed(`capture ending at offset ${String(i)} is missing opening brace`);
    if (template[i] !== '{') {
      out += template[i]!;
      continue;
    }
    const end = template.indexOf('}', i);
    if (end === -1) throw failed(`capture starting at offset ${String(i)} is missing closing brace`);
    const name = template.slice(i + 1, end);
    if (name === '') throw failed('empty capture variable');
    if (!NAME.test(name)) throw failed(`capture variable ${JSON.stringify(name)} must be a valid capture name matching [A-Za-z_][A-Za-z0-9_]*`);
    const value = captures.get(name);
    if (value === undefined) throw failed(`capture variable ${JSON.stringify(name)} is not defined by pathPattern`);
    out += value;
    i = end;
  }
  return out;
}
