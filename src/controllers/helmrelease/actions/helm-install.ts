import { EddyError, refKey } from '../../../diagnostics/index.ts';
import { refOf, type K8sObject } from '../../../manifest/index.ts';
import { awaitHealth, type ActionOptions, type HelmAction, type HelmEnvironment } from './helm-environment.ts';
import { runHooks } from './helm-hooks.ts';
import { existingResources } from './helm-ownership.ts';
import { asFault, buildResources, createResources, deleteResources, updateResources, withOwnership } from './helm-resources.ts';
import { withStatus, type ReleaseRecord } from '../storage/release-record.ts';

/** What an install may be told. */
export interface InstallOptions extends ActionOptions {
  readonly takesOwnership: boolean;
  /** Whether the namespace of the release is made first. */
  readonly createsNamespace: boolean;
  /** Whether the name of a release that failed or was uninstalled may be used again. */
  readonly replace: boolean;
}

/** What an upgrade may be told. */
export interface UpgradeOptions extends ActionOptions {
  readonly takesOwnership: boolean;
  readonly forceReplace: boolean;
  readonly cleansUpOnFail: boolean;
  readonly maxHistory: number;
}

/**
 * Installs a release: records it as pending, runs hooks, writes the objects, waits, and records how it ended.
 *
 * Follows Helm 4.2.4 pkg/action/install.go.
 *
 * @param rendered the release as it is rendered; its status does not count.
 * @throws EddyError with Helm's message. The record, if one was made, is then failed.
 */
export async function* installRelease(rendered: ReleaseRecord, options: InstallOptions, environment: HelmEnvironment): HelmAction<void> {
  const { storage, cluster, log } = environment;
  const objects = buildOwned(rendered, await environment.kinds(), 'unable to build kubernetes objects from release manifest: ');
  let existing: readonly K8sObject[];
  try {
    existing = await existingResources(objects, rendered, options.takesOwnership, cluster);
  } catch (error) {
    throw within(error, 'unable to continue with install: ');
  }
  if (options.createsNamespace) await createNamespace(rendered.namespace, options, environment);
  let record: ReleaseRecord = withStatus(rendered, 'pending-install', 'Initial install underway');
  if (options.replace) record = { ...record, version: await supersedeLast(record.name, environment) };
  await storage.create(record);
  try {
    record = yield* hooked(record, 'pre-install', 'failed pre-install: ', options, environment);
    if (existing.length === 0 && objects.length > 0) await createResources(objects, options.method, environment);
    else if (objects.length > 0) {
      const threeWayForCustom = options.takesOwnership && options.method === 'csa';
      const { fault } = await updateResources(existing, objects, { method: options.method, forceReplace: false, threeWayForCustom, takesOverFields: true }, environment);
      if (fault !== undefined) throw fault;
    }
    yield* awaitHealth(objects, 'resources', options, environment);
    record = yield* hooked(record, 'post-install', 'failed post-install: ', options, environment);
    await storage.update(withStatus(record, 'deployed', 'Install complete'));
  } catch (error) {
    const { fault, record: last = record } = endOf(error);
    log.add(`Install failed: ${fault.message}`);
    await storage.update(withStatus(last, 'failed', `Release ${JSON.stringify(record.name)} failed: ${fault.message}`));
    throw fault;
  }
}

/**
 * Upgrades a release from what is deployed, or from the last revision where nothing is.
 *
 * Follows Helm 4.2.4 pkg/action/upgrade.go.
 *
 * @throws EddyError with Helm's message. The new record, if one was made, is then failed.
 */
