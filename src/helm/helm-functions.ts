import { EddyError } from '../diagnostics/index.ts';
import { quote } from '../lang/gofmt/index.ts';
import { decodeJsonPartly, jsonKind } from '../lang/gojson/index.ts';
import { createTemplateSet, TemplateError, templateFn, type Functions, type TemplateContext, type TemplateSet } from '../lang/gotemplate/index.ts';
import { fn, GoError, NIL_LIST, NIL_MAP, type GoFunction, type Price } from '../lang/govalue/index.ts';
import { encodeJson, type JsonStyle } from '../lang/sprig/index.ts';
import { parseToml, printToml } from '../lang/toml/index.ts';
import { printYaml } from '../lang/yaml/index.ts';
import { isDict, newDict, toDict, type Dict } from '../std/dict.ts';
import { toPlain, toYamlPlain } from './plain-value.ts';
import { markFailure } from './template-failure.ts';
import { readYaml, writeYaml } from './yaml-text.ts';

/** Answers `lookup`: an object, a list object where the name is empty, or undefined where there is none. */
export type Lookup = (apiVersion: string, kind: string, namespace: string, name: string) => Dict | undefined;

/** What belongs to one render; functions find it as the host of the running set. */
export interface RenderHost {
  /** How often each template is being included right now. */
  readonly including: Map<string, number>;
  readonly lookup: Lookup | undefined;
  /** How many `tpl` run within each other right now. */
  tplDepth: number;
}

/** How deep a template may include itself. */
const MAX_NESTED_INCLUDES = 1000;
/** How deep `tpl` may lie in `tpl`: Go would go on until its stack of a gigabyte is full. */
const MAX_NESTED_TPL = 100;
const NO_VALUE = '<no value>';

/** Functions of sprig that a chart may not have. */
const REMOVED = new Set(['env', 'expandenv']);

/**
 * The functions of a chart's templates: sprig's, with Helm's own in addition or in their place.
 *
 * Follows Helm 4.2.2 `pkg/engine/funcs.go` and `engine.go`.
 *
 * @param overrides - Replaces or adds functions, as Helm's `CustomTemplateFuncs` does.
 */
export function helmFunctions(sprig: Functions, overrides: Functions = new Map()): Functions {
  return new Map([...[...sprig].filter(([name]) => !REMOVED.has(name)), ...HELM_FUNCTIONS, ...overrides]);
}

const JSON_STYLE: JsonStyle = { escapeHtml: true, indent: '' };

/** Reading and printing take longer than copying. */
const READING: Partial<Price> = { perThousand: 400 };
const PRINTING: Partial<Price> = { perThousand: 300 };

const HELM_FUNCTIONS: readonly (readonly [string, GoFunction])[] = [
  ['include', templateFn('string', 'any')(include).costing({ perCall: 4 })],
  ['tpl', templateFn('string', 'any')(tpl).costing({ perCall: 200, perThousand: 200 })],
  ['required', fn('string', 'any')(required)],
  ['fail', fn('string')((message) => {
    throw new GoError(markFailure(message));
  })],
  ['lookup', templateFn('string', 'string', 'string', 'string')((context, apiVersion, kind, namespace, name) => hostOf(context).lookup?.(apiVersion, kind, namespace, name) ?? newDict())],
  ['getHostByName', fn('string')(() => '')],
  ['toYaml', fn('any')((value) => orEmpty(() => yamlText(value))).costing(PRINTING)],
  ['mustToYaml', fn('any')(yamlText).costing(PRINTING)],
  ['toYamlPretty', fn('any')((value) => orEmpty(() => withoutLineFeed(printYaml(toYamlPlain(value), { dialect: 'v3', indent: 2 })))).costing(PRINTING)],
  ['fromYaml', fn('string')((text) => attempt(() => mapOf(readYaml(text) ?? newDict(), YAML_MISMATCH), errorMap)).costing(READING)],
  ['fromYamlArray', fn('string')((text) => attempt(() => listOf(readYaml(text) ?? [], YAML_MISMATCH), errorList)).costing(READING)],
  ['toJson', fn('any')((value) => orEmpty(() => encodeJson(value, JSON_STYLE))).costing(PRINTING)],
  ['mustToJson', fn('any')((value) => encodeJson(value, JSON_STYLE)).costing(PRINTING)],
  ['fromJson', fn('string')((text) => attempt(() => mapOfJson(text), errorMap)).costing(READING)],
  ['fromJsonArray', fn('string')((text) => attempt(() => listOfJson(text), errorList)).costing(READING)],
  ['toToml', fn('any')((value) => {
    try {
      return printToml(value);
    } catch (error) {
      // The encoder answers an error for what TOML cannot hold; of nil it does not get that far.
      if (error instanceof GoError && value != null) return error.message;
      throw error;
    }
  }).costing(PRINTING)],
  ['mustToToml', fn('any')(printToml).costing(PRINTING)],
  ['fromToml', fn('string')((text) => attempt(() => mapOf(parseToml(text)), errorMap)).costing(READING)],
];

