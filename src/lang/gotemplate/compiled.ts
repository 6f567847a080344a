import type { Node } from './nodes.ts';
import type { Frame } from './run.ts';

/** A compiled expression: its value for a frame. */
export type Evaluate = (frame: Frame) => unknown;

/** Where Go stands after something was evaluated. */
export interface Place {
  readonly node: Node;
  /** The node where Go reports the next error; `dynamic` asks the frame. */
  readonly last: Node | 'dynamic';
}

/** An operand, command or pipeline after compilation. */
export interface Compiled extends Place {
  readonly evaluate: Evaluate;
  /**
   * Whether nil of either form counts as an untyped nil, as it does after each command of a pipeline.
   * Else `undefined` is an untyped nil and `null` a nil inside of an interface.
   */
  readonly nilIsUntyped: boolean;
}

/** The node where Go stands. */
export function standsAt(frame: Frame, { node, last }: Place): Node {
  return last === 'dynamic' ? (frame.last ?? node) : last;
}

/** The place of a node itself. */
export function placeOfNode(node: Node): Place {
  return { node, last: node };
}
