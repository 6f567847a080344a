import { join, relative } from 'node:path';
import { cacheFolder, diskTree, nodePorts } from '../adapters/index.ts';
import type { RenderedObject } from '../diff/index.ts';
import { EddyError, refKey, type ObjectRef } from '../diagnostics/index.ts';
import { HelmEngine } from '../helm/index.ts';
import { refOf, type K8sObject } from '../manifest/index.ts';
import { memoryMemo, type Memo } from '../memo/index.ts';
import { renderFleet, type FleetResult, type FluxRow, type SourceMapping } from '../orchestrator/index.ts';
import type { Tree } from '../tree/index.ts';
import { readClusterObjects } from './cluster-objects.ts';
import { enginePorts } from './engine-ports.ts';
import type { FlagValues } from './flag.ts';
import * as flags from './flags.ts';
import type { Io } from './io.ts';
import { keptResults } from './kept-results.ts';
import { findPlace, type Place } from './place.ts';
import { policyFlags, readPolicyFlags } from './policy-flags.ts';
import { progressLine } from './print/progress.ts';
import type { CommandBases } from './remote-bases.ts';
import { openBases, remoteFlags } from './remote-flags.ts';
import { parseSourceFlag } from './source-flags.ts';

/** The flags of every command that renders a fleet. */
export const fleetFlags: {
  readonly source: typeof flags.source;
  readonly clusterObjects: typeof flags.clusterObjects;
  readonly inputs: typeof flags.inputs;
  readonly substitute: typeof flags.substitute;
  readonly substituteFrom: typeof flags.substituteFrom;
  readonly makers: typeof flags.makers;
  readonly strict: typeof flags.strict;
  readonly noStrictSubstitution: typeof flags.noStrictSubstitution;
  readonly kubeVersion: typeof flags.kubeVersion;
  readonly apiVersions: typeof flags.apiVersions;
  readonly concurrency: typeof flags.concurrency;
  readonly realRandom: typeof flags.realRandom;
  readonly noCache: typeof flags.noCache;
  readonly remoteBases: typeof flags.remoteBases;
  readonly locked: typeof flags.locked;
  readonly updateLock: typeof flags.updateLock;
  readonly offline: typeof flags.offline;
  readonly verbose: typeof flags.verbose;
  readonly noColor: typeof flags.noColor;
} = {
  source: flags.source,
  clusterObjects: flags.clusterObjects,
  ...policyFlags,
  strict: flags.strict,
  noStrictSubstitution: flags.noStrictSubstitution,
  kubeVersion: flags.kubeVersion,
  apiVersions: flags.apiVersions,
  concurrency: flags.concurrency,
  realRandom: flags.realRandom,
  noCache: flags.noCache,
  ...remoteFlags,
  verbose: flags.verbose,
  noColor: flags.noColor,
};

/** The values of those flags. */
export type FleetFlagValues = FlagValues<typeof fleetFlags>;

/** A rendered fleet, and what reports need besides the result. */
export interface Fleet {
  readonly place: Place;
  readonly tree: Tree;
  readonly result: FleetResult;
  /** Time of the whole run. */
  readonly durationMs: number;
  /** Every rendered object with its producer, by key of the producer, then in the order it was rendered. */
  readonly objects: readonly RenderedObject[];
  /** The Flux object of a row as its producer rendered it; undefined for the entry. */
  objectOf(row: FluxRow): K8sObject | undefined;
}

/** How a fleet is rendered, besides its flags. */
export interface RenderSettings {
  readonly io: Io;
  readonly flags: FleetFlagValues;
  /** What several renders share: results of steps, and parsed templates. */
  readonly shared?: SharedWork | undefined;
  /** The tree to read in place of the one on the disk, and the mapped sources that go with it. */
  readonly instead?: { readonly tree: Tree; readonly sources: readonly SourceMapping[] } | undefined;
}

/** Work that one render leaves for the next. */
export interface SharedWork {
  readonly memo: Memo;
  readonly engine: HelmEngine;
  /** Remote bases; undefined where none may be fetched. */
  readonly bases: Promise<CommandBases | undefined>;
}

