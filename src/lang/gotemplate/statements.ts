import { compareUtf8 } from '../../std/compare.ts';
import { formatPointee, quote } from '../gofmt/index.ts';
import { GoError, GoFunction, GoInt, GoObject, elementTypeOf, goInt, goTypeOf, isMap, isNil, underlyingOf } from '../govalue/index.ts';
import { standsAt, type Compiled } from './compiled.ts';
import { Expressions } from './expressions.ts';
import type { FunctionTable } from './function-table.ts';
import { printNode, type ActionNode, type BranchNode, type CommandNode, type ListNode, type Statement, type TemplateNode } from './nodes.ts';
import { BREAK, CONTINUE, execError, NEXT, setVariable, type Body, type Frame, type Signal, type Step } from './run.ts';
import { Scope } from './scope.ts';
import { isTrue } from './truth.ts';

/** Compiles the body of a template into closures. Names of functions are resolved now or when a block first runs, names of templates when they are called. */
export function compileBody(node: ListNode, functions: FunctionTable): Body {
  const statements = new Statements(functions);
  const step = statements.list(node);
  return {
    step,
    get slots() {
      return statements.slots;
    },
    node,
  };
}

/** The text that a value leaves in the output. @throws TemplateError for functions, which Go cannot print, and for what is too deep or too long */
function show(frame: Frame, value: unknown, node: ActionNode): string {
  if (value === null || value === undefined) return '<no value>';
  if (typeof value === 'function' || value instanceof GoFunction || (value instanceof GoObject && value.goKind === 'func')) {
    throw execError(frame, node, `can't print ${printNode(node)} of type ${goTypeOf(value)}`);
  }
  try {
    return (value instanceof GoObject && isField(node) ? value.fieldText() : undefined) ?? formatPointee(value);
  } catch (error) {
    throw error instanceof GoError ? execError(frame, node, error.message, error) : error;
  }
}

/** Whether an action shows what stands somewhere, such as in a struct, rather than what a function gave. */
function isField({ pipe: { commands } }: ActionNode): boolean {
  const [{ args }] = commands as readonly [CommandNode];
  return commands.length === 1 && args.length === 1 && args[0].type !== 'Identifier' && args[0].type !== 'Pipe';
}

class Statements {
  readonly #scope = new Scope();
  readonly #expressions: Expressions;

  constructor(functions: FunctionTable) {
    this.#expressions = new Expressions(functions, this.#scope);
  }

  get slots(): number {
    return this.#scope.slots;
  }

  list(node: ListNode): Step {
    const steps = node.nodes.map((statement) => this.#statement(statement));
    const only = steps[0];
    if (only === undefined) return () => NEXT;
    if (steps.length === 1) return only;
    return (frame) => {
      for (let i = 0; i < steps.length; i++) {
        const signal = steps[i]!(frame);
        if (signal !== NEXT) return signal;
      }
      return NEXT;
    };
  }

  #statement(node: Statement): Step {
    switch (node.type) {
      case 'Text': {
        const { text } = node;
        return (frame) => {
          frame.run.out += text;
          return NEXT;
        };
      }
      case 'Action':
        return this.#action(node);
      case 'If':
        return this.#if(node);
      case 'With':
        return this.#with(node);
      case 'Range':
        return this.#range(node);
      case 'Template':
        return this.#template(node);
      case 'Break':
        return () => BREAK;
      case 'Continue':
        return () => CONTINUE;
    }
  }

