import { Needed } from '../../std/lazy-library.ts';
import { customHealthChecks, type CustomHealthChecks } from '../../kstatus/index.ts';
import type { HelmReleaseSpec } from './spec.ts';

/** The checks of the spec, or what is wrong with them. */
export async function compileHealthChecks({ healthChecks }: HelmReleaseSpec): Promise<{ readonly checks: CustomHealthChecks | undefined } | { readonly fault: string }> {
  if (healthChecks.length === 0) return { checks: undefined };
  for (;;) {
    try {
      const compiled = customHealthChecks(healthChecks);
      return 'fault' in compiled ? compiled : { checks: compiled };
    } catch (error) {
      if (!(error instanceof Needed)) throw error;
      await error.load();
    }
  }
}
