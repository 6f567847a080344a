/**
 * eddy as a library: render a fleet from a folder, a commit or memory, and compare two results.
 *
 * ```ts
 * import { diskTree, nodePorts, renderFleet } from 'eddy';
 *
 * const result = await renderFleet({ tree: diskTree('.'), path: 'clusters/staging', ports: nodePorts() });
 * for (const { error, object } of result.failures) console.log(object?.name, error.message);
 * ```
 *
 * @module
 */
export { diskTree, findWorkTree, gitTree, nodePorts, RemoteBases, type DiskTreeOptions, type GitTree, type NodePortsOptions } from './adapters/index.ts';
export type { GivenInputs, MakerRow, Origin, Policy, Ports, ProducedObject, Warning } from './controllers/base/index.ts';
export { EddyError, ERROR_CODES, refKey, refText, type ErrorCode, type Note, type ObjectRef, type Position } from './diagnostics/index.ts';
export { compareObjects, fieldChanges, maskSecret, unifiedDiff, type FieldChange, type ObjectChange, type RenderedObject } from './diff/index.ts';
export { refOf, type K8sObject, type ObjectMeta } from './manifest/index.ts';
export { memoryMemo, noMemo, type Memo } from './memo/index.ts';
export {
  renderFleet,
  type Failure,
  type FleetNotice,
  type FleetOptions,
  type FleetResult,
  type FluxRow,
  type Production,
  type RowState,
  type SourceMapping,
  type WaitingReport,
} from './orchestrator/index.ts';
export { withLibraries } from './std/lazy-library.ts';
export { memoryTree, subTree, type MemoryFile, type Tree, type TreeEntry } from './tree/index.ts';
