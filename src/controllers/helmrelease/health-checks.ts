import { customHealthChecks, type CustomHealthChecks } from '../../kstatus/index.ts';
import { withLibraries } from '../../std/lazy-library.ts';
import type { HelmReleaseSpec } from './spec.ts';

/** The checks of the spec, or what is wrong with them. */
export async function compileHealthChecks({ healthChecks }: HelmReleaseSpec): Promise<{ readonly checks: CustomHealthChecks | undefined } | { readonly fault: string }> {
  if (healthChecks.length === 0) return { checks: undefined };
  const compiled = await withLibraries(() => customHealthChecks(healthChecks));
  return 'fault' in compiled ? compiled : { checks: compiled };
}
