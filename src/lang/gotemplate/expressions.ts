import { idealConstant, wrongCount } from './arguments.ts';
import { compileCall } from './call.ts';
import { placeOfNode, standsAt, type Compiled, type Evaluate, type Place } from './compiled.ts';
import { readChain, type FieldChain } from './field-access.ts';
import type { FunctionTable } from './function-table.ts';
import {
  printNode,
  type ChainNode, type CommandNode, type FieldNode, type IdentifierNode, type Node, type Operand, type PipeNode, type VariableNode,
} from './nodes.ts';
import { execError, ROOT_SLOT, setVariable, type Frame } from './run.ts';
import type { Scope } from './scope.ts';
import { compileFunctionValue, compileLogic } from './special-calls.ts';

/** What a command has besides its first word. */
interface Rest {
  readonly args: readonly Operand[];
  readonly final: Compiled | undefined;
  /** The pipeline of the command: where Go stands before the first one. */
  readonly pipe: Node | undefined;
}

const NO_ARGS: readonly Operand[] = [];
/** What an operand has that stands for itself. */
const NO_REST: Rest = { args: NO_ARGS, final: undefined, pipe: undefined };
const NO_OPERANDS: readonly Compiled[] = [];
const dot: Evaluate = (frame) => frame.dot;

/** Compiles pipelines, commands and operands into closures. Follows Go 1.26 text/template/exec.go, the places of its errors included. */
export class Expressions {
  readonly #functions: FunctionTable;
  readonly #scope: Scope;

  constructor(functions: FunctionTable, scope: Scope) {
    this.#functions = functions;
    this.#scope = scope;
  }

  /** Compiles a pipeline with its declarations. */
  pipeline(pipe: PipeNode): Compiled {
    const { commands } = pipe;
    let value = this.#command(commands[0]!, pipe, undefined);
    for (let i = 1; i < commands.length; i++) value = this.#command(commands[i]!, pipe, value);
    return this.#declare(pipe, value);
  }

