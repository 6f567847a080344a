import { readDigest, recordReads, type Tree, type TreeRead } from '../tree/index.ts';
import { digestOf } from './digest.ts';

/** An expensive step over a tree. */
export interface MemoStep<T> {
  /** What the step is: `kustomize build`. Together with `version` and `input` it is the key of the entry. */
  readonly name: string;
  /** Of the code that runs; another version never meets an old entry. */
  readonly version: string;
  /** All that the result depends on besides the tree: spec, options, variables. Plain JSON. */
  readonly input: unknown;
  readonly tree: Tree;
  /** The step. It must read files through the tree it is given, and answer with plain JSON that nobody changes. */
  readonly run: (tree: Tree) => T;
}

/** A result with what was read for it. */
export interface MemoEntry {
  readonly reads: readonly TreeRead[];
  readonly value: unknown;
}

/** The digest that a read would have now; undefined where there is nothing. */
export type DigestNow = (read: Pick<TreeRead, 'path' | 'what'>) => string | undefined;

/** Where entries lie: several of them under one key, because one input meets many trees. */
export interface MemoShelf {
  /** The newest entry under a key whose reads have the digests of now; undefined for none. */
  find(key: string, now: DigestNow): Pick<MemoEntry, 'value'> | undefined;
  add(key: string, entry: MemoEntry): void;
}

/** Runs steps, or finds that it need not. */
export interface Memo {
  /** The result of a step. What the step throws passes through and is not kept. */
  run<T>(step: MemoStep<T>): T;
  /** How many steps were asked for, and how many of them ran. */
  readonly counts: { readonly asked: number; readonly ran: number };
}

const ENTRIES_PER_KEY = 8;

/** A memo over a shelf; without one, over memory of its own. */
export function memoryMemo(shelf: MemoShelf = memoryShelf()): Memo {
  const counts = { asked: 0, ran: 0 };
  return {
    counts,
    run: <T>({ name, version, input, tree, run }: MemoStep<T>): T => {
      counts.asked++;
      const key = `${name}@${version}:${digestOf(input)}`;
      const found = shelf.find(key, ({ path, what }) => readDigest(tree, path, what));
      if (found !== undefined) return found.value as T;
      counts.ran++;
      const recording = recordReads(tree);
      const value = run(recording);
      shelf.add(key, { reads: recording.reads(), value });
      return value;
    },
  };
}

/** A memo that keeps nothing. */
export function noMemo(): Memo {
  const counts = { asked: 0, ran: 0 };
  return {
    counts,
    run: ({ tree, run }) => {
      counts.asked++;
      counts.ran++;
      return run(tree);
    },
  };
}

function memoryShelf(): MemoShelf {
  const entries = new Map<string, MemoEntry[]>();
  return {
    find: (key, now) => entries.get(key)?.find(({ reads }) => reads.every((read) => now(read) === read.digest)),
    add: (key, entry) => {
      entries.set(key, [entry, ...(entries.get(key) ?? [])].slice(0, ENTRIES_PER_KEY));
    },
  };
}
