import { EddyError } from '../../../diagnostics/index.ts';
import { awaitHealth, type ActionOptions, type HelmAction, type HelmEnvironment } from './helm-environment.ts';
import { runHooks } from './helm-hooks.ts';
import { asFault, buildResources, deleteResources, updateResources, withOwnership } from './helm-resources.ts';
import { withStatus, type ReleaseRecord } from '../storage/release-record.ts';

/** What a rollback may be told. */
export interface RollbackOptions extends ActionOptions {
  readonly forceReplace: boolean;
  readonly cleansUpOnFail: boolean;
  readonly maxHistory: number;
}

/**
 * Puts an earlier revision in force again, as a new one.
 *
 * Follows Helm 4.2.4 pkg/action/rollback.go. A failed hook leaves the record pending, as there.
 *
 * @throws EddyError with Helm's message.
 */
export async function* rollBackRelease(name: string, version: number, options: RollbackOptions, environment: HelmEnvironment): HelmAction<void> {
  const { storage, log } = environment;
  log.add(`preparing rollback: {"name":"${name}"}`);
  const current = await storage.last(name);
  const previous = await storage.get(name, version);
  if (current === undefined || previous === undefined) throw new EddyError('HelmReleaseMissing', `release has no ${String(version)} version`);
  let target: ReleaseRecord = {
    ...previous,
    namespace: current.namespace,
    version: current.version + 1,
    applyMethod: options.method,
    info: {
      firstDeployed: current.info.firstDeployed,
      lastDeployed: environment.now(),
      status: 'pending-rollback',
      description: `Rollback to ${String(version)}`,
      notes: previous.info.notes,
    },
  };
  await storage.create(target, options.maxHistory);
  const kinds = await environment.kinds();
  const originals = buildResources(current.manifest, current.namespace, kinds);
  const targets = buildResources(target.manifest, target.namespace, kinds).map((object) => withOwnership(object, target.name, target.namespace));
  target = yield* hooked(target, 'pre-rollback', options, environment);
  const { created, fault } = await updateResources(originals, targets, { ...options, takesOverFields: true }, environment);
  if (fault !== undefined) {
    log.add(`Rollback "${name}" failed: ${fault.message}`);
    await storage.update(withStatus(current, 'superseded'));
    await storage.update(withStatus(target, 'failed', `Rollback ${JSON.stringify(name)} failed: ${fault.message}`));
    if (options.cleansUpOnFail) await deleteResources(created, 'background', environment);
    throw fault;
  }
  try {
    yield* awaitHealth(targets, 'resources', options, environment);
  } catch (error) {
    const { message } = asFault(error);
    await storage.update(current);
    await storage.update(withStatus(target, 'failed', `Release ${JSON.stringify(name)} failed: ${message}`));
    throw new EddyError('HelmWaitFailed', `release ${name} failed: ${message}`);
  }
  target = yield* hooked(target, 'post-rollback', options, environment);
  for (const deployed of await storage.deployed(name)) await storage.update(withStatus(deployed, 'superseded'));
  await storage.update(withStatus(target, 'deployed'));
}

async function* hooked(record: ReleaseRecord, event: string, options: ActionOptions, environment: HelmEnvironment): HelmAction<ReleaseRecord> {
  if (!options.hooks) return record;
  const end = yield* runHooks(record, event, options, environment);
  if (end.fault !== undefined) throw end.fault;
  return end.record;
}