  /** Sets or declares the variables of a pipeline. Their value has no nil inside of an interface any more. */
  #declare(pipe: PipeNode, value: Compiled): Compiled {
    if (pipe.decl.length === 0) return value;
    const slots: number[] = [];
    for (const { name } of pipe.decl) {
      const slot = pipe.isAssign ? this.slotOf(name) : this.#scope.declare(name).slot;
      if (slot === undefined) return failing(value.node, value, `undefined variable: ${name}`, value);
      slots.push(slot);
    }
    const { evaluate } = value;
    return {
      ...value,
      evaluate: (frame) => {
        const result = evaluate(frame);
        for (let i = 0; i < slots.length; i++) setVariable(frame, slots[i]!, result === null ? undefined : result);
        return result;
      },
    };
  }

  /** The slot of a variable in reach; undefined where there is none. */
  slotOf(name: string): number | undefined {
    return this.#scope.find(name)?.slot ?? (name === '$' ? ROOT_SLOT : undefined);
  }

  #command(command: CommandNode, pipe: PipeNode, final: Compiled | undefined): Compiled {
    const args = command.args.length === 1 ? NO_ARGS : command.args.slice(1);
    const rest: Rest = { args, final, pipe };
    const { node, evaluate, last } = this.#firstWord(command.args[0], command, rest);
    return { node, evaluate, nilIsUntyped: true, last };
  }

  #firstWord(first: Operand, command: CommandNode, rest: Rest): Compiled {
    switch (first.type) {
      case 'Identifier':
        return this.#call(first, command, rest);
      case 'Field':
        return this.#field(first, rest);
      case 'Variable':
        return this.#variable(first, rest);
      case 'Chain':
        return this.#chain(first, rest);
      case 'Nil':
        return this.#given(first, rest) ?? failing(first, placeOfNode(first), 'nil is not a command', rest.final);
      case 'Pipe':
        return this.#given(first, rest, rest.final ?? placeOfNode(rest.pipe ?? first)) ?? this.pipeline(first);
      default:
        return this.#given(first, rest) ?? this.operand(first);
    }
  }

  /** The error for arguments to something that takes none, or undefined. */
  #given(first: Operand, rest: Rest, place?: Place): Compiled | undefined {
    if (rest.args.length === 0 && rest.final === undefined) return undefined;
    return failing(first, place ?? placeOfNode(first), `can't give argument to non-function ${printNode(first)}`, rest.final);
  }

  /** Compiles an operand that stands for itself: an argument, or what a chain of fields hangs on. */
  operand(node: Operand): Compiled {
    switch (node.type) {
      case 'Dot':
        return { node, evaluate: dot, nilIsUntyped: false, last: node };
      case 'Nil':
        return { node, evaluate: () => undefined, nilIsUntyped: true, last: node };
      case 'Bool': {
        const { value } = node;
        return { node, evaluate: () => value, nilIsUntyped: true, last: node };
      }
      case 'String': {
        const { text } = node;
        return { node, evaluate: () => text, nilIsUntyped: true, last: node };
      }
      case 'Number': {
        const constant = idealConstant(node);
        if ('fault' in constant) return failing(node, placeOfNode(node), constant.fault, undefined);
        const { value } = constant;
        return { node, evaluate: () => value, nilIsUntyped: true, last: node };
      }
      case 'Identifier':
        return this.#call(node, node, NO_REST);
      case 'Field':
        return this.#field(node, NO_REST);
      case 'Variable':
        return this.#variable(node, NO_REST);
      case 'Chain':
        return this.#chain(node, NO_REST);
      case 'Pipe':
        return { ...this.pipeline(node), node };
    }
  }

  #field(node: FieldNode, rest: Rest): Compiled {
    const receiver: Compiled = { node, evaluate: dot, nilIsUntyped: false, last: node };
    return this.#fields(receiver, node, node.names, rest, this.#scope.dotContainer);
  }

  #variable(node: VariableNode, rest: Rest): Compiled {
    const receiver = this.#variableValue(node);
    if (receiver === undefined) return failing(node, placeOfNode(node), `undefined variable: ${node.name}`, rest.final);
    if (node.names.length === 0) return this.#given(node, rest) ?? receiver;
    return this.#fields(receiver, node, node.names, rest, this.#scope.find(node.name)?.container);
  }

  #variableValue(node: VariableNode): Compiled | undefined {
    const variable = this.#scope.find(node.name);
    if (variable !== undefined) {
      const { slot } = variable;
      return { node, evaluate: (frame) => frame.vars[slot], nilIsUntyped: false, last: node };
    }
    return node.name === '$' ? { node, evaluate: (frame) => frame.root, nilIsUntyped: false, last: node } : undefined;
  }

  #chain(node: ChainNode, rest: Rest): Compiled {
    const inner = this.operand(node.node);
    const { evaluate } = inner;
    const receiver = inner.nilIsUntyped
      ? { ...inner, evaluate: (frame: Frame) => { const value = evaluate(frame); return value === null ? undefined : value; } }
      : inner;
    return this.#fields(receiver, node, node.names, rest, undefined);
  }

  /** Compiles a chain of fields, of which the last may be a method that takes the arguments of the command. */
  #fields(receiver: Compiled, node: Node, names: readonly string[], rest: Rest, container: number | undefined): Compiled {
    const { final } = rest;
    const args = this.#operands(rest);
    const hasArgs = args.length > 0 || final !== undefined;
    const chain: FieldChain = { names, node, receiver, container, args, final, hasArgs };
    if (hasArgs) return { node, evaluate: readWithArgs(receiver, chain), nilIsUntyped: false, last: 'dynamic' };
    const evaluate = receiver.evaluate === dot ? readFromDot(chain) : readFrom(receiver.evaluate, chain);
    return { node, evaluate, nilIsUntyped: false, last: receiver.last };
  }

  #operands({ args }: Rest): readonly Compiled[] {
    return args.length === 0 ? NO_OPERANDS : args.map((arg) => this.operand(arg));
  }

  #call(head: IdentifierNode, node: CommandNode | IdentifierNode, rest: Rest): Compiled {
    const { name } = head;
    const { target, builtin } = this.#functions.get(name);
    const { final } = rest;
    const args = this.#operands(rest);
    const wrong = wrongCount(target, name, args.length, final !== undefined);
    if (wrong !== undefined) return failing(head, placeOfNode(head), wrong, final);
    const last = args.at(-1)?.last ?? head;
    if (builtin && (name === 'and' || name === 'or')) {
      return { node: head, evaluate: compileLogic(head, args, final), nilIsUntyped: false, last: 'dynamic' };
    }
    if (builtin && name === 'call') return { node: head, evaluate: compileFunctionValue(args, final, node), nilIsUntyped: false, last };
    return { node: head, evaluate: compileCall({ target, name, args, final, node, head }), nilIsUntyped: false, last };
  }
}

// Each closure is made by a function of its own, so that it keeps what it needs and nothing else.

function readFromDot(chain: FieldChain): Evaluate {
  return (frame) => readChain(frame, frame.dot, chain);
}

function readFrom(receiver: Evaluate, chain: FieldChain): Evaluate {
  return (frame) => readChain(frame, receiver(frame), chain);
}

function readWithArgs(receiver: Compiled, chain: FieldChain): Evaluate {
  return (frame) => {
    const previous = chain.final?.evaluate(frame);
    const value = receiver.evaluate(frame);
    // Only a method evaluates the arguments.
    frame.last = standsAt(frame, receiver);
    return readChain(frame, value, chain, previous);
  };
}

/** An expression that always fails, after the previous command has run. */
function failing(node: Node, place: Place, detail: string, final: Compiled | undefined): Compiled {
  return {
    node,
    evaluate: (frame) => {
      final?.evaluate(frame);
      throw execError(frame, standsAt(frame, place), detail);
    },
    nilIsUntyped: true,
    last: node,
  };
}
