import type { EddyError } from '../diagnostics/index.ts';
import { fault } from './kustomize-error.ts';
import { isMissing, type Node, type NodeKind } from './node.ts';
import { nodeYaml } from './node-text.ts';

const GO_NAMES: Readonly<Record<NodeKind, string>> = { scalar: 'ScalarNode', map: 'MappingNode', list: 'SequenceNode' };

/** A node that is of another kind than the operation needs. */
export function invalidKind(node: Node, expected: NodeKind): EddyError {
  return fault('KustomizeFieldKind', `wrong node kind: expected ${GO_NAMES[expected]} but got ${GO_NAMES[node.kind]}: node contents:\n${nodeYaml(node)}`);
}

/** Accepts a node of the kind, a null, or nothing. @throws EddyError KustomizeFieldKind */
export function expectKind(node: Node | undefined, expected: NodeKind): void {
  if (!isMissing(node) && node.kind !== expected) throw invalidKind(node, expected);
}
