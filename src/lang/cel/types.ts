/** A static type: `int`, `list(A)`, `map(string, dyn)`. A name of one capital letter stands for any type. */
export interface CelType {
  readonly name: string;
  readonly args: readonly CelType[];
}

export const DYN: CelType = { name: 'dyn', args: [] };

/** Makes a type of a name and its arguments. */
export function celType(name: string, ...args: readonly CelType[]): CelType {
  return { name, args };
}

/** As cel-go prints types. */
export function typeText({ name, args }: CelType): string {
  return args.length === 0 ? name : `${name}(${args.map(typeText).join(', ')})`;
}

/** type = name [ "(" type { "," type } ")" ] . */
export function readType(text: string): CelType {
  const open = text.indexOf('(');
  if (open === -1) return { name: text, args: [] };
  const args: CelType[] = [];
  let depth = 0;
  let start = open + 1;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '(') depth++;
    else if ((char === ',' || char === ')') && depth === 0) {
      args.push(readType(text.slice(start, at).trim()));
      start = at + 1;
    } else if (char === ')') depth--;
  }
  return { name: text.slice(0, open), args };
}

/** Whether a value of a type can stand where another is wanted; names that stand for any type are bound on the way. */
export function fits(given: CelType, wanted: CelType, bound: Map<string, CelType>): boolean {
  if (given.name === 'dyn' || wanted.name === 'dyn') return true;
  if (/^[A-Z]$/.test(wanted.name)) {
    const known = bound.get(wanted.name);
    if (known === undefined || known.name === 'dyn') {
      bound.set(wanted.name, given);
      return true;
    }
    return fits(given, known, bound);
  }
  return given.name === wanted.name && given.args.length === wanted.args.length && given.args.every((arg, i) => fits(arg, wanted.args[i]!, bound));
}

/** A type with the names in it that stand for other types filled in; what nothing was found for is dynamic. */
export function filled({ name, args }: CelType, bound: ReadonlyMap<string, CelType>): CelType {
  if (/^[A-Z]$/.test(name)) return bound.get(name) ?? DYN;
  return args.length === 0 ? { name, args } : { name, args: args.map((arg) => filled(arg, bound)) };
}
