import { sha1Hex } from '../std/sha1.ts';
import { compareUtf8 } from '../std/compare.ts';
import { concatBytes } from '../std/concat-bytes.ts';
import { tryCleanPath } from './path.ts';
import type { Tree, TreeEntry } from './tree.ts';

/** A file given to `memoryTree`: text, bytes, or a link. */
export type MemoryFile = string | Uint8Array | { readonly link: string } | { readonly executable: string | Uint8Array };

interface FileNode {
  readonly type: 'file';
  readonly bytes: Uint8Array;
  readonly executable: boolean;
  text?: string;
  digest?: string;
}
interface LinkNode {
  readonly type: 'link';
  readonly target: string;
}
interface DirNode {
  readonly type: 'dir';
  readonly entries: Map<string, Node>;
  listing?: readonly TreeEntry[];
  digest?: string;
}
type Node = FileNode | LinkNode | DirNode;

const MAX_LINKS = 40;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Makes a tree of files in memory. A key that ends in `/` is an empty folder. */
export function memoryTree(files: Readonly<Record<string, MemoryFile>> | ReadonlyMap<string, MemoryFile>): Tree {
  const root: DirNode = { type: 'dir', entries: new Map() };
  const all: Iterable<readonly [string, MemoryFile]> = files instanceof Map ? (files as ReadonlyMap<string, MemoryFile>) : Object.entries(files as Readonly<Record<string, MemoryFile>>);
  for (const [path, file] of all) {
    const parts = path.split('/').filter((part) => part !== '' && part !== '.');
    const name = path.endsWith('/') ? undefined : parts.pop();
    let dir = root;
    for (const part of parts) {
      let next = dir.entries.get(part);
      if (next?.type !== 'dir') {
        next = { type: 'dir', entries: new Map() };
        dir.entries.set(part, next);
      }
      dir = next;
    }
    if (name !== undefined) dir.entries.set(name, nodeOf(file));
  }
  return new MemoryTree(root);
}

function nodeOf(file: MemoryFile): Node {
  if (typeof file === 'string') return { type: 'file', bytes: encoder.encode(file), text: file, executable: false };
  if (file instanceof Uint8Array) return { type: 'file', bytes: file, executable: false };
  if ('link' in file) return { type: 'link', target: file.link };
  const bytes = typeof file.executable === 'string' ? encoder.encode(file.executable) : file.executable;
  return { type: 'file', bytes, executable: true };
}

class MemoryTree implements Tree {
  readonly #root: DirNode;

  constructor(root: DirNode) {
    this.#root = root;
  }

  kind(path: string): 'file' | 'dir' | undefined {
    return this.#resolve(path)?.type;
  }

  read(path: string): Uint8Array | undefined {
    const node = this.#resolve(path);
    return node?.type === 'file' ? node.bytes : undefined;
  }

  readText(path: string): string | undefined {
    const node = this.#resolve(path);
    return node?.type === 'file' ? (node.text ??= decoder.decode(node.bytes)) : undefined;
  }

  list(path: string): readonly TreeEntry[] | undefined {
    const node = this.#resolve(path);
    if (node?.type !== 'dir') return undefined;
    node.listing ??= [...node.entries]
      .map(([name, entry]) => ({ name, kind: entry.type, executable: entry.type === 'file' && entry.executable }))
      .sort((a, b) => compareUtf8(a.name, b.name));
    return node.listing;
  }

  readLink(path: string): string | undefined {
    const slash = path.lastIndexOf('/');
    const dir = this.#resolve(slash === -1 ? '' : path.slice(0, slash));
    const node = dir?.type === 'dir' ? dir.entries.get(path.slice(slash + 1)) : undefined;
    return node?.type === 'link' ? node.target : undefined;
  }

  digest(path: string): string | undefined {
    const node = this.#resolve(path);
    return node === undefined ? undefined : digestOf(node);
  }

  #resolve(path: string): FileNode | DirNode | undefined {
    const left = path === '' ? [] : path.split('/');
    let at: string[] = [];
    let node: FileNode | DirNode = this.#root;
    let links = 0;
    for (let i = 0; i < left.length; i++) {
      if (node.type !== 'dir') return undefined;
      const part = left[i]!;
      const next: Node | undefined = node.entries.get(part);
      if (next === undefined) return undefined;
      if (next.type !== 'link') {
        node = next;
        at.push(part);
        continue;
      }
      if (++links > MAX_LINKS || next.target.startsWith('/')) return undefined;
      const target = tryCleanPath([...at, next.target].join('/'));
      if (target === undefined) return undefined;
      left.splice(0, i + 1, ...(target === '' ? [] : target.split('/')));
      i = -1;
      at = [];
      node = this.#root;
    }
    return node;
  }
}

/** Git's own blob and tree ids, so that trees from Git and from memory agree. */
function digestOf(node: Node): string {
  if (node.type === 'link') return gitDigest('blob', encoder.encode(node.target));
  if (node.digest !== undefined) return node.digest;
  if (node.type === 'file') return (node.digest = gitDigest('blob', node.bytes));
  const rows = [...node.entries].map(([name, entry]) => ({ name, entry, order: entry.type === 'dir' ? `${name}/` : name }));
  rows.sort((a, b) => compareUtf8(a.order, b.order));
  const parts: Uint8Array[] = [];
  for (const { name, entry } of rows) {
    const mode = entry.type === 'dir' ? '40000' : entry.type === 'link' ? '120000' : entry.executable ? '100755' : '100644';
    parts.push(encoder.encode(`${mode} ${name}\0`), hexBytes(digestOf(entry)));
  }
  return (node.digest = gitDigest('tree', concatBytes(parts)));
}

function gitDigest(type: string, bytes: Uint8Array): string {
  return sha1Hex(concatBytes([encoder.encode(`${type} ${String(bytes.length)}\0`), bytes]));
}

function hexBytes(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}
