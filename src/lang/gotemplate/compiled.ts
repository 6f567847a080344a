import type { Node } from './nodes.ts';
import type { Frame } from './run.ts';

/** A compiled expression: its value for a frame. */
export type Evaluate = (frame: Frame) => unknown;

/** An operand, command or pipeline after compilation. */
export interface Compiled {
  readonly node: Node;
  readonly evaluate: Evaluate;
  /**
   * Whether nil of either form counts as an untyped nil, as it does after each command of a pipeline.
   * Else `undefined` is an untyped nil and `null` a nil inside of an interface.
   */
  readonly nilIsUntyped: boolean;
  /** The node where Go stands after evaluation, which is where it reports the next error; `dynamic` asks the frame. */
  readonly last: Node | 'dynamic';
}
