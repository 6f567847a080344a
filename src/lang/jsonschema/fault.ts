import { quote } from '../gofmt/index.ts';

/** Why a value does not meet a schema, as a tree: a failed `anyOf` has the faults of its branches below it. */
export interface SchemaFault {
  /** Keys and indices that lead to the value. */
  readonly path: readonly string[];
  /** `group` collects several faults of one schema, `reference` stands for what a `$ref` led to. */
  readonly kind: 'fault' | 'group' | 'reference';
  readonly message: string;
  readonly causes: readonly SchemaFault[];
}

/** Prints faults as a list of `- at '/path': message` lines, branches indented. Follows santhosh-tekuri/jsonschema v6 `output.go`. */
export function faultsText(faults: readonly SchemaFault[]): string {
  const lines: string[] = [];
  const show = (fault: SchemaFault, depth: number): void => {
    // A reference with one fault below it says nothing that the fault does not say.
    const silent = fault.kind === 'reference' && fault.causes.length === 1;
    if (!silent) lines.push(`${'  '.repeat(depth)}- at ${quoteSingle(pointer(fault.path))}: ${fault.message}`);
    for (const cause of fault.causes) show(cause, silent ? depth : depth + 1);
  };
  for (const fault of faults) show(fault, 0);
  return lines.join('\n');
}

/** A JSON pointer. */
export function pointer(path: readonly string[]): string {
  return path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** A text between single quotes, escaped as the validator's messages are. */
export function quoteSingle(text: string): string {
  return `'${quote(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
