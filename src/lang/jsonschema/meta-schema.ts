import { formatValue } from '../gofmt/index.ts';
import { hasKey, isDict, type Dict } from '../../std/dict.ts';
import { quoteSingle, type SchemaFault } from './fault.ts';
import { FORMATS } from './formats.ts';
import { firstEqualPair, isNumber, numberOf, typeName } from './json-value.ts';
import type { Draft } from './schema.ts';

/**
 * Checks a schema against what its draft says of schemas; undefined when it is sound.
 *
 * The faults are those of validating with the published meta-schemas, found in one pass over a table of keywords.
 *
 * @param draftOf - Gives the draft of a part, where it is another one.
 * @param path - Where the schema is: the paths of faults start with it.
 */
export function metaFault(schema: unknown, draft: Draft, draftOf: MetaContext['draftOf'] = () => undefined, path: Path = []): SchemaFault | undefined {
  return schemaShape({ draft, draftOf, rootDraft: draft, within: undefined }, schema, path);
}

/** The URI of the meta-schema of a draft. */
export function metaSchemaUri(draft: Draft): string {
  return draft < 2019 ? `http://json-schema.org/draft-0${draft}/schema` : `https://json-schema.org/draft/${draft === 2019 ? '2019-09' : '2020-12'}/schema`;
}

/** Schemas whose parts are further from their root than this are refused. */
const MAX_PATH = 1000;

/** What schemas are checked against. */
interface MetaContext {
  readonly draft: Draft;
  readonly draftOf: (schema: Dict) => Draft | undefined;
  /** The draft of the schema that the check began with. */
  readonly rootDraft: Draft;
  /** What is left of draft 2019-09 in the parts of a schema of it that lies in one of another draft; see `straying`. */
  readonly within: Vocabulary | StrayKeyword | undefined;
}

type Path = readonly string[];
type Shape = (context: MetaContext, value: unknown, path: Path) => SchemaFault | undefined;

/** The parts that the later drafts are made of, in the order in which their faults are told; `top` is the schema around them. */
type Vocabulary = 'top' | 'core' | 'applicator' | 'unevaluated' | 'validation' | 'meta-data' | 'format' | 'content';

const VOCABULARIES: readonly Vocabulary[] = ['core', 'applicator', 'unevaluated', 'validation', 'meta-data', 'format', 'content'];

/** The keywords that lie outside of the vocabularies of draft 2019-09 and hold schemas. */
type StrayKeyword = 'definitions' | 'dependencies';

interface Keyword {
  readonly shape: Shape;
  readonly vocabulary: Vocabulary;
  readonly since: Draft;
  readonly until: Draft;
}

const text: Shape = (_, value, path) => (typeof value === 'string' ? undefined : wrongType(path, value, 'string'));
const flag: Shape = (_, value, path) => (typeof value === 'boolean' ? undefined : wrongType(path, value, 'boolean'));
const number: Shape = (_, value, path) => (isNumber(value) ? undefined : wrongType(path, value, 'number'));
const list: Shape = (_, value, path) => (Array.isArray(value) ? undefined : wrongType(path, value, 'array'));
const regex = formatted('regex');
const uri = formatted('uri');
const uriReference = formatted('uri-reference');

const TYPES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

function typeShape(_: MetaContext, value: unknown, path: Path): SchemaFault | undefined {
  // Most types are one word: nothing is to be said of them as lists then.
  const simple = simpleType(_, value, path);
  return simple && anyOf(path, [simple, typeList(_, value, path)]);
}

const typeList: Shape = listOf(simpleType, { atLeastOne: true, unique: true });

function simpleType(_: MetaContext, value: unknown, path: Path): SchemaFault | undefined {
  return typeof value === 'string' && TYPES.includes(value) ? undefined : fault(path, `value must be one of ${TYPES.map(quoteSingle).join(', ')}`);
}

function positive(context: MetaContext, value: unknown, path: Path): SchemaFault | undefined {
  return number(context, value, path) ?? (numberOf(value as number) > 0 ? undefined : fault(path, `exclusiveMinimum: got ${formatValue(value)}, want 0`));
}

function size(_: MetaContext, value: unknown, path: Path): SchemaFault | undefined {
  if (!isNumber(value) || !Number.isInteger(numberOf(value))) return wrongType(path, value, 'integer');
  return numberOf(value) >= 0 ? undefined : fault(path, `minimum: got ${formatValue(value)}, want 0`);
}

/** A size with a default, which the older drafts say in two parts. */
function sizeOrNone(context: MetaContext, value: unknown, path: Path): SchemaFault | undefined {
  const found = size(context, value, path);
  return found === undefined || context.draft >= 2019 ? found : fault(path, "'allOf' failed", [found]);
}

