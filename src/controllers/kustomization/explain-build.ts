import { didYouMean, EddyError, nearest, TextFile, type Position } from '../../diagnostics/index.ts';
import { KUSTOMIZATION_FILE_NAMES, type BuiltOrigin } from '../../kustomize/index.ts';
import { parseYamlNodes, type YamlNode } from '../../lang/yaml/index.ts';
import { cleanPath, dirName, tryCleanPath, type Tree } from '../../tree/index.ts';

/** The file or folder that a build looked for in vain, as its message names it: once as written, once as a path. */
const MISSING = /from '([^']*)': (?:open|evalsymlink failure on|lstat|stat) '?([^':]*)'?: no such file or directory/g;

/**
 * Gives a build error the place and the hint that the engine cannot know: it saw the kustomization file that was generated, not the one a person wrote.
 *
 * @param displayRoot what stands in front of paths in the message.
 */
export function explainBuildError(error: EddyError, tree: Tree, path: string, displayRoot: string): EddyError {
  const remote = /remote resource '([^']*)' is not available/.exec(error.message)?.[1];
  if (remote !== undefined) return error.in({ at: placeIn(tree, path, remote) });
  const missing = [...error.message.matchAll(MISSING)].at(-1);
  if (missing === undefined) return error;
  const [, written = '', shown = ''] = missing;
  const target = displayRoot !== '' && shown.startsWith(`${displayRoot}/`) ? shown.slice(displayRoot.length + 1) : shown;
  const place = placeOfEntry(tree, path, written, target);
  const siblings = (tree.list(dirName(target)) ?? []).map(({ name }) => name).filter((name) => !KUSTOMIZATION_FILE_NAMES.includes(name));
  const hint = didYouMean(target.slice(target.lastIndexOf('/') + 1), siblings);
  return new EddyError('KustomizeResourceMissing', error.message, { at: place ?? error.at, hint: error.hint ?? hint, cause: error });
}

/** Where a kustomization file names an entry: the file of `path`, or of the folder that the entry leads to `target` from. */
function placeOfEntry(tree: Tree, path: string, written: string, target: string): Position | undefined {
  const folders = new Set([path, ...foldersThatReach(target, written)]);
  for (const folder of folders) {
    const place = tryCleanPath(`${folder}/${written}`) === target ? placeIn(tree, folder, written) : undefined;
    if (place !== undefined) return place;
  }
  return undefined;
}

/** Where the kustomization file of a folder has a text. */
function placeIn(tree: Tree, folder: string, written: string): Position | undefined {
  for (const name of KUSTOMIZATION_FILE_NAMES) {
    const file = cleanPath(`${folder}/${name}`);
    const text = tree.readText(file);
    const node = text === undefined ? undefined : scalarOf(text, file, written);
    if (node !== undefined) return new TextFile(file, text!).positionAt({ start: node.start, end: node.end });
  }
  return undefined;
}

/** The folders from which `written` could lead to `target`: the target without the end that they share, and what lies below it for each `..`. */
function foldersThatReach(target: string, written: string): string[] {
  const down = tryCleanPath(written.replace(/^(\.\.?\/)+/, '')) ?? '';
  if (down === '' || !`/${target}`.endsWith(`/${down}`)) return [];
  return [cleanPath(target.slice(0, target.length - down.length))];
}

function scalarOf(text: string, file: string, value: string): YamlNode | undefined {
  try {
    const stack: YamlNode[] = [...parseYamlNodes(text, { file })];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (node.kind === 'scalar' && node.value === value) return node;
      stack.push(...node.items);
    }
  } catch (thrown) {
    if (!(thrown instanceof EddyError)) throw thrown;
  }
  return undefined;
}

/** Gives the error of an undefined variable the line that uses it, and the names that are near. */
export function explainVariable(error: EddyError, tree: Tree, origin: BuiltOrigin | undefined, variables: readonly string[]): EddyError {
  const name = /variable not set \(strict mode\): "(.*)"$/s.exec(error.message)?.[1];
  if (name === undefined) return error;
  const near = nearest(name, variables).map((known) => `"${known}"`);
  const hint = near.length === 0 ? error.hint : `did you mean ${near.join(' or ')}?`;
  return new EddyError('SubstituteUndefined', error.message, { at: placeOfVariable(tree, origin, name) ?? error.at, hint, cause: error.cause });
}

function placeOfVariable(tree: Tree, origin: BuiltOrigin | undefined, name: string): Position | undefined {
  const text = origin === undefined ? undefined : tree.readText(origin.file);
  if (origin === undefined || text === undefined) return undefined;
  let start = 0;
  for (let line = 1; line < origin.line && start !== -1; line++) start = text.indexOf('\n', start) + 1;
  const use = new RegExp(`\\$\\{#?${name}(?![\\p{L}\\p{Nd}_])`, 'gu');
  use.lastIndex = start;
  const found = use.exec(text);
  const file = new TextFile(origin.file, text);
  return found === null ? { file: origin.file, line: origin.line, col: 1 } : file.positionAt({ start: found.index, end: found.index + found[0].length });
}
