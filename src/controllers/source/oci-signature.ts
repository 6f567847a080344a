import { isDict } from '../../std/dict.ts';
import { refText } from '../../diagnostics/index.ts';
import type { SpecReader } from '../base/index.ts';
import { SourceFailure } from './source-failure.ts';
import type { SourceRun } from './source-run.ts';
import { secretData, textOf } from './source-secrets.ts';

const TRUST_POLICY = 'trustpolicy.json';
const TRUSTED_ROOT = 'trusted_root.json';

/**
 * Refuses an artifact that `spec.verify` cannot accept: where keys, certificates or policies are missing.
 *
 * Signatures themselves are not checked; that is said as a warning.
 * Follows source-controller v1.9.4 ocirepository_controller.go (verifySignature).
 *
 * @param reference the artifact with its digest, for messages.
 * @throws SourceFailure VerificationError
 */
export async function verifyArtifact(run: SourceRun, reference: string): Promise<void> {
  const { spec, context, conditions } = run;
  if (!spec.has('verify')) {
    conditions.remove('SourceVerified');
    return;
  }
  const verify = spec.child('verify');
  const provider = verify.string('provider') || 'cosign';
  const problem = provider === 'cosign' ? await cosignProblem(verify, run, reference) : provider === 'notation' ? await notationProblem(verify, run, reference) : `unsupported verification provider: ${provider}`;
  if (problem !== undefined) {
    const name = provider === 'cosign' && !verify.has('secretRef') ? 'cosign keyless' : provider;
    throw new SourceFailure('VerificationError', `failed to verify the signature using provider '${name}': ${problem}`, { condition: 'SourceVerified' });
  }
  context.warn({ code: 'SourceNotVerified', message: `spec.verify of ${refText(spec.object)} is not checked here` });
}

async function cosignProblem(verify: SpecReader, { spec, context }: SourceRun, reference: string): Promise<string | undefined> {
  if (verify.has('trustedRootSecretRef')) {
    const name = verify.child('trustedRootSecretRef').requiredString('name');
    const place = `${spec.object.namespace ?? ''}/${name}`;
    const root = await secretData(name, spec, context);
    const problem = root === undefined ? `secrets "${name}" not found` : textOf(root, TRUSTED_ROOT) === undefined ? `'${TRUSTED_ROOT}' not found in secret '${place}'` : undefined;
    if (problem !== undefined) return `failed to read trusted root from secret '${place}': ${problem}`;
  }
  if (!verify.has('secretRef')) return undefined;
  const name = verify.child('secretRef').requiredString('name');
  const data = await secretData(name, spec, context);
  if (data === undefined) return `secrets "${name}" not found`;
  return Object.keys(data).some((field) => field.endsWith('.pub')) ? undefined : `no matching signatures were found for '${reference}'`;
}

async function notationProblem(verify: SpecReader, { spec, context }: SourceRun, reference: string): Promise<string | undefined> {
  if (!verify.has('secretRef')) return `verification secret cannot be empty: '${reference}'`;
  const name = verify.child('secretRef').requiredString('name');
  const place = `${spec.object.namespace ?? ''}/${name}`;
  const data = await secretData(name, spec, context);
  if (data === undefined) return `secrets "${name}" not found`;
  const policy = textOf(data, TRUST_POLICY);
  if (policy === undefined) return `'${TRUST_POLICY}' not found in secret '${place}'`;
  if (!isJsonMapping(policy)) return `error occurred while parsing ${TRUST_POLICY}: it holds no JSON mapping`;
  return Object.keys(data).some((field) => /\.(crt|pem)$/.test(field)) ? undefined : `no certificates found in secret '${place}'`;
}

function isJsonMapping(text: string): boolean {
  try {
    return isDict(JSON.parse(text));
  } catch {
    return false;
  }
}
