import { describe, expect, test } from 'vitest';
import { withLibraries } from '../../std/lazy-library.ts';
import { compileSchema, faultsText, validate } from './index.ts';

function check(schema: unknown, value: unknown): string {
  return faultsText(validate(compileSchema(schema, 'file:///values.schema.json').root, value));
}

describe('validate', () => {
  test.each([
    ['a type', { type: 'string' }, 1, "- at '': got number, want string"],
    ['several types', { type: ['object', 'null'] }, 'x', "- at '': got string, want null or object"],
    ['an integer', { type: 'integer' }, 1.5, "- at '': got number, want integer"],
    ['a nested value', { properties: { a: { properties: { b: { type: 'string' } } } } }, { a: { b: null } }, "- at '/a/b': got null, want string"],
    ['a missing property', { required: ['a', 'b'] }, {}, "- at '': missing properties 'a', 'b'"],
    ['an additional property', { properties: { a: {} }, additionalProperties: false }, { b: 1 }, "- at '': additional properties 'b' not allowed"],
    ['a pattern', { pattern: '^a+$' }, 'b', "- at '': 'b' does not match pattern '^a+$'"],
    ['an enum', { enum: ['a', 1, null] }, 'b', "- at '': value must be one of 'a', 1, <nil>"],
    ['a constant', { const: true }, false, "- at '': value must be true"],
    ['a bound', { minimum: 2 }, 1, "- at '': minimum: got 1, want 2"],
    ['draft 4 bounds', { $schema: 'http://json-schema.org/draft-04/schema#', minimum: 2, exclusiveMinimum: true }, 2, "- at '': exclusiveMinimum: got 2, want 2"],
    ['a multiple', { multipleOf: 0.1 }, 0.35, "- at '': multipleOf: got 0.35, want 0.1"],
    ['a bound that is large', { maximum: 65535 }, 70000, "- at '': maximum: got 70,000, want 65,535"],
    ['numbers that Go writes with exponents', { minimum: 1234567.5 }, -1e-7, "- at '': minimum: got -1×10⁻⁰⁷, want 1.2345675×10⁰⁶"],
    ['a multiple of thousands', { multipleOf: 1000 }, 1e-7, "- at '': multipleOf: got 1×10⁻⁰⁷, want 1,000"],
    ['a long list', { minItems: 1000 }, [], "- at '': minItems: got 0, want 1,000"],
    ['a large constant', { const: 1234567 }, 1, "- at '': value must be 1234567"],
    ['a text before its number', { uniqueItems: true }, ['10', 10], "- at '': items at 0 and 1 are equal"],
    ['what follows a tuple, counted from 0', { prefixItems: [{}], items: { type: 'string' } }, [1, 2], "- at '/0': got number, want string"],
    ['a constant beside a reference of draft 7', { $schema: 'http://json-schema.org/draft-07/schema#', $ref: '#/definitions/a', const: 1, type: 'string', definitions: { a: {} } }, 2, "- at '': value must be 1"],
    ['a schema that is a value', { $ref: 'http://json-schema.org/draft-07/schema#' }, { type: 1 }, "- at '/type': 'anyOf' failed\n  - at '/type': value must be one of 'array', 'boolean', 'integer', 'null', 'number', 'object', 'string'\n  - at '/type': got number, want array"],
    ['lengths', { minLength: 3 }, '😀', "- at '': minLength: got 1, want 3"],
    ['items', { items: { type: 'string' } }, ['a', 1], "- at '/1': got number, want string"],
    ['equal items', { uniqueItems: true }, [{ a: 1, b: 2 }, { b: 2, a: 1 }], "- at '': items at 0 and 1 are equal"],
    ['a format of draft 7', { $schema: 'http://json-schema.org/draft-07/schema#', format: 'ipv4' }, '1.2.3', "- at '': '1.2.3' is not valid ipv4: expected four decimals"],
    ['a branch', { oneOf: [{ type: 'string' }, { type: 'null' }] }, 1, "- at '': 'oneOf' failed, none matched\n  - at '': got number, want string\n  - at '': got number, want null"],
    ['two branches that hold', { oneOf: [{}, {}] }, 1, "- at '': 'oneOf' failed, subschemas 0, 1 matched"],
    ['a condition', { if: { required: ['a'] }, then: { required: ['b'] } }, { a: 1 }, "- at '': missing property 'b'"],
    ['a negation', { not: { type: 'string' } }, 'x', "- at '': 'not' failed"],
    ['a reference', { $defs: { t: { type: 'string' } }, properties: { a: { $ref: '#/$defs/t' } } }, { a: 1 }, "- at '/a': got number, want string"],
    ['unevaluated properties', { allOf: [{ properties: { a: {} } }], unevaluatedProperties: false }, { a: 1, b: 2 }, "- at '/b': false schema"],
    ['names', { propertyNames: { maxLength: 1 } }, { ab: 1 }, "- at '': invalid propertyName 'ab'\n  - at '': maxLength: got 2, want 1"],
  ])('says what is wrong with %s', (_, schema, value, text) => {
    expect(check(schema, value)).toBe(text);
  });

  test.each([
    [{ type: 'integer' }, 1.0],
    [{ multipleOf: 0.1 }, 0.3],
    [{ $schema: 'http://json-schema.org/draft-07/schema#', dependentRequired: { a: ['b'] } }, { a: 1 }],
    [{ format: 'ipv4' }, 'later drafts take formats as remarks'],
    [{ $ref: '#/$defs/list', $defs: { list: { items: { $ref: '#/$defs/list' } } } }, [[[]]]],
    [{ $id: 'https://x.example/root.json', $ref: 'part.json', $defs: { p: { $id: 'part.json', type: 'array' } } }, []],
  ])('%j holds for %j', (schema, value) => {
    expect(check(schema, value)).toBe('');
  });

  test('lists the documents that it does not have, and lets them pass', () => {
    const document = compileSchema({ properties: { a: { $ref: 'https://x.example/a.json#/x' } } }, 'file:///values.schema.json');
    expect(validate(document.root, { a: 1 })).toEqual([]);
    expect([...document.unresolved]).toEqual(['https://x.example/a.json']);
  });

  test.each([
    ['other.json#/a', 'failing loading "file:///other.json": open /other.json: no such file or directory'],
    ['./a/../b.json', 'failing loading "file:///b.json": open /b.json: no such file or directory'],
    ['file://../values.schema.json', 'failing loading "file://../values.schema.json": open /values.schema.json: no such file or directory'],
    ['file://Common/global.json', 'failing loading "file://Common/global.json": open /global.json: no such file or directory'],
    ['file://global.json', 'failing loading "file://global.json": open : no such file or directory'],
    ['//h/x', 'failing loading "file://h/x": open /x: no such file or directory'],
    ['?q', 'failing loading "file:///values.schema.json?q": open /values.schema.json: no such file or directory'],
    ['a%20b.json', 'failing loading "file:///a%20b.json": open /a b.json: no such file or directory'],
    ['../../up.json', 'failing loading "file:///up.json": open /up.json: no such file or directory'],
    ['file:part.json', 'failing loading "file:part.json": open : no such file or directory'],
    ['FTP://x/y/../z?q=1#b', 'failing loading "ftp://x/z?q=1": no URLLoader registered for "ftp://x/z?q=1"'],
    ['ftp://x.example/a.json', 'failing loading "ftp://x.example/a.json": no URLLoader registered for "ftp://x.example/a.json"'],
  ])('refuses the reference %s to a file, or into an unknown world', (reference, message) => {
    expect(() => compileSchema({ properties: { a: { $ref: reference } } }, 'file:///values.schema.json')).toThrow(message);
  });

  test.each<[Record<string, unknown>, string]>([
    [{ $schema: 'h{ttp://x' }, 'invalid $schema in "file:///values.schema.json#": parse "h{ttp://x": first path segment in URL cannot contain colon'],
    [{ $schema: '%zz', $id: '%' }, 'invalid $schema in "file:///values.schema.json#": parse "%zz": invalid URL escape "%zz"'],
    [{ $id: ':x' }, 'error in parsing id at "file:///values.schema.json#"'],
    [{ properties: { 'a~/b': { $id: 'x', $schema: ':x' } } }, 'invalid $schema in "file:///values.schema.json#/properties/a~0~1b": parse ":x": missing protocol scheme'],
    [{ $schema: 'file:///values.schema.json#' }, 'draft "file:///values.schema.json" is not supported'],
  ])('refuses what is no URL: %j', (schema, message) => {
    expect(() => compileSchema(schema, 'file:///values.schema.json')).toThrow(message);
  });

  test.each([
    ['10', 5, 10, ''], [10, 'a', '10', "- at '': value must be one of 10, 'a'"], ['10', true, 10, "- at '': value must be one of '10', true"],
  ])('%j or %j is %j only in the direction that the library compares', (first, second, value, faults) => {
    expect(check({ enum: [first, second] }, value)).toBe(faults);
  });

  test.each([
    ['date', '2020-13-01', 'parsing time "2020-13-01": month out of range'], ['date-time', '2020-02-29 13:04:05Z', '11th character must be t or T'], ['date-time', '2020-02-29T25:04:05Z', 'invalid time element: hour/min/sec out of range'],
    ['time', '23:59:60+01:00', 'invalid leap second'], ['duration', 'P1D1Y', "unit 'Y' out of order"], ['duration', 'P1DT', 'no time elements'], ['period', 'P1D/x', 'invalid end date-time: less than 20 characters long'],
    ['email', 'a..b@c', 'consecutive dots'], ['email', 'a@[IPv6:1]', 'invalid ipv6 address: missing colon'], ['hostname', 'a_b', "invalid character '_'"], ['ipv4', '01.2.3.4', 'leading zeros'], ['ipv4', '1.2.3.x', 'strconv.Atoi: parsing "x": invalid syntax'],
    ['ipv6', '12345::', 'ParseAddr("12345::"): each group must have 4 or less digits (at "12345::")'], ['ipv6', '1:2:3:4:5:6:7::8', 'ParseAddr("1:2:3:4:5:6:7::8"): the :: must expand to at least one field of zeros'], ['ipv6', 'fe80::%1', 'zone id is not a part of ipv6 address'],
    ['uri', 'a/b', 'relative url'], ['uri', 'http://a.b/%zz', 'parse "http://a.b/%zz": invalid URL escape "%zz"'], ['uri-reference', '\\x', 'contains \\'], ['uri-template', 'http://x/{a', 'no matching closing brace'], ['uuid', 'x', 'must have 5 elements'],
    ['json-pointer', 'a', 'not starting with /'], ['relative-json-pointer', '01', 'starts with zero'], ['semver', '1.2', 'versionCore must have 3 numbers separated by dot'], ['semver', '1.2.3-01', 'pre-release numeric identifier starts with zero'],
  ])('%s does not take %s', (format, value, fault) => {
    expect(check({ $schema: 'http://json-schema.org/draft-07/schema#', format }, value)).toContain(` is not valid ${format}: ${fault}`);
  });

  test('a keyword that no meta-schema has looked at counts only where it makes sense', () => {
    const within = (keywords: unknown): string => check({ properties: { a: { $schema: 'https://json-schema.org/draft/2019-09/schema', $id: 'n', items: keywords } } }, { a: ['q'] });
    expect(within({ minLength: 1.5, maxLength: '0', required: 'a' })).toBe('');
    expect(within({ minLength: 2 })).toBe("- at '/a/0': minLength: got 1, want 2");
  });

  test('a schema within schemas without end is refused', () => {
    let schema: Record<string, unknown> = {};
    for (let level = 0; level < 20_000; level++) schema = { not: schema };
    expect(() => compileSchema(schema, 'file:///values.schema.json')).toThrow('the schema nests deeper than 500 levels');
  });

  test('a schema that refers to itself ends', () => {
    expect(check({ $ref: '#' }, 1)).toContain('refers to itself without end');
  });
});

