import { EddyError } from '../diagnostics/index.ts';
import { fn, GoObject, withGoType, type GoMethod } from '../lang/govalue/index.ts';
import { quote } from '../lang/gofmt/index.ts';

/** The Kubernetes version that Helm 4.2 assumes without a cluster. */
export const DEFAULT_KUBE_VERSION = 'v1.36.0';

/** The API versions that Helm 4.2 assumes without a cluster: those of client-go 0.36 and of apiextensions, in its order. */
export const DEFAULT_API_VERSIONS: readonly string[] = [
  'v1',
  'admissionregistration.k8s.io/v1', 'admissionregistration.k8s.io/v1alpha1', 'admissionregistration.k8s.io/v1beta1',
  'internal.apiserver.k8s.io/v1alpha1',
  'apps/v1', 'apps/v1beta1', 'apps/v1beta2',
  'authentication.k8s.io/v1', 'authentication.k8s.io/v1alpha1', 'authentication.k8s.io/v1beta1',
  'authorization.k8s.io/v1', 'authorization.k8s.io/v1beta1',
  'autoscaling/v1', 'autoscaling/v2',
  'batch/v1', 'batch/v1beta1',
  'certificates.k8s.io/v1', 'certificates.k8s.io/v1beta1', 'certificates.k8s.io/v1alpha1',
  'coordination.k8s.io/v1alpha2', 'coordination.k8s.io/v1beta1', 'coordination.k8s.io/v1',
  'discovery.k8s.io/v1', 'discovery.k8s.io/v1beta1',
  'events.k8s.io/v1', 'events.k8s.io/v1beta1',
  'extensions/v1beta1',
  'flowcontrol.apiserver.k8s.io/v1', 'flowcontrol.apiserver.k8s.io/v1beta1', 'flowcontrol.apiserver.k8s.io/v1beta2', 'flowcontrol.apiserver.k8s.io/v1beta3',
  'networking.k8s.io/v1', 'networking.k8s.io/v1beta1',
  'node.k8s.io/v1', 'node.k8s.io/v1alpha1', 'node.k8s.io/v1beta1',
  'policy/v1', 'policy/v1beta1',
  'rbac.authorization.k8s.io/v1', 'rbac.authorization.k8s.io/v1beta1', 'rbac.authorization.k8s.io/v1alpha1',
  'resource.k8s.io/v1', 'resource.k8s.io/v1beta2', 'resource.k8s.io/v1beta1', 'resource.k8s.io/v1alpha3',
  'scheduling.k8s.io/v1alpha2', 'scheduling.k8s.io/v1beta1', 'scheduling.k8s.io/v1',
  'storage.k8s.io/v1beta1', 'storage.k8s.io/v1', 'storage.k8s.io/v1alpha1',
  'storagemigration.k8s.io/v1beta1',
  'apiextensions.k8s.io/v1beta1', 'apiextensions.k8s.io/v1',
];

/** A Kubernetes version as templates see it. */
export interface KubeVersion {
  /** The whole version with a `v` in front: `v1.33.4-gke.1245000`. */
  readonly version: string;
  /** Without a suffix, for ranges: `v1.33.4`. */
  readonly normalized: string;
  readonly major: string;
  readonly minor: string;
}

/**
 * Reads a Kubernetes version such as `1.33` or `v1.33.4-gke.1245000`.
 *
 * Follows Helm 4.2.2 `common.ParseKubeVersion` and k8s.io/apimachinery 0.36 `version.ParseGeneric`.
 *
 * @throws EddyError HelmKubeVersion when the text is no version.
 */
export function parseKubeVersion(text: string): KubeVersion {
  const numbers = /^\s*v?(\d+(?:\.\d+)*)/.exec(text)?.[1];
  if (numbers === undefined) throw invalidVersion(text, `could not parse ${quote(text)} as version`);
  const parts = numbers.split('.');
  const [major, minor] = parts;
  if (major === undefined || minor === undefined) throw invalidVersion(text, `illegal version string ${quote(text)}`);
  if (/^0\d/.test(major)) throw invalidVersion(text, `illegal zero-prefixed version component ${quote(major)} in ${quote(text)}`);
  return {
    version: text.startsWith('v') ? text : `v${text}`,
    normalized: `v${parts.map((part) => BigInt(part).toString()).join('.')}`,
    major: BigInt(major).toString(),
    minor: BigInt(minor).toString(),
  };
}

