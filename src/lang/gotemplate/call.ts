import { GoError, type GoFunction } from '../govalue/index.ts';
import { argumentFor, checkValue, paramAt } from './arguments.ts';
import type { Compiled, Evaluate } from './compiled.ts';
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
  readonly head: Compiled;
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
  const [a, b, c] = args;
  if (a === undefined) {
    return (frame) => {
      try {
        return call();
      } catch (error) {
        throw callError(frame, site, error);
      }
    };
  }
  if (b === undefined) {
    return (frame) => {
      const first = a(frame);
      try {
        return call(first);
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
        return call(first, second);
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
        return call(first, second, third);
      } catch (error) {
        throw callError(frame, site, error);
      }
    };
  }
  return (frame) => {
    const values = evaluateAll(frame, args);
    try {
      return call(...values);
    } catch (error) {
      throw callError(frame, site, error);
    }
  };
}

function callWith(site: CallSite, args: readonly Evaluate[], final: Compiled): Evaluate {
  const call = site.target.call as Call;
  const param = paramAt(site.target, site.args.length);
  const place = site.args.at(-1) ?? site.head;
  const previous = final.evaluate;
  const isAny = param.kind === 'any';
  const [a, b] = args;
  const accept = (frame: Frame, value: unknown): unknown => {
    if (isAny) return value === undefined ? null : value;
    return checkValue(frame, param, value, final, place);
  };
  if (a === undefined) {
    return (frame) => {
      const last = accept(frame, previous(frame));
      try {
        return call(last);
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
        return call(first, last);
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
      return call(...values);
    } catch (error) {
      throw callError(frame, site, error);
    }
  };
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
