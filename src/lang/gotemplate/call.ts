import { GoError, type GoFunction } from '../govalue/index.ts';
import { argumentFor, checkValue, paramAt } from './arguments.ts';
import { placeOfNode, type Compiled, type Evaluate, type Place } from './compiled.ts';
import type { Node } from './nodes.ts';
import { execError, type Frame } from './run.ts';
import { TemplateError } from './template-error.ts';

type Call = (...args: unknown[]) => unknown;

/** A call whose number of arguments is right: what is called, with what, and where Go reports its errors. */
export interface CallSite {
  readonly target: GoFunction;
  readonly name: string;
  readonly args: readonly Compiled[];
  /** The value of the previous command, which becomes the last argument. */
  readonly final: Compiled | undefined;
  /** Where an error of the function itself is placed. */
  readonly node: Node;
  /** Where Go stands before it checks `final`, when there are no other arguments. */
  readonly head: Node;
}

/** Compiles a call. The previous command runs first, then the arguments from left to right, then the function. */
export function compileCall(site: CallSite): Evaluate {
  const { target, args, final } = site;
  const evaluates = args.map((arg, index) => argumentFor(paramAt(target, index), arg));
  if (target.wantsContext) evaluates.unshift((frame) => frame.run);
  return final === undefined ? callWithout(site, evaluates) : callWith(site, evaluates, final);
}

// One closure per small number of arguments: spreading an array would cost an allocation per call.

function callWithout(site: CallSite, args: readonly Evaluate[]): Evaluate {
  const call = site.target.call as Call;
  const a = args[0];
  const b = args[1];
  const c = args[2];
  if (a === undefined) {
    return (frame) => {
      try {
        payFor(frame, site, 0);
        return pay(frame, site, call());
      } catch (error) {
        throw callError(frame, site, error);
      }
    };
  }
  if (b === undefined) {
    return (frame) => {
      const first = a(frame);
      try {
        payFor(frame, site, sizeOf(first));
        return pay(frame, site, call(first));
      } catch (error) {
        throw callError(frame, site, error);
      }
    };
  }
  if (c === undefined) {
    return (frame) => {
      const first = a(frame);
      const second = b(frame);
      try {
        payFor(frame, site, sizeOf(first) + sizeOf(second));
        return pay(frame, site, call(first, second));
      } catch (error) {
        throw callError(frame, site, error);
      }
    };
  }
  if (args.length === 3) {
    return (frame) => {
      const first = a(frame);
      const second = b(frame);
      const third = c(frame);
      try {
        payFor(frame, site, sizeOf(first) + sizeOf(second) + sizeOf(third));
        return pay(frame, site, call(first, second, third));
      } catch (error) {
        throw callError(frame, site, error);
      }
    };
  }
  return (frame) => {
    const values = evaluateAll(frame, args);
    try {
      payFor(frame, site, sizeOfAll(values));
      return pay(frame, site, call(...values));
    } catch (error) {
      throw callError(frame, site, error);
    }
  };
}

function callWith(site: CallSite, args: readonly Evaluate[], final: Compiled): Evaluate {
  const call = site.target.call as Call;
  const param = paramAt(site.target, site.args.length);
  const place: Place = site.args.at(-1) ?? placeOfNode(site.head);
  const previous = final.evaluate;
  const isAny = param.kind === 'any';
  const a = args[0];
  const b = args[1];
  const accept = (frame: Frame, value: unknown): unknown => {
    if (isAny) return value === undefined ? null : value;
    return checkValue(frame, param, value, final, place);
  };
  if (a === undefined) {
    return (frame) => {
      const last = accept(frame, previous(frame));
      try {
        payFor(frame, site, sizeOf(last));
        return pay(frame, site, call(last));
      } catch (error) {
        throw callError(frame, site, error);
      }
    };
  }
  if (b === undefined) {
    return (frame) => {
      const value = previous(frame);
      const first = a(frame);
      const last = accept(frame, value);
      try {
        payFor(frame, site, sizeOf(first) + sizeOf(last));
        return pay(frame, site, call(first, last));
      } catch (error) {
        throw callError(frame, site, error);
      }
    };
  }
  return (frame) => {
    const value = previous(frame);
    const values = evaluateAll(frame, args);
    values.push(accept(frame, value));
    try {
      payFor(frame, site, sizeOfAll(values));
      return pay(frame, site, call(...values));
    } catch (error) {
      throw callError(frame, site, error);
    }
  };
}

/** Counts a call and what it is given, before it runs: one call may be too much. */
function payFor(frame: Frame, { target, node }: CallSite, size: number): void {
  const { perCall, perThousand } = target.price;
  frame.run.pay(frame, node, perCall * 1000 + perThousand * size);
}

/** Counts the result of a call, which is passed on. */
function pay(frame: Frame, { target, node }: CallSite, result: unknown): unknown {
  frame.run.pay(frame, node, target.price.perThousand * sizeOf(result));
  return result;
}

/** How many characters or items a value holds, itself and not in what it holds. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  return Array.isArray(value) ? value.length : 0;
}

function sizeOfAll(values: readonly unknown[]): number {
  let size = values.length;
  for (let i = 0; i < values.length; i++) size += sizeOf(values[i]);
  return size;
}

function evaluateAll(frame: Frame, args: readonly Evaluate[]): unknown[] {
  const values = new Array<unknown>(args.length);
  for (let i = 0; i < args.length; i++) values[i] = args[i]!(frame);
  return values;
}

/** What a call throws on: Go's error for a `GoError`, anything else as it is. A limit stays the one clear error it is. */
export function callError(frame: Frame, site: { readonly name: string; readonly node: Node }, error: unknown): unknown {
  if (error instanceof TemplateError && error.fault === 'limit') return error;
  return error instanceof GoError ? execError(frame, site.node, `error calling ${site.name}: ${error.message}`, error) : error;
}
