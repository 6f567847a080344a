import { isDict } from '../../std/dict.ts';
import { refText, type ObjectRef } from '../../diagnostics/index.ts';
import type { Context, Credentials, SpecReader } from '../base/index.ts';
import { parseGoDuration } from '../../std/go-duration.ts';
import { SourceFailure } from './source-failure.ts';

/** The data of the Secret that a field names, decoded; undefined where the field is not set. */
export async function credentialsOf(spec: SpecReader, field: string, context: Context, missing: (secret: string) => string): Promise<Credentials | undefined> {
  if (!spec.has(field)) return undefined;
  const name = spec.child(field).requiredString('name');
  const ref: ObjectRef = { apiVersion: 'v1', kind: 'Secret', namespace: spec.object.namespace, name };
  const secret = await context.objects.get(ref);
  if (secret === undefined) {
    throw new SourceFailure('AuthenticationFailed', `${missing(`${spec.object.namespace ?? ''}/${name}`)}: secrets "${name}" not found`, {
      code: 'SourceRefusedSecret',
      hint: `add the Secret, or map the source to a folder: --source ${refText(spec.object)}=DIR`,
    });
  }
  const out: Record<string, Uint8Array> = {};
  for (const [key, value] of Object.entries(isDict(secret['data']) ? secret['data'] : {})) out[key] = fromBase64(String(value));
  for (const [key, value] of Object.entries(isDict(secret['stringData']) ? secret['stringData'] : {})) out[key] = new TextEncoder().encode(String(value));
  return out;
}

/** The timeout of a source, in milliseconds. */
export function timeoutOf(spec: SpecReader): number {
  return parseGoDuration(spec.string('timeout') ?? '60s') ?? 60_000;
}

/** The port, or the failure that says which remote thing is out of reach. */
export function portFor<T>(port: T | undefined, spec: SpecReader, url: string): T {
  if (port !== undefined) return port;
  throw new SourceFailure('ArtifactFailed', `"${url}" is remote, and nothing may be fetched in this run`, {
    code: 'SourceNotFetched',
    hint: `allow the network, or map it to a folder: --source ${refText(spec.object)}=DIR`,
  });
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
