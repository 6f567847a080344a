import { isDict, toDict, type Dict } from '../../std/dict.ts';
import { EddyError } from '../../diagnostics/index.ts';
import { parseYamlStream, printYaml } from '../../lang/yaml/index.ts';
import { archiveTree, baseName, joinPath, memoryTree, tryCleanPath, type Gunzip, type Tree } from '../../tree/index.ts';
import { hasWildcard, listGlob, wildcardRoot } from './file-glob.ts';
import { alternativesProblem, compilePathGlob } from './path-glob.ts';
import { StagedFiles } from './staged-files.ts';

/** One step of making an artifact: `from: "@repo/deploy/**"`, `to: "@artifact/app/"`. */
export interface CopyOperation {
  readonly from: string;
  readonly to: string;
  /** Globs over the path in the source, over the part of it below the first wildcard and, without a slash, over the name. */
  readonly exclude: readonly string[];
  /** `Overwrite`, `Merge` (mappings of YAML files, as Helm merges values) or `Extract` (archives are unpacked). */
  readonly strategy: string;
}

type Exclusion = (path: string, base: string) => boolean;

const ARCHIVE = /\.(tgz|tar\.gz)$/i;
const TO = '@artifact/';

/**
 * Makes a tree by copying files in order as `cp` does; a later file replaces an earlier one of the same path.
 *
 * Follows source-watcher v2.2.3 internal/builder, with its messages.
 *
 * @param treeOf the files of a source; undefined where no source has the alias.
 * @throws EddyError SpecInvalid, TreeNotFound where nothing is there to copy, ArchiveInvalid
 */
export function copyIntoArtifact(operations: readonly CopyOperation[], treeOf: (alias: string) => Tree | undefined, gunzip: Gunzip | undefined): Tree {
  const staged = new StagedFiles();
  for (const operation of operations) {
    try {
      new CopyStep(operation, treeOf, staged, gunzip).run();
    } catch (thrown) {
      if (!(thrown instanceof EddyError)) throw thrown;
      const { code, hint } = thrown;
      throw new EddyError(code, `failed to apply copy operations: failed to apply copy operation from '${operation.from}' to '${operation.to}': ${thrown.message}`, { hint, cause: thrown });
    }
  }
  return memoryTree(staged.files());
}

/** One copy operation at work. */
class CopyStep {
  readonly #operation: CopyOperation;
  readonly #alias: string;
  readonly #pattern: string;
  readonly #target: string;
  readonly #tree: Tree;
  readonly #staged: StagedFiles;
  readonly #gunzip: Gunzip | undefined;
  readonly #excludes: Exclusion;

  constructor(operation: CopyOperation, treeOf: (alias: string) => Tree | undefined, staged: StagedFiles, gunzip: Gunzip | undefined) {
    this.#operation = operation;
    const { alias, pattern } = parseSource(operation.from);
    this.#alias = alias;
    this.#pattern = pattern;
    this.#target = parseDestination(operation.to);
    const tree = treeOf(alias);
    if (tree === undefined) throw invalid(`source alias '${alias}' not found`);
    this.#tree = tree;
    this.#staged = staged;
    this.#gunzip = gunzip;
    this.#excludes = exclusion(operation.exclude);
  }