function invalidVersion(text: string, reason: string): EddyError {
  return new EddyError('HelmKubeVersion', `invalid kube version '${text}': ${reason}`);
}

/** How a Helm was built. */
interface HelmBuild {
  readonly version: string;
  /** Of the files that it was built from: `clean`, or empty where nobody has told. */
  readonly treeState: string;
}

/** `.Capabilities` of a template. */
export class Capabilities extends GoObject {
  readonly goType = '*common.Capabilities';
  readonly goKind = 'ptr';
  readonly #fields: ReadonlyMap<string, unknown>;

  constructor(kubeVersion: KubeVersion, apiVersions: readonly string[], helm: HelmBuild) {
    super();
    this.#fields = new Map<string, unknown>([
      ['KubeVersion', new KubeVersionValue(kubeVersion)],
      ['APIVersions', new VersionSet(apiVersions)],
      ['HelmVersion', new BuildInfo(helm)],
    ]);
  }

  override field(name: string): { readonly value: unknown } | undefined {
    return fieldOf(this.#fields, name);
  }

  override fields(): readonly (readonly [string, unknown])[] {
    return [...this.#fields];
  }
}

class KubeVersionValue extends GoObject {
  readonly goType = 'common.KubeVersion';
  readonly goKind = 'struct';
  readonly #version: KubeVersion;
  readonly #fields: ReadonlyMap<string, unknown>;

  constructor(version: KubeVersion) {
    super();
    this.#version = version;
    this.#fields = new Map([
      ['Version', version.version],
      ['Major', version.major],
      ['Minor', version.minor],
    ]);
  }

  override field(name: string): { readonly value: unknown } | undefined {
    return fieldOf(this.#fields, name);
  }

  override fields(): readonly (readonly [string, unknown])[] {
    const [version, ...rest] = this.#fields;
    return [version!, ['normalizedVersion', this.#version.normalized], ...rest];
  }

  override method(name: string): GoMethod | undefined {
    if (name === 'GitVersion') return fn()(() => this.#version.version);
    return name === 'String' ? fn()(() => this.#version.normalized) : undefined;
  }

  override fieldText(): string {
    return this.#version.normalized;
  }
}

/** A list of API versions that knows what it has. */
class VersionSet extends GoObject {
  readonly goType = 'common.VersionSet';
  readonly goKind = 'slice';
  readonly #versions: readonly string[];

  constructor(versions: readonly string[]) {
    super();
    this.#versions = withGoType([...versions], '[]string');
  }

  override method(name: string): GoMethod | undefined {
    return name === 'Has' ? fn('string')((version) => this.#versions.includes(version)) : undefined;
  }

  override underlying(): unknown {
    return this.#versions;
  }
}

class BuildInfo extends GoObject {
  readonly goType = 'version.BuildInfo';
  readonly goKind = 'struct';
  readonly #fields: ReadonlyMap<string, unknown>;

  constructor({ version, treeState }: HelmBuild) {
    super();
    this.#fields = new Map([
      ['Version', version],
      ['GitCommit', ''],
      ['GitTreeState', treeState],
      ['GoVersion', 'go1.26.8'],
      ['KubeClientVersion', 'v1.36'],
    ]);
  }

  /** The tags of Helm's struct; what is empty is left out. */
  override jsonFields(): readonly (readonly [string, unknown])[] {
    const named = this.fields().map(([name, value]) => [name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase(), value] as const);
    return named.filter(([, value]) => value !== '');
  }

  override field(name: string): { readonly value: unknown } | undefined {
    return fieldOf(this.#fields, name);
  }

  override fields(): readonly (readonly [string, unknown])[] {
    return [...this.#fields];
  }
}

function fieldOf(fields: ReadonlyMap<string, unknown>, name: string): { readonly value: unknown } | undefined {
  return fields.has(name) ? { value: fields.get(name) } : undefined;
}
