import { sha256Hex } from '../../std/sha256.ts';
import { toDict } from '../../std/dict.ts';
import { EddyError } from '../../diagnostics/index.ts';
import { parseYaml, unmarshalMessage, YamlError } from '../../lang/yaml/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { memoryTree } from '../../tree/index.ts';
import type { Context, SpecReader } from '../base/index.ts';
import { credentialsOf, portFor, timeoutOf } from './source-access.ts';
import { messageOf, type FetchedSource } from './source-controllers.ts';
import { SourceFailure } from './source-failure.ts';

const MAX_INDEX_BYTES = 50 * 1024 * 1024;
const INDEX_FAILED = 'failed to fetch Helm repository index: failed to cache index to temporary file';

/**
 * Fetches the index of a Helm repository; its artifact is the one file `index.yaml`. A repository of type `oci` has no index.
 *
 * Follows source-controller v1.9.4 helmrepository_controller.go. Reading the index is left to who looks for a chart in it.
 */
export async function fetchHelmRepository(object: K8sObject, spec: SpecReader, context: Context): Promise<FetchedSource | 'static'> {
  const url = spec.requiredString('url');
  if (spec.string('type') === 'oci') return 'static';
  if (url.startsWith('oci://')) {
    throw new SourceFailure('URLInvalid', `invalid Helm repository URL: 'oci' URL scheme cannot be used with 'default' HelmRepository type`, { stalls: true, hint: 'set spec.type to "oci"' });
  }
  const helmIndex = portFor(context.ports.helmIndex, spec, url);
  const credentials = await credentialsOf(spec, 'secretRef', context, (secret) => `failed to get authentication secret '${secret}'`);
  const certificates = await credentialsOf(spec, 'certSecretRef', context, (secret) => `failed to get TLS authentication secret '${secret}'`);
  const bytes = await get();
  const digest = `sha256:${sha256Hex(bytes)}`;
  checkIndex(bytes);
  return { artifact: { revision: digest, digest, file: 'index.yaml', tree: memoryTree({ 'index.yaml': bytes }) }, message: messageOf(object.kind, digest), status: toDict({ url }) };

  async function get(): Promise<Uint8Array> {
    try {
      return await helmIndex.get({ url: `${url.replace(/\/+$/, '')}/index.yaml`, credentials, certificates, timeoutMs: timeoutOf(spec), maxBytes: MAX_INDEX_BYTES });
    } catch (thrown) {
      if (!(thrown instanceof EddyError)) throw thrown;
      throw new SourceFailure('Failed', `${INDEX_FAILED}: ${thrown.message}`, { code: thrown.code, hint: thrown.hint, cause: thrown });
    }
  }
}

/** Refuses what is no index at all. Its entries are looked at when a chart is looked up. */
function checkIndex(bytes: Uint8Array): void {
  const problem = indexProblem(new TextDecoder().decode(bytes));
  if (problem !== undefined) throw new SourceFailure('IndexationFailed', `failed to load Helm repository from index YAML: failed to load index: ${problem}`);
}

function indexProblem(text: string): string | undefined {
  if (text === '') return 'empty index.yaml file';
  try {
    parseYaml(text, { file: 'index.yaml' });
    return undefined;
  } catch (thrown) {
    if (thrown instanceof YamlError) return unmarshalMessage(thrown);
    throw thrown;
  }
}