  run(): void {
    if (hasWildcard(this.#pattern)) this.#matching();
    else this.#single();
  }

  /** What a pattern matches; a folder that it matches comes whole. */
  #matching(): void {
    const pattern = this.#pattern;
    const extracts = this.#operation.strategy === 'Extract';
    const found = extracts ? this.#below('').filter(compilePathGlob(pattern)) : listGlob(this.#tree, pattern);
    if (found.length === 0) throw absent(`no files match pattern '${pattern}' in source '${this.#alias}'`);
    const base = wildcardRoot(pattern);
    const kept = found.filter((path) => !this.#excludes(path, base));
    if (kept.length === 0) throw absent(`all files matching pattern '${pattern}' in source '${this.#alias}' were excluded`);
    // `dir/**` brings what is in the folder, without the folder.
    const prefix = pattern.endsWith('/**') ? pattern.slice(0, -'**'.length) : '';
    for (const path of kept) {
      if (!extracts) this.#copy(path, joinPath(this.#target, path.startsWith(prefix) ? path.slice(prefix.length) : path), base);
      else if (ARCHIVE.test(path) && this.#tree.kind(path) === 'file') this.#extract(path);
    }
  }

  #single(): void {
    const path = tryCleanPath(this.#pattern);
    if (path === undefined || this.#pattern.startsWith('/')) throw invalid(`failed to stat source '${this.#pattern}': path escapes from parent`);
    const kind = this.#tree.kind(path);
    const extracts = this.#operation.strategy === 'Extract';
    if (kind === undefined) throw absent(`source '${path}' does not exist`);
    if (kind === 'dir') {
      if (extracts) throw invalid(`extract strategy is not supported for directories, got '${path}'`);
      this.#copy(path, joinPath(this.#target, baseName(path)), path);
    } else if (!this.#excludes(path, '')) {
      if (extracts && !ARCHIVE.test(path)) throw invalid(`extract strategy requires tarball file (.tar.gz or .tgz), got '${path}'`);
      if (extracts) this.#extract(path);
      else this.#copy(path, this.#fileTarget(path), '');
    }
  }

  /** A file takes the name of the destination, unless that is a folder. */
  #fileTarget(path: string): string {
    const isFolder = this.#operation.to.endsWith('/') || this.#staged.isFolder(this.#target);
    return isFolder ? joinPath(this.#target, baseName(path)) : this.#target;
  }

  #copy(path: string, to: string, base: string): void {
    if (this.#tree.kind(path) === 'dir') this.#copyFolder(path, to, base);
    else if (this.#operation.strategy === 'Merge' && this.#staged.has(to)) this.#staged.put(to, this.#merged(path, to), false);
    else this.#put(path, to);
  }

  /** Files in a folder are never merged. */
  #copyFolder(folder: string, to: string, base: string): void {
    this.#staged.addFolder(to);
    for (const { name, kind } of this.#tree.list(folder) ?? []) {
      const path = joinPath(folder, name);
      if (kind === 'link' || this.#excludes(path, base)) continue;
      if (kind === 'dir') this.#copyFolder(path, joinPath(to, name), base);
      else this.#put(path, joinPath(to, name));
    }
  }

  #put(path: string, to: string): void {
    const slash = path.lastIndexOf('/');
    const entry = this.#tree.list(slash === -1 ? '' : path.slice(0, slash))?.find(({ name }) => name === path.slice(slash + 1));
    this.#staged.put(to, this.#tree.read(path)!, entry?.executable === true);
  }

  #merged(path: string, to: string): string {
    return printYaml(mergeMappings(mappingIn(this.#staged.text(to), to), mappingIn(this.#tree.readText(path)!, path)));
  }

  #extract(path: string): void {
    if (this.#gunzip === undefined) throw new EddyError('ArchiveInvalid', 'archives cannot be opened here');
    this.#staged.addFolder(this.#target);
    this.#staged.addTree(archiveTree(this.#tree.read(path)!, this.#gunzip), this.#target);
  }

  /** All paths below a folder. */
  #below(folder: string): string[] {
    return (this.#tree.list(folder) ?? []).flatMap(({ name, kind }) => {
      const path = joinPath(folder, name);
      return kind === 'dir' ? [path, ...this.#below(path)] : [path];
    });
  }
}

/** The alias and the pattern of `@alias/pattern`. */
function parseSource(from: string): { readonly alias: string; readonly pattern: string } {
  const failed = (problem: string): EddyError => invalid(`invalid copy source '${from}': ${problem}`);
  if (!from.startsWith('@')) throw failed(`source must start with '@'`);
  const slash = from.indexOf('/');
  if (slash === -1) throw failed(`source format must be '@alias/pattern'`);
  const pattern = from.slice(slash + 1);
  const problem = alternativesProblem(pattern);
  if (problem !== undefined) throw failed(problem);
  return { alias: from.slice(1, slash), pattern };
}

/** The path in the artifact. */
function parseDestination(to: string): string {
  const failed = (problem: string): EddyError => invalid(`invalid copy destination '${to}': ${problem}`);
  if (!to.startsWith(TO)) throw failed(`destination must start with '${TO}'`);
  const path = to.slice(TO.length);
  const clean = tryCleanPath(path);
  if (clean === undefined || path.startsWith('/')) throw failed('destination path must stay within the artifact root');
  if (path.split('/').includes('..')) throw failed(`destination path must not contain '..'`);
  return clean;
}

function exclusion(patterns: readonly string[]): Exclusion {
  const compiled = patterns.map((pattern) => {
    const problem = alternativesProblem(pattern);
    if (problem !== undefined) throw invalid(`invalid exclude pattern '${pattern}': ${problem}`);
    try {
      return { matches: compilePathGlob(pattern), byName: !pattern.includes('/') };
    } catch (thrown) {
      if (thrown instanceof EddyError) throw invalid(`invalid exclude pattern '${pattern}'`);
      throw thrown;
    }
  });
  const excludes = (path: string): boolean => compiled.some(({ matches, byName }) => matches(path) || (byName && matches(baseName(path))));
  return (path, base) => excludes(path) || (base !== '' && path.startsWith(`${base}/`) && excludes(path.slice(base.length + 1)));
}

/** All documents of a file, the later ones merged over the earlier ones. */
function mappingIn(text: string, file: string): Dict {
  let out = toDict({});
  for (const { value } of parseYamlStream(text, { file })) {
    if (value !== null && !isDict(value)) throw invalid(`cannot unmarshal YAML document: "${file}" holds a document that is no mapping`);
    out = mergeMappings(out, value ?? toDict({}));
  }
  return out;
}

function mergeMappings(under: Dict, over: Dict): Dict {
  const out = toDict(under);
  for (const [key, value] of Object.entries(over)) {
    const below = out[key];
    out[key] = isDict(below) && isDict(value) ? mergeMappings(below, value) : value;
  }
  return out;
}

function invalid(message: string): EddyError {
  return new EddyError('SpecInvalid', message);
}

function absent(message: string): EddyError {
  return new EddyError('TreeNotFound', message);
}
