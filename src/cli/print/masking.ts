import { isSecret, maskSecret } from '../../diff/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import type { Io } from '../io.ts';

/** The objects as they may be shown: Secrets masked unless the user asked for their values. Masking is said once, on stderr. */
export function shownObjects(objects: readonly K8sObject[], showSecrets: boolean, io: Io): K8sObject[] {
  if (showSecrets) return [...objects];
  const secrets = objects.filter(isSecret).length;
  if (secrets > 0) sayMasked(io);
  return objects.map(maskSecret);
}

/** Says that values of Secrets are masked. */
export function sayMasked(io: Io): void {
  io.stderr.write('note: values of Secrets are masked; --show-secrets prints them\n');
}
