import { printYaml } from '../../lang/yaml/index.ts';
import type { Dict } from '../../std/dict.ts';
import { mapNode } from '../node.ts';
import { nodeFromValue } from '../node-from-value.ts';
import { MergeSchema } from '../merge-schema.ts';
import { readDocuments } from '../read-resources.ts';
import { mapValue } from '../scalar-value.ts';
import { strategicMerge } from '../strategic-merge.ts';

const noSchema = new MergeSchema(new Map(), [{}]);

/**
 * The text of the values that a chart is rendered with: its values file, changed by the inline values.
 * `override` (the default) lets the inline values win, `merge` the file, `replace` drops the file.
 */
export function mergeChartValues(fileText: string, file: string, inline: Dict | undefined, how: string): string {
  if (inline === undefined || Object.keys(inline).length === 0) return fileText;
  if (how === 'replace') return printYaml(inline);
  const own = readDocuments(fileText, file)[0]?.node ?? mapNode();
  const given = nodeFromValue(inline);
  const [dest, source] = how === 'merge' ? [given, own] : [own, given];
  strategicMerge(dest, source, noSchema);
  return printYaml(mapValue(dest));
}