function schemaShape(context: MetaContext, value: unknown, path: Path): SchemaFault | undefined {
  if (path.length > MAX_PATH) return fault(path, 'the schema nests too deep');
  if (context.within !== undefined) return strayShape(context, context.within, value, path);
  if (isDict(value)) {
    const draft = context.draftOf(value) ?? context.draft;
    const own = draft === context.draft ? context : { ...context, draft };
    return draft < 2019 ? group(path, keywordFaults(own, value, path)) : modernSchema(own, value, path);
  }
  if (context.draft === 4) return wrongType(path, value, 'object');
  return typeof value === 'boolean' ? undefined : wrongType(path, value, 'boolean or object');
}

/**
 * The parts of a schema of draft 2019-09 are checked by what `$recursiveRef` finds outermost of that draft. Where the schema around is of
 * another draft, that is only the part of the meta-schema that was on the way: one vocabulary, or one keyword.
 */
function straying(context: MetaContext, key: string, vocabulary: Vocabulary): MetaContext {
  if (context.draft !== 2019 || context.rootDraft === 2019) return context;
  return { ...context, within: vocabulary === 'top' ? (key as StrayKeyword) : vocabulary };
}

function strayShape(context: MetaContext, within: Vocabulary | StrayKeyword, value: unknown, path: Path): SchemaFault | undefined {
  if (within === 'definitions' || within === 'dependencies') return keywordOf(within, 2019)!.shape(context, value, path);
  if (!isDict(value)) return typeof value === 'boolean' ? undefined : reference(path, wrongType(path, value, 'boolean or object'));
  const faults = Object.keys(value).sort().map((key) => {
    const keyword = keywordOf(key, 2019);
    return keyword?.vocabulary === within ? keyword.shape(context, value[key], [...path, key]) : undefined;
  });
  return reference(path, group(path, faults.filter((found) => found !== undefined)));
}

/** A schema within a schema. */
function innerSchema(context: MetaContext, value: unknown, path: Path): SchemaFault | undefined {
  return reference(path, schemaShape(context, value, path));
}

function keywordFaults(context: MetaContext, schema: Dict, path: Path): SchemaFault[] {
  const faults: SchemaFault[] = [];
  if (context.draft === 4) {
    for (const [exclusive, bound] of [['exclusiveMaximum', 'maximum'], ['exclusiveMinimum', 'minimum']] as const) {
      if (hasKey(schema, exclusive) && !hasKey(schema, bound)) faults.push(fault(path, `properties '${bound}' required, if '${exclusive}' exists`));
    }
  }
  for (const key of Object.keys(schema).sort()) {
    const found = keywordOf(key, context.draft)?.shape(context, schema[key], [...path, key]);
    if (found !== undefined) faults.push(found);
  }
  return faults;
}

/** The later drafts put each vocabulary to the schema by itself. */
function modernSchema(context: MetaContext, schema: Dict, path: Path): SchemaFault | undefined {
  const faults = new Map<Vocabulary, SchemaFault[]>();
  const add = (vocabulary: Vocabulary, found: SchemaFault): void => {
    const before = faults.get(vocabulary);
    if (before === undefined) faults.set(vocabulary, [found]);
    else before.push(found);
  };
  for (const key of Object.keys(schema).sort()) {
    const keyword = keywordOf(key, context.draft);
    const found = keyword?.shape(straying(context, key, keyword.vocabulary), schema[key], [...path, key]);
    if (found !== undefined) add(keyword!.vocabulary, found);
  }
  if (faults.size === 0) return undefined;
  const parts = VOCABULARIES.map((vocabulary) => reference(path, group(path, faults.get(vocabulary) ?? []))).filter((found) => found !== undefined);
  return group(path, [...(faults.get('top') ?? []), ...(parts.length === 0 ? [] : [fault(path, "'allOf' failed", parts)])]);
}

function listOf(shape: Shape, rules: { readonly atLeastOne?: boolean; readonly unique?: boolean }): Shape {
  return (context, value, path) => {
    if (!Array.isArray(value)) return wrongType(path, value, 'array');
    const faults: SchemaFault[] = [];
    if (rules.atLeastOne === true && value.length === 0) faults.push(fault(path, 'minItems: got 0, want 1'));
    const equal = rules.unique === true ? firstEqualPair(value) : undefined;
    if (equal !== undefined) faults.push(fault(path, `items at ${equal[0]} and ${equal[1]} are equal`));
    for (const [index, item] of value.entries()) {
      const found = shape(context, item, [...path, String(index)]);
      if (found !== undefined) faults.push(found);
    }
    return group(path, faults);
  };
}