/** Makes what the renders of one command share. */
export function sharedWork(given: FleetFlagValues, io: Io): SharedWork {
  const { realRandom, noCache } = given;
  // What chance made is of no use to the next run.
  const shelf = noCache || realRandom ? undefined : keptResults(io);
  return { memo: memoryMemo(shelf), engine: new HelmEngine(enginePorts(realRandom, io)), bases: openBases(given, io) };
}

/** Renders the fleet at PATH. @throws EddyError PathNotFound, UsageInvalid, EntryNotFound, EntryAmbiguous. */
export async function loadFleet(path: string | undefined, settings: RenderSettings): Promise<Fleet> {
  return renderPlace(findPlace(path ?? '.', settings.io.cwd), settings);
}

/** Renders the fleet at a place. */
export async function renderPlace(place: Place, { io, flags: given, shared = sharedWork(given, io), instead }: RenderSettings): Promise<Fleet> {
  const startMs = io.clock.nowMs();
  const { tree, sources } = instead ?? { tree: diskTree(place.root), sources: mappedSources(given, io) };
  const bases = await shared.bases;
  const progress = progressLine(io);
  const result = await renderFleet({
    tree,
    onProgress: progress?.update,
    path: place.entry,
    sources,
    clusterObjects: readClusterObjects(given.clusterObjects, io.cwd),
    strict: given.strict,
    concurrency: given.concurrency,
    memo: shared.memo,
    engine: shared.engine,
    policy: {
      ...readPolicyFlags(given, io.cwd),
      strictSubstitution: !given.noStrictSubstitution,
      ...(given.kubeVersion === undefined ? {} : { kubeVersion: fullVersion(given.kubeVersion) }),
      ...(given.apiVersions.length === 0 ? {} : { apiVersions: given.apiVersions }),
    },
    ports: {
      ...nodePorts({ cacheDir: cacheFolder(io.env), now: () => io.clock.date().getTime(), offline: given.offline }),
      remoteBases: bases?.sourceFor(tree, ''),
    },
  }).finally(() => progress?.clear());
  if (instead === undefined) bases?.finish(tree, '', place.root);
  if (given.verbose) {
    const notices = [...(place.notice === undefined ? [] : [place.notice]), ...result.notices.map(({ message }) => message)];
    for (const notice of notices) io.stderr.write(`note: ${notice}\n`);
  }
  return fleetOf(place, tree, result, io.clock.nowMs() - startMs);
}

/** The sources that `--source` maps, over the disk. */
export function mappedSources(given: FleetFlagValues, io: Io): SourceMapping[] {
  return given.source.map((text) => {
    const { dir, ...source } = parseSourceFlag(text, io.cwd);
    return { ...source, tree: diskTree(dir) };
  });
}

/** A path of the fleet's tree as the user would open it from where the command runs. */
export function shownPath({ place, tree }: Pick<Fleet, 'place' | 'tree'>, file: string, io: Io): string {
  return tree.kind(file) === 'file' ? relative(io.cwd, join(place.root, file)) : file;
}

function fleetOf(place: Place, tree: Tree, result: FleetResult, durationMs: number): Fleet {
  const objects = result.productions.flatMap(({ producer, objects: produced }) => produced.map(({ object }) => ({ producer, object })));
  let byProducer: Map<string, K8sObject> | undefined;
  const keyOf = (producer: ObjectRef, ref: ObjectRef): string => `${refKey(producer)} ${refKey(ref)}`;
  return {
    place,
    tree,
    result,
    durationMs,
    objects,
    objectOf: ({ producer, ref }) => {
      byProducer ??= new Map(objects.map((one) => [keyOf(one.producer, refOf(one.object)), one.object]));
      return producer === undefined ? undefined : byProducer.get(keyOf(producer, ref));
    },
  };
}

/** `1.31` and `v1.31.2` as `1.31.0` and `1.31.2`. */
function fullVersion(text: string): string {
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (major === undefined || minor === undefined) throw new EddyError('UsageInvalid', `--kube-version takes a version such as 1.36 or v1.36.2, found "${text}"`);
  return `${major}.${minor}.${patch ?? '0'}`;
}
