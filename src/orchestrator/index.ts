/**
 * From a tree to a Result: the entry, the scheduler, and the report at the fixpoint.
 *
 * It knows no file system and no terminal. `cli/`, `server/` and sessions call it; the library's front door is here.
 *
 * @module
 */
export type { SourceMapping } from '../controllers/source/index.ts';
export { renderFleet, type FleetOptions } from './render-fleet.ts';
export { Reconciliation, type ObjectState, type ReconciliationOptions } from './reconciliation.ts';
export type { Failure, FleetNotice, FleetResult, FluxRow, Production, RowState, WaitingReport } from './result.ts';
