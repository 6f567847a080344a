import { join, resolve } from 'node:path';
import { EddyError } from '../diagnostics/index.ts';
import type { BuiltObject } from '../kustomize/index.ts';
import { printYaml } from '../lang/yaml/index.ts';
import { isDict } from '../std/dict.ts';
import type { Io } from './io.ts';
import { pathKind } from './path-kind.ts';
import { isInside } from './place.ts';
import { writeOutput } from './write-objects.ts';

/** An object of a build as it is printed. */
export interface BuiltDocument {
  readonly text: string;
  /** The name that its file has where each object gets one: `apps_v1_deployment_web.yaml`. */
  readonly file: string;
}

/** Prints what was built. The namespace stands in the names of files where there is more than one. Follows kustomize v5.8.1 `commands/build/writer.go`. */
export function builtDocuments(objects: readonly BuiltObject[]): BuiltDocument[] {
  const hasOne = new Set(objects.filter(({ clusterScoped }) => !clusterScoped).map(namespaceOf)).size <= 1;
  return objects.map((built) => ({
    text: printYaml(built.value),
    file: `${built.clusterScoped || hasOne ? '' : `${namespaceOf(built).toLowerCase()}_`}${fileName(built)}`,
  }));
}

/**
 * Writes what was built: to stdout where `path` is empty, into the file, or as one file per object into a folder that is there.
 *
 * Follows kustomize v5.8.1 `commands/build/build.go`.
 *
 * @throws EddyError OutputFailed.
 */
export function writeBuilt(documents: readonly BuiltDocument[], path: string, { stdout, cwd }: Pick<Io, 'stdout' | 'cwd'>): void {
  const place = resolve(cwd, path);
  const printed = (): string => documents.map(({ text }) => text).join('---\n');
  if (path === '') stdout.write(printed());
  else if (pathKind(place) === 'dir') for (const document of documents) writeInto(place, document);
  else if (path.endsWith('/')) throw new EddyError('OutputFailed', `open ${path}: is a directory`, { hint: 'a folder for one file per object has to be there' });
  else writeOutput(place, printed());
}

function writeInto(folder: string, { text, file }: BuiltDocument): void {
  const path = join(folder, file);
  if (!isInside(folder, path)) throw new EddyError('OutputFailed', `"${file}" would be written outside of "${folder}"`);
  writeOutput(path, text);
}

function namespaceOf(built: BuiltObject): string {
  return metadataText(built, 'namespace') || 'default';
}

function fileName(built: BuiltObject): string {
  const { apiVersion, kind } = built.value;
  const parts = [apiVersion, kind].filter((part) => typeof part === 'string' && part !== '').join('_');
  return `${parts.replace('/', '_').toLowerCase()}_${metadataText(built, 'name').toLowerCase()}.yaml`;
}

function metadataText({ value }: BuiltObject, key: 'name' | 'namespace'): string {
  const { metadata } = value;
  const text = isDict(metadata) ? metadata[key] : undefined;
  return typeof text === 'string' ? text : '';
}