function mapOf(shape: Shape, nameFaults: (map: Dict) => readonly SchemaFault[] = () => []): Shape {
  return (context, value, path) => {
    if (!isDict(value)) return wrongType(path, value, 'object');
    const faults: SchemaFault[] = [];
    for (const key of Object.keys(value).sort()) {
      const found = shape(context, value[key], [...path, key]);
      if (found !== undefined) faults.push(found);
    }
    return group(path, [...faults, ...nameFaults(value)]);
  };
}

/** The names of a mapping, which have to be of a format. Their faults have no path. */
function namesOf(format: 'regex' | 'uri'): (map: Dict) => readonly SchemaFault[] {
  const shape = formatted(format);
  return (map) =>
    Object.keys(map).sort().flatMap((name) => {
      const found = shape({ draft: 2020, draftOf: () => undefined, rootDraft: 2020, within: undefined }, name, []);
      return found === undefined ? [] : [fault([], `invalid propertyName ${quoteSingle(name)}`, [found])];
    });
}

function either(first: Shape, second: Shape): Shape {
  return (context, value, path) => {
    const found = first(context, value, path);
    return found === undefined ? undefined : anyOf(path, [found, second(context, value, path)]);
  };
}

function formatted(format: 'regex' | 'uri' | 'uri-reference'): Shape {
  return (_, value, path) => {
    if (typeof value !== 'string') return wrongType(path, value, 'string');
    const wrong = FORMATS.get(format)!(value);
    return wrong === undefined ? undefined : fault(path, `${quoteSingle(value)} is not valid ${format}: ${wrong}`);
  };
}

function matching(pattern: RegExp, shape: Shape = text): Shape {
  return (context, value, path) => {
    const found = shape(context, value, path);
    if (typeof value !== 'string' || pattern.test(value)) return found;
    return group(path, [...(found === undefined ? [] : [found]), fault(path, `${quoteSingle(value)} does not match pattern ${quoteSingle(pattern.source)}`)]);
  };
}

function anyOf(path: Path, faults: readonly (SchemaFault | undefined)[]): SchemaFault | undefined {
  return faults.includes(undefined) ? undefined : fault(path, "'anyOf' failed", faults as readonly SchemaFault[]);
}

function group(path: Path, faults: readonly SchemaFault[]): SchemaFault | undefined {
  return faults.length <= 1 ? faults[0] : { path, kind: 'group', message: 'validation failed', causes: faults };
}

/** A shape that the meta-schemas refer to. */
function referenceTo(shape: Shape): Shape {
  return (context, value, path) => reference(path, shape(context, value, path));
}

/** What a reference leads to: several faults of one value are its own then. */
function reference(path: Path, found: SchemaFault | undefined): SchemaFault | undefined {
  return found && { path, kind: 'reference', message: 'validation failed', causes: found.kind === 'group' ? found.causes : [found] };
}

function fault(path: Path, message: string, causes: readonly SchemaFault[] = []): SchemaFault {
  return { path, kind: 'fault', message, causes };
}

function wrongType(path: Path, value: unknown, wanted: string): SchemaFault {
  return fault(path, `got ${typeName(value)}, want ${wanted}`);
}

const schemas = referenceTo(listOf(innerSchema, { atLeastOne: true }));
const schemaMap = mapOf(innerSchema);
const names = referenceTo(listOf(text, { unique: true }));
const anchor2019 = matching(/^[A-Za-z][-A-Za-z0-9.:_]*$/);
const anchor2020 = matching(/^[A-Za-z_][-A-Za-z0-9._]*$/);

