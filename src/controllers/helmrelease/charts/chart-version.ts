import { EddyError, type ObjectRef } from '../../../diagnostics/index.ts';
import { compareVersions, tryParseVersion, versionText, withMetadata, type Version } from '../../../lang/semver/index.ts';
import type { Artifact } from '../../base/index.ts';

/** The version that Flux gives a chart, and the digest that stands for its content. */
export interface ChartVersion {
  readonly version: string;
  readonly ociDigest: string | undefined;
}

/**
 * Charts that come as an OCI artifact get its digest as build metadata, so that a tag that moves becomes an upgrade. A tag that is a version must be the chart's.
 *
 * Follows helm-controller v1.6.3 internal/controller/helmrelease_controller.go (mutateChartWithSourceRevision).
 *
 * @throws EddyError HelmChartInvalid
 */
export function chartVersion(source: ObjectRef, { revision }: Artifact, version: string): ChartVersion {
  if (source.kind !== 'OCIRepository' && !(source.kind === 'ExternalArtifact' && revision.includes(':'))) return { version, ociDigest: undefined };
  const own = tryParseVersion(version);
  if (own === undefined) throw new EddyError('HelmChartInvalid', `invalid chart version ${version}`);
  const at = revision.indexOf('@');
  const tagged = tryParseVersion(at === -1 ? revision : revision.slice(0, at).replaceAll('_', '+'));
  // A tag that is no version stays a part of what is remembered, as in Flux.
  if (tagged === undefined) return withDigest(own, revision);
  const [tag = '', digest, ...rest] = revision.split('@');
  if (digest === undefined || rest.length > 0 || compareVersions(tagged, own) !== 0) throw new EddyError('HelmChartInvalid', `artifact revision ${tag} does not match chart version ${version}`);
  return withDigest(own, digest);
}

function withDigest(version: Version, digest: string): ChartVersion {
  const parts = digest.split(':');
  if (parts.length !== 2 || parts[1]!.length < 12) throw new EddyError('HelmChartInvalid', `invalid artifact revision ${digest}`);
  return { version: versionText(withMetadata(version, parts[1]!.slice(0, 12))), ociDigest: digest };
}
