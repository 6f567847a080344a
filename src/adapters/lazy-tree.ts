import { compareUtf8 } from '../std/compare.ts';
import { tryCleanPath, type Tree, type TreeEntry } from '../tree/index.ts';
import { openssl } from './crypto/openssl.ts';

/** A file whose bytes are read when first asked for. */
export interface LazyFile {
  readonly type: 'file';
  readonly executable: boolean;
  /** Reads the bytes; called once. Undefined where the file has gone. */
  readonly load: () => Uint8Array | undefined;
  /** Git's blob id, where it is known without reading the bytes. */
  readonly id?: string | undefined;
}

/** A symbolic link. */
export interface LazyLink {
  readonly type: 'link';
  readonly target: string;
}

/** A folder whose entries are listed when first asked for. */
export interface LazyDir {
  readonly type: 'dir';
  /** Lists the entries; called once. */
  readonly load: () => ReadonlyMap<string, LazyNode>;
  /** Git's tree id, where it is known without listing the folder. */
  readonly id?: string | undefined;
}

/** What a lazy tree is made of. */
export type LazyNode = LazyFile | LazyLink | LazyDir;

const MAX_LINKS = 40;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Makes a `Tree` over a store that answers slowly: what was read once is kept, so the tree stays the same while it is used.
 *
 * Digests are Git's blob and tree ids. Links are followed inside of the tree only.
 */
export function lazyTree(root: LazyDir): Tree {
  return new LazyTree(root);
}

/** What was read of a node so far. */
interface Loaded {
  entries?: ReadonlyMap<string, LazyNode>;
  listing?: readonly TreeEntry[];
  bytes?: Uint8Array | undefined;
  text?: string | undefined;
  digest?: string;
}

class LazyTree implements Tree {
  readonly #root: LazyDir;
  readonly #loaded = new Map<LazyNode, Loaded>();
  readonly #resolved = new Map<string, LazyFile | LazyDir | undefined>();

  constructor(root: LazyDir) {
    this.#root = root;
  }

  kind(path: string): 'file' | 'dir' | undefined {
    return this.#resolve(path)?.type;
  }

  read(path: string): Uint8Array | undefined {
    const node = this.#resolve(path);
    return node?.type === 'file' ? this.#bytes(node) : undefined;
  }

  readText(path: string): string | undefined {
    const node = this.#resolve(path);
    if (node?.type !== 'file') return undefined;
    const loaded = this.#of(node);
    if (loaded.text === undefined) {
      const bytes = this.#bytes(node);
      if (bytes === undefined) return undefined;
      loaded.text = decoder.decode(bytes);
    }
    return loaded.text;
  }

  list(path: string): readonly TreeEntry[] | undefined {
    const node = this.#resolve(path);
    if (node?.type !== 'dir') return undefined;
    return (this.#of(node).listing ??= [...this.#entries(node)]
      .map(([name, entry]) => ({
        name,
        kind: entry.type,
        get executable() {
          return entry.type === 'file' && entry.executable;
        },
      }))
      .sort((a, b) => compareUtf8(a.name, b.name)));
  }

  readLink(path: string): string | undefined {
    const slash = path.lastIndexOf('/');
    const dir = this.#resolve(slash === -1 ? '' : path.slice(0, slash));
    const node = dir?.type === 'dir' ? this.#entries(dir).get(path.slice(slash + 1)) : undefined;
    return node?.type === 'link' ? node.target : undefined;
  }

  digest(path: string): string | undefined {
    const node = this.#resolve(path);
    return node === undefined ? undefined : this.#digest(node);
  }

  #of(node: LazyNode): Loaded {
    let loaded = this.#loaded.get(node);
    if (loaded === undefined) this.#loaded.set(node, (loaded = {}));
    return loaded;
  }

  #entries(dir: LazyDir): ReadonlyMap<string, LazyNode> {
    return (this.#of(dir).entries ??= dir.load());
  }

  #bytes(file: LazyFile): Uint8Array | undefined {
    const loaded = this.#of(file);
    if (!('bytes' in loaded)) loaded.bytes = file.load();
    return loaded.bytes;
  }

  #resolve(path: string): LazyFile | LazyDir | undefined {
    if (path === '') return this.#root;
    if (this.#resolved.has(path)) return this.#resolved.get(path);
    const slash = path.lastIndexOf('/');
    const parent = this.#resolve(path.slice(0, Math.max(slash, 0)));
    const entry = parent?.type === 'dir' ? this.#entries(parent).get(path.slice(slash + 1)) : undefined;
    // Where a link leads to depends on where it lies, which its folder does not know.
    const node = entry?.type === 'link' ? this.#walk(path) : entry;
    this.#resolved.set(path, node);
    return node;
  }

  #walk(path: string): LazyFile | LazyDir | undefined {
    let left = path === '' ? [] : path.split('/');
    let at: string[] = [];
    let node: LazyFile | LazyDir = this.#root;
    for (let links = 0; left.length > 0; ) {
      const part = left[0]!;
      const next: LazyNode | undefined = node.type === 'dir' ? this.#entries(node).get(part) : undefined;
      if (next === undefined) return undefined;
      left = left.slice(1);
      if (next.type !== 'link') {
        node = next;
        at.push(part);
        continue;
      }
      const target = ++links > MAX_LINKS || next.target.startsWith('/') ? undefined : tryCleanPath([...at, next.target].join('/'));
      if (target === undefined) return undefined;
      left = target === '' ? left : [...target.split('/'), ...left];
      at = [];
      node = this.#root;
    }
    return node;
  }

  #digest(node: LazyNode): string {
    if (node.type === 'link') return gitId('blob', Buffer.from(node.target));
    const loaded = this.#of(node);
    return (loaded.digest ??= node.id ?? (node.type === 'file' ? gitId('blob', this.#bytes(node) ?? new Uint8Array()) : this.#treeId(node)));
  }

  #treeId(dir: LazyDir): string {
    const rows = [...this.#entries(dir)].map(([name, entry]) => ({ name, entry, order: entry.type === 'dir' ? `${name}/` : name }));
    rows.sort((a, b) => compareUtf8(a.order, b.order));
    const parts = rows.flatMap(({ name, entry }) => [Buffer.from(`${modeOf(entry)} ${name}\0`), Buffer.from(this.#digest(entry), 'hex')]);
    return gitId('tree', Buffer.concat(parts));
  }
}

function modeOf(node: LazyNode): string {
  switch (node.type) {
    case 'dir':
      return '40000';
    case 'link':
      return '120000';
    case 'file':
      return node.executable ? '100755' : '100644';
  }
}

/** The id that Git gives to bytes: SHA-1 over a header and the bytes. */
function gitId(type: 'blob' | 'tree', bytes: Uint8Array): string {
  return openssl().createHash('sha1').update(`${type} ${String(bytes.length)}\0`).update(bytes).digest('hex');
}
