import { isDict } from '../../std/dict.ts';
import { parseYaml, unmarshalMessage, YamlError } from '../../lang/yaml/index.ts';

/**
 * Why a text is no index of a Helm repository; undefined where it is one. Its entries are looked at when a chart is looked up.
 *
 * Follows source-controller v1.9.4 internal/helm/repository/chart_repository.go (IndexFromBytes).
 */
export function repositoryIndexProblem(text: string): string | undefined {
  if (text === '') return 'empty index.yaml file';
  const index = readIndex(text);
  if (typeof index === 'string') return index;
  const { value } = index;
  if (value !== null && !isDict(value)) return `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${goTypeOf(value)} into Go value of type repo.IndexFile`;
  const version = value?.['apiVersion'];
  return typeof version === 'string' && version !== '' ? undefined : 'no API version specified';
}

function readIndex(text: string): { readonly value: unknown } | string {
  try {
    return { value: parseYaml(text, { file: 'index.yaml' }) };
  } catch (thrown) {
    if (thrown instanceof YamlError) return unmarshalMessage(thrown);
    throw thrown;
  }
}

function goTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
