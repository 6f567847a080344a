import { EddyError } from '../diagnostics/index.ts';
import { parseYamlStream } from '../lang/yaml/index.ts';
import type { K8sObject } from '../manifest/index.ts';
import { isDict } from '../std/dict.ts';
import { readFlagFile } from './read-flag-file.ts';

/**
 * Reads the manifests that `--cluster-object` names: what lives in the cluster without being part of the fleet.
 *
 * @throws EddyError PathNotFound, YamlSyntax, UsageInvalid for a document that is no object with a name.
 */
export function readClusterObjects(paths: readonly string[], cwd: string): K8sObject[] {
  return paths.flatMap((path) => parseYamlStream(readFlagFile('cluster-object', path, cwd), { file: path }).flatMap(({ value, empty }) => (empty ? [] : [objectOf(value, path)])));
}

function objectOf(value: unknown, path: string): K8sObject {
  const metadata = isDict(value) ? value['metadata'] : undefined;
  if (isDict(value) && typeof value['apiVersion'] === 'string' && typeof value['kind'] === 'string' && isDict(metadata) && typeof metadata['name'] === 'string') {
    return value as unknown as K8sObject;
  }
  throw new EddyError('UsageInvalid', `--cluster-object: "${path}" holds a document that is no object`, { hint: 'an object has apiVersion, kind and metadata.name' });
}
