import { isDict, toDict, type Dict } from '../../std/dict.ts';
import { EddyError } from '../../diagnostics/index.ts';
import { parseYaml, printYaml } from '../../lang/yaml/index.ts';
import { archiveTree, baseName, joinPath, memoryTree, tryCleanPath, type Gunzip, type MemoryFile, type Tree } from '../../tree/index.ts';
import { compilePathGlob, globBase, isGlob } from './path-glob.ts';

/** One step of making an artifact: `from: "@repo/deploy/**"`, `to: "@artifact/app/"`. */
export interface CopyOperation {
  readonly from: string;
  readonly to: string;
  /** Globs below the part of `from` that has no wildcard. */
  readonly exclude: readonly string[];
  /** `Overwrite`, `Merge` (mappings of YAML files, as Helm merges values) or `Extract` (archives are unpacked). */
  readonly strategy: string;
}

interface Found {
  /** In the source. */
  readonly path: string;
  /** Below the destination. */
  readonly relative: string;
}

/**
 * Makes a tree by copying files in order; a later file replaces an earlier one of the same path.
 *
 * Follows source-watcher v2.2.3 internal/builder.
 *
 * @throws EddyError SpecInvalid, TreeNotFound where nothing matches, ArchiveInvalid
 */
export function copyIntoArtifact(operations: readonly CopyOperation[], treeOf: (alias: string) => Tree, gunzip: Gunzip | undefined): Tree {
  const files = new Map<string, MemoryFile>();
  for (const operation of operations) copy(operation, files, treeOf, gunzip);
  return memoryTree(files);
}

function copy(operation: CopyOperation, files: Map<string, MemoryFile>, treeOf: (alias: string) => Tree, gunzip: Gunzip | undefined): void {
  const { alias, path } = splitReference(operation.from);
  const target = splitReference(operation.to);
  if (target.alias !== 'artifact') throw new EddyError('SpecInvalid', `"${operation.to}" does not start with "@artifact/"`);
  const tree = treeOf(alias);
  const intoFolder = operation.to.endsWith('/');
  const found = find(tree, path, intoFolder, operation.exclude);
  if (found.length === 0) throw new EddyError('TreeNotFound', `"${operation.from}" matches no file`);
  const isRename = !intoFolder && !isGlob(path) && tree.kind(path) === 'file';
  for (const { path: source, relative } of found) {
    const to = isRename ? target.path : joinPath(target.path, relative);
    const bytes = tree.read(source)!;
    if (operation.strategy === 'Extract' && /\.(tgz|tar\.gz)$/.test(source)) extract(bytes, target.path, files, gunzip);
    else files.set(to, operation.strategy === 'Merge' ? merged(files.get(to), bytes, source) : bytes);
  }
}

/** The files that a path or pattern names. A folder brings all below it. */
function find(tree: Tree, pattern: string, intoFolder: boolean, exclude: readonly string[]): Found[] {
  const excluded = exclude.map(compilePathGlob);
  const keep = (relative: string): boolean => !excluded.some((matches) => matches(relative));
  if (isGlob(pattern)) {
    const matches = compilePathGlob(pattern);
    return filesBelow(tree, globBase(pattern)).filter(({ path, relative }) => matches(path) && keep(relative));
  }
  if (tree.kind(pattern) === 'file') return [{ path: pattern, relative: baseName(pattern) }];
  const within = intoFolder && pattern !== '' ? `${baseName(pattern)}/` : '';
  return filesBelow(tree, pattern).filter(({ relative }) => keep(relative)).map(({ path, relative }) => ({ path, relative: within + relative }));
}

function filesBelow(tree: Tree, folder: string): Found[] {
  const found: Found[] = [];
  const walk = (path: string, relative: string): void => {
    for (const { name, kind } of tree.list(path) ?? []) {
      const [inTree, below] = [joinPath(path, name), relative === '' ? name : `${relative}/${name}`];
      if (kind === 'dir') walk(inTree, below);
      else if (kind === 'file') found.push({ path: inTree, relative: below });
    }
  };
  walk(folder, '');
  return found;
}

function extract(bytes: Uint8Array, folder: string, files: Map<string, MemoryFile>, gunzip: Gunzip | undefined): void {
  if (gunzip === undefined) throw new EddyError('ArchiveInvalid', 'archives cannot be opened here');
  const tree = archiveTree(bytes, gunzip);
  for (const { path } of filesBelow(tree, '')) files.set(joinPath(folder, path), tree.read(path)!);
}

function merged(before: MemoryFile | undefined, bytes: Uint8Array, file: string): MemoryFile {
  if (!(before instanceof Uint8Array) && typeof before !== 'string') return bytes;
  return printYaml(mergeMappings(mappingIn(before, file), mappingIn(bytes, file)));
}

function mappingIn(content: string | Uint8Array, file: string): Dict {
  const value = parseYaml(typeof content === 'string' ? content : new TextDecoder().decode(content), { file });
  if (value === null) return toDict({});
  if (isDict(value)) return value;
  throw new EddyError('SpecInvalid', `"${file}" is no mapping, and cannot be merged`);
}

function mergeMappings(under: Dict, over: Dict): Dict {
  const out = toDict(under);
  for (const [key, value] of Object.entries(over)) {
    const below = out[key];
    out[key] = isDict(below) && isDict(value) ? mergeMappings(below, value) : value;
  }
  return out;
}

/** The alias of `@alias/path`, and the path. */
function splitReference(reference: string): { readonly alias: string; readonly path: string } {
  const match = /^@([A-Za-z0-9_-]+)\/(.*)$/s.exec(reference);
  const path = match === null ? undefined : tryCleanPath(match[2]!);
  if (match === null || path === undefined) throw new EddyError('SpecInvalid', `"${reference}" is not of the form "@alias/path"`);
  return { alias: match[1]!, path };
}
