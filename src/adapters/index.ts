/**
 * The outside world behind the ports: working directories, Git repositories, the clock.
 *
 * Knows no command and prints nothing. `cli/` and `server/` put adapters and the orchestrator together.
 *
 * @module
 */
export { diskTree, type DiskTreeOptions } from './disk/disk-tree.ts';
export { gitTree, resolveCommit, type GitTree } from './git/git-tree.ts';
export { findWorkTree } from './git/work-tree.ts';
