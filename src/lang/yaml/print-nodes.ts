import type { YamlNode } from './node.ts';

/** Prints node trees. @throws YamlError */
export function printYamlNodes(_documents: readonly YamlNode[]): string {
  return '';
}
