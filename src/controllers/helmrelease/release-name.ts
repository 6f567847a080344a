import { sha256Hex } from '../../std/sha256.ts';

const MAX_LENGTH = 53;
const HASH_LENGTH = 12;

/** What decides where and under which name a release lives. */
export interface ReleaseNaming {
  readonly name: string;
  readonly namespace: string;
  readonly releaseName: string | undefined;
  readonly targetNamespace: string | undefined;
  readonly storageNamespace: string | undefined;
}

/** The name that a HelmRelease asks for: `spec.releaseName`, or its own name after the target namespace. May be too long for Helm. */
export function wantedReleaseName({ name, releaseName, targetNamespace }: ReleaseNaming): string {
  return releaseName ?? (targetNamespace === undefined ? name : `${targetNamespace}-${name}`);
}

/**
 * A release name that Helm accepts: one of more than 53 bytes is cut to 40 and gets 12 digits of its SHA-256.
 *
 * Follows helm-controller v1.6.3 internal/release/name.go.
 */
export function shortReleaseName(name: string): string {
  if (name.length <= MAX_LENGTH) return name;
  return `${name.slice(0, MAX_LENGTH - HASH_LENGTH - 1)}-${sha256Hex(new TextEncoder().encode(name)).slice(0, HASH_LENGTH)}`;
}

/** The namespace that the objects of the release go to. */
export function releaseNamespace({ namespace, targetNamespace }: ReleaseNaming): string {
  return targetNamespace ?? namespace;
}

/** The namespace that the release records are kept in; the target namespace has no say in it. */
export function storageNamespace({ namespace, storageNamespace: storage }: ReleaseNaming): string {
  return storage ?? namespace;
}
