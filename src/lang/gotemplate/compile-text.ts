import { FunctionTable, type Functions } from './function-table.ts';
import type { Delimiters } from './lexer.ts';
import { isEmptyBody, type ListNode } from './nodes.ts';
import { parseText, SyntaxFault } from './parser.ts';
import type { Body } from './run.ts';
import { compileBody } from './statements.ts';

/** A body with what a set must know of it before it is compiled. */
export interface LazyBody {
  readonly isEmpty: boolean;
  /** Compiles on first use: of a library's many templates a chart calls few. */
  readonly body: () => Body;
}

/** A text after parsing. It knows nothing of the name it is parsed under, so that one serves all. */
export interface CompiledText {
  readonly text: string;
  readonly root: LazyBody;
  readonly definitions: ReadonlyMap<string, LazyBody>;
}

/** Texts kept per table of functions, in characters. */
const CACHE_SIZE = 32 * 1024 * 1024;

/** What was parsed with one table of functions. */
class TextCache {
  readonly functions: FunctionTable;
  readonly #texts = new Map<string, CompiledText | SyntaxFault>();
  #size = 0;

  constructor(functions: Functions) {
    this.functions = new FunctionTable(functions);
  }

  get(text: string, delimiters: Delimiters | undefined): CompiledText | SyntaxFault {
    const key = delimiters === undefined ? text : `${delimiters.left}\0${delimiters.right}\0${text}`;
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const compiled = compile(text, this.functions, delimiters);
    this.#size += text.length;
    if (this.#size > CACHE_SIZE) this.#clear(text.length);
    this.#texts.set(key, compiled);
    return compiled;
  }

  #clear(size: number): void {
    this.#texts.clear();
    this.#size = size;
  }
}

// Nothing but a memory of pure results: it lives as long as the functions do.
const caches = new WeakMap<Functions, TextCache>();

/** Parses a text that is called `name`, or takes it from memory. @throws TemplateError */
export function compileText(name: string, text: string, functions: Functions, delimiters?: Delimiters): CompiledText {
  let cache = caches.get(functions);
  if (cache === undefined) {
    cache = new TextCache(functions);
    caches.set(functions, cache);
  }
  const compiled = cache.get(text, delimiters);
  if (compiled instanceof SyntaxFault) throw compiled.toError(name, text);
  return compiled;
}

function compile(text: string, functions: FunctionTable, delimiters: Delimiters | undefined): CompiledText | SyntaxFault {
  try {
    const { root, definitions } = parseText(text, functions, delimiters);
    const bodies = new Map<string, LazyBody>();
    for (const [name, list] of definitions) bodies.set(name, lazyBody(list, functions));
    return { text, root: lazyBody(root, functions), definitions: bodies };
  } catch (error) {
    if (error instanceof SyntaxFault) return error;
    throw error;
  }
}

function lazyBody(list: ListNode, functions: FunctionTable): LazyBody {
  let compiled: Body | undefined;
  return { isEmpty: isEmptyBody(list), body: () => (compiled ??= compileBody(list, functions)) };
}
