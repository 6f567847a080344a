import { EddyError } from '../../../diagnostics/index.ts';
import type { K8sObject } from '../../../manifest/index.ts';
import type { DeletionPropagation } from './cluster-client.ts';
import { awaitDeletion, type ActionOptions, type HelmAction, type HelmEnvironment } from './helm-environment.ts';
import { runHooks } from './helm-hooks.ts';
import { asFault, buildResources, deleteResources, isKept } from './helm-resources.ts';
import { withStatus, type ReleaseRecord } from '../storage/release-record.ts';
import { inUninstallOrder } from './uninstall-order.ts';

/** What an uninstall may be told. */
export interface UninstallOptions extends ActionOptions {
  readonly keepsHistory: boolean;
  readonly propagation: DeletionPropagation;
}

/** What became of an uninstall: `missing` where the release was not there, `repeated` where it had been uninstalled and its history is kept. */
export type UninstallEnd =
  | { readonly type: 'missing' }
  | { readonly type: 'repeated' }
  | { readonly type: 'done'; readonly record: ReleaseRecord; readonly fault: EddyError | undefined };

/**
 * Deletes the objects of a release, but those that are to be kept, and then its records, unless the history is kept.
 *
 * Follows Helm 4.2.4 pkg/action/uninstall.go.
 */
export async function* uninstallRelease(name: string, options: UninstallOptions, environment: HelmEnvironment): HelmAction<UninstallEnd> {
  const { storage, log, now } = environment;
  const records = await storage.history(name);
  const last = records.at(-1);
  if (last === undefined) return { type: 'missing' };
  if (last.info.status === 'uninstalled') {
    if (options.keepsHistory) return { type: 'repeated' };
    for (const each of records) await storage.delete(each);
    return { type: 'done', record: last, fault: undefined };
  }
  log.add(`uninstall: deleting release: {"name":"${name}"}`);
  let record: ReleaseRecord = { ...last, info: { ...last.info, status: 'uninstalling', deleted: now(), description: 'Deletion in progress (or silently failed)' } };
  if (options.hooks) {
    const end = yield* runHooks(record, 'pre-delete', options, environment);
    record = end.record;
    if (end.fault !== undefined) return { type: 'done', record, fault: end.fault };
  }
  await storage.update(record);
  const faults: string[] = [];
  try {
    const kinds = await environment.kinds();
    const objects = inUninstallOrder(buildResources(record.manifest, record.namespace, kinds)).filter((object: K8sObject) => !isKept(object));
    await deleteResources(objects, options.propagation, environment);
    yield* noted(awaitDeletion(objects, 'objects', options), faults);
  } catch (error) {
    log.add(`uninstall: Failed to delete release: ${asFault(error).message}`);
    return { type: 'done', record, fault: new EddyError('ApplyFailed', `failed to delete release: ${name}`, { cause: error }) };
  }
  if (options.hooks) {
    const end = yield* runHooks(record, 'post-delete', options, environment);
    record = end.record;
    if (end.fault !== undefined) faults.push(end.fault.message);
  }
  record = withStatus(record, 'uninstalled', 'Uninstallation complete');
  if (options.keepsHistory) {
    await storage.update(record);
    for (const deployed of await storage.deployed(name)) await storage.update(withStatus(deployed, 'superseded'));
  } else for (const each of records) await storage.delete(each);
  const fault = faults.length === 0 ? undefined : new EddyError('ApplyFailed', `uninstallation completed with ${String(faults.length)} error(s): ${faults.join('; ')}`);
  return { type: 'done', record, fault };
}

/** Goes through with a wait; that it failed is told at the end. */
async function* noted(action: HelmAction<void>, faults: string[]): HelmAction<void> {
  try {
    yield* action;
  } catch (error) {
    faults.push(asFault(error).message);
  }
}
