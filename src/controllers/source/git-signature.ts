import { refText } from '../../diagnostics/index.ts';
import type { CheckedOut } from './git-checkout.ts';
import { SourceFailure } from './source-failure.ts';
import type { SourceRun } from './source-run.ts';
import { secretData } from './source-secrets.ts';

/** The kinds of keys that a Secret holds; anything that is not named as an SSH key is taken for an OpenPGP key ring. */
interface Keys {
  readonly openpgp: boolean;
  readonly ssh: boolean;
}

/** How the armour of a signature begins. */
const ARMOUR: readonly (readonly [type: string, start: string])[] = [
  ['openpgp', '-----BEGIN PGP SIGNATURE-----'],
  ['ssh', '-----BEGIN SSH SIGNATURE-----'],
  ['x509', '-----BEGIN SIGNED MESSAGE-----'],
];

/**
 * Refuses a checkout that `spec.verify` cannot accept: without keys, unsigned, or signed in a way that no key is there for.
 *
 * A signature that could be good is not checked; that is said as a warning.
 * Follows source-controller v1.9.4 gitrepository_controller.go (verifySignature).
 *
 * @throws SourceFailure VerificationError, InvalidVerificationMode, InvalidGitObject, InvalidTagSignature, InvalidCommitSignature
 */
export async function verifyCheckout(run: SourceRun, { checkout, tag }: CheckedOut): Promise<void> {
  const { spec, context, conditions } = run;
  if (!spec.has('verify')) {
    conditions.remove('SourceVerified');
    return;
  }
  const verify = spec.child('verify');
  const mode = verify.string('mode') ?? 'HEAD';
  const name = verify.child('secretRef').requiredString('name');
  const data = await secretData(name, spec, context);
  if (data === undefined) throw unverified('VerificationError', `public keys secret error: secrets "${name}" not found`);
  const fields = Object.keys(data);
  const keys = { openpgp: fields.some((field) => !field.endsWith('.sshpub')), ssh: fields.some((field) => field.endsWith('.sshpub')) };
  if (mode === 'Tag' || mode === 'TagAndHEAD') {
    if (tag === undefined) throw unverified('InvalidVerificationMode', `cannot verify tag object's signature if a tag reference is not specified`, true);
    const text = checkout.tag === undefined ? tag : `${tag}@${checkout.tag.id}`;
    if ((checkout.tag?.signature ?? '') === '') throw unverified('InvalidGitObject', `cannot verify signature of tag '${text}' since it is not signed`);
    const problem = signatureProblem(checkout.tag!.signature, keys);
    if (problem !== undefined) throw unverified('InvalidTagSignature', `signature verification of tag '${text}' failed: ${problem}`);
  }
  if (mode !== 'Tag' && checkout.signature !== undefined) {
    const problem = signatureProblem(checkout.signature, keys);
    if (problem !== undefined) throw unverified('InvalidCommitSignature', `signature verification of commit '${checkout.commit}' failed: ${problem}`);
  }
  context.warn({ code: 'SourceNotVerified', message: `spec.verify of ${refText(spec.object)} is not checked here` });
}

function signatureProblem(signature: string, keys: Keys): string | undefined {
  const type = signatureType(signature);
  if (type === 'openpgp') return keys.openpgp ? undefined : 'PGP signature detected but no PGP public keys found in secret (keys with .asc suffix)';
  if (type === 'ssh') return keys.ssh ? undefined : 'SSH signature detected but no SSH public keys found in secret (keys with .sshpub suffix)';
  return `unsupported signature type: ${type}`;
}

function signatureType(signature: string): string {
  if (signature === '') return 'empty';
  return ARMOUR.find(([, start]) => signature.trimStart().startsWith(start))?.[0] ?? 'unknown';
}

function unverified(reason: string, message: string, stalls = false): SourceFailure {
  return new SourceFailure(reason, message, { condition: 'SourceVerified', stalls });
}
