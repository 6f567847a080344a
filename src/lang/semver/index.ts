/**
 * Semantic versions and ranges of them, as Masterminds/semver v3.5.0 reads and compares them.
 *
 * Helm and Flux pick charts and tags with it, templates compare versions with it. Finding the versions to choose from is the caller's work.
 *
 * @module
 */
export { parseConstraint, type Constraint } from './constraint.ts';
export {
  compareVersions,
  nextVersion,
  parseStrictVersion,
  parseVersion,
  tryParseVersion,
  versionText,
  withMetadata,
  withPrerelease,
  type Version,
} from './version.ts';
