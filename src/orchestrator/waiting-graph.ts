import { compareStrings } from '../std/compare.ts';
import { refKey, type ObjectRef } from '../diagnostics/index.ts';
import type { Blocker } from '../controllers/base/index.ts';

/** An object that waits, and for what. */
export interface WaitingObject {
  readonly ref: ObjectRef;
  readonly blockers: readonly Blocker[];
}

/** Who waits for whom, among objects that all wait. */
export class WaitingGraph {
  /** Sorted keys, and for each the sorted keys of the waiting objects that it waits for. */
  readonly #edges: ReadonlyMap<string, readonly string[]>;
  readonly #refs: ReadonlyMap<string, ObjectRef>;

  /** `standsFor` gives the object that has to act before a blocker is there: itself, or who renders it. */
  constructor(waiting: ReadonlyMap<string, WaitingObject>, standsFor: (blocker: ObjectRef) => ObjectRef | undefined) {
    const edges = new Map<string, readonly string[]>();
    for (const key of [...waiting.keys()].sort(compareStrings)) {
      const targets = new Set<string>();
      for (const { ref } of waiting.get(key)!.blockers) {
        const target = standsFor(ref);
        if (target !== undefined && waiting.has(refKey(target))) targets.add(refKey(target));
      }
      edges.set(key, [...targets].sort(compareStrings));
    }
    this.#edges = edges;
    this.#refs = new Map([...waiting].map(([key, { ref }]) => [key, ref]));
  }

  /**
   * The circles, each as a path from its first object (in key order) back to it: A, B, C, A.
   * Objects that wait for each other in several ways are one circle, shown by its shortest path.
   */
  cycles(): readonly (readonly ObjectRef[])[] {
    const found: (readonly ObjectRef[])[] = [];
    for (const component of this.#components()) {
      const [first] = component;
      const path = first === undefined ? undefined : this.#wayBack(first, new Set(component));
      if (path !== undefined) found.push(path.map((key) => this.#refs.get(key)!));
    }
    return found;
  }

  /** The keys of the objects that each circle holds, in the order of `cycles`. */
  circles(): readonly ReadonlySet<string>[] {
    return this.#components().filter((component) => this.#wayBack(component[0]!, new Set(component)) !== undefined).map((component) => new Set(component));
  }

  /** What an object waits for, among waiting objects. */
  targetsOf(key: string): readonly string[] {
    return this.#edges.get(key) ?? [];
  }

  /** Strongly connected components by Tarjan's algorithm, without recursion; each sorted, and sorted by their first keys. */
  #components(): string[][] {
    const order = new Map<string, number>();
    const low = new Map<string, number>();
    const open: string[] = [];
    const isOpen = new Set<string>();
    const components: string[][] = [];
    for (const root of this.#edges.keys()) {
      if (order.has(root)) continue;
      const calls: { readonly key: string; next: number }[] = [{ key: root, next: 0 }];
      while (calls.length > 0) {
        const call = calls.at(-1)!;
        const { key } = call;
        if (call.next === 0) {
          order.set(key, order.size);
          low.set(key, order.get(key)!);
          open.push(key);
          isOpen.add(key);
        }
        const target = this.#edges.get(key)![call.next++];
        if (target !== undefined) {
          if (!order.has(target)) calls.push({ key: target, next: 0 });
          else if (isOpen.has(target)) low.set(key, Math.min(low.get(key)!, order.get(target)!));
          continue;
        }
        calls.pop();
        const caller = calls.at(-1);
        if (caller !== undefined) low.set(caller.key, Math.min(low.get(caller.key)!, low.get(key)!));
        if (low.get(key) === order.get(key)) components.push(closeComponent(key, open, isOpen));
      }
    }
    return components.sort(([a = ''], [b = '']) => compareStrings(a, b));
  }

  /** The shortest way from a key back to itself within a component; undefined where there is none. */
  #wayBack(start: string, component: ReadonlySet<string>): string[] | undefined {
    const from = new Map<string, string>();
    const queue = [start];
    for (const key of queue) {
      for (const target of this.#edges.get(key)!) {
        if (target === start) return pathTo(key, start, from);
        if (!component.has(target) || from.has(target)) continue;
        from.set(target, key);
        queue.push(target);
      }
    }
    return undefined;
  }
}

function closeComponent(root: string, open: string[], isOpen: Set<string>): string[] {
  const component = open.splice(open.indexOf(root));
  for (const key of component) isOpen.delete(key);
  return component.sort(compareStrings);
}

function pathTo(last: string, start: string, from: ReadonlyMap<string, string>): string[] {
  const back = [start, last];
  while (back.at(-1) !== start) back.push(from.get(back.at(-1)!)!);
  return last === start ? [start, start] : back.reverse();
}