  #action(node: ActionNode): Step {
    const { evaluate } = this.#expressions.pipeline(node.pipe);
    if (node.pipe.decl.length > 0) {
      return (frame) => {
        evaluate(frame);
        return NEXT;
      };
    }
    return (frame) => {
      const value = evaluate(frame);
      // Evaluated first: a function may have put the output aside and back.
      frame.run.out += typeof value === 'string' ? value : show(frame, value, node);
      return NEXT;
    };
  }

  #if(node: BranchNode): Step {
    return this.#scope.nested(() => {
      const { evaluate } = this.#expressions.pipeline(node.pipe);
      const then = this.#block(node.list);
      const otherwise = this.#else(node);
      return (frame) => (isTrue(evaluate(frame)) ? then(frame) : otherwise(frame));
    });
  }

  #with(node: BranchNode): Step {
    return this.#scope.nested(() => {
      const { evaluate } = this.#expressions.pipeline(node.pipe);
      const otherwise = this.#else(node);
      this.#scope.dotContainer = undefined;
      const then = this.#block(node.list);
      return (frame) => {
        const value = evaluate(frame);
        if (!isTrue(value)) return otherwise(frame);
        const outer = frame.dot;
        frame.dot = value;
        const signal = then(frame);
        frame.dot = outer;
        return signal;
      };
    });
  }

  /** Compiles the inside of a statement when it first runs: of many charts most is switched off. */
  #block(list: ListNode): Step {
    const reach = this.#scope.reach();
    let step: Step | undefined;
    return (frame) => (step ??= this.#scope.within(reach, () => this.list(list)))(frame);
  }

  #else(node: BranchNode): Step {
    return node.elseList === undefined ? () => NEXT : this.#block(node.elseList);
  }

  #range(node: BranchNode): Step {
    return this.#scope.nested(() => {
      const container = this.#scope.reserve();
      const pipe = this.#expressions.pipeline(node.pipe);
      // In the else a variable still holds what is ranged over, and only in the loop an element of it.
      const otherwise = this.#else(node);
      const loop = this.#loop(node, pipe, container);
      this.#scope.dotContainer = container;
      const body = this.#block(node.list);
      return (frame) => {
        const value = pipe.evaluate(frame);
        frame.vars[container] = value;
        const outer = frame.dot;
        const ran = loop(frame, value, body);
        frame.dot = outer;
        if (ran) return NEXT;
        // A break in the else of a range ends that range, not the one around it.
        return otherwise(frame) === CONTINUE ? CONTINUE : NEXT;
      };
    });
  }

  /** Compiles what a range does per kind of value. The loop returns false when there was nothing to iterate over. */
  #loop(node: BranchNode, pipe: Compiled, container: number): (frame: Frame, value: unknown, body: Step) => boolean {
    const slots = node.pipe.decl.map(({ name }) => this.#expressions.slotOf(name) ?? container);
    // With one variable it is the element, with two the index and the element.
    const element = slots.at(-1);
    const index = slots.length > 1 ? slots[0] : undefined;
    if (!node.pipe.isAssign && node.pipe.decl.length > 0) this.#scope.fillFrom(node.pipe.decl.at(-1)!.name, container);
    const iterate = (frame: Frame, key: unknown, value: unknown, body: Step): Signal => {
      frame.run.tick(frame, node.pipe);
      if (element !== undefined) setVariable(frame, element, value);
      if (index !== undefined) setVariable(frame, index, key);
      frame.dot = value;
      return body(frame);
    };
    return (frame, value, body) => {
      const iterable = underlyingOf(value);
      if (isNil(iterable)) return false;
      if (Array.isArray(iterable)) return rangeList(frame, iterable as unknown[], iterate, index !== undefined, body);
      if (iterable instanceof Uint8Array) {
        return rangeList(frame, Array.from(iterable, (byte) => new GoInt('uint8', BigInt(byte))), iterate, index !== undefined, body);
      }
      if (iterable instanceof GoInt) {
        if (index === undefined) return rangeInt(frame, iterable, iterate, body);
        throw execError(frame, standsAt(frame, pipe), `can't use ${formatPointee(value)} to iterate over more than one variable`);
      }
      if (isMap(iterable)) return rangeMap(frame, iterable, iterate, body);
      throw execError(frame, standsAt(frame, pipe), `range can't iterate over ${formatPointee(value)}`);
    };
  }

  #template(node: TemplateNode): Step {
    const evaluate = node.pipe === undefined ? () => undefined : this.#expressions.pipeline(node.pipe).evaluate;
    const { name } = node;
    return (frame) => {
      const { run } = frame;
      const template = run.set.lookup(name);
      if (template === undefined) throw execError(frame, node, `template ${quote(name)} not defined`);
      const fault = run.depthFault();
      if (fault !== undefined) throw execError(frame, node, fault, undefined, 'limit');
      const dot = evaluate(frame);
      run.call(template, dot === null ? undefined : dot);
      return NEXT;
    };
  }
}

type Iterate = (frame: Frame, key: unknown, value: unknown, body: Step) => Signal;

function rangeList(frame: Frame, list: readonly unknown[], iterate: Iterate, withIndex: boolean, body: Step): boolean {
  const { length } = list;
  const zero = elementTypeOf(list) === 'string' ? '' : null;
  for (let i = 0; i < length; i++) {
    if (iterate(frame, withIndex ? goInt(i) : undefined, list[i] ?? zero, body) === BREAK) break;
  }
  return length > 0;
}

function rangeInt(frame: Frame, limit: GoInt, iterate: Iterate, body: Step): boolean {
  // The limit on steps ends the loop long before a number is no longer exact.
  const end = Number(limit.value);
  for (let i = 0; i < end; i++) {
    const value = limit.kind === 'int' ? goInt(i) : new GoInt(limit.kind, BigInt(i));
    if (iterate(frame, undefined, value, body) === BREAK) break;
  }
  return end > 0;
}

/** Goes through a map in the order of its keys. Keys and values are those of the start. */
function rangeMap(frame: Frame, map: Readonly<Record<string, unknown>>, iterate: Iterate, body: Step): boolean {
  const keys = Object.keys(map).sort(compareUtf8);
  const values = keys.map((key) => map[key] ?? null);
  for (let i = 0; i < keys.length; i++) {
    if (iterate(frame, keys[i], values[i], body) === BREAK) break;
  }
  return keys.length > 0;
}
