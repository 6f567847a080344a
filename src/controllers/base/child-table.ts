import { deepEqual } from '../../std/deep-equal.ts';
import { compareStrings } from '../../std/compare.ts';
import { refKey, type ObjectRef } from '../../diagnostics/index.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';

/** Where a rendered object came from. */
export interface Origin {
  /** The file that holds it: a manifest, or the template of a chart. Relative to the root of the source. */
  readonly file: string;
  /** Counts the documents of the file from 0. */
  readonly documentIndex?: number | undefined;
  /** The line on which the document begins, counted from 1. */
  readonly line?: number | undefined;
}

/** An object that a producer rendered. */
export interface ProducedObject {
  /** As rendered: what a person compares. */
  readonly object: K8sObject;
  /** As sent to the API server, where that differs (the typed round trip of built-in kinds). */
  readonly payload?: K8sObject | undefined;
  readonly origin?: Origin | undefined;
  /** An object that its producer needs itself (a HelmChart). It is no part of what was rendered, and stays while the producer waits or fails. */
  readonly internal?: boolean | undefined;
}

/** What became of a child. */
export interface AppliedChild {
  readonly ref: ObjectRef;
  readonly action: 'created' | 'configured' | 'unchanged' | 'skipped' | 'deleted';
}

/** One producer's version of an object. */
export interface ChildCandidate extends ProducedObject {
  /** Undefined for what was given to the run from outside: it gives way to every producer. */
  readonly producer: ObjectRef | undefined;
}

/** One object that two producers render differently. */
export interface ChildConflict {
  readonly ref: ObjectRef;
  /** In the order of precedence: the first one is in the store. */
  readonly producers: readonly ObjectRef[];
}

/** What must change in the store after a producer has spoken. */
interface StoreChange {
  readonly apply: readonly ChildCandidate[];
  readonly remove: readonly ObjectRef[];
}

/**
 * Who produces which object.
 *
 * Side data of a run. When several producers render one object, the one whose key sorts first wins, whatever the order in which they ran:
 * in a cluster the last writer wins, again and again, and a build must not depend on such a race.
 */
export class ChildTable {
  readonly #children = new Map<string, { readonly producer: ObjectRef; readonly objects: readonly ProducedObject[] }>();
  readonly #candidates = new Map<string, Map<string, ChildCandidate>>();

  /** The last set of a producer, in the order it was given. */
  childrenOf(producer: ObjectRef): readonly ProducedObject[] {
    return this.#children.get(refKey(producer))?.objects ?? [];
  }

  /** The version of an object that is in force. */
  winner(ref: ObjectRef): ChildCandidate | undefined {
    return this.#ranked(refKey(ref))[0];
  }

  /** Every version of an object, the one in force first. */
  candidates(ref: ObjectRef): readonly ChildCandidate[] {
    return this.#ranked(refKey(ref));
  }

  /** Takes in an object that no producer rendered. */
  seed(object: K8sObject): void {
    this.#candidatesAt(refKey(refOf(object))).set('', { producer: undefined, object });
  }

  /** Replaces the set of a producer. An object that it gives twice counts once, as it was given last. */
  replace(producer: ObjectRef, objects: readonly ProducedObject[]): StoreChange {
    const producerKey = refKey(producer);
    const before = this.#children.get(producerKey)?.objects ?? [];
    this.#children.set(producerKey, { producer, objects });
    const touched = new Map<string, ObjectRef>();
    for (const { object } of before) {
      const ref = refOf(object);
      touched.set(refKey(ref), ref);
      this.#candidates.get(refKey(ref))?.delete(producerKey);
    }
    // Given order, so that what comes first is applied first; what only left the set follows.
    const given = new Map<string, ObjectRef>();
    for (const produced of objects) {
      const ref = refOf(produced.object);
      given.set(refKey(ref), ref);
      touched.delete(refKey(ref));
      this.#candidatesAt(refKey(ref)).set(producerKey, { ...produced, producer });
    }
    const apply: ChildCandidate[] = [];
    const remove: ObjectRef[] = [];
    for (const [key, ref] of [...given, ...touched]) {
      const [winner] = this.#ranked(key);
      if (winner === undefined) remove.push(ref);
      else apply.push(winner);
    }
    return { apply, remove };
  }

  /** The objects that two or more producers render, and not the same. `same` may look past what always differs, such as owner labels. */
  conflicts(same: (a: K8sObject, b: K8sObject) => boolean = deepEqual): ChildConflict[] {
    const found: ChildConflict[] = [];
    for (const key of [...this.#candidates.keys()].sort(compareStrings)) {
      const rendered = this.#ranked(key).filter(({ producer }) => producer !== undefined);
      const [first, ...others] = rendered;
      if (first === undefined || others.every(({ object }) => same(first.object, object))) continue;
      found.push({ ref: refOf(first.object), producers: rendered.map(({ producer }) => producer!) });
    }
    return found;
  }

  #ranked(key: string): ChildCandidate[] {
    const versions = [...(this.#candidates.get(key)?.entries() ?? [])];
    // The key of a seed is empty: it comes last.
    versions.sort(([a], [b]) => (a === '' ? 1 : b === '' ? -1 : compareStrings(a, b)));
    return versions.map(([, version]) => version);
  }

  #candidatesAt(key: string): Map<string, ChildCandidate> {
    let versions = this.#candidates.get(key);
    if (versions === undefined) this.#candidates.set(key, (versions = new Map<string, ChildCandidate>()));
    return versions;
  }
}
