import { EddyError } from '../diagnostics/index.ts';
import { parseConstraint, parseVersion } from '../lang/semver/index.ts';

/** Whether a version lies in a range; false when either cannot be read. Follows Helm 4.2.2 `chartutil.IsCompatibleRange`. */
export function isCompatible(range: string, version: string): boolean {
  try {
    return parseConstraint(range).check(parseVersion(version));
  } catch (error) {
    if (error instanceof EddyError) return false;
    throw error;
  }
}
