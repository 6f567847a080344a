import type { Random } from './random.ts';

interface SchemaCase {
  readonly schema: unknown;
  readonly values: readonly unknown[];
}

type Draft = 4 | 6 | 7 | 2019 | 2020;

const URIS: Readonly<Record<Draft, string>> = {
  4: 'http://json-schema.org/draft-04/schema#', 6: 'http://json-schema.org/draft-06/schema#', 7: 'http://json-schema.org/draft-07/schema#', 2019: 'https://json-schema.org/draft/2019-09/schema', 2020: 'https://json-schema.org/draft/2020-12/schema',
};
const ODD_URIS = ['https://json-schema.org/draft-07/schema', 'http://json-schema.org/draft-07/schema', 'http://json-schema.org/draft-05/schema#', 'http://json-schema.org/schema#', 'https://json-schema.org/draft/2020-12/schema#', 'draft-07', '', 'http://json-schema.org/draft-07/schema#x'];
const NAMES = ['a', 'b', 'c', 'list', 'x.y', 'é', 'long name', 'a/b', '~', '1'];
const TYPES = ['string', 'number', 'integer', 'object', 'array', 'boolean', 'null'];
const NUMBERS = [0, 1, -1, 2, 3, 1.5, 0.1, 0.3, 10, 1000, 12345, 1234567, 1e21, 0.01, -0.5, 1e-7];
const TEXTS = ['', 'a', 'ab', 'abc', 'text', 'é', '日本語', '😀', '10', 'it\'s "q"', 'line\nbreak', 'a.b', 'UPPER'];
const FORMATS = ['date', 'date-time', 'time', 'duration', 'period', 'email', 'hostname', 'ipv4', 'ipv6', 'uri', 'uri-reference', 'uri-template', 'iri', 'iri-reference', 'uuid', 'json-pointer', 'relative-json-pointer', 'regex', 'semver', 'unknown', 'idn-email', 'idn-hostname', 'color', 'uriref', 'int32'];
const FORMATTED = [
  '2020-02-29', '2021-02-29', '2020-13-01', '2020-1-1', '2020-02-29T13:04:05Z', '2020-02-29T13:04:05.123+02:00', '2020-02-29t13:04:05z', '2020-02-29 13:04:05Z', '2020-02-29T25:04:05Z', '1998-12-31T23:59:60Z', '1998-12-31T15:59:60-08:00', '1998-12-31T22:59:60Z', '13:04:05Z', '13:04:05', '23:59:60Z', '13:04:05.', '13:04:05+24:00', '08:30:06-08:0', 'P1Y2M3DT4H5M6S', 'P1W', 'P', 'PT', 'P1D1Y', 'P1Y2W', 'PT1.5S', '2020-01-01T00:00:00Z/P1D', 'P1D/2020-01-01T00:00:00Z', 'a@b.c', '"a b"@c.d', 'a.b.@c.d', '.a@c.d', 'a..b@c', 'a@[127.0.0.1]', 'a@[IPv6:::1]', 'a@', '@b', 'a@b@c', 'host', 'host.example.com', '-bad', 'bad-', 'a_b', 'a..b', 'host.', `${'a'.repeat(64)}.com`, 'xn--x', '1.2.3.4', '01.2.3.4', '1.2.3.256', '1.2.3', '::1', '1::', '::ffff:1.2.3.4', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7::', '12345::', '::1%eth0', 'fe80::%1', ':', '1:2:3:4:5:6:1.2.3.4', 'http://a.b/c?d#e', 'http://[::1]:80/', 'http://[::1', 'http://a b', 'a/b', '//a/b', '/a?x', 'mailto:x@y', '%zz', 'http://a.b/%zz', 'http://a.b:port', ':x', '\\\\x', 'http://user:p@h', 'http://é.b/é', '{a}/{b}', 'http://x/{a', 'http://x/a}', '123e4567-e89b-12d3-a456-426614174000', '123e4567e89b12d3a456426614174000', '123e4567-e89b-12d3-a456-42661417400g', '', '/', '/a~0b', '/a~2', 'a', '0', '1/a', '01', '-1', '0#', '1#x', '[a-z]+', '(', '(?=x)', '\\d', '1.2.3', 'v1.2.3', '1.2', '1.2.3-rc.1+b', '01.2.3', '1.2.3-', '1.2.3-01', '1.2.3+', '1.2.3-a..b', '1.2.3 ', '<x@y>',
];
const PATTERNS = ['^a', 'b$', '[0-9]+', '^[a-z]{2,3}$', '.', '^x-', '\\w+@', '(', '[', '(?=a)', '\\pL', '^$'];
const IDS = ['http://x.y/s.json', 'other.json', 'sub/', '#anchor', 'urn:x:y', '', 'file:///values.schema.json', 'http://x.y/s.json#frag', 'a b', '%zz', '../up.json'].filter((id) => id !== '%zz');
const INNER_IDS = ['http://x.y/inner.json', 'inner.json', 'inner.json#', 'sub/inner.json', 'other.json'];
const REFERENCES = ['#', '#/definitions/d', '#/$defs/d', '#/$defs/e', '#/definitions/e', '#/properties/a', '#/$defs/nope', '#anchor', '#dyn', '#nope', 'other.json', 'other.json#/properties/a', 'http://x.y/s.json', 'http://json-schema.org/draft-07/schema#', 'https://json-schema.org/draft/2020-12/schema', 'http://json-schema.org/draft-04/schema', 'https://json-schema.org/draft/2019-09/schema#', '#/$defs/d/not', '#/allOf/0', '#/$defs/a~1b', '#/%24defs/d', 'http://elsewhere/x.json', '#/', '#/enum/0', '#/$defs/d~2'];

