import { GoError, GoFunction, goTypeOf, type Param } from '../govalue/index.ts';
import { argumentFor } from './arguments.ts';
import { LOGIC } from './builtins.ts';
import { callError } from './call.ts';
import type { Compiled, Evaluate } from './compiled.ts';
import { printNode, type IdentifierNode, type Node } from './nodes.ts';
import { isTrue } from './truth.ts';

/** Compiles `and` and `or`: the first operand that decides, or the last one. Later operands are not evaluated. */
export function compileLogic(head: IdentifierNode, args: readonly Compiled[], final: Compiled | undefined): Evaluate {
  const isOr = head.name === 'or';
  const operands = args.map((arg) => ({ evaluate: argumentFor(LOGIC, arg), last: arg.last }));
  return (frame) => {
    const previous = final?.evaluate(frame);
    let value: unknown;
    if (operands.length === 0) frame.last = head;
    for (const operand of operands) {
      value = operand.evaluate(frame);
      if (operand.last !== 'dynamic') frame.last = operand.last;
      if (isTrue(value) === isOr) return value;
    }
    return final === undefined ? value : previous;
  };
}

/** Compiles `call f a b`, where `f` is a value. */
export function compileFunctionValue(args: readonly Compiled[], final: Compiled | undefined, node: Node): Evaluate {
  const evaluates = args.map((arg) => argumentFor(LOGIC, arg));
  const [first] = args;
  return (frame) => {
    const previous = final?.evaluate(frame);
    const values = evaluates.map((evaluate) => evaluate(frame));
    if (final !== undefined) values.push(previous);
    const name = first === undefined ? valueName(previous) : printNode(first.node);
    try {
      return callFunction(name, values);
    } catch (error) {
      throw callError(frame, { name: 'call', node }, error);
    }
  };
}

/** How Go names a function value that has no name in the template: as text, or by its type. */
function valueName(value: unknown): string {
  return typeof value === 'string' ? value : `<${goTypeOf(value)} Value>`;
}

/** Calls a value, as `call` does. `name` is how the template wrote it. @throws GoError */
function callFunction(name: string, [callee, ...args]: readonly unknown[]): unknown {
  if (callee === null || callee === undefined) throw new GoError('call of nil');
  if (typeof callee === 'function') return (callee as (...args: unknown[]) => unknown)(...args);
  if (!(callee instanceof GoFunction)) throw new GoError(`non-function ${name} of type ${goTypeOf(callee)}`);
  const { params, rest } = callee;
  if (rest !== undefined && args.length < params.length) {
    throw new GoError(`wrong number of args for ${name}: got ${args.length} want at least ${params.length}`);
  }
  if (rest === undefined && args.length !== params.length) throw new GoError(`wrong number of args for ${name}: got ${args.length} want ${params.length}`);
  const values = args.map((arg, at) => prepare(arg, params[at] ?? rest!, at));
  return (callee.call as (...args: unknown[]) => unknown)(...values);
}

function prepare(arg: unknown, param: Param, at: number): unknown {
  if (arg === null || arg === undefined) {
    if (param.nil === undefined) throw new GoError(`arg ${at}: value is nil; should be of type ${param.goType}`);
    return param.nil.value;
  }
  if (!param.accepts(arg)) throw new GoError(`arg ${at}: value has type ${goTypeOf(arg)}; should be ${param.goType}`);
  return param.convert === undefined ? arg : param.convert(arg);
}
