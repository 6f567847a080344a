import { EddyError } from '../../diagnostics/index.ts';
import { dirName, joinPath, type MemoryFile, type Tree } from '../../tree/index.ts';

const decoder = new TextDecoder();

interface StagedFile {
  readonly content: string | Uint8Array;
  readonly executable: boolean;
}

/** The files of an artifact while it is put together. */
export class StagedFiles {
  readonly #files = new Map<string, StagedFile>();
  readonly #folders = new Set<string>(['']);

  has(path: string): boolean {
    return this.#files.has(path) || this.#folders.has(path);
  }

  isFolder(path: string): boolean {
    return this.#folders.has(path);
  }

  /** The text of a file; empty where there is none. */
  text(path: string): string {
    const content = this.#files.get(path)?.content ?? '';
    return typeof content === 'string' ? content : decoder.decode(content);
  }

  /** Makes a folder, and those above it. @throws EddyError SpecInvalid where a file is in the way */
  addFolder(path: string): void {
    if (this.#folders.has(path)) return;
    this.addFolder(dirName(path));
    if (this.#files.has(path)) throw new EddyError('SpecInvalid', `failed to create destination directory: '${path}' is a file`);
    this.#folders.add(path);
  }

  /** Puts a file in place of one that was there. @throws EddyError SpecInvalid where a folder is in the way */
  put(path: string, content: string | Uint8Array, executable: boolean): void {
    this.addFolder(dirName(path));
    if (this.#folders.has(path)) throw new EddyError('SpecInvalid', `failed to write '${path}': it is a directory`);
    this.#files.set(path, { content, executable });
  }

  addTree(tree: Tree, to: string, folder = ''): void {
    for (const { name, kind, executable } of tree.list(folder) ?? []) {
      const [path, target] = [joinPath(folder, name), joinPath(to, name)];
      if (kind === 'file') this.put(target, tree.read(path)!, executable);
      else if (kind === 'dir') {
        this.addFolder(target);
        this.addTree(tree, target, path);
      }
    }
  }

  /** As `memoryTree` takes them; empty folders end in a slash. */
  files(): ReadonlyMap<string, MemoryFile> {
    const out = new Map<string, MemoryFile>();
    for (const folder of this.#folders) if (folder !== '') out.set(`${folder}/`, '');
    for (const [path, { content, executable }] of this.#files) out.set(path, executable ? { executable: content } : content);
    return out;
  }
}
