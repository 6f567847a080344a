import { realpathSync } from 'node:fs';
import { gitTree } from '../adapters/index.ts';
import { EddyError, refKey, refText, type ObjectRef } from '../diagnostics/index.ts';
import type { ObjectChange } from '../diff/index.ts';
import type { FleetResult, FluxRow, SourceMapping } from '../orchestrator/index.ts';
import { memoryTree, subTree, type Tree } from '../tree/index.ts';
import { mappedSources, renderPlace, sharedWork, type Fleet, type FleetFlagValues, type SharedWork } from './fleet.ts';
import type { Io } from './io.ts';
import { findPlace, isInside, treePath, type Place } from './place.ts';
import { parseSourceFlag } from './source-flags.ts';

/** What to compare. */
export interface SidesOptions {
  readonly path: string | undefined;
  readonly base: string | undefined;
  readonly pathOrig: string | undefined;
  readonly flags: FleetFlagValues;
  readonly io: Io;
}

/** The two fleets of a diff. */
export interface Sides {
  readonly before: Fleet;
  readonly after: Fleet;
  /** What the old side is, for people: a commit, or a folder. */
  readonly beforeName: string;
}

/**
 * Renders both sides of a diff in one process and over one memo: what did not change is rendered once.
 *
 * @throws EddyError UsageInvalid, PathNotFound, GitNoRepository, GitRevisionNotFound.
 */
export async function loadSides({ path, base, pathOrig, flags, io }: SidesOptions): Promise<Sides> {
  if (base !== undefined && pathOrig !== undefined) throw new EddyError('UsageInvalid', '--base and --path-orig exclude each other');
  const shared = sharedWork(flags, io);
  const place = findPlace(path ?? '.', io.cwd);
  // The old side is opened first, so that a wrong revision fails before anything is rendered.
  const old = pathOrig === undefined ? openRevision(place, base ?? 'HEAD', flags, io) : openFolder(pathOrig, io);
  const after = await renderPlace(place, { io, flags, shared });
  const before = await renderOld(old, { io, flags, shared });
  return { before, after, beforeName: old.name };
}

/** The old side before it is rendered. */
interface OldSide {
  readonly name: string;
  readonly place: Place;
  readonly instead?: { readonly tree: Tree; readonly sources: readonly SourceMapping[] };
}

function openFolder(path: string, io: Io): OldSide {
  return { name: path, place: findPlace(path, io.cwd) };
}

function openRevision(place: Place, revision: string, flags: FleetFlagValues, io: Io): OldSide {
  const { workTree } = place;
  if (workTree === undefined) {
    throw new EddyError('GitNoRepository', `"${place.root}" is not in a Git repository, so there is no revision "${revision}" to compare with`, {
      hint: 'compare with another folder: --path-orig DIR',
    });
  }
  const commit = gitTree(workTree, revision);
  // A source that --source maps into the same repository is taken from the same commit.
  const sources = mappedSources(flags, io).map((source, i) => {
    const { dir } = parseSourceFlag(flags.source[i]!, io.cwd);
    const folder = isInside(realpathSync(workTree), dir) ? treePath(workTree, dir) : undefined;
    return folder === undefined || commit.kind(folder) !== 'dir' ? source : { ...source, tree: subTree(commit, folder) };
  });
  return { name: `${revision} (${commit.commit.slice(0, 12)})`, place, instead: { tree: subTree(commit, treePath(workTree, place.root)), sources } };
}

async function renderOld(old: OldSide, settings: { readonly io: Io; readonly flags: FleetFlagValues; readonly shared: SharedWork }): Promise<Fleet> {
  const { place, instead } = old;
  if (instead === undefined || place.entry === undefined || instead.tree.kind(place.entry) === 'dir') return renderPlace(place, { ...settings, instead });
  settings.io.stderr.write(`note: ${place.entry} does not exist in ${old.name}; everything counts as added\n`);
  return emptyFleet(place);
}

function emptyFleet(place: Place): Fleet {
  const result: FleetResult = { productions: [], rows: [], failures: [], warnings: [], assumptions: [], waiting: [], notices: [], ok: true };
  return { place, tree: memoryTree({}), result, durationMs: 0, objects: [], objectOf: () => undefined };
}

/** Objects that one side could not render, which is no difference. */
export interface NotCompared {
  /** The Flux object that did not render. */
  readonly object: ObjectRef;
  readonly side: 'before' | 'after';
  readonly state: FluxRow['state'];
  readonly count: number;
}

/**
 * Takes out the changes that only show because one side could not render the producer, or what leads to it:
 * a broken release must not look like a mass deletion.
 */
export function withoutUnrendered(changes: readonly ObjectChange[], { before, after }: Pick<Sides, 'before' | 'after'>): { readonly changes: ObjectChange[]; readonly notCompared: NotCompared[] } {
  const failedAfter = unrendered(after.result);
  const failedBefore = unrendered(before.result);
  const [producersBefore, producersAfter] = [producersOf(before.result), producersOf(after.result)];
  const counts = new Map<string, NotCompared>();
  const kept = changes.filter((change) => {
    if (change.type === 'changed') return true;
    const removed = change.type === 'removed';
    // Who rendered it is known on the side that has it; who did not, on the other.
    const row = culprit(change.producer, removed ? producersBefore : producersAfter, removed ? failedAfter : failedBefore);
    if (row === undefined) return true;
    const side = removed ? 'after' : 'before';
    const key = `${side} ${refKey(row.ref)}`;
    counts.set(key, { object: row.ref, side, state: row.state, count: (counts.get(key)?.count ?? 0) + 1 });
    return false;
  });
  return { changes: kept, notCompared: [...counts.values()].sort((a, b) => (refText(a.object) < refText(b.object) ? -1 : 1)) };
}

/** The rows without objects that should have some, by key. */
function unrendered({ rows, productions }: FleetResult): ReadonlyMap<string, FluxRow> {
  const rendered = new Set(productions.filter(({ objects }) => objects.length > 0).map(({ producer }) => refKey(producer)));
  return new Map(rows.filter(({ ref, state }) => (state === 'failed' || state === 'blocked') && !rendered.has(refKey(ref))).map((row) => [refKey(row.ref), row]));
}

/** Who rendered each Flux object, by its key. */
function producersOf({ rows }: FleetResult): ReadonlyMap<string, ObjectRef | undefined> {
  return new Map(rows.map(({ ref, producer }) => [refKey(ref), producer]));
}

/** The first of a producer, its producer, and so on, that did not render. */
function culprit(producer: ObjectRef, producers: ReadonlyMap<string, ObjectRef | undefined>, unrenderedRows: ReadonlyMap<string, FluxRow>): FluxRow | undefined {
  if (unrenderedRows.size === 0) return undefined;
  const seen = new Set<string>();
  for (let ref: ObjectRef | undefined = producer; ref !== undefined; ) {
    const key = refKey(ref);
    const row = unrenderedRows.get(key);
    if (row !== undefined || seen.has(key)) return row;
    seen.add(key);
    ref = producers.get(key);
  }
  return undefined;
}
