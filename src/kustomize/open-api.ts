import type { BuildContext } from './build-context.ts';
import { fault } from './kustomize-error.ts';
import { jsonOf } from './kustomization-file.ts';
import type { Loader } from './loader.ts';

const BUILTIN_VERSIONS: readonly string[] = ['v1.21.2'];

/**
 * Takes over the schema that a kustomization names. Below the top one, only where none was named before.
 *
 * Follows kustomize kyaml v0.21.1 openapi/openapi.go (SetSchema).
 *
 * @throws EddyError KustomizeInvalid, KustomizePathNotFound
 */
export function loadOpenApi(context: BuildContext, loader: Loader, openapi: Readonly<Record<string, string>> | undefined, isTop: boolean): void {
  const path = openapi?.path;
  const version = openapi?.version;
  const text = path === undefined ? undefined : loader.loadText(path);
  if (context.schemaIsSet && !isTop) return;
  if (text !== undefined) {
    if (version !== undefined) throw fault('KustomizeInvalid', 'builtin version and custom schema provided, cannot use both');
    context.setSchema({ document: jsonOf(text, loader.pathOf(path!)) });
    return;
  }
  if (version === undefined || version === '') return;
  if (!BUILTIN_VERSIONS.includes(version)) throw fault('KustomizeInvalid', 'the specified OpenAPI version is not built in');
  context.setSchema(undefined);
}
