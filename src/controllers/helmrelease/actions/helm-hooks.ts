import { compareUtf8 } from '../../../std/compare.ts';
import { EddyError } from '../../../diagnostics/index.ts';
import { awaitDeletion, wait, type ActionOptions, type HelmAction, type HelmEnvironment } from './helm-environment.ts';
import { asFault, buildResources, createResources, deleteResources } from './helm-resources.ts';
import type { HookRecord, HookRun, ReleaseRecord } from '../storage/release-record.ts';

/** A record after its hooks of an event have run, and why they stopped where one failed. */
export interface HooksEnd {
  readonly record: ReleaseRecord;
  readonly fault: EddyError | undefined;
}

const DEFAULT_POLICIES = ['before-hook-creation'];

/**
 * Runs the hooks of an event, by weight and name, one after the other, and deletes them as their policies say. Each start is recorded.
 *
 * Follows Helm 4.2.4 pkg/action/hooks.go.
 */
export async function* runHooks(record: ReleaseRecord, event: string, options: ActionOptions, environment: HelmEnvironment): HelmAction<HooksEnd> {
  const run = new HookRuns(record, options, environment);
  const hooks = record.hooks.filter(({ events }) => events.includes(event)).sort((a, b) => a.weight - b.weight || compareUtf8(a.name, b.name));
  const done: HookRecord[] = [];
  for (const hook of hooks) {
    const { fault, started } = yield* runHook(run, hook, event);
    if (fault === undefined) {
      done.push(hook);
      continue;
    }
    if (started) {
      yield* run.deleteBy(hook, 'hook-failed');
      for (const before of done) yield* run.deleteBy(before, 'hook-succeeded');
    }
    return { record: run.record, fault };
  }
  for (const hook of done.reverse()) yield* run.deleteBy(hook, 'hook-succeeded');
  return { record: run.record, fault: undefined };
}

async function* runHook(run: HookRuns, hook: HookRecord, event: string): HelmAction<{ readonly fault: EddyError | undefined; readonly started: boolean }> {
  const { environment, options } = run;
  run.change(hook, { deletePolicies: policiesOf(hook) });
  let started = false;
  try {
    yield* run.deleteBy(hook, 'before-hook-creation');
    const objects = buildResources(hook.manifest, run.record.namespace, await environment.kinds());
    const startedAt = environment.now();
    run.note(hook, { startedAt, phase: 'Running' });
    await environment.storage.update(run.record);
    try {
      await createResources(objects, options.method, environment);
    } catch (error) {
      const fault = asFault(error);
      throw new EddyError(fault.code, `warning: Hook ${event} ${hook.path} failed: ${fault.message}`, { cause: fault.cause });
    }
    started = true;
    yield* wait({ name: `${options.action}/${event}/${hook.path}/${hook.name}`, until: 'hooks done', objects, timeoutMs: options.timeoutMs, jobs: true, custom: environment.health });
    run.note(hook, { startedAt, completedAt: environment.now(), phase: 'Succeeded' });
    return { fault: undefined, started };
  } catch (error) {
    const { startedAt } = run.now(hook).lastRun;
    if (startedAt !== undefined) run.note(hook, { startedAt, completedAt: environment.now(), phase: 'Failed' });
    return { fault: asFault(error), started };
  }
}

/** The record while its hooks run. */
class HookRuns {
  record: ReleaseRecord;
  readonly options: ActionOptions;
  readonly environment: HelmEnvironment;

  constructor(record: ReleaseRecord, options: ActionOptions, environment: HelmEnvironment) {
    this.record = record;
    this.options = options;
    this.environment = environment;
  }

  /** The hook as it is recorded now. */
  now(hook: HookRecord): HookRecord {
    return this.record.hooks.find((other) => isSame(other, hook)) ?? hook;
  }

  note(hook: HookRecord, lastRun: HookRun): void {
    this.change(hook, { lastRun });
  }

  change(hook: HookRecord, part: Partial<HookRecord>): void {
    this.record = { ...this.record, hooks: this.record.hooks.map((other) => (isSame(other, hook) ? { ...other, ...part } : other)) };
  }

  /** Deletes what the hook made, if this is one of its policies. CRDs are never deleted. */
  async *deleteBy(hook: HookRecord, policy: string): HelmAction<void> {
    if (hook.kind === 'CustomResourceDefinition' || !policiesOf(hook).includes(policy)) return;
    const objects = buildResources(hook.manifest, this.record.namespace, await this.environment.kinds());
    await deleteResources(objects, 'background', this.environment);
    yield* awaitDeletion(objects, `${policy}/${hook.path}/${hook.name}`, this.options);
  }
}

function policiesOf({ deletePolicies }: HookRecord): readonly string[] {
  return deletePolicies.length === 0 ? DEFAULT_POLICIES : deletePolicies;
}

function isSame(a: HookRecord, b: HookRecord): boolean {
  return a.path === b.path && a.name === b.name && a.kind === b.kind && a.manifest === b.manifest;
}