/** Writes a schema and values that it may take. Most schemas are sound. */
export class SchemaText {
  readonly #random: Random;
  /** Of the schema at hand: a part with a name of its own may be of another draft. */
  #draft: Draft;
  /** Whether the schema at hand is one of 2019-09 in one of another draft, of which the library looks at little. */
  #isStray = false;

  constructor(random: Random) {
    this.#random = random;
    this.#draft = random.pick<Draft>([4, 6, 7, 7, 2019, 2020, 2020]);
  }

  case(): SchemaCase {
    const random = this.#random;
    const root: Record<string, unknown> = {};
    if (!(this.#draft === 2020 && random.oneIn(2))) root['$schema'] = random.oneIn(40) ? random.pick(ODD_URIS) : URIS[this.#draft];
    if (random.oneIn(4)) root[this.#draft >= 2019 && !random.oneIn(4) ? '$defs' : 'definitions'] = { d: this.#named(2), e: this.#named(2), f: this.#named(1) };
    else if (random.oneIn(3)) root[this.#draft >= 2019 ? '$defs' : 'definitions'] = { d: this.#schema(2), e: this.#schema(2) };
    if (random.oneIn(6)) Object.assign(root, this.#dynamicName());
    const schema = this.#schema(3);
    return { schema: typeof schema === 'object' ? { ...root, ...schema } : root, values: random.list(3, 5, () => (random.oneIn(6) ? this.#value(2) : this.#table(3))) };
  }

  #schema(depth: number): Record<string, unknown> | boolean {
    const random = this.#random;
    if (depth < 3 && random.oneIn(12)) return this.#draft === 4 && !random.oneIn(4) ? {} : random.oneIn(3);
    const found: Record<string, unknown> = {};
    for (let count = random.below(3); count >= 0; count--) Object.assign(found, this.#keyword(depth));
    return found;
  }

  #keyword(depth: number): Record<string, unknown> {
    const random = this.#random;
    if (depth > 0 && random.oneIn(2)) return this.#applicator(depth - 1);
    if (random.oneIn(this.#isStray ? 15 : 150)) return this.#wrong();
    return random.choose<Record<string, unknown>>(
      () => ({ type: random.oneIn(3) ? [...new Set(random.list(1, 3, () => random.pick(TYPES)))] : random.pick(TYPES) }),
      () => ({ enum: random.list(1, 3, () => this.#value(1)) }),
      () => ({ const: this.#value(1) }),
      () => ({ [random.pick(['minimum', 'maximum'])]: random.pick(NUMBERS) }),
      () => this.#exclusive(),
      () => ({ multipleOf: random.pick([1, 2, 0.1, 0.01, 3, 1.5, 1e-7, 1000]) }),
      () => ({ [random.pick(['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'])]: random.pick([0, 1, 2, 3, 1, 2, 1000, 12345, 2.0]) }),
      () => ({ pattern: random.pick(random.oneIn(20) ? PATTERNS : PATTERNS.slice(0, 7)) }),
      () => ({ format: random.pick(FORMATS) }),
      () => ({ uniqueItems: !random.oneIn(5) }),
      () => ({ required: [...new Set(random.list(1, 3, () => random.pick(NAMES)))] }),
      () => ({ dependentRequired: { [random.pick(NAMES)]: [...new Set(random.list(0, 2, () => random.pick(NAMES)))] } }),
      () => ({ [random.pick(['minContains', 'maxContains'])]: random.below(3), contains: this.#schema(0) }),
      () => ({ [random.pick(['title', 'description', '$comment', 'x-any'])]: 'text', default: this.#value(1), examples: [this.#value(1)], readOnly: true }),
      () => this.#name(),
      () => this.#reference(),
    );
  }

  #exclusive(): Record<string, unknown> {
    const random = this.#random;
    const keyword = random.pick(['exclusiveMinimum', 'exclusiveMaximum']);
    if (this.#draft !== 4) return { [keyword]: random.pick(NUMBERS) };
    return { [keyword]: random.oneIn(2), [keyword === 'exclusiveMinimum' ? 'minimum' : 'maximum']: random.pick(NUMBERS) };
  }

  #name(): Record<string, unknown> {
    const random = this.#random;
    if (!random.oneIn(5)) return {};
    return random.choose<Record<string, unknown>>(
      () => ({ [this.#draft === 4 ? 'id' : '$id']: random.pick(random.oneIn(4) ? IDS : IDS.slice(0, 3)) }),
      () => ({ $anchor: random.oneIn(10) ? random.pick(['', '1a', 'a b', '#x']) : 'anchor' }),
      () => ({ $dynamicAnchor: 'dyn' }),
      () => ({ $recursiveAnchor: true }),
      () => ({ $vocabulary: random.pick<unknown>([{}, { 'https://json-schema.org/draft/2020-12/vocab/core': true }, { 'http://x/y': true }, 1]) }),
      () => this.#resource(),
    );
  }

  /** The name of a part that is a schema of its own, most often of another draft. */
  #resource(draft: Draft = this.#random.pick<Draft>([4, 6, 7, 2019, 2020, 2019, 2020])): Record<string, unknown> {
    const random = this.#random;
    return {
      $schema: random.oneIn(12) ? random.pick(ODD_URIS.slice(0, 2)) : URIS[draft], [draft === 4 ? 'id' : '$id']: random.pick(INNER_IDS),
      ...(random.oneIn(2) ? this.#dynamicName() : {}),
    };
  }

  #dynamicName(): Record<string, unknown> {
    return this.#random.pick<Record<string, unknown>>([{ $recursiveAnchor: true }, { $dynamicAnchor: 'dyn' }, { $dynamicAnchor: 'dyn' }, { $anchor: 'anchor' }, { $recursiveAnchor: false }]);
  }

  /** A schema that has a name of its own, most of the time, and is written as its draft wants it. */
  #named(depth: number): unknown {
    const random = this.#random;
    if (random.oneIn(3)) return this.#schema(depth);
    const outer = this.#draft;
    this.#draft = random.pick<Draft>([outer, 7, 2019, 2020, 2019, 2020]);
    this.#isStray = this.#draft === 2019 && outer !== 2019;
    const schema = this.#schema(depth);
    const defs = random.oneIn(3) ? { [this.#draft >= 2019 ? '$defs' : 'definitions']: { d: this.#schema(1), e: { ...this.#dynamicName(), ...this.#table(0) } } } : {};
    const found = typeof schema === 'boolean' ? schema : { ...this.#resource(this.#draft), ...schema, ...defs, ...(random.oneIn(3) ? this.#jump() : {}) };
    this.#draft = outer;
    this.#isStray = false;
    return found;
  }

  /** A reference to a schema with a name, or one that depends on who refers to it. */
  #jump(): Record<string, unknown> {
    const random = this.#random;
    const keyword = random.pick(['$ref', '$dynamicRef', '$recursiveRef', '$dynamicRef']);
    const target = keyword === '$recursiveRef' ? '#' : `${random.pick(['', '', 'inner.json', 'other.json', 'http://x.y/inner.json'])}${random.pick(['#dyn', '#dyn', '', '#anchor', '#/$defs/e', '#/properties/a'])}`;
    return { [keyword]: target === '' ? '#' : target };
  }

  #reference(): Record<string, unknown> {
    const random = this.#random;
    if (!random.oneIn(3)) return {};
    if (random.oneIn(4)) return this.#jump();
    const defs = this.#draft >= 2019 ? '$defs' : 'definitions';
    const target = random.oneIn(2) ? random.pick(REFERENCES) : random.pick(['#', `#/${defs}/d`, `#/${defs}/e`, `#/${defs}/d`]);
    return { [random.pick(['$ref', '$ref', '$ref', '$ref', '$dynamicRef', '$recursiveRef'])]: target, ...(random.oneIn(3) ? { [defs]: { d: this.#schema(1), e: this.#schema(1), 'a/b': this.#schema(0) } } : {}) };
  }

  #applicator(depth: number): Record<string, unknown> {
    const random = this.#random;
    const inner = (): unknown => this.#schema(depth);
    const map = (): unknown => random.record(NAMES, 1, 3, inner);
    return random.choose<Record<string, unknown>>(
      () => ({ properties: map() }),
      () => ({ properties: map() }),
      () => ({ properties: map(), type: 'object' }),
      () => ({ patternProperties: random.record(PATTERNS.slice(0, random.oneIn(30) ? 12 : 6), 1, 2, inner) }),
      () => ({ additionalProperties: random.oneIn(2) ? random.oneIn(3) : inner(), properties: map() }),
      () => ({ items: this.#draft < 2020 && random.oneIn(3) ? random.list(1, 3, inner) : inner() }),
      () => ({ [random.pick(['additionalItems', 'prefixItems', 'contains', 'propertyNames', 'unevaluatedProperties', 'unevaluatedItems'])]: inner() }),
      () => ({ prefixItems: random.list(1, 2, inner), items: inner() }),
      () => ({ items: random.list(1, 2, inner), additionalItems: inner() }),
      () => ({ contains: inner() }),
      () => ({ propertyNames: inner() }),
      () => ({ [random.pick(['unevaluatedProperties', 'unevaluatedItems'])]: random.oneIn(2) ? false : inner(), [random.pick(['allOf', 'anyOf', 'oneOf'])]: random.list(1, 2, () => ({ properties: map() })) }),
      () => ({ [random.pick(['allOf', 'anyOf', 'oneOf'])]: random.list(1, 3, inner) }),
      () => ({ [random.pick(['allOf', 'anyOf', 'oneOf'])]: random.list(1, 3, inner) }),
      () => ({ not: inner() }),
      () => ({ if: inner(), ...(random.oneIn(4) ? {} : { then: inner() }), ...(random.oneIn(2) ? {} : { else: inner() }) }),
      () => ({ dependentSchemas: map() }),
      () => ({ dependencies: random.record(NAMES, 1, 2, () => (random.oneIn(2) ? [random.pick(NAMES)] : inner())) }),
    );
  }

  /** Something that the draft does not take for a schema. */
  #wrong(): Record<string, unknown> {
    const random = this.#random;
    return random.pick<Record<string, unknown>>([
      { type: 'text' }, { type: [] }, { type: ['string', 'string'] }, { properties: [] }, { properties: { a: 1 } }, { required: 'a' }, { required: [] }, { required: ['a', 'a'] }, { minimum: '1' }, { minLength: -1 }, { minLength: 1.5 }, { enum: [] }, { enum: 'a' }, { allOf: [] }, { allOf: {} }, { items: 1 }, { items: [] }, { not: [] }, { pattern: '(' }, { pattern: 1 }, { multipleOf: 0 }, { multipleOf: -1 }, { uniqueItems: 'yes' }, { additionalProperties: 'no' }, { $ref: 1 }, { $id: 1 }, { $schema: 1 }, { format: 1 }, { dependencies: { a: 1 } }, { dependentRequired: { a: 'b' } }, { exclusiveMinimum: true }, { exclusiveMinimum: 1 }, { const: null }, { default: undefined }, { title: 1 }, { definitions: { a: 1 } }, { $defs: { a: [] } }, { $anchor: 'a b' }, { $comment: 1 }, { if: 1 }, { contains: 1 }, { propertyNames: 1 }, { prefixItems: [] }, { patternProperties: { '(': {} } }, { deprecated: 1 }, { examples: 1 }, { minContains: -1 }, { type: 1 }, { type: null }, { enum: [1, 1] }, { description: null },
    ]);
  }

  #table(depth: number): Record<string, unknown> {
    return this.#random.record(NAMES, 0, 5, () => this.#value(depth - 1));
  }

  #value(depth: number): unknown {
    const random = this.#random;
    if (depth > 0 && random.oneIn(4)) return this.#table(depth);
    if (depth > 0 && random.oneIn(3)) return random.oneIn(30) ? random.list(20, 24, () => random.below(200)) : random.list(0, 4, () => this.#value(depth - 1));
    return random.choose<unknown>(
      () => random.pick(TEXTS),
      () => random.pick(FORMATTED),
      () => random.pick(NUMBERS),
      () => random.pick([true, false, null, 1, 'a', {}, []]),
    );
  }
}
