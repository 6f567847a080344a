import { EddyError } from '../../../diagnostics/index.ts';
import type { Context, ProducedObject } from '../../base/index.ts';
import type { Dict } from '../../../std/dict.ts';
import type { ConditionList } from '../condition-list.ts';
import { inventoryOf, releaseObjects } from '../release-objects.ts';
import { releaseNamespace, shortReleaseName, wantedReleaseName } from '../release-name.ts';
import type { ReleaseRenderer } from '../release-render.ts';
import type { ReleaseChart, ReleaseEnd } from '../release-request.ts';
import { fullReleaseName, valuesDigest, versionedChartName, type ReleaseStatusFields, type Snapshot } from '../release-status.ts';
import { summarize } from '../release-summary.ts';
import type { HelmReleaseSpec } from '../spec.ts';

/** All that the build of a release needs. `conditions` and `status` are changed by it. */
export interface BuildRequest {
  readonly release: HelmReleaseSpec;
  readonly chart: ReleaseChart;
  readonly values: Dict;
  readonly conditions: ConditionList;
  readonly status: ReleaseStatusFields;
  readonly renderer: ReleaseRenderer;
  readonly context: Context;
  /** Objects that the controller itself needs (the HelmChart): children of every set. */
  readonly own: readonly ProducedObject[];
}

/** Shows a release as its first install would make it. A build has no past and waits for nothing, so hooks are objects like others. */
export async function buildRelease(request: BuildRequest): Promise<ReleaseEnd> {
  const { release, chart, values, renderer, context, own, status, conditions } = request;
  const name = shortReleaseName(wantedReleaseName(release.naming));
  status.lastAttemptedReleaseAction = 'install';
  try {
    const rendered = await renderer.render(release, chart.artifact, chart.version, values, { revision: 1, isUpgrade: false }, context);
    for (const message of rendered.warnings) context.warn({ code: 'HelmChartWarning', message });
    const objects = releaseObjects(release, name, rendered, release.install, 'all', { name: chart.name, path: chart.artifact.file ?? '' });
    await context.children.setChildren([...own, ...objects], { fieldManager: 'helm-controller', prune: true });
    const snapshot = firstSnapshot(request, name);
    status.history = [snapshot];
    status.inventory = inventoryOf(release, rendered.documents, rendered.crds);
    conditions.set('Released', 'True', 'InstallSucceeded', `Helm install succeeded for release ${fullReleaseName(snapshot)} with chart ${versionedChartName(snapshot)}`);
    summarize({ ...request, release: { ...release, test: { ...release.test, enabled: false } } });
    conditions.remove('Reconciling');
    return { type: 'InSync' };
  } catch (error) {
    if (!(error instanceof EddyError)) throw error;
    const what = `${releaseNamespace(release.naming)}/${wantedReleaseName(release.naming)} with chart ${chart.name}@${chart.version}`;
    conditions.set('Released', 'False', 'InstallFailed', `Helm install failed for release ${what}: ${error.message.trim()}`);
    summarize(request);
    return { type: 'Failed', error };
  }
}

/** Nobody will compare it with anything, so it needs no digest. */
function firstSnapshot({ release, chart, values }: BuildRequest, name: string): Snapshot {
  return {
    apiVersion: 'v2',
    digest: '',
    name,
    namespace: releaseNamespace(release.naming),
    version: 1,
    status: 'deployed',
    chartName: chart.name,
    chartVersion: chart.version,
    ...(chart.appVersion === '' ? {} : { appVersion: chart.appVersion }),
    configDigest: valuesDigest(values),
    action: 'install',
    ...(chart.ociDigest === undefined ? {} : { ociDigest: chart.ociDigest }),
  };
}
