import type { Dict } from '../../std/dict.ts';
import type { MakerRow } from './maker-rows.ts';

/** The inputs of one ResourceSetInputProvider, given to the run because its service is not asked. */
export interface GivenInputs {
  /** Any namespace unless given. */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly sets: readonly Dict[];
  /** The sets are what a cluster's provider has exported; otherwise what its service lists, before filters and default values. */
  readonly exported: boolean;
}

/** Choices that hold for a whole run. Where Flux has a flag for it, the default is Flux's. */
export interface Policy {
  /** Undefined variables fail a build, as in kustomize-controller 1.9 (`StrictPostBuildSubstitutions`). */
  readonly strictSubstitution: boolean;
  /** `--no-cross-namespace-refs`: a sourceRef may not leave the namespace of its object. */
  readonly noCrossNamespaceRefs: boolean;
  /** The feature gate `ExternalArtifact`: whether releases may take their charts from ExternalArtifacts. */
  readonly externalArtifacts: boolean;
  /** `--no-remote-bases`. */
  readonly noRemoteBases: boolean;
  /** `--default-service-account`: who applies for a Kustomization that names no account; the controller itself unless given. */
  readonly defaultServiceAccount: string | undefined;
  /**
   * What counts where only a cluster knows: statuses that a `readyExpr` reads, the last state of a suspended dependency.
   * `assume` takes it as well, with a warning; `evaluate` believes what the store says.
   */
  readonly clusterState: 'assume' | 'evaluate';
  /** An object that lacks a namespace: refused, as by an API server, or accepted. */
  readonly requireNamespace: boolean;
  /** How messages word the wait for a dependency: `retrying in 30s`. */
  readonly requeueDependency: string;
  /** Keeps `status.history`, which costs a digest over all that was rendered. */
  readonly history: boolean;
  /** What stands in front of paths in messages of a build; the controllers have a temporary folder there. */
  readonly buildRoot: string;
  /** Helm's capabilities, and which built-in kinds exist: `1.36.0`. */
  readonly kubeVersion: string;
  /** API versions besides the built-in ones that templates may ask for: `monitoring.coreos.com/v1/ServiceMonitor`. */
  readonly apiVersions: readonly string[];
  /** Inputs of providers that ask services outside. */
  readonly inputs: readonly GivenInputs[];
  /** Further kinds whose objects make Secrets and ConfigMaps in the cluster. */
  readonly makers: readonly MakerRow[];
  /** Values of variables that the cluster would take from sources of `substituteFrom`, where the fleet does not know them. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The policy of an offline build. */
export const defaultPolicy: Policy = {
  strictSubstitution: true,
  noCrossNamespaceRefs: false,
  externalArtifacts: true,
  noRemoteBases: false,
  defaultServiceAccount: undefined,
  clusterState: 'assume',
  requireNamespace: true,
  requeueDependency: '30s',
  history: false,
  buildRoot: '',
  kubeVersion: '1.36.0',
  apiVersions: [],
  inputs: [],
  makers: [],
  variables: {},
};
