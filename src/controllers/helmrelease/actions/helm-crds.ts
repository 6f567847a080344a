import { toDict } from '../../../std/dict.ts';
import { EddyError } from '../../../diagnostics/index.ts';
import { refOf, type K8sObject } from '../../../manifest/index.ts';
import { ApiRefusal } from '../../../schema/index.ts';
import { originLabels } from '../charts/helm-chart-object.ts';
import { wait, type ActionOptions, type HelmAction, type HelmEnvironment } from './helm-environment.ts';
import { asFault, createResources, updateResources } from './helm-resources.ts';
import type { ReleaseDocument } from '../post-render.ts';
import type { CrdPolicy, HelmReleaseSpec } from '../spec.ts';

const CRD_TIMEOUT_MS = 60_000;

/**
 * Applies the CRDs of a chart's `crds/` folders. `Create` leaves existing ones alone only with client-side apply; other kinds are left out.
 *
 * Follows helm-controller v1.6.3 internal/action/crds.go.
 *
 * @throws EddyError ApplyFailed
 */
export async function* applyCrds(release: HelmReleaseSpec, documents: readonly ReleaseDocument[], policy: CrdPolicy, options: ActionOptions, environment: HelmEnvironment): HelmAction<void> {
  if (documents.length === 0) return;
  const { log } = environment;
  if (policy === 'Skip') {
    log.add('skipping CustomResourceDefinition apply: policy is set to Skip');
    return;
  }
  const labels = originLabels(release);
  const crds = documents.filter(({ value }) => value['kind'] === 'CustomResourceDefinition').map(({ value }) => withLabels(value as unknown as K8sObject, labels));
  log.add(`applying CustomResourceDefinition(s) with policy ${policy}`);
  const written = policy === 'Create' ? await createCrds(crds, options, environment) : await replaceCrds(crds, options, environment);
  if (!options.waits || written.length === 0) return;
  try {
    yield* wait({ name: `${options.action}/crds`, until: 'healthy', objects: written, timeoutMs: CRD_TIMEOUT_MS, jobs: false });
  } catch (error) {
    throw failed(`failed to wait for CustomResourceDefinition(s): ${asFault(error).message}`, error);
  }
  log.add(`successfully applied ${String(written.length)} CustomResourceDefinition(s)`);
}

async function createCrds(crds: readonly K8sObject[], { method }: ActionOptions, environment: HelmEnvironment): Promise<K8sObject[]> {
  const written: K8sObject[] = [];
  for (const crd of crds) {
    try {
      await createResources([crd], method, environment);
      written.push(crd);
    } catch (error) {
      const fault = asFault(error);
      if (!(fault.cause instanceof ApiRefusal) || fault.cause.reason !== 'AlreadyExists') throw failed(`failed to create CustomResourceDefinition ${crd.metadata.name}: ${fault.message}`, error);
      environment.log.add(`CustomResourceDefinition ${crd.metadata.name} is already present. Skipping.`);
    }
  }
  return written;
}

async function replaceCrds(crds: readonly K8sObject[], { method }: ActionOptions, environment: HelmEnvironment): Promise<readonly K8sObject[]> {
  const live = await Promise.all(crds.map((crd) => environment.cluster.get(refOf(crd))));
  const originals = live.filter((crd) => crd !== undefined);
  const { fault } = await updateResources(originals, crds, { method, forceReplace: method === 'csa' }, environment);
  if (fault !== undefined) throw failed(`failed to update CustomResourceDefinition(s): ${fault.message}`, fault);
  return crds;
}

function withLabels(object: K8sObject, labels: Readonly<Record<string, unknown>>): K8sObject {
  return { ...object, metadata: { ...object.metadata, labels: toDict({ ...object.metadata.labels, ...labels }) as Record<string, string> } };
}

function failed(message: string, cause: unknown): EddyError {
  return new EddyError('ApplyFailed', `failed to apply CustomResourceDefinitions: ${message}`, { cause: cause instanceof EddyError ? cause.cause ?? cause : cause });
}