export async function* upgradeRelease(current: ReleaseRecord, rendered: ReleaseRecord, options: UpgradeOptions, environment: HelmEnvironment): HelmAction<void> {
  const { storage, cluster, log } = environment;
  const kinds = await environment.kinds();
  const targets = buildOwned(rendered, kinds, '');
  const originals = built(() => buildResources(current.manifest, current.namespace, kinds), 'unable to build kubernetes objects from current release manifest: ');
  const known = new Set(originals.map((object) => refKey(refOf(object))));
  const added = targets.filter((object) => !known.has(refKey(refOf(object))));
  try {
    originals.push(...(await existingResources(added, rendered, options.takesOwnership, cluster)));
  } catch (error) {
    throw within(error, 'unable to continue with update: ');
  }
  let record = withStatus(rendered, 'pending-upgrade', 'Preparing upgrade');
  log.add(`creating upgraded release: {"name":"${record.name}"}`);
  await storage.create(record, options.maxHistory);
  let created: readonly K8sObject[] = [];
  let recordsCurrent = false;
  try {
    record = yield* hooked(record, 'pre-upgrade', 'pre-upgrade hooks failed: ', options, environment);
    recordsCurrent = true;
    const takesOverFields = current.applyMethod === 'csa' && options.method === 'ssa';
    const update = await updateResources(originals, targets, { ...options, takesOverFields }, environment);
    created = update.created;
    if (update.fault !== undefined) throw update.fault;
    yield* awaitHealth(targets, 'resources', options, environment);
    recordsCurrent = false;
    record = yield* hooked(record, 'post-upgrade', 'post-upgrade hooks failed: ', options, environment);
  } catch (error) {
    const { fault, record: last = record } = endOf(error);
    if (recordsCurrent) await storage.update(current);
    log.add(`upgrade failed: ${fault.message}`);
    await storage.update(withStatus(last, 'failed', `Upgrade ${JSON.stringify(record.name)} failed: ${fault.message}`));
    if (options.cleansUpOnFail) await deleteResources(created, 'background', environment);
    throw fault;
  }
  await storage.update(withStatus(current, 'superseded'));
  await storage.update(withStatus(record, 'deployed', 'Upgrade complete'));
}

/** The revision that an upgrade starts from. */
export async function upgradedFrom(name: string, { storage }: HelmEnvironment): Promise<{ readonly last: ReleaseRecord; readonly current: ReleaseRecord }> {
  const last = await storage.last(name);
  if (last === undefined) throw new EddyError('HelmReleaseMissing', `${JSON.stringify(name)} has no deployed releases`);
  if (last.info.status === 'deployed') return { last, current: last };
  const [deployed] = await storage.deployed(name);
  if (deployed !== undefined) return { last, current: deployed };
  if (last.info.status === 'failed' || last.info.status === 'superseded') return { last, current: last };
  throw new EddyError('HelmReleaseMissing', `${JSON.stringify(name)} has no deployed releases`);
}

/** The release may not be there already, unless it is done with and may be replaced. @throws EddyError HelmReleaseName */
export async function checkAvailable(name: string, replace: boolean, { storage, log }: HelmEnvironment): Promise<void> {
  const last = await storage.last(name);
  if (last === undefined || (replace && (last.info.status === 'uninstalled' || last.info.status === 'failed'))) return;
  log.add('release name check failed');
  throw new EddyError('HelmReleaseName', 'release name check failed: cannot reuse a name that is still in use');
}

async function supersedeLast(name: string, { storage }: HelmEnvironment): Promise<number> {
  const last = await storage.last(name);
  if (last === undefined) return 1;
  if (last.info.status !== 'failed') await storage.update(withStatus(last, 'superseded', 'superseded by new release'));
  return last.version + 1;
}

async function createNamespace(name: string, { method }: ActionOptions, environment: HelmEnvironment): Promise<void> {
  const namespace: K8sObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { name } } };
  if (method === 'csa' && (await environment.cluster.get(refOf(namespace))) !== undefined) return;
  await createResources([namespace], method, environment);
}

/** Ends an action whose hooks have failed; what they left in the record is kept. */
class HooksFailed extends Error {
  override readonly name = 'HooksFailed';
  readonly fault: EddyError;
  readonly record: ReleaseRecord;

  constructor(fault: EddyError, record: ReleaseRecord) {
    super(fault.message);
    this.fault = fault;
    this.record = record;
  }
}

async function* hooked(record: ReleaseRecord, event: string, prefix: string, options: ActionOptions, environment: HelmEnvironment): HelmAction<ReleaseRecord> {
  if (!options.hooks) return record;
  const end = yield* runHooks(record, event, options, environment);
  if (end.fault !== undefined) throw new HooksFailed(within(end.fault, prefix), end.record);
  return end.record;
}

function endOf(error: unknown): { readonly fault: EddyError; readonly record?: ReleaseRecord } {
  return error instanceof HooksFailed ? error : { fault: asFault(error) };
}

function buildOwned({ manifest, name, namespace }: ReleaseRecord, kinds: Awaited<ReturnType<HelmEnvironment['kinds']>>, prefix: string): K8sObject[] {
  return built(() => buildResources(manifest, namespace, kinds), prefix).map((object) => withOwnership(object, name, namespace));
}

function built(build: () => K8sObject[], prefix: string): K8sObject[] {
  try {
    return build();
  } catch (error) {
    throw within(error, prefix);
  }
}

function within(error: unknown, prefix: string): EddyError {
  const fault = asFault(error);
  return new EddyError(fault.code, prefix + fault.message, { at: fault.at, hint: fault.hint, notes: fault.notes, cause: fault.cause });
}
