/**
 * eddy as a library.
 *
 * @module
 */
export { EddyError, type ObjectRef, type Position } from './diagnostics/index.ts';
export { memoryTree, type Tree } from './tree/index.ts';
