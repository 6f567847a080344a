import { newDict, type Dict } from '../../std/dict.ts';
import { elementTypeOf, goInt, GoInt, GoObject, goTypeOf, isMap, mapMethod, nilCollection, type GoMethod } from '../govalue/index.ts';
import { quote } from '../gofmt/index.ts';
import { standsAt, type Compiled, type Place } from './compiled.ts';
import { callMethod } from './method-call.ts';
import type { Node } from './nodes.ts';
import { execError, type Frame } from './run.ts';

/** Fields read one after the other from a receiver: `.a.b`, `$x.a.b`, `(f x).a.b`. */
export interface FieldChain {
  readonly names: readonly string[];
  readonly node: Node;
  /** Where errors are placed. */
  readonly receiver: Place;
  /** The slot of what `range` took the receiver from, which declares its type for errors; undefined for its own type. */
  readonly container: number | undefined;
  /** What the command has besides the chain, which only a method takes, and only that of the last name. */
  readonly args: readonly Compiled[];
  readonly final: Compiled | undefined;
  readonly hasArgs: boolean;
}

// Every Dict has this prototype, which has no properties: a plain property read of a Dict is safe for any key.
const DICT_PROTOTYPE: unknown = Object.getPrototypeOf(newDict());

/** Reads the whole chain. `finalValue` is what the previous command of the pipeline gave. */
export function readChain(frame: Frame, receiver: unknown, chain: FieldChain, finalValue?: unknown): unknown {
  const { names } = chain;
  let value = receiver;
  let container: unknown;
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!;
    if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === DICT_PROTOTYPE && !chain.hasArgs) {
      const found = (value as Dict)[name];
      if (found !== undefined && !(isExported(name) && mapMethod(value as Dict, name) !== undefined)) {
        container = value;
        value = found;
        continue;
      }
    }
    const next = readField(frame, value, container, chain, i, finalValue);
    container = value;
    value = next;
  }
  return value;
}

/** Whether a name can be a method's: those of the types at hand start with a capital letter of ASCII. */
function isExported(name: string): boolean {
  const first = name.charCodeAt(0);
  return first >= 65 && first <= 90;
}

/** Reads one field by all of Go's rules. undefined is an untyped nil, null a nil inside of an interface. */
function readField(frame: Frame, value: unknown, container: unknown, chain: FieldChain, at: number, finalValue: unknown): unknown {
  const name = chain.names[at]!;
  const last = at === chain.names.length - 1;
  if (value === undefined) {
    if (frame.run.missingKey === 'error') throw execError(frame, standsAt(frame, chain.receiver), `nil data; no entry for key ${quote(name)}`);
    return undefined;
  }
  if (value === null) throw execError(frame, standsAt(frame, chain.receiver), `nil pointer evaluating interface {}.${name}`);
  if (value instanceof GoObject) {
    const method = value.method(name);
    if (method !== undefined) return call(frame, method, chain, at, finalValue);
    const field = value.field(name);
    if (field !== undefined) {
      if (last && chain.hasArgs) throw execError(frame, standsAt(frame, chain.receiver), `${name} has arguments but cannot be invoked as function`);
      return field.value;
    }
  }
  const map = value instanceof GoObject ? value.underlying() : value;
  if (isMap(map)) {
    const method = mapMethod(map, name);
    if (method !== undefined) return call(frame, method, chain, at, finalValue);
    if (last && chain.hasArgs) throw execError(frame, standsAt(frame, chain.receiver), `${name} is not a method but has arguments`);
    return Object.hasOwn(map, name) ? (map[name] ?? null) : missing(frame, map, name, chain);
  }
  const type = at === 0 ? receiverType(frame, value, chain) : declaredIn(container, value);
  throw execError(frame, standsAt(frame, chain.receiver), `can't evaluate field ${name} in type ${type}`);
}

function call(frame: Frame, method: GoMethod, { names, node, args, final, receiver }: FieldChain, at: number, finalValue: unknown): unknown {
  const last = at === names.length - 1;
  return callMethod(frame, method, { name: names[at]!, node, args: last ? args : [], final: last ? final : undefined, place: receiver }, finalValue);
}

/** The declared type of a receiver, which Go names in errors: `interface {}` for an element of a list or map. */
function receiverType(frame: Frame, value: unknown, { container }: FieldChain): string {
  return container === undefined ? goTypeOf(value) : elementTypeIn(frame.vars[container], value);
}

function missing(frame: Frame, map: Dict, name: string, chain: FieldChain): unknown {
  switch (frame.run.missingKey) {
    case 'default':
      return undefined;
    case 'zero':
      return zeroOf(elementTypeOf(map));
    case 'error':
      throw execError(frame, standsAt(frame, chain.receiver), `map has no entry for key ${quote(name)}`);
  }
}

const NIL_BYTES: unknown = nilCollection(new Uint8Array(0));

/** The zero value of a type, as far as maps of templates have such elements. */
export function zeroOf(type: string): unknown {
  if (type === 'string') return '';
  if (type === 'bool') return false;
  if (type === 'float64') return 0;
  if (type === 'int') return goInt(0);
  return type === '[]uint8' ? NIL_BYTES : null;
}

/** The type that a container declares for its elements; a field of a struct is taken for what it holds. */
function declaredIn(container: unknown, value: unknown): string {
  const map = container instanceof GoObject ? container.underlying() : container;
  return isMap(map) ? elementTypeOf(map) : goTypeOf(value);
}

/** The declared type of an element that `range` took out of a container. */
function elementTypeIn(container: unknown, value: unknown): string {
  return container instanceof GoInt ? goTypeOf(value) : elementTypeOf(container instanceof GoObject ? container.underlying() : container);
}
