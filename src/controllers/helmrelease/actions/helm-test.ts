import type { EddyError } from '../../../diagnostics/index.ts';
import type { ActionOptions, HelmAction, HelmEnvironment } from './helm-environment.ts';
import { runHooks } from './helm-hooks.ts';
import type { HookRecord, ReleaseRecord } from '../storage/release-record.ts';

/** Picks tests by the names of their hooks. */
export interface TestFilter {
  readonly name: string;
  readonly exclude: boolean;
}

/**
 * Runs the tests of the newest revision of a release, those that the filters leave.
 *
 * Follows Helm 4.2.4 pkg/action/release_testing.go.
 *
 * @returns the record with the results, and the fault of the test that failed.
 */
export async function* testRelease(record: ReleaseRecord, filters: readonly TestFilter[], options: ActionOptions, environment: HelmEnvironment): HelmAction<{ readonly record: ReleaseRecord; readonly fault: EddyError | undefined }> {
  const skipped = record.hooks.filter((hook) => !isSelected(hook, filters));
  const selected = record.hooks.filter((hook) => isSelected(hook, filters));
  const end = yield* runHooks({ ...record, hooks: selected }, 'test', options, environment);
  const tested: ReleaseRecord = { ...end.record, hooks: [...skipped, ...end.record.hooks] };
  await environment.storage.update(tested);
  return { record: tested, fault: end.fault };
}

/** Whether the filters leave a hook: it is not excluded, and named where any name is. */
export function isSelected({ name }: Pick<HookRecord, 'name'>, filters: readonly TestFilter[]): boolean {
  if (filters.some((filter) => filter.exclude && filter.name === name)) return false;
  const included = filters.filter(({ exclude }) => !exclude);
  return included.length === 0 || included.some((filter) => filter.name === name);
}
