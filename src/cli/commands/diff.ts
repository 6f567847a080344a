import { refText, type ObjectRef } from '../../diagnostics/index.ts';
import { compareObjects, unifiedDiff, type ObjectChange } from '../../diff/index.ts';
import { printYaml } from '../../lang/yaml/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { isDict, newDict, toDict } from '../../std/dict.ts';
import { withLibraries } from '../../std/lazy-library.ts';
import type { Command } from '../command.ts';
import { loadSides, withoutUnrendered, type NotCompared, type Sides } from '../diff-sides.ts';
import type { FlagValues } from '../flag.ts';
import { fleetFlags } from '../fleet.ts';
import * as flags from '../flags.ts';
import type { Io } from '../io.ts';
import { errorJson, refJson, report } from '../json.ts';
import { filterObjects, kubectlName } from '../objects.ts';
import { pathArgument } from '../path-argument.ts';
import { faultsText, plural } from '../print/fleet-report.ts';
import { sayMasked } from '../print/masking.ts';
import { sorted } from '../print/object-text.ts';
import { styleFor, type Style } from '../print/style.ts';
import { Redactor } from '../redact.ts';

const diffFlags: typeof fleetFlags & {
  readonly base: typeof flags.base;
  readonly pathOrig: typeof flags.pathOrig;
  readonly output: typeof flags.diffOutput;
  readonly exitCode: typeof flags.exitCode;
  readonly unified: typeof flags.unified;
  readonly stripAttrs: typeof flags.stripAttrs;
  readonly kustomization: typeof flags.kustomization;
  readonly helmRelease: typeof flags.helmRelease;
  readonly resourceSet: typeof flags.resourceSet;
  readonly only: typeof flags.only;
  readonly selector: typeof flags.selector;
  readonly namespace: typeof flags.namespace;
  readonly skipCrds: typeof flags.skipCrds;
  readonly skipSecrets: typeof flags.skipSecrets;
  readonly showSecrets: typeof flags.showSecrets;
} = {
  base: flags.base,
  pathOrig: flags.pathOrig,
  output: flags.diffOutput,
  exitCode: flags.exitCode,
  unified: flags.unified,
  stripAttrs: flags.stripAttrs,
  kustomization: flags.kustomization,
  helmRelease: flags.helmRelease,
  resourceSet: flags.resourceSet,
  only: flags.only,
  selector: flags.selector,
  namespace: flags.namespace,
  skipCrds: flags.skipCrds,
  skipSecrets: flags.skipSecrets,
  showSecrets: flags.showSecrets,
  ...fleetFlags,
};

type DiffFlags = FlagValues<typeof diffFlags>;

/** `eddy diff`: what a change does to the rendered objects. */
export const diff: Command<typeof diffFlags> = {
  name: 'diff',
  summary: 'Show what a change does to the rendered objects',
  description: [
    'Compares the working directory with a Git revision (HEAD when not given), or with another folder. Nothing is checked out.',
    'Objects that one side could not render are named on stderr and not shown as added or removed.',
    'Exits with 0 although there are differences, unless --exit-code is given; with 1 when the new side has failures.',
  ],
  args: [pathArgument],
  flags: diffFlags,
  examples: [
    { line: 'eddy diff kubernetes/flux/cluster', does: 'Show what the uncommitted changes do' },
    { line: 'eddy diff clusters/staging --base origin/main', does: 'Show what a branch does, as for a review' },
    { line: 'eddy diff clusters/production --path-orig clusters/staging --only Deployment', does: 'Compare two clusters' },
    { line: 'eddy diff clusters/staging --base HEAD~1 -o json', does: 'Give the fields that differ to another program' },
  ],
  run: async ({ args, flags: given, io }) => {
    const sides = await loadSides({ path: args[0], base: given.base, pathOrig: given.pathOrig, flags: given, io });
    const rows = [...sides.before.result.rows, ...sides.after.result.rows];
    const before = filterObjects(sides.before.objects, rows, given);
    const after = filterObjects(sides.after.objects, rows, given);
    const strip = given.stripAttrs.length === 0 ? undefined : (object: K8sObject): K8sObject => withoutAttributes(object, new Set(given.stripAttrs)) as K8sObject;
    const all = compareObjects(before, after, { showSecrets: given.showSecrets, strip });
    const { changes, notCompared } = withoutUnrendered(all, sides);
    io.stdout.write(await outputText({ changes, notCompared, sides, given, io }));
    if (!given.showSecrets && changes.some(({ ref }) => ref.kind === 'Secret' && ref.apiVersion === 'v1')) sayMasked(io);
    writeRemarks(changes, notCompared, sides, given, io);
    return !sides.after.result.ok || (given.exitCode && changes.length > 0) ? 1 : 0;
  },
};

interface Output {
  readonly changes: readonly ObjectChange[];
  readonly notCompared: readonly NotCompared[];
  readonly sides: Sides;
  readonly given: DiffFlags;
  readonly io: Io;
}

