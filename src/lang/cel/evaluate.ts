import { hasKey, isDict } from '../../std/dict.ts';
import { lazyLibrary, Needed } from '../../std/lazy-library.ts';
import { remembered } from '../../std/remembered.ts';
import type { CelNode } from './ast.ts';
import { faultsText } from './cel-fault.ts';
import { checkCel, macroFaults } from './checker.ts';
import { CelFailure, FUNCTION_NAMESPACES, registerExtensions } from './extensions.ts';
import { parseCel } from './parser.ts';
import { celType, DYN, typeText } from './types.ts';

/** What became of an expression that must answer true or false. */
export type CelAnswer =
  | { readonly type: 'value'; readonly value: boolean }
  /** It can never be answered: wrong syntax, an unknown variable, another type. */
  | { readonly type: 'invalid'; readonly message: string }
  /** It cannot be answered for these objects: a field is missing. */
  | { readonly type: 'failed'; readonly message: string };

const cel = lazyLibrary('@marcbachmann/cel-js', () => import('@marcbachmann/cel-js'));

/** What a variable over an object is declared as. */
const STRUCT = celType('map', celType('string'), DYN);

/**
 * Evaluates an expression over named objects.
 *
 * Follows fluxcd/pkg runtime v0.110.1 cel/expression.go: variables are structs with fields of any type, the result must be a bool by its static type.
 *
 * @throws LibraryNeeded the first time.
 */
export function evaluateReadyExpr(expression: string, variables: Readonly<Record<string, unknown>>): CelAnswer {
  const { node, faults } = parseCel(expression);
  if (faults.length > 0) return { type: 'invalid', message: unparsed(expression, faultsText(expression, faults)) };
  const checked = checkCel(node, new Map(Object.keys(variables).map((name) => [name, STRUCT])));
  if (checked.faults.length > 0) return { type: 'invalid', message: unparsed(expression, faultsText(expression, checked.faults)) };
  if (checked.type.name !== 'bool') return { type: 'invalid', message: `CEL expression output type mismatch: expected bool, got ${typeText(checked.type)}` };
  return run(expression, node, variables);
}

/** Why an expression cannot be parsed, in Flux's words; undefined for one that can. Names and types are not looked at. */
export function celFault(expression: string): string | undefined {
  const { node, faults } = parseCel(expression);
  const all = faults.length > 0 ? faults : macroFaults(node);
  return all.length === 0 ? undefined : unparsed(expression, faultsText(expression, all));
}

/**
 * Evaluates an expression over the top-level fields of an object, unchecked: what does not fit is found where it is met.
 *
 * Follows fluxcd/pkg runtime v0.110.1 cel/status_evaluator.go.
 *
 * @throws LibraryNeeded the first time.
 */
export function evaluateHealthExpr(expression: string, object: Readonly<Record<string, unknown>>): CelAnswer {
  return run(expression, parseCel(expression).node, object);
}

function unparsed(expression: string, text: string): string {
  return `failed to parse the CEL expression '${expression}': ${text}`;
}

function run(expression: string, node: CelNode, variables: Readonly<Record<string, unknown>>): CelAnswer {
  try {
    const value: unknown = compiled(expression)({ ...FUNCTION_NAMESPACES, ...(celValue(variables) as Record<string, unknown>) });
    if (typeof value === 'boolean') return { type: 'value', value };
    return { type: 'failed', message: `failed to evaluate CEL expression as boolean: '${expression}'` };
  } catch (error) {
    if (error instanceof Needed) throw error;
    return { type: 'failed', message: `failed to evaluate the CEL expression '${expression}': ${failureText(error, node, variables)}` };
  }
}

type Environment = InstanceType<ReturnType<typeof cel.get>['Environment']>;

let shared: Environment | undefined;

/** Names are looked up when they are met: what is declared was checked before. */
function environment(): Environment {
  if (shared !== undefined) return shared;
  const { Environment: Made } = cel.get();
  const made = new Made({ unlistedVariablesAreDyn: true, enableOptionalTypes: true, homogeneousAggregateLiterals: false });
  registerExtensions(made);
  shared = made;
  return made;
}

type Compiled = (variables: Readonly<Record<string, unknown>>) => unknown;

/** How many expressions are kept compiled; one that is met again is compiled once more. */
const MAX_COMPILED = 512;
const compiled = remembered(MAX_COMPILED, (expression) => environment().parse(expression) as Compiled);

/** JSON as CEL has it: a number without fraction is an int. */
function celValue(value: unknown): unknown {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (Array.isArray(value)) return value.map(celValue);
  if (!isDict(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, celValue(held)]));
}

/** What cel-go says when an evaluation fails; the library has words and codes of its own. */
function failureText(error: unknown, node: CelNode, variables: Readonly<Record<string, unknown>>): string {
  if (error instanceof CelFailure) return error.message;
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  const summary = 'summary' in error && typeof error.summary === 'string' ? error.summary : error.message;
  switch (code) {
    case 'no_such_key':
      return `no such key: ${summary.replace(/^No such key: /, '')}`;
    case 'index_out_of_bounds':
      return `index out of bounds: ${/index (-?\d+)/.exec(summary)?.[1] ?? ''}`;
    case 'division_by_zero':
    case 'modulo_by_zero':
      return summary === 'modulo by zero' ? 'modulus by zero' : summary;
    case 'unknown_variable':
      return `no such attribute(s): ${missingAttribute(node, variables) ?? summary}`;
    default:
      if (error.cause instanceof CelFailure) return error.cause.message;
      return 'no such overload';
  }
}

/** The first name that is not there, with the fields that were to be selected from it. */
function missingAttribute(node: CelNode, variables: Readonly<Record<string, unknown>>): string | undefined {
  const path = pathOf(node);
  if (path !== undefined) return hasKey(variables, path[0]!) ? undefined : path.join('.');
  for (const child of childrenOf(node)) {
    const found = missingAttribute(child, variables);
    if (found !== undefined) return found;
  }
  return undefined;
}

function pathOf(node: CelNode): readonly string[] | undefined {
  if (node.kind === 'ident') return [node.name];
  if (node.kind !== 'select') return undefined;
  const operand = pathOf(node.operand);
  return operand === undefined ? undefined : [...operand, node.field];
}

function childrenOf(node: CelNode): readonly CelNode[] {
  switch (node.kind) {
    case 'select':
      return [node.operand];
    case 'call':
      return node.target === undefined ? node.args : [node.target, ...node.args];
    case 'list':
      return node.items;
    case 'map':
      return node.entries.flatMap(({ key, value }) => [key, value]);
    default:
      return [];
  }
}
