import { EddyError } from '../../diagnostics/index.ts';
import { JsonDoc, JsonList, type JsonNode } from './json-node.ts';
import { nodeOf } from './json-patch.ts';

/**
 * Applies a merge patch (RFC 7386): objects merge, a null removes, everything else replaces.
 *
 * Follows gopkg.in/evanphx/json-patch.v4 v4.13.0 merge.go.
 *
 * @throws EddyError JsonPatchInvalid
 */
export function applyMergePatch(document: string, patch: string): string {
  const doc = read(document, 'Invalid JSON Document');
  const change = read(patch, 'Invalid JSON Patch');
  // Whether both texts are JSON is asked before whether one of them is null.
  if (doc === undefined) throw new EddyError('JsonPatchInvalid', 'Invalid JSON Document');
  if (change === undefined) throw new EddyError('JsonPatchInvalid', 'Invalid JSON Patch');
  const patchDoc = change.asDoc();
  const target = doc.asDoc();
  if (patchDoc !== undefined) {
    if (target === undefined) return pruneDoc(patchDoc).print();
    mergeDocs(target, patchDoc);
    return target.print();
  }
  const list = change.asList();
  if (list === undefined) throw new EddyError('JsonPatchInvalid', 'Invalid JSON Patch');
  pruneList(list);
  return list.print();
}

/** The node of a text; undefined for null. */
function read(text: string, message: string): JsonNode | undefined {
  try {
    return nodeOf(text);
  } catch (error) {
    throw error instanceof EddyError ? new EddyError('JsonPatchInvalid', message, { cause: error }) : error;
  }
}

function mergeDocs(target: JsonDoc, patch: JsonDoc): void {
  for (const [key, value] of patch.entries) {
    if (value === undefined) {
      target.entries.delete(key);
      continue;
    }
    const old = target.entries.get(key)?.asDoc();
    const change = value.asDoc();
    if (old !== undefined && change !== undefined) mergeDocs(old, change);
    else {
      // What replaces an object is taken as it is, nulls in lists included.
      if (old === undefined) prune(value);
      target.entries.set(key, value);
    }
  }
}

function prune(node: JsonNode): void {
  const container = node.asContainer();
  if (container instanceof JsonDoc) pruneDoc(container);
  else if (container instanceof JsonList) pruneList(container);
}

function pruneDoc(doc: JsonDoc): JsonDoc {
  for (const [key, value] of doc.entries) {
    if (value === undefined) doc.entries.delete(key);
    else prune(value);
  }
  return doc;
}

function pruneList(list: JsonList): void {
  for (const item of list.items) if (item !== undefined) prune(item);
}