const MAP_TYPE = 'map[string]interface {}';
const LIST_TYPE = '[]interface {}';
const YAML_MISMATCH = 'error unmarshaling JSON: while decoding JSON: ';

function hostOf(context: TemplateContext): RenderHost {
  return context.host as RenderHost;
}

function include(context: TemplateContext, name: string, data: unknown): string {
  const { including } = hostOf(context);
  const depth = including.get(name) ?? 0;
  if (depth > MAX_NESTED_INCLUDES) throw new GoError(`rendering template has a nested reference name: ${name}: unable to execute template`);
  including.set(name, depth + 1);
  const out = context.execute(name, data);
  including.set(name, depth);
  return out;
}

/** Runs a text as a template that sees all others. What it defines is gone afterwards. */
function tpl(context: TemplateContext, text: string, data: unknown): string {
  if (!text.includes('{{')) return text.includes(NO_VALUE) ? text.replaceAll(NO_VALUE, '') : text;
  const host = hostOf(context);
  if (host.tplDepth >= MAX_NESTED_TPL) {
    const detail = `tpl within tpl is deeper than ${MAX_NESTED_TPL} levels`;
    throw new TemplateError('limit', `template: ${detail}`, { template: context.set.name, detail });
  }
  let set: TemplateSet;
  try {
    set = parseInner(context.set, text);
  } catch (error) {
    throw wrapped(`cannot parse template ${quote(text)}`, error);
  }
  try {
    host.tplDepth++;
    const out = context.execute(context.set.name, data, set).replaceAll(NO_VALUE, '');
    host.tplDepth--;
    return out;
  } catch (error) {
    throw wrapped(`error during tpl function execution for ${quote(text)}`, error);
  }
}

function parseInner(outer: TemplateSet, text: string): TemplateSet {
  const set = outer.overlay();
  const before = set.lookup(outer.name);
  set.parse(outer.name, text);
  if (before === undefined || set.lookup(outer.name) !== before) return set;
  // A text that only defines templates never replaces one of the same name, here the enclosing tpl. It still has to run in its stead.
  const alone = createTemplateSet({ functions: outer.functions, missingKey: 'zero', name: outer.name });
  alone.parse(outer.name, text);
  return alone;
}

function wrapped(context: string, error: unknown): unknown {
  if (!(error instanceof GoError) || (error instanceof TemplateError && error.fault === 'limit')) return error;
  return new GoError(`${context}: ${error.message}`, { cause: error });
}

function required(message: string, value: unknown): unknown {
  if (value == null || value === '') throw new GoError(markFailure(message));
  return value;
}

function yamlText(value: unknown): string {
  return withoutLineFeed(writeYaml(jsonData(value)));
}

function jsonData(value: unknown): unknown {
  try {
    return toPlain(value);
  } catch (error) {
    throw error instanceof GoError ? new GoError(`error marshaling into JSON: ${error.message}`, { cause: error }) : error;
  }
}

function withoutLineFeed(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

/** Helm swallows what cannot be printed. */
function orEmpty(print: () => string): string {
  try {
    return print();
  } catch (error) {
    if (error instanceof GoError || error instanceof EddyError) return '';
    throw error;
  }
}

/** What a reader gives instead of a mapping. */
function errorMap(message: string): Dict {
  return toDict({ Error: message });
}

/** What a reader gives instead of a list. */
function errorList(message: string): readonly unknown[] {
  return [message];
}

/** A mapping that was read. A null that JSON reads is a nil map; YAML leaves the map as it was, empty. @throws GoError for anything else */
function mapOf(value: unknown, prefix = ''): Dict {
  if (value == null) return NIL_MAP;
  if (isDict(value)) return value;
  throw mismatch(jsonKind(value), MAP_TYPE, prefix);
}

/** A list that was read. @throws GoError for anything else */
function listOf(value: unknown, prefix = ''): readonly unknown[] {
  if (value == null) return NIL_LIST;
  if (Array.isArray(value)) return value;
  throw mismatch(jsonKind(value), LIST_TYPE, prefix);
}

function mismatch(kind: string, goType: string, prefix = ''): GoError {
  return new GoError(`${prefix}json: cannot unmarshal ${kind} into Go value of type ${goType}`);
}

/** A mapping keeps what Go has stored by the time it reports a number that is too large. */
function mapOfJson(text: string): Dict {
  const { value, fault } = decodeJsonPartly(text);
  if (fault !== undefined && value === null) throw mismatch('number', MAP_TYPE);
  const map = mapOf(value);
  return fault === undefined ? map : toDict({ ...map, Error: fault.message });
}

function listOfJson(text: string): readonly unknown[] {
  const { value, fault } = decodeJsonPartly(text);
  if (fault !== undefined && value === null) throw mismatch('number', LIST_TYPE);
  const list = listOf(value);
  if (fault !== undefined) throw fault;
  return list;
}

function attempt<T>(step: () => T, failed: (message: string) => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof GoError || error instanceof EddyError) return failed(error.message);
    throw error;
  }
}
