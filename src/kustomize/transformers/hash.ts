import { sha256Hex } from '../../std/sha256.ts';
import { goJson, MERGE_KEY } from '../../lang/yaml/index.ts';
import { newDict, type Dict } from '../../std/dict.ts';
import { withFloats } from '../../std/with-floats.ts';
import type { Node } from '../node.ts';
import { objectValue } from '../object-value.ts';
import { BUILD_ANNOTATIONS, type Resource } from '../resource.ts';
import type { ResourceSet } from '../resource-set.ts';

const encoder = new TextEncoder();
const LETTERS: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

/** Appends a hash of their content to the names of generated objects. */
export function addHashes(set: ResourceSet): void {
  for (const resource of set.all) {
    if (!resource.isEnabled(BUILD_ANNOTATIONS.needsHashSuffix)) continue;
    const hash = contentHash(resource);
    resource.storePreviousId();
    resource.setName(`${resource.name}-${hash}`);
  }
  set.touch();
}

/**
 * The hash of an object's data: ten letters and digits that form no words.
 *
 * Follows kustomize api v0.21.1 hasher/hasher.go. The name never counts, because kustomize looks for it in a field called `metadata/name`.
 */
function contentHash(resource: Resource): string {
  const hex = sha256Hex(encoder.encode(goJson(hashedContent(resource))));
  return hex.slice(0, 10).replace(/[013ae]/g, (digit) => LETTERS[digit]!);
}

function hashedContent({ node, kind }: Resource): Dict {
  const content = newDict();
  content.kind = kind;
  content.name = '';
  content.data = hashedField(node.fields.get('data'));
  const optional = kind === 'Secret' ? 'stringData' : 'binaryData';
  const more = hashedField(node.fields.get(optional));
  if (typeof more === 'object') content[optional] = more;
  if (kind === 'Secret') content.type = hashedField(node.fields.get('type'));
  return content;
}

/** Read as a map of JSON, whose numbers are floats; a list is none. */
function hashedField(field: Node | undefined): unknown {
  if (field === undefined) return '';
  switch (field.kind) {
    case 'scalar': return field.text;
    case 'list': return null;
    case 'map': return withFloats(objectValue(withTextKeys(field)));
  }
}

/** Its own keys are read as texts, whatever they look like, except for one that merges. */
function withTextKeys(map: Node): Node {
  const { oddKeys } = map.load();
  if (oddKeys === undefined) return map;
  const result = map.copy();
  const merge = oddKeys.get(MERGE_KEY);
  result.oddKeys = merge === undefined ? undefined : new Map([[MERGE_KEY, merge]]);
  return result;
}
