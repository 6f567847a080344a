import { lineAt } from '../../std/line-at.ts';
import { quote } from '../gofmt/index.ts';
import { compileText, type LazyBody } from './compile-text.ts';
import type { Functions } from './function-table.ts';
import type { Delimiters } from './lexer.ts';
import { DEFAULT_LIMITS, Run, type Body, type MissingKey, type Source, type Template, type TemplateLimits } from './run.ts';
import { TemplateError } from './template-error.ts';

/** How a set is made. */
export interface TemplateSetOptions {
  readonly functions: Functions;
  /** What a missing map key gives; Go's default is `default`, Helm's `zero`. */
  readonly missingKey?: MissingKey;
  readonly limits?: Partial<TemplateLimits>;
  /** The name that Go gives the first template of a set, which errors mention; Helm's is `gotpl`. */
  readonly name?: string;
  /** What opens and closes an action; `{{` and `}}` unless given. */
  readonly delimiters?: Delimiters;
}

/** How a set is executed. */
export interface ExecuteOptions {
  /** Handed to functions that were declared with `templateFn`. */
  readonly host?: unknown;
}

/** Makes an empty set of templates. */
export function createTemplateSet(options: TemplateSetOptions): TemplateSet {
  return new TemplateSet(options, undefined);
}

/** Templates that can call each other by name. */
export class TemplateSet {
  /** The name of the set in errors. */
  readonly name: string;
  readonly #options: TemplateSetOptions;
  readonly #limits: TemplateLimits;
  readonly #parent: TemplateSet | undefined;
  readonly #templates = new Map<string, SetTemplate>();

  /** Use `createTemplateSet` or `overlay`. */
  constructor(options: TemplateSetOptions, parent: TemplateSet | undefined) {
    this.name = options.name ?? '';
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#parent = parent;
  }

  /** The functions that templates of this set can call. */
  get functions(): Functions {
    return this.#options.functions;
  }

  /**
   * Parses a text as template `name`, together with everything it defines.
   *
   * Of several templates with one name the last wins; an empty one never replaces another.
   * Costs little for a text that was parsed before with the same functions, in whatever set. @throws TemplateError
   */
  parse(name: string, text: string): void {
    const { root, definitions } = compileText(name, text, this.#options.functions, this.#options.delimiters);
    const own = definitions.get(name);
    const definesItself = own !== undefined && !own.isEmpty;
    if (definesItself && !root.isEmpty) throw twice(name, text);
    const source = { name, text };
    for (const [defined, body] of definitions) if (defined !== name) this.#add(defined, source, body);
    this.#add(name, source, definesItself ? own : root);
  }

  #add(name: string, source: Source, body: LazyBody): void {
    if (body.isEmpty && this.lookup(name) !== undefined) return;
    this.#templates.set(name, new SetTemplate(name, source, body));
  }

  /** The template of a name; undefined where there is none. */
  lookup(name: string): Template | undefined {
    return this.#templates.get(name) ?? this.#parent?.lookup(name);
  }

  /** The names of all templates, in no particular order. */
  names(): ReadonlySet<string> {
    return new Set([...this.#templates.keys(), ...(this.#parent?.names() ?? [])]);
  }

  /** A set that sees all templates of this one, and whose own do not show in it. Costs the same for any number of templates. */
  overlay(): TemplateSet {
    return new TemplateSet(this.#options, this);
  }

  /** Runs a template and returns its output. @throws TemplateError */
  execute(name: string, data: unknown, options: ExecuteOptions = {}): string {
    const run = new Run(this, this.#options.missingKey ?? 'default', this.#limits, options.host);
    try {
      return run.execute(name, data);
    } catch (error) {
      throw run.isEngineLimit(error) ? run.engineLimit(error) : error;
    }
  }
}

/** A template that compiles when it is first called. */
class SetTemplate implements Template {
  readonly name: string;
  readonly source: Source;
  readonly #body: LazyBody;

  constructor(name: string, source: Source, body: LazyBody) {
    this.name = name;
    this.source = source;
    this.#body = body;
  }

  get body(): Body {
    return this.#body.body();
  }
}

function twice(name: string, text: string): TemplateError {
  const detail = `template: multiple definition of template ${quote(name)}`;
  return new TemplateError('syntax', `template: ${name}:${lineAt(text, text.length)}: ${detail}`, { template: name, detail });
}
