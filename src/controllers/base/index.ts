/**
 * What all controllers share: how a reconcile is called, what it may read and write, and how it ends.
 *
 * The ports to the outside world are declared here; `adapters/` implements them. No controller is here.
 *
 * @module
 */
export { ArtifactTable, type Artifact } from './artifact.ts';
export { ChildTable, type AppliedChild, type ChildCandidate, type ChildConflict, type Origin, type ProducedObject } from './child-table.ts';
export {
  conditionOf,
  inFluxOrder,
  isReady,
  withConditions,
  type Condition,
  type ConditionStatus,
} from './conditions.ts';
export type { ChildOptions, Context, LiveReader, LogWarning, ObjectReader, ObjectWriter, StagedOptions, StagedResult, Warning } from './context.ts';
export type { ControllerEvent } from './event.ts';
export { checkDependencies, type Dependency, type DependencyCheck } from './dependencies.ts';
export {
  HELM_GROUP,
  KUSTOMIZE_GROUP,
  OPERATOR_GROUP,
  SERVED,
  SOURCE_EXTENSIONS_GROUP,
  SOURCE_GROUP,
  sourceRef,
  supersededBy,
  withStatusDefault,
  type SourceKind,
} from './flux-kinds.ts';
export { fluxVersion } from './flux-version.ts';
export { ignoredPointers, type DriftIgnoreRule } from './drift-ignore.ts';
export { type Blocker, type Failed, type FieldPath, type Outcome, type Ready, type Stalled, type Static, type StatusChange, type Suspended, type Waiting, type WaitTimeout } from './outcome.ts';
export { findOrMade, placeholder, standInOf, type StandIn } from './made-in-cluster.ts';
export { MAKER_ROWS, type MakerRow } from './maker-rows.ts';
export { defaultPolicy, type GivenInputs, type Policy } from './policy.ts';
export type {
  ArchiveReader,
  BucketFetcher,
  BucketItem,
  BucketRemote,
  Clock,
  Credentials,
  Decryption,
  Decryptor,
  GitCheckout,
  GitFetcher,
  GitRef,
  GitRemote,
  HelmIndexFetcher,
  HttpRemote,
  OciFetcher,
  OciLayer,
  OciManifest,
  OciRemote,
  Ports,
} from './ports.ts';
export { allows, grantsOf, type AccessRequest, type Grant, type ServiceAccount } from './rbac.ts';
export { recordingReader, type ReadSet } from './recording-reader.ts';
export { secretBytes } from './secret-bytes.ts';
export type { Reconciler } from './reconciler.ts';
export { admissionError } from './admission.ts';
export { faultyField, readSpec, SpecReader } from './spec-reader.ts';
