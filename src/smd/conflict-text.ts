import { compareStrings } from '../std/compare.ts';
import type { FieldConflict } from './track-writes.ts';
import type { FieldManager } from './managed-fields.ts';

/** What the server answers to an apply without force that meets fields of others. Follows k8s.io/apimachinery v0.36 managedfields/internal/conflict.go. */
export function conflictText(conflicts: readonly FieldConflict[]): string {
  const [first] = conflicts;
  if (first !== undefined && conflicts.length === 1) return `Apply failed with 1 conflict: conflict with ${managerText(first.owner)}: ${first.path}`;
  const owners = new Map<string, { readonly text: string; readonly paths: string[] }>();
  for (const { owner, path } of conflicts) {
    const text = managerText(owner);
    const known = owners.get(text);
    if (known === undefined) owners.set(text, { text, paths: [path] });
    else known.paths.push(path);
  }
  const sorted = [...owners.values()].sort((a, b) => compareStrings(a.text, b.text));
  const lines = sorted.flatMap(({ text, paths }) => [`conflicts with ${text}:`, ...paths.map((path) => `- ${path}`)]);
  return `Apply failed with ${String(conflicts.length)} conflicts: ${lines.join('\n')}`;
}

function managerText({ manager, operation, apiVersion, subresource }: FieldManager): string {
  const name = `${JSON.stringify(manager)}${subresource === undefined ? '' : ` with subresource ${JSON.stringify(subresource)}`}`;
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}
