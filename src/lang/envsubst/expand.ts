import { EddyError } from '../../diagnostics/index.ts';
import { applyOperator } from './operators.ts';
import { parseSubstitutions, type SubstitutionPart } from './parse.ts';

/** How variables are looked up. */
export interface ExpandOptions {
  /** The value of a variable; undefined where it is not set. */
  readonly lookup: (name: string) => string | undefined;
  /** A variable that is not set fails, unless its operator is one that gives a default. */
  readonly strict: boolean;
  /** What stands for a variable that is not set, unless its operator gives a default; it counts as set then. */
  readonly fallback?: ((name: string) => string) | undefined;
}

const DEFAULTS: ReadonlySet<string> = new Set(['=', ':-', ':+', ':=', ':?']);

/**
 * Expands the expressions of a text.
 *
 * Arguments are expanded before the value is looked at, so a missing variable in a default fails a strict run even where the default is not needed.
 *
 * @throws EddyError SubstitutionSyntax, SubstitutionVariable.
 */
export function expandVariables(text: string, options: ExpandOptions): string {
  // Most texts have neither an expression, an escape nor a NUL.
  if (!text.includes('$') && !text.includes('\0')) return text;
  return parseSubstitutions(text).map((part) => expand(part, options)).join('');
}

function expand(part: SubstitutionPart, options: ExpandOptions): string {
  if (typeof part === 'string') return part;
  const { name, operator, args } = part;
  const values = args.map((arg) => expand(arg, options));
  const hasDefault = DEFAULTS.has(operator);
  const value = options.lookup(name) ?? (hasDefault ? undefined : options.fallback?.(name));
  if (value === undefined && options.strict && !hasDefault) {
    throw new EddyError('SubstitutionVariable', `variable not set (strict mode): "${name}"`, {
      hint: `define ${name} under postBuild.substitute or substituteFrom, give it a default (\${${name}:=value}), or write $\${${name}} to keep the text`,
    });
  }
  return applyOperator(operator, value ?? '', values);
}
