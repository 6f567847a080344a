import { printYaml } from '../../lang/yaml/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { compareStrings } from '../../std/compare.ts';
import { isDict, newDict } from '../../std/dict.ts';

/** Objects as a stream of YAML documents, each with `---` in front. */
export function objectsYaml(objects: readonly K8sObject[]): string {
  return objects.map((object) => `---\n${printYaml(object)}`).join('');
}

/** Objects as kubectl prints several of them in JSON: a `v1` `List`. Keys are sorted. */
export function objectsJson(objects: readonly K8sObject[]): string {
  return `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects.map(sorted) }, undefined, 2)}\n`;
}

/** Plain data with the keys of its mappings in order. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isDict(value)) return value;
  const out = newDict();
  for (const key of Object.keys(value).sort(compareStrings)) out[key] = sorted(value[key]);
  return out;
}
