import type { CelNode } from './ast.ts';
import type { CelFault } from './cel-fault.ts';
import { overloadsOf, type Overload } from './declarations.ts';
import { celType, DYN, filled, fits, typeText, type CelType } from './types.ts';

type Call = Extract<CelNode, { kind: 'call' }>;

/** The names that may be used, with their types. */
type Scope = ReadonlyMap<string, CelType>;

const BOOL = celType('bool');
/** The names of types are values as well. */
const TYPE_NAMES: ReadonlySet<string> = new Set(['bool', 'bytes', 'double', 'duration', 'int', 'list', 'map', 'null_type', 'string', 'timestamp', 'type', 'uint', 'optional_type']);

/** Macros that go through the items of a list, with how many arguments. */
const LOOPS: Readonly<Record<string, readonly number[]>> = { all: [2], exists: [2], exists_one: [2], existsOne: [2], filter: [2], map: [2, 3] };

/**
 * Finds the static type of an expression, and what does not fit: unknown names, and calls that no overload is for.
 *
 * Follows google/cel-go v0.26.1 checker/checker.go.
 */
export function checkCel(node: CelNode, variables: Scope): { readonly type: CelType; readonly faults: readonly CelFault[] } {
  const checker = new Checker();
  const type = checker.check(node, variables);
  return { type, faults: checker.faults };
}

/** The faults of macros, which are looked at even where names and types are not. */
export function macroFaults(node: CelNode): readonly CelFault[] {
  const checker = new Checker();
  checker.check(node, undefined);
  return checker.macroFaults;
}

class Checker {
  readonly faults: CelFault[] = [];
  readonly macroFaults: CelFault[] = [];

  /** Without a scope, every name is known. */
  check(node: CelNode, scope: Scope | undefined): CelType {
    switch (node.kind) {
      case 'literal':
        return celType(node.type);
      case 'ident':
        return this.#ident(node.name, node.offset, scope);
      case 'select':
        return this.#select(this.check(node.operand, scope), node.optional, node.offset);
      case 'list':
        return celType('list', this.#same(node.items, scope));
      case 'map': {
        const key = this.#same(node.entries.map((entry) => entry.key), scope);
        return celType('map', key, this.#same(node.entries.map((entry) => entry.value), scope));
      }
      case 'call':
        return this.#call(node, scope);
      case 'broken':
        return DYN;
    }
  }

  #ident(name: string, offset: number, scope: Scope | undefined): CelType {
    const known = scope?.get(name);
    if (known !== undefined) return known;
    if (scope === undefined || TYPE_NAMES.has(name)) return DYN;
    this.#undeclared(name, offset);
    return DYN;
  }

  #select(operand: CelType, optional: boolean, offset: number): CelType {
    const isOptional = operand.name === 'optional_type';
    const inner = isOptional ? operand.args[0] ?? DYN : operand;
    const field = inner.name === 'map' ? inner.args[1] ?? DYN : DYN;
    if (inner.name !== 'map' && inner.name !== 'dyn') this.faults.push({ offset, message: `type '${typeText(operand)}' does not support field selection` });
    return optional || isOptional ? celType('optional_type', field) : field;
  }

