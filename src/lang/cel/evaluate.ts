import { isDict, toDict } from '../../std/dict.ts';
import { lazyLibrary, LibraryNeeded } from '../../std/lazy-library.ts';

/** What became of an expression that must answer true or false. */
export type CelAnswer =
  | { readonly type: 'value'; readonly value: boolean }
  /** It can never be answered: wrong syntax, an unknown variable, another type. */
  | { readonly type: 'invalid'; readonly message: string }
  /** It cannot be answered for these objects: a field is missing. */
  | { readonly type: 'failed'; readonly message: string };

const cel = lazyLibrary('@marcbachmann/cel-js', () => import('@marcbachmann/cel-js'));

/**
 * Evaluates an expression over named objects; `null` variables are declared and have no value.
 *
 * Follows fluxcd/pkg runtime v0.110.1 cel/expression.go: variables are dynamic, the result must be a bool by its static type.
 *
 * @throws LibraryNeeded the first time.
 */
export function evaluateReadyExpr(expression: string, variables: Readonly<Record<string, unknown>>): CelAnswer {
  const { Environment } = cel.get();
  const environment = new Environment({ unlistedVariablesAreDyn: false, enableOptionalTypes: true, homogeneousAggregateLiterals: false });
  for (const name of Object.keys(variables)) environment.registerVariable(name, 'dyn');
  try {
    const checked = environment.check(expression);
    if (!checked.valid) return { type: 'invalid', message: `failed to parse the CEL expression '${expression}': ${checked.error?.message ?? 'unknown error'}` };
    if (checked.type !== 'bool') return { type: 'invalid', message: `CEL expression output type mismatch: expected bool, got ${String(checked.type)}` };
  } catch (error) {
    return { type: 'invalid', message: `failed to parse the CEL expression '${expression}': ${messageOf(error)}` };
  }
  try {
    const value: unknown = environment.evaluate(expression, celValue(variables) as Record<string, unknown>);
    return { type: 'value', value: value === true };
  } catch (error) {
    return { type: 'failed', message: `failed to evaluate the CEL expression '${expression}': ${messageOf(error)}` };
  }
}

/**
 * Why an expression cannot be parsed, in Flux's words; undefined for one that can. Names and types are not looked at.
 *
 * @throws LibraryNeeded the first time.
 */
export function celFault(expression: string): string | undefined {
  try {
    openEnvironment().parse(expression);
    return undefined;
  } catch (error) {
    return `failed to parse the CEL expression '${expression}': ${messageOf(error)}`;
  }
}

/**
 * Evaluates an expression over the top-level fields of an object, unchecked: what does not fit is found where it is met.
 *
 * Follows fluxcd/pkg runtime v0.110.1 cel/status_evaluator.go.
 *
 * @throws LibraryNeeded the first time.
 */
export function evaluateHealthExpr(expression: string, object: Readonly<Record<string, unknown>>): CelAnswer {
  try {
    const value: unknown = openEnvironment().evaluate(expression, celValue(toDict(object)) as Record<string, unknown>);
    if (typeof value === 'boolean') return { type: 'value', value };
    return { type: 'invalid', message: `failed to evaluate CEL expression as boolean: '${expression}'` };
  } catch (error) {
    return { type: 'failed', message: `failed to evaluate the CEL expression '${expression}': ${messageOf(error)}` };
  }
}

function openEnvironment(): InstanceType<ReturnType<typeof cel.get>['Environment']> {
  const { Environment } = cel.get();
  return new Environment({ unlistedVariablesAreDyn: true, enableOptionalTypes: true, homogeneousAggregateLiterals: false });
}

/** JSON as CEL has it: a number without fraction is an int. */
function celValue(value: unknown): unknown {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (Array.isArray(value)) return value.map(celValue);
  if (!isDict(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, celValue(held)]));
}

function messageOf(error: unknown): string {
  if (error instanceof LibraryNeeded) throw error;
  return error instanceof Error ? error.message : String(error);
}
