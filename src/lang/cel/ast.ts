/** An expression. Offsets are those that cel-go tells in faults: of an operator, of the opening parenthesis of a call. */
export type CelNode =
  | { readonly kind: 'literal'; readonly offset: number; readonly type: 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'bool' | 'null_type' }
  | { readonly kind: 'ident'; readonly offset: number; readonly name: string }
  | { readonly kind: 'select'; readonly offset: number; readonly operand: CelNode; readonly field: string; readonly optional: boolean }
  /** Operators are calls of functions such as `_==_`. */
  | { readonly kind: 'call'; readonly offset: number; readonly name: string; readonly target: CelNode | undefined; readonly args: readonly CelNode[] }
  | { readonly kind: 'list'; readonly offset: number; readonly items: readonly CelNode[] }
  | { readonly kind: 'map'; readonly offset: number; readonly entries: readonly { readonly key: CelNode; readonly value: CelNode }[] }
  /** What was not understood; a fault tells of it. */
  | { readonly kind: 'broken'; readonly offset: number };
