import { readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { EddyError } from '../diagnostics/index.ts';
import { parseYaml } from '../lang/yaml/index.ts';
import { isDict, type Dict } from '../std/dict.ts';
import type { Io } from './io.ts';

/** What a command line says of where a release goes. */
export interface NamespaceChoice {
  readonly namespace: string | undefined;
  readonly kubeconfig: string | undefined;
  readonly kubeContext: string | undefined;
}

const FALLBACK = 'default';

/**
 * The namespace of a release: the one that was typed, that of `HELM_NAMESPACE`, that of the context of the kubeconfig, or `default`.
 *
 * Nothing else of a kubeconfig is looked at; one that cannot be read says nothing.
 * Follows Helm 4.2.2 `pkg/cli/environment.go` and k8s.io/client-go 0.36 `tools/clientcmd/loader.go`.
 */
export function namespaceOf({ namespace, kubeconfig, kubeContext }: NamespaceChoice, { env, cwd }: Pick<Io, 'env' | 'cwd'>): string {
  const typed = namespace ?? env['HELM_NAMESPACE'] ?? '';
  if (typed !== '') return typed;
  const configs = configPaths(kubeconfig, env).flatMap((path) => readConfig(resolve(cwd, path)));
  const wanted = [kubeContext ?? env['HELM_KUBECONTEXT'], ...configs.map((config) => config['current-context'])].find((name) => typeof name === 'string' && name !== '');
  const context = configs.flatMap(contextsOf).find(({ name }) => name === wanted)?.['context'];
  const found = isDict(context) ? context['namespace'] : undefined;
  return typeof found === 'string' && found !== '' ? found : FALLBACK;
}

function configPaths(kubeconfig: string | undefined, env: Io['env']): readonly string[] {
  if (kubeconfig !== undefined && kubeconfig !== '') return [kubeconfig];
  const listed = env['KUBECONFIG'] ?? '';
  if (listed !== '') return listed.split(delimiter).filter((path) => path !== '');
  const home = env['HOME'] ?? '';
  return home === '' ? [] : [join(home, '.kube', 'config')];
}

/** The content of one file; of several, the first that says something counts. */
function readConfig(path: string): readonly Dict[] {
  try {
    const value = parseYaml(readFileSync(path, 'utf8'));
    return isDict(value) ? [value] : [];
  } catch (error) {
    if (error instanceof EddyError || (error instanceof Error && 'errno' in error)) return [];
    throw error;
  }
}

function contextsOf({ contexts }: Dict): readonly Dict[] {
  return Array.isArray(contexts) ? contexts.filter(isDict) : [];
}