async function outputText(output: Output): Promise<string> {
  const { changes, given, io } = output;
  switch (given.output) {
    case 'name':
      return changes.map(({ ref }) => `${kubectlName(ref)}\n`).join('');
    case 'json':
      return diffJson(output);
    case 'diff': {
      const style = styleFor(io.stdout, io, given.noColor);
      const parts: string[] = [];
      for (const change of changes) parts.push(await changeText(change, given.unified, style));
      return parts.join('');
    }
  }
}

async function changeText(change: ObjectChange, context: number | undefined, style: Style): Promise<string> {
  const old = change.type === 'added' ? '/dev/null' : title(change.renamedFrom ?? change.ref, change.movedFrom ?? change.producer);
  const now = change.type === 'removed' ? '/dev/null' : title(change.ref, change.producer);
  const hunks = await hunksOf(change, context);
  const coloured = hunks.replace(/^(.).*$/gm, (line, mark: string) => (mark === '+' ? style.green(line) : mark === '-' ? style.red(line) : mark === '@' ? style.cyan(line) : line));
  return `${style.bold(`--- ${old}`)}\n${style.bold(`+++ ${now}`)}\n${coloured}`;
}

function title(ref: ObjectRef, producer: ObjectRef): string {
  return `${refText(ref)} (${refText(producer)})`;
}

function hunksOf({ before, after }: ObjectChange, context: number | undefined): Promise<string> {
  const textOf = (object: K8sObject | undefined): string => (object === undefined ? '' : printYaml(object));
  return withLibraries(() => unifiedDiff(textOf(before), textOf(after), { context }));
}

async function diffJson({ changes, notCompared, sides, given }: Output): Promise<string> {
  const redactor = new Redactor(sides.after.objects, sides.after.tree);
  const list = [];
  for (const change of changes) {
    list.push({
      type: change.type,
      object: refJson(change.ref),
      producer: refJson(change.producer),
      renamedFrom: change.renamedFrom === undefined ? undefined : refJson(change.renamedFrom),
      movedFrom: change.movedFrom === undefined ? undefined : refJson(change.movedFrom),
      fields: change.fields.map((field) => sorted(field)),
      diff: await hunksOf(change, given.unified),
    });
  }
  return report('DiffReport', {
    base: sides.beforeName,
    summary: { ...countChanges(changes), failures: sides.after.result.failures.length },
    changes: list,
    notCompared: notCompared.map(({ object, side, state, count }) => ({ object: refJson(object), side, state, objects: count })),
    failures: sides.after.result.failures.map(({ error }) => errorJson(redactor.error(error))),
  });
}

function countChanges(changes: readonly ObjectChange[]): { added: number; removed: number; changed: number } {
  const counts = { added: 0, removed: 0, changed: 0 };
  for (const { type } of changes) counts[type]++;
  return counts;
}

function writeRemarks(changes: readonly ObjectChange[], notCompared: readonly NotCompared[], sides: Sides, given: DiffFlags, io: Io): void {
  const style = styleFor(io.stderr, io, given.noColor);
  for (const { object, side, state, count } of notCompared) {
    io.stderr.write(`note: ${plural(count, 'object')} of ${refText(object)} not compared: it ${state === 'failed' ? 'failed' : 'is blocked'} on the ${side === 'before' ? 'old' : 'new'} side\n`);
  }
  const broken = sides.before.result.failures.length;
  if (broken > 0) io.stderr.write(`note: the old side has ${plural(broken, 'failure')} of its own\n`);
  io.stderr.write(faultsText({ fleet: sides.after, io, style }));
  const { added, removed, changed } = countChanges(changes);
  io.stderr.write(changes.length === 0 ? `no differences to ${sides.beforeName}\n` : `${String(added)} added, ${String(removed)} removed, ${String(changed)} changed compared with ${sides.beforeName}\n`);
}

/** The value without the given labels and annotations, in every `metadata` of it (pod templates have one of their own). */
function withoutAttributes(value: unknown, keys: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutAttributes(item, keys));
  if (!isDict(value)) return value;
  const out = newDict();
  for (const key of Object.keys(value)) {
    const child = withoutAttributes(value[key], keys);
    out[key] = key === 'metadata' && isDict(child) ? withoutKeys(child, keys) : child;
  }
  return out;
}

function withoutKeys(metadata: Readonly<Record<string, unknown>>, keys: ReadonlySet<string>): Record<string, unknown> {
  const out = toDict(metadata);
  for (const field of ['labels', 'annotations']) {
    const attributes = out[field];
    if (!isDict(attributes)) continue;
    const left = Object.entries(attributes).filter(([key]) => !keys.has(key));
    if (left.length === 0) delete out[field];
    else out[field] = toDict(Object.fromEntries(left));
  }
  return out;
}