describe('compileSchema refuses what its draft does not take for a schema', () => {
  const DRAFT_4 = 'http://json-schema.org/draft-04/schema#';
  const DRAFT_7 = 'http://json-schema.org/draft-07/schema#';
  const DRAFT_2019 = 'https://json-schema.org/draft/2019-09/schema';
  const invalid = (faults: string, draft = 'https://json-schema.org/draft/2020-12/schema#', place = ''): string =>
    `"file:///values.schema.json#${place}" is not valid against metaschema: jsonschema validation failed with '${draft}'\n${faults}`;
  const oneOfTypes = "value must be one of 'array', 'boolean', 'integer', 'null', 'number', 'object', 'string'";

  // Expected output is Helm 4.2.2's.
  test.each<[schema: unknown, says: string]>([
    [{ type: 'strin' }, invalid(`- at '': 'allOf' failed\n  - at '/type': 'anyOf' failed\n    - at '/type': ${oneOfTypes}\n    - at '/type': got string, want array`)],
    [{ $schema: DRAFT_7, type: 'strin' }, invalid(`- at '/type': 'anyOf' failed\n  - at '/type': ${oneOfTypes}\n  - at '/type': got string, want array`, DRAFT_7)],
    [{ $schema: DRAFT_4, properties: { a: { required: true } } }, invalid("- at '/properties/a/required': got boolean, want array", DRAFT_4)],
    [{ $schema: DRAFT_4, exclusiveMinimum: true }, invalid("- at '': properties 'minimum' required, if 'exclusiveMinimum' exists", DRAFT_4)],
    [{ $schema: DRAFT_7, minLength: -1 }, invalid("- at '/minLength': 'allOf' failed\n  - at '/minLength': minimum: got -1, want 0", DRAFT_7)],
    [{ properties: { a: { items: [{}] } } }, invalid("- at '': 'allOf' failed\n  - at '/properties/a': 'allOf' failed\n    - at '/properties/a/items': got array, want boolean or object")],
    [{ $defs: { a: 3 }, $id: 'a#b' }, invalid("- at '': 'allOf' failed\n  - at '': validation failed\n    - at '/$defs/a': got number, want boolean or object\n    - at '/$id': 'a#b' does not match pattern '^[^#]*#?$'")],
    [{ patternProperties: { '(': {} } }, invalid("- at '': 'allOf' failed\n  - at '': invalid propertyName '('\n    - at '': '(' is not valid regex: error parsing regexp: missing closing ): `(`")],
    [{ properties: { a: { $ref: '#/foo' } }, foo: { title: 1 } }, invalid("- at '': 'allOf' failed\n  - at '/title': got number, want string", undefined, '/foo')],
    [[], invalid("- at '': got array, want boolean or object")],
    [{ properties: { a: 1, b: 2 } }, invalid("- at '': 'allOf' failed\n  - at '': validation failed\n    - at '/properties/a': got number, want boolean or object\n    - at '/properties/b': got number, want boolean or object")],
    [{ $schema: DRAFT_4, properties: { a: { $schema: DRAFT_7, $id: 'x', id: 'x', exclusiveMaximum: true, maximum: 1 } } }, invalid("- at '/properties/a/exclusiveMaximum': got boolean, want number", DRAFT_4)],
    [{ $schema: DRAFT_7, properties: { a: { $schema: DRAFT_2019, $id: 'n', definitions: { d: { type: 'string' } } } } }, invalid("- at '/properties/a/definitions/d/type': got string, want object", DRAFT_7)],
    [{ properties: { a: { $schema: DRAFT_2019, $id: 'n', items: [{ pattern: '(' }] } } }, 'invalid regex "(" at "file:///values.schema.json#/properties/a/items/0/pattern": error parsing regexp: missing closing ): `(`'],
    [{ properties: { a: { $schema: DRAFT_2019, $id: 'n', items: { not: 5 } } } }, invalid("- at '': 'allOf' failed\n  - at '/properties/a': 'allOf' failed\n    - at '/properties/a/items': 'anyOf' failed\n      - at '/properties/a/items/not': got number, want boolean or object\n      - at '/properties/a/items': got object, want array")],
    [{ $schema: DRAFT_7, properties: { a: { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: 'n', not: { title: 1 } } } }, invalid("- at '/properties/a': 'allOf' failed\n  - at '/properties/a/not': 'allOf' failed\n    - at '/properties/a/not/title': got number, want string", DRAFT_7)],
    [{ anyOf: [{ $id: 'http://x.y/z' }, { $id: 'http://x.y/z' }] }, 'duplicate id "http://x.y/z" in "file:///values.schema.json" at "/anyOf/1" and "/anyOf/0"'],
    [{ anyOf: [{ $anchor: 'a' }, { $anchor: 'a' }] }, 'duplicate anchor "a" in "file:///values.schema.json" at "/anyOf/0" and "/anyOf/1"'],
    [{ $schema: 'draft-07' }, 'failing loading "draft-07": no URLLoader registered for "draft-07"'],
    [{ $schema: 'http://json-schema.org/draft-06/schema#', patternProperties: { '(': {} } }, 'invalid regex "(" at "file:///values.schema.json#/patternProperties": error parsing regexp: missing closing ): `(`'],
    [{ $schema: 'http://json-schema.org/draft-06/schema#', properties: { "a,b c'é": { patternProperties: { '(': {} } } } }, 'invalid regex "(" at "file:///values.schema.json#/properties/a%2Cb%20c%27%C3%A9/patternProperties": error parsing regexp: missing closing ): `(`'],
    [{ if: { oneOf: [{ not: { not: { $dynamicAnchor: 'n', contains: { $ref: '#/' } } } }, { not: { not: { $ref: 'n' } } }] } }, 'json-pointer in "file:///values.schema.json#/" not found'],
    [{ $schema: DRAFT_7, properties: { a: { oneOf: [{ items: { $ref: '#/far' } }], items: { oneOf: [{ $ref: '#/near' }] } } } }, 'json-pointer in "file:///values.schema.json#/far" not found'],
    [{ properties: { a: { $ref: 'other.json#/a' }, b: { $ref: '#/nope' } } }, 'failing loading "file:///other.json": open /other.json: no such file or directory'],
    [{ $defs: {}, $ref: '#/$defs/a~2' }, 'invalid json-pointer "file:///values.schema.json#/$defs/a~2"'],
    [{ $defs: { f: { $id: 'other.json', $defs: { e: { $anchor: 'e' } }, $ref: 'a' } }, properties: { a: { $ref: 'other.json#e' } } }, 'failing loading "file:///a": open /a: no such file or directory'],
    [{ properties: { a: { $ref: '#/x' } } }, 'json-pointer in "file:///values.schema.json#/x" not found'],
    [{ properties: { a: { $ref: '#x' } } }, 'anchor in "file:///values.schema.json#x" not found in schema "file:///values.schema.json"'],
    [{ $schema: DRAFT_7, $id: "a b'(c)/%7e+é", properties: { a: { $ref: '#x' } } }, 'anchor in "file:///a%20b%27%28c%29/~+%C3%A9#x" not found in schema "file:///values.schema.json"'],
    [{ $schema: DRAFT_7, foo: { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: 'inner.json', title: 1 }, properties: { a: { $ref: '#/foo' } } }, invalid("- at '': 'allOf' failed\n  - at '/title': got number, want string", undefined, '/foo')],
    [{ properties: { a: { $id: 'sub', not: { $ref: '#/nope' } } } }, 'json-pointer in "file:///values.schema.json#/properties/a/nope" not found'],
  ])('%j', async (schema, says) => {
    await expect(withLibraries(() => compileSchema(schema, 'file:///values.schema.json'))).rejects.toMatchObject({ code: 'JsonSchemaInvalid', message: says });
  });

  test.each<[schema: unknown]>([
    [{ $defs: { unused: { $ref: '#/nope' } } }],
    [{ $schema: DRAFT_7, $ref: '#/definitions/a', properties: { x: { $ref: '#/nope' } }, definitions: { a: {} } }],
    [{ $schema: DRAFT_7, if: false, then: { $ref: '#/nope' } }],
    [{ $schema: DRAFT_7, prefixItems: 3, dependentRequired: 3 }],
    [{ unknown: { type: 'strin', $ref: '#/nope' } }],
    // Of a schema of 2019-09 in one of another draft, only the keywords that hold schemas are looked at below its top.
    [{ properties: { a: { $schema: DRAFT_2019, $id: 'n', items: [{ minLength: 'x', type: 'strin' }] } } }],
  ])('but takes %j', (schema) => {
    expect(compileSchema(schema, 'file:///values.schema.json').unresolved).toEqual(new Set());
  });

  test('a meta-schema that is not at hand counts as a document that is not at hand', () => {
    expect([...compileSchema({ $schema: 'http://example.com/foo' }, 'file:///values.schema.json').unresolved]).toEqual(['http://example.com/foo']);
  });
});
