import { goSyntax, parsePrinted, toValue, YamlError } from '../lang/yaml/index.ts';
import type { Dict } from '../std/dict.ts';
import { attempt, fault } from './kustomize-error.ts';
import { decodableNode, documentYaml } from './node-text.ts';
import type { Comments, Node } from './node.ts';
import type { RepeatedKey } from './repeated-key.ts';
import { mapValue, printableValue } from './scalar-value.ts';

/**
 * The plain data of a map that kustomize prints and reads again. What it finds at fault it finds in that text: lines are those of the text.
 *
 * @param keepsText it is only going to be printed: see `printableValue`
 * @throws EddyError KustomizeValueInvalid when a value cannot be JSON, KustomizeResourceInvalid for repeated keys
 */
export function objectValue(object: Node, keepsText = false): Dict {
  if (hasStrayComments(object, object.commentSource?.origin, false)) return printedValue(object);
  const { value, error } = attempt(() => (keepsText ? printableValue(object) : mapValue(object)));
  return error === undefined ? value : printedValue(object);
}

/**
 * Whether comments of other documents came to stand where they are printed in such a way that what is read again may be something else:
 * in brackets, and behind collections in lines of their own.
 */
function hasStrayComments(node: Node, home: unknown, isInFlow: boolean): boolean {
  const isFlow = isInFlow || node.style === 'flow';
  const { commentSource } = node;
  const isForeign = commentSource !== undefined && commentSource.origin !== home;
  if (isForeign && isStray(commentSource.comments, node, isInFlow)) return true;
  if (node.kind === 'scalar' || (node.untouched !== undefined && (!isInFlow || node.style === 'flow'))) return false;
  if (node.kind === 'list') return node.items.some((item) => hasStrayComments(item, home, isFlow));
  for (const value of node.fields.values()) if (hasStrayComments(value, home, isFlow)) return true;
  return isFlow && isForeign && node.keysLeft.some(isCommented);
}

function isStray(comments: Comments, { kind, style }: Node, isInFlow: boolean): boolean {
  return isInFlow ? isCommented(comments) : kind !== 'scalar' && style !== 'flow' && comments.lineComment !== '';
}

function isCommented({ headComment, lineComment, footComment }: Comments): boolean {
  return headComment !== '' || lineComment !== '' || footComment !== '';
}

function printedValue(object: Node): Dict {
  const key = findRepeated(object);
  try {
    return parsePrinted(documentYaml(object)) as Dict;
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw key === undefined ? fault('KustomizeValueInvalid', error.goMessage) : fault('KustomizeResourceInvalid', error.goMessage, { at: key.at });
  }
}

/** The first key that a map, or one below it, repeats. */
function findRepeated(node: Node): RepeatedKey | undefined {
  if (node.kind === 'scalar') return undefined;
  // A map that nobody has looked into may repeat a key as well.
  node.load();
  if (node.repeatedKey !== undefined) return node.repeatedKey;
  for (const child of node.kind === 'list' ? node.items : node.fields.values()) {
    const found = findRepeated(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** An object in Go's syntax, as kustomize puts it before the fault of one that it cannot print. */
export function objectSyntax(object: Node): string {
  try {
    return goSyntax(toValue(decodableNode(object), { dialect: 'v3', target: 'map' }), 'v3');
  } catch (error) {
    if (error instanceof YamlError) return 'map[string]interface {}(nil)';
    throw error;
  }
}
