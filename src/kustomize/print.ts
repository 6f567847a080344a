import { goJson, printYaml } from '../lang/yaml/index.ts';
import type { Dict } from '../std/dict.ts';
import { attempt } from './kustomize-error.ts';
import { objectValue } from './object-value.ts';
import type { Resource } from './resource.ts';

/** The YAML of an object as it is now, the build's own annotations included, as kustomize's messages show it. */
export function printResource(resource: Resource): string {
  const value = attempt(() => objectValue(resource.node));
  return value.error === undefined ? printYaml(value.value) : '';
}

/** The JSON of an object as it is now, for messages. */
export function resourceJson(resource: Resource): string {
  const value = attempt(() => objectValue(resource.node));
  return value.error === undefined ? goJson(value.value) : `<${value.error.message}>`;
}

/** Objects as `kustomize build` prints them: sorted keys, documents apart by `---`. */
export function printObjects(objects: readonly { readonly value: Dict }[]): string {
  return objects.map(({ value }) => printYaml(value)).join('---\n');
}
