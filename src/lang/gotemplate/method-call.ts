import { GoFunction, type GoMethod } from '../govalue/index.ts';
import { argumentFor, checkValue, paramAt, wrongCount } from './arguments.ts';
import { callError } from './call.ts';
import { standsAt, type Compiled, type Place } from './compiled.ts';
import type { Node } from './nodes.ts';
import { execError, type Frame } from './run.ts';

/** Where a method is called: its name and arguments, and where Go reports errors. */
export interface MethodSite {
  readonly name: string;
  readonly node: Node;
  readonly args: readonly Compiled[];
  readonly final: Compiled | undefined;
  /** Where Go stands before it looks at the arguments. */
  readonly place: Place;
}

/**
 * Calls a method that was found at run time; its signature, if it has one, is known only now.
 *
 * `finalValue` is what the previous command of the pipeline gave.
 */
export function callMethod(frame: Frame, method: GoMethod, site: MethodSite, finalValue: unknown): unknown {
  const { args, final, place } = site;
  if (!(method instanceof GoFunction)) return callPlain(frame, method, site, finalValue);
  const wrong = wrongCount(method, site.name, args.length, final !== undefined) ?? method.refusal;
  if (wrong !== undefined) throw execError(frame, standsAt(frame, place), wrong);
  const values: unknown[] = method.wantsContext ? [frame.run] : [];
  args.forEach((arg, index) => {
    values.push(argumentFor(paramAt(method, index), arg)(frame));
    if (arg.last !== 'dynamic') frame.last = arg.last;
  });
  if (final !== undefined) {
    const at: Place = args.at(-1) ?? { node: site.node, last: standsAt(frame, place) };
    values.push(checkValue(frame, paramAt(method, args.length), finalValue, final, at));
  }
  return attempt(frame, site, method.call as (...args: unknown[]) => unknown, values);
}

/** Calls a method without a declared signature: it gets the arguments as they are. */
function callPlain(frame: Frame, method: Exclude<GoMethod, GoFunction>, site: MethodSite, finalValue: unknown): unknown {
  const call = (typeof method === 'function' ? method : method.call) as (...args: unknown[]) => unknown;
  const values = site.args.map((arg) => {
    const value = arg.evaluate(frame) ?? null;
    if (arg.last !== 'dynamic') frame.last = arg.last;
    return value;
  });
  if (site.final !== undefined) values.push(finalValue ?? null);
  return attempt(frame, site, call, values);
}

/** What the call of a method counts. */
const METHOD_STEPS = 200;

function attempt(frame: Frame, site: MethodSite, call: (...args: unknown[]) => unknown, values: readonly unknown[]): unknown {
  try {
    // Methods are few and small; those that read files or match their names cost more than a turn of a range.
    frame.run.spend(METHOD_STEPS);
    return call(...values);
  } catch (error) {
    throw callError(frame, site, error);
  }
}