  /** The one type of all items; a literal list of several types is a fault. */
  #same(items: readonly CelNode[], scope: Scope | undefined): CelType {
    let type: CelType = DYN;
    for (const [i, item] of items.entries()) {
      const own = this.check(item, scope);
      if (i === 0 || type.name === 'dyn') type = own;
      else if (!fits(own, type, new Map())) this.faults.push({ offset: item.offset, message: `expected type '${typeText(type)}' but found '${typeText(own)}'` });
    }
    return type;
  }

  #call(node: Call, scope: Scope | undefined): CelType {
    const { name, target, args, offset } = node;
    if (name === 'has' && target === undefined && args.length === 1) return this.#has(args[0]!, scope);
    if (target !== undefined && Object.hasOwn(LOOPS, name) && LOOPS[name]!.includes(args.length)) return this.#loop(node, target, scope);
    if (target !== undefined && (name === 'optMap' || name === 'optFlatMap') && args.length === 2) return this.#optional(node, target, scope);
    const qualified = target?.kind === 'ident' && scope?.has(target.name) !== true ? `${target.name}.${name}` : undefined;
    if (qualified !== undefined && overloadsOf(qualified) !== undefined) return this.#resolve(qualified, undefined, args, offset, scope);
    return this.#resolve(name, target, args, offset, scope);
  }

  #has(operand: CelNode, scope: Scope | undefined): CelType {
    if (operand.kind === 'select') this.check(operand, scope);
    else this.macroFault(operand.offset, 'invalid argument to has() macro');
    return BOOL;
  }

  macroFault(offset: number, message: string): void {
    this.faults.push({ offset, message });
    this.macroFaults.push({ offset, message });
  }

  #loop({ name, args }: Call, target: CelNode, scope: Scope | undefined): CelType {
    const [variable, ...steps] = args;
    const range = this.check(target, scope);
    if (variable?.kind !== 'ident') {
      this.macroFault(variable?.offset ?? target.offset, 'argument must be a simple name');
      return DYN;
    }
    if (!['list', 'map', 'dyn'].includes(range.name)) {
      this.faults.push({ offset: target.offset, message: `expression of type '${typeText(range)}' cannot be range of a comprehension (must be list, map, or dynamic)` });
    }
    const item = range.args[0] ?? DYN;
    const inner = scope === undefined ? undefined : new Map([...scope, [variable.name, item]]);
    const types = steps.map((step) => this.check(step, inner));
    if (name === 'map') return celType('list', types.at(-1) ?? DYN);
    return name === 'filter' ? celType('list', item) : BOOL;
  }

  #optional({ name, args }: Call, target: CelNode, scope: Scope | undefined): CelType {
    const [variable, step] = args;
    const inner = this.check(target, scope).args[0] ?? DYN;
    if (variable?.kind !== 'ident' || step === undefined) {
      this.macroFault(variable?.offset ?? target.offset, `${name}() variable name must be a simple identifier`);
      return DYN;
    }
    const type = this.check(step, scope === undefined ? undefined : new Map([...scope, [variable.name, inner]]));
    return name === 'optMap' ? celType('optional_type', type) : type;
  }

  #resolve(name: string, target: CelNode | undefined, args: readonly CelNode[], offset: number, scope: Scope | undefined): CelType {
    const overloads = overloadsOf(name);
    const own = target === undefined ? undefined : this.check(target, scope);
    const types = args.map((arg) => this.check(arg, scope));
    if (overloads === undefined) {
      if (scope !== undefined) this.#undeclared(name, offset);
      return DYN;
    }
    const results = overloads.map((overload) => resultOf(overload, own, types)).filter((result) => result !== undefined);
    const [first] = results;
    if (first === undefined) {
      const applied = `${own === undefined ? '' : `${typeText(own)}.`}(${types.map(typeText).join(', ')})`;
      this.faults.push({ offset, message: `found no matching overload for '${name}' applied to '${applied}'` });
      return DYN;
    }
    return results.every((result) => typeText(result) === typeText(first)) ? first : DYN;
  }

  #undeclared(name: string, offset: number): void {
    this.faults.push({ offset, message: `undeclared reference to '${name}' (in container '')` });
  }
}

/** What a call gives by one overload; undefined where it does not fit. */
function resultOf(overload: Overload, target: CelType | undefined, args: readonly CelType[]): CelType | undefined {
  if ((overload.target === undefined) !== (target === undefined) || overload.args.length !== args.length) return undefined;
  const bound = new Map<string, CelType>();
  if (target !== undefined && overload.target !== undefined && !fits(target, overload.target, bound)) return undefined;
  return args.every((arg, i) => fits(arg, overload.args[i]!, bound)) ? filled(overload.result, bound) : undefined;
}
