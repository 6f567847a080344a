import { GoInt, goInt, goTypeOf, type GoFunction, type Param } from '../govalue/index.ts';
import { standsAt, type Compiled, type Evaluate, type Place } from './compiled.ts';
import { printNode, type NumberNode } from './nodes.ts';
import { execError, type Frame } from './run.ts';

/** The parameter that the argument at an index is for. The caller has checked the number of arguments. */
export function paramAt(target: GoFunction, index: number): Param {
  return target.params[index] ?? target.rest!;
}

/** Go's text for a wrong number of arguments, or undefined. `hasFinal` says that a pipeline adds one. */
export function wrongCount(target: GoFunction, name: string, args: number, hasFinal: boolean): string | undefined {
  const given = hasFinal ? args + 1 : args;
  const wanted = target.params.length;
  if (target.rest !== undefined) return given < wanted ? `wrong number of args for ${name}: want at least ${wanted} got ${args}` : undefined;
  return given === wanted ? undefined : `wrong number of args for ${name}: want ${wanted} got ${given}`;
}

/** Evaluates an operand as an argument: constants are checked now, other values when they are known. */
export function argumentFor(param: Param, operand: Compiled): Evaluate {
  const { node } = operand;
  switch (node.type) {
    case 'Nil': {
      const { nil } = param;
      return nil === undefined ? (frame) => refuse(frame, operand, `cannot assign nil to ${param.goType}`) : () => nil.value;
    }
    case 'Bool':
    case 'Number':
    case 'String':
      return constantFor(param, operand);
    default:
      return checked(param, operand);
  }
}

/** Checks and converts a value that was evaluated before, such as the result of the previous command. */
export function checkValue(frame: Frame, param: Param, value: unknown, operand: Compiled, place: Place): unknown {
  if (value !== null && value !== undefined) {
    if (param.accepts(value)) return param.convert === undefined ? value : param.convert(value);
    return refuse(frame, place, `wrong type for value; expected ${param.goType}; got ${goTypeOf(value)}`);
  }
  if (param.kind === 'any') return null;
  const untyped = operand.nilIsUntyped || value === undefined;
  if (param.kind === 'value') return untyped ? undefined : null;
  if (!untyped) return refuse(frame, place, `wrong type for value; expected ${param.goType}; got interface {}`);
  return param.nil === undefined ? refuse(frame, place, `invalid value; expected ${param.goType}`) : param.nil.value;
}

function checked(param: Param, operand: Compiled): Evaluate {
  const { evaluate } = operand;
  switch (param.kind) {
    case 'any':
      return (frame) => {
        const value = evaluate(frame);
        return value === undefined ? null : value;
      };
    case 'value':
      if (!operand.nilIsUntyped) return evaluate;
      return (frame) => {
        const value = evaluate(frame);
        return value === null ? undefined : value;
      };
    case 'string':
      return (frame) => {
        const value = evaluate(frame);
        return typeof value === 'string' ? value : checkValue(frame, param, value, operand, operand);
      };
    default:
      return (frame) => checkValue(frame, param, evaluate(frame), operand, operand);
  }
}

function constantFor(param: Param, operand: Compiled): Evaluate {
  const { node } = operand;
  switch (param.kind) {
    case 'any':
    case 'value':
      return operand.evaluate;
    case 'string':
      if (node.type === 'String') return constant(node.text);
      break;
    case 'bool':
      if (node.type === 'Bool') return constant(node.value);
      break;
    case 'int':
      if (node.type === 'Number' && node.int !== undefined) return constant(param.convert!(new GoInt(param.goType as GoInt['kind'], node.int)));
      return mismatch(operand, 'expected integer');
    case 'float':
      if (node.type === 'Number' && node.float !== undefined) return constant(node.float);
      break;
    case 'other':
      return (frame) => refuse(frame, operand, `can't handle ${printNode(node)} for arg of type ${param.goType}`);
  }
  return mismatch(operand, `expected ${param.kind}`);
}

function mismatch(operand: Compiled, expected: string): Evaluate {
  return (frame) => refuse(frame, operand, `${expected}; found ${printNode(operand.node)}`);
}

function constant(value: unknown): Evaluate {
  return () => value;
}

/** The value of a number where nothing says which type it should have; a text where Go refuses it. */
export function idealConstant(node: NumberNode): { readonly value: unknown } | { readonly fault: string } {
  if (node.complex !== undefined) return { value: node.complex };
  const { text, float } = node;
  const hexInt = /^0[xX]/.test(text) && text.length > 2 && !/[pP]/.test(text);
  if (float !== undefined && !hexInt && !text.startsWith("'") && /[.eEpP]/.test(text)) return { value: float };
  if (node.int !== undefined) return { value: goInt(node.int) };
  return { fault: `${text} overflows int` };
}

function refuse(frame: Frame, place: Place, detail: string): never {
  throw execError(frame, standsAt(frame, place), detail);
}
