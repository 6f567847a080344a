import { formatFloat, formatShortest, parseBool, parseFloat64, parseInteger } from '../../lang/gofmt/index.ts';
import type { Accumulator, Var } from '../accumulator.ts';
import { varText } from '../accumulator.ts';
import { visitFieldSpec, type FieldSpec } from '../field-spec.ts';
import { splitBracketPath } from '../field-path.ts';
import { attempt, fault } from '../kustomize-error.ts';
import { lookup } from '../lookup.ts';
import { isMissing, isString, scalarNode, type Node, type NodeStyle } from '../node.ts';
import { isSelected } from '../res-id.ts';
import { nodeValue } from '../scalar-value.ts';

/** What a var stands for: a text, an integer, a float, a boolean, or something that cannot be put into a text. */
type VarValue = string | bigint | number | boolean | object;

/**
 * Replaces `$(NAME)` by the values of vars in the fields of the specs.
 *
 * Follows kustomize api v0.21.1 internal/accumulator/refvartransformer.go and filters/refvar.
 *
 * @returns the names of vars that nothing used
 * @throws EddyError KustomizeVarInvalid when a var has no value
 */
export function resolveVars(accumulator: Accumulator): string[] {
  const names = [...accumulator.vars.keys()].sort();
  if (names.length === 0) return [];
  const values = new Map(names.map((name) => [name, valueOfVar(accumulator, accumulator.vars.get(name)!)] as const));
  const used = new Set<string>();
  const replacer = new Replacer(values, used);
  for (const resource of accumulator.resources.all) {
    const id = resource.currentId();
    for (const spec of accumulator.config.varReference) {
      if (isSelected(id, spec)) visitFieldSpec(resource.node, () => id, spec satisfies FieldSpec, undefined, (node) => {
        replacer.set(node);
      });
    }
  }
  accumulator.resources.touch();
  return names.filter((name) => !used.has(name));
}

function valueOfVar(accumulator: Accumulator, variable: Var): VarValue {
  const resource = accumulator.resources.all.find((each) => each.refVarNames.includes(variable.name));
  if (resource === undefined) throw fault('KustomizeVarInvalid', `var '${varText(variable)}' cannot be mapped to a field in the set of known resources`);
  const path = splitBracketPath(variable.fieldPath).flatMap(splitIndex);
  const { value: node } = attempt(() => lookup(resource.node, path));
  const value = node === undefined ? undefined : fieldValue(node);
  if (value === undefined) throw fault('KustomizeVarInvalid', `field specified in var '${varText(variable)}' not found in corresponding resource`);
  return value;
}

/** `ports[0]` means `ports` and then the index. */
function splitIndex(part: string): string[] {
  const match = /^(.*)\[(\d+)\]$/.exec(part);
  if (match === null) return [part];
  return match[1] === '' ? [match[2]!] : [match[1]!, match[2]!];
}

/** What Go's `strconv` reads of a scalar, which is not all that YAML knows; undefined for numbers that it does not read. */
function fieldValue(node: Node): VarValue | undefined {
  const { kind, tag, text } = node;
  if (kind !== 'scalar') return isReadable(node) ? NO_TEXT : undefined;
  switch (tag) {
    case '!!int': return unlessFaulty(parseInteger(text, 10));
    case '!!float': return unlessFaulty(parseFloat64(text));
    case '!!bool': return parseBool(text);
    default: return text;
  }
}

/** Of a map or a list only this is asked. */
const NO_TEXT: object = {};

/** Whether all texts of a map or list fit their tags; what only JSON cannot hold counts. */
function isReadable(node: Node): boolean {
  const { error } = attempt(() => nodeValue(node));
  return error === undefined || error.message.startsWith('json: ');
}

function unlessFaulty<T>({ value, fault }: { readonly value: T; readonly fault: unknown }): T | undefined {
  return fault === undefined ? value : undefined;
}

class Replacer {
  readonly #values: ReadonlyMap<string, VarValue>;
  readonly #used: Set<string>;

  constructor(values: ReadonlyMap<string, VarValue>, used: Set<string>) {
    this.#values = values;
    this.#used = used;
  }

  set(node: Node): void {
    if (isMissing(node)) return;
    switch (node.kind) {
      case 'scalar':
        if (isString(node)) this.#replace(node);
        return;
      case 'map':
        for (const [key, value] of node.fields) {
          const tag = node.oddKeys?.get(key) ?? '';
          if (tag !== '') throw fault('KustomizeFieldKind', `invalid map key: value='${key}', tag='${tag}'`);
          if (isString(value)) this.#replace(value);
        }
        return;
      case 'list':
        for (const item of node.items) {
          if (!isString(item)) throw fault('KustomizeFieldKind', 'invalid value type expect a string');
          this.#replace(item);
        }
    }
  }

  #replace(node: Node): void {
    const value = this.#expand(node.text);
    if (typeof value === 'bigint') node.become(scalarNode(String(value), '!!int'));
    else if (typeof value === 'number') node.become(scalarNode(formatFloat(value, 'f', -1), '!!float'));
    else if (typeof value === 'boolean') node.become(scalarNode(String(value), '!!bool'));
    else node.become(scalarNode(value, '!!str', 'plain' satisfies NodeStyle));
  }

  /** `$$` gives one `$`; a text that is nothing but one reference takes over the type of the value. */
  #expand(text: string): string | bigint | number | boolean {
    let out = '';
    let from = 0;
    for (let at = text.indexOf('$'); at !== -1 && at + 1 < text.length; at = text.indexOf('$', from)) {
      out += text.slice(from, at);
      const next = text[at + 1]!;
      const end = next === '(' ? text.indexOf(')', at + 2) : -1;
      if (end !== -1) {
        const value = this.#value(text.slice(at + 2, end));
        if (at === 0 && end === text.length - 1) return value;
        out += typeof value === 'number' ? formatShortest(value) : String(value);
        from = end + 1;
      } else {
        out += next === '$' ? '$' : `$${next}`;
        from = at + 2;
      }
    }
    return out + text.slice(from);
  }

  #value(name: string): string | bigint | number | boolean {
    const value = this.#values.get(name);
    if (value === undefined || typeof value === 'object') return `$(${name})`;
    this.#used.add(name);
    return value;
  }
}