// One row for each meaning of a keyword: name, shape, vocabulary, the first and the last draft.
const ROWS: readonly (readonly [name: string, shape: Shape, vocabulary: Vocabulary, since?: Draft, until?: Draft])[] = [
  ['id', text, 'core', 4, 4],
  ['$id', uriReference, 'core', 6, 7],
  ['$id', matching(/^[^#]*#?$/, uriReference), 'core', 2019],
  ['$schema', uri, 'core'],
  ['$ref', text, 'core', 4, 4],
  ['$ref', uriReference, 'core', 6],
  ['$anchor', anchor2019, 'core', 2019, 2019],
  ['$anchor', anchor2020, 'core', 2020],
  ['$dynamicRef', uriReference, 'core', 2020],
  ['$dynamicAnchor', anchor2020, 'core', 2020],
  ['$recursiveRef', uriReference, 'core', 2019, 2019],
  ['$recursiveRef', uriReference, 'top', 2020],
  ['$recursiveAnchor', flag, 'core', 2019, 2019],
  ['$recursiveAnchor', anchor2020, 'top', 2020],
  ['$vocabulary', mapOf(flag, namesOf('uri')), 'core', 2019],
  ['$comment', text, 'core', 7],
  ['$defs', schemaMap, 'core', 2019],
  ['definitions', schemaMap, 'top'],
  ['dependencies', mapOf(either(innerSchema, listOf(text, { unique: true, atLeastOne: true }))), 'top', 4, 4],
  ['dependencies', mapOf(either(innerSchema, names)), 'top', 6],
  ['prefixItems', schemas, 'applicator', 2020],
  ['items', either(innerSchema, schemas), 'applicator', 4, 2019],
  ['items', innerSchema, 'applicator', 2020],
  ['additionalItems', either(flag, innerSchema), 'applicator', 4, 4],
  ['additionalItems', innerSchema, 'applicator', 6, 2019],
  ['contains', innerSchema, 'applicator', 6],
  ['additionalProperties', either(flag, innerSchema), 'applicator', 4, 4],
  ['additionalProperties', innerSchema, 'applicator', 6],
  ['properties', schemaMap, 'applicator'],
  ['patternProperties', schemaMap, 'applicator', 4, 6],
  ['patternProperties', mapOf(innerSchema, namesOf('regex')), 'applicator', 7],
  ['dependentSchemas', schemaMap, 'applicator', 2019],
  ['propertyNames', innerSchema, 'applicator', 6],
  ['if', innerSchema, 'applicator', 7],
  ['then', innerSchema, 'applicator', 7],
  ['else', innerSchema, 'applicator', 7],
  ['allOf', schemas, 'applicator'],
  ['anyOf', schemas, 'applicator'],
  ['oneOf', schemas, 'applicator'],
  ['not', innerSchema, 'applicator'],
  ['unevaluatedItems', innerSchema, 'applicator', 2019, 2019],
  ['unevaluatedItems', innerSchema, 'unevaluated', 2020],
  ['unevaluatedProperties', innerSchema, 'applicator', 2019, 2019],
  ['unevaluatedProperties', innerSchema, 'unevaluated', 2020],
  ['type', typeShape, 'validation'],
  ['enum', listOf(() => undefined, { atLeastOne: true, unique: true }), 'validation', 4, 7],
  ['enum', list, 'validation', 2019],
  ['multipleOf', positive, 'validation'],
  ['maximum', number, 'validation'],
  ['exclusiveMaximum', flag, 'validation', 4, 4],
  ['exclusiveMaximum', number, 'validation', 6],
  ['minimum', number, 'validation'],
  ['exclusiveMinimum', flag, 'validation', 4, 4],
  ['exclusiveMinimum', number, 'validation', 6],
  ['maxLength', size, 'validation'],
  ['minLength', sizeOrNone, 'validation'],
  ['pattern', regex, 'validation'],
  ['maxItems', size, 'validation'],
  ['minItems', sizeOrNone, 'validation'],
  ['uniqueItems', flag, 'validation'],
  ['maxContains', size, 'validation', 2019],
  ['minContains', size, 'validation', 2019],
  ['maxProperties', size, 'validation'],
  ['minProperties', sizeOrNone, 'validation'],
  ['required', listOf(text, { unique: true, atLeastOne: true }), 'validation', 4, 4],
  ['required', names, 'validation', 6],
  ['dependentRequired', mapOf(names), 'validation', 2019],
  ['title', text, 'meta-data'],
  ['description', text, 'meta-data'],
  ['deprecated', flag, 'meta-data', 2019],
  ['readOnly', flag, 'meta-data', 7],
  ['writeOnly', flag, 'meta-data', 7],
  ['examples', list, 'meta-data', 7],
  ['format', text, 'format'],
  ['contentMediaType', text, 'content', 7],
  ['contentEncoding', text, 'content', 7],
  ['contentSchema', innerSchema, 'content', 2019],
];

const KEYWORDS: ReadonlyMap<string, readonly Keyword[]> = keywordTable();

function keywordTable(): Map<string, Keyword[]> {
  const table = new Map<string, Keyword[]>();
  for (const [name, shape, vocabulary, since = 4, until = 2020] of ROWS) {
    const keyword = { shape, vocabulary, since, until };
    const others = table.get(name);
    if (others === undefined) table.set(name, [keyword]);
    else others.push(keyword);
  }
  return table;
}

function keywordOf(name: string, draft: Draft): Keyword | undefined {
  return KEYWORDS.get(name)?.find(({ since, until }) => draft >= since && draft <= until);
}
