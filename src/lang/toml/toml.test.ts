import { describe, expect, test } from 'vitest';
import { toDict } from '../../std/dict.ts';
import { GoError, goInt, goInt64, goTypeOf } from '../govalue/index.ts';
import { parseGoTime, UTC, type GoTime } from '../sprig/index.ts';
import { parseToml, printToml } from './index.ts';

describe('printToml', () => {
  test.each<[string, unknown, string]>([
    ['tables', toDict({ b: toDict({ c: 1, d: [1, 2], e: toDict({ f: 'g' }) }), l: [toDict({ q: 1 })] }), '[b]\n  c = 1.0\n  d = [1.0, 2.0]\n  [b.e]\n    f = "g"\n\n[[l]]\n  q = 1.0\n'],
    ['plain values', toDict({ z: 'a "q"\\\n\u0001', a: null, 'k.k': goInt(5), e: [] }), 'e = []\n"k.k" = 5\nz = "a \\"q\\"\\\\\\n\\u0001"\n'],
    ['a mixed list', [toDict({ a: 1 }), 'x'], '[{a = 1.0}, "x"]'],
    ['a number', 1e21, '1e+21'],
    ['a text', 'x', '"x"'],
    ['an error, which is a struct without fields', toDict({ e: new GoError('boom') }), '[e]\n'],
    ['a time', toDict({ t: parseGoTime('2006-01-02', '2020-02-29', UTC) }), 't = 2020-02-29T00:00:00Z\n'],
    ['an inline table whose last value is nil', toDict({ l: [1, toDict({ a: 1, b: null })] }), 'l = [1.0, {a = 1.0, }]\n'],
    ['an inline table with a table in it', toDict({ l: [1, toDict({ a: null, b: toDict({}) })] }), 'l = [1.0, {b = {}}]\n'],
  ])('%s', (_, value, text) => {
    expect(printToml(value)).toBe(text);
  });

  test.each([
    [toDict({ a: [null] }), 'toml: cannot encode array with nil element'],
    [[toDict({})], 'toml: top-level values must be Go maps or structs'],
    [null, 'reflect: call of reflect.Value.Type on zero Value'],
  ])('%j cannot be printed', (value, message) => {
    expect(() => printToml(value)).toThrow(message);
  });
});

describe('values without end are refused', () => {
  test('one that contains itself', () => {
    const loop = toDict({});
    loop['a'] = loop;
    expect(() => printToml(loop)).toThrow('toml: value is nested deeper than 500 levels');
    loop['a'] = [1, loop];
    expect(() => printToml(loop)).toThrow('toml: value is nested deeper than 500 levels');
  });

  test('one with many parts', () => {
    let part = toDict({});
    for (let level = 0; level < 30; level++) part = toDict({ a: part, b: part });
    expect(() => printToml(part)).toThrow('toml: value has too many parts (max 1000000)');
  });
});

describe('parseToml', () => {
  test('reads tables, integers and floats', () => {
    expect(parseToml('a = 1\n[b]\nc = 1.5\n__proto__ = "x"\n')).toEqual(toDict({ a: goInt64(1), b: toDict(JSON.parse('{"c": 1.5, "__proto__": "x"}') as object as Record<string, unknown>) }));
  });

  test.each([
    ['1979-05-27T07:32:00Z', '1979-05-27 07:32:00 +0000 UTC', '1979-05-27T07:32:00Z'],
    ['1979-05-27 07:32:00.5-07:00', '1979-05-27 07:32:00.5 -0700 -0700', '1979-05-27T07:32:00.5-07:00'],
    ['1979-05-27t07:32', '1979-05-27 07:32:00 +0000 datetime-local', '1979-05-27T07:32:00'],
    ['1979-05-27', '1979-05-27 00:00:00 +0000 date-local', '1979-05-27'],
    ['07:32:00', '0000-01-01 07:32:00 +0000 time-local', '07:32:00'],
  ])('the time %s is a time of Go, and is printed without the offset that it lacks', (written, text, printed) => {
    const read = parseToml(`t = ${written}`);
    expect((read['t'] as GoTime).text()).toBe(text);
    expect(printToml(read)).toBe(`t = ${printed}\n`);
  });

  test.each<[string, unknown]>([
    ['"\\u00e9\\x41\\e"', 'éA\u001b'], ["'raw \\n'", 'raw \\n'], ['"""\nq "" \\\n   end"""""', 'q "" end""'], ["'''\r\nit's'''", "it's"], ['1_0.2_5', 10.25], ['-inf', -Infinity], ['0xdead_beef', goInt64(0xdeadbeef)],
    ['[1, # one\n 2,]', [goInt64(1), goInt64(2)]], ['{ b.c = 1,\n d = true, }', toDict({ b: toDict({ c: goInt64(1) }), d: true })],
  ])('the value %j', (written, value) => {
    expect(parseToml(`a = ${written}`)['a']).toEqual(value);
  });

  test('lists of tables have a type of their own; lists that are written as values do not', () => {
    const read = parseToml('[[a]]\nx = 1\n[a.b]\n[[a]]\n\n[z]\nl = [{}]');
    expect(read).toEqual(toDict({ a: [toDict({ x: goInt64(1), b: toDict({}) }), toDict({})], z: toDict({ l: [toDict({})] }) }));
    expect([goTypeOf(read['a']), goTypeOf((read['z'] as { l: unknown }).l)]).toEqual(['[]map[string]interface {}', '[]interface {}']);
  });

  test('what an inline table in a list defined may be defined again', () => {
    expect(parseToml('a = [1]\na.b = 2')).toEqual(toDict({ a: toDict({ b: goInt64(2) }) }));
    expect(parseToml('x = {a = {b = 1}, a.c = 2}')).toEqual(toDict({ x: toDict({ a: toDict({ b: goInt64(1), c: goInt64(2) }) }) }));
  });

  test.each([
    ['a = ', 'toml: line 1 (last key "a"): unexpected EOF; expected value'],
    ['a', `toml: line 1: unexpected EOF; expected key separator '='`],
    ['a = x', 'toml: line 1 (last key "a"): expected value but found "x" instead'],
    ['a =\nb=1', `toml: line 1 (last key "a"): expected value but found '\\n' instead`],
    ['a = 1\na = 2', `toml: line 2 (last key "a"): Key 'a' has already been defined.`],
    ['[t]\nb = ', 'toml: line 2 (last key "t.b"): unexpected EOF; expected value'],
    ['[a]\n[a]', `toml: line 2: Key 'a' has already been defined.`],
    ['a = "x', `toml: line 1 (last key "a"): unexpected EOF; expected '"'`],
    ['a = [1', `toml: line 1 (last key "a"): expected a comma (',') or array terminator (']'), but got end of file`],
    ['a = 1 b', `toml: line 1: expected a top-level item to end with a newline, comment, or EOF, but got 'b' instead`],
    ['= 1', `toml: line 1: unexpected '=': key name appears blank`],
    ['a: 1', `toml: line 1: expected '.' or '=', but got ':' instead`],
    ['a = 01', 'toml: line 1 (last key "a"): Invalid integer "01": cannot have leading zeroes'],
    ['a = 1_', 'toml: line 1 (last key "a"): Invalid integer "1_": underscores must be surrounded by digits'],
    ['a = 99999999999999999999', 'toml: line 1 (last key "a"): 99999999999999999999 is out of range for int64'],
    ['a = 1.', `toml: line 1 (last key "a"): Invalid float "1.": '.' must be followed by one or more digits`],
    ['a = 0xG', "toml: line 1 (last key \"a\"): not a hexadecimal number: '0xG'"],
    ['a = +0x1', "toml: line 1 (last key \"a\"): cannot use sign with non-decimal numbers: '+0x'"],
    ['a = .5', "toml: line 1 (last key \"a\"): floats must start with a digit, not '.'"],
    ['a = 2020-1-1', 'toml: line 1 (last key "a"): invalid datetime: "2020-1-1"'],
    ['a = inx', 'toml: line 1 (last key "a"): expected value but found "nx" instead'],
    ['a = "\n"', 'toml: line 1 (last key "a"): strings cannot contain newlines'],
    ['a = "\\q"', "toml: line 1 (last key \"a\"): invalid escape in string '\\q'"],
    ['a = "\\u12"', "toml: line 1 (last key \"a\"): expected four hexadecimal digits after '\\u', but got \"\\\\u12\\\"\" instead"],
    ['a = "\\uD800"', "toml: line 1 (last key \"a\"): Escaped character '\\uD800' is not valid UTF-8."],
    ['a = ""\r', "toml: line 1 (last key \"a\"): TOML files cannot contain control characters: '0x0d'"],
    ['a = [1,,2]', 'toml: line 1 (last key "a"): unexpected comma'],
    ['a = {b = 1 c', "toml: line 1 (last key \"a.b\"): expected a comma or an inline table terminator '}', but got 'c' instead"],
    ['a = 1\n[a.b]', "toml: line 2: Key 'a' was already created as a hash."],
    ['a = 1\n[[a]]', "toml: line 2: Key 'a' was already created and cannot be used as an array."],
    ['a = 1\na.b = 2', `toml: line 2 (last key "a.b"): Key 'a' has already been defined.`],
    ['x = {a = [1], a.b = 2}', 'toml: line 1 (last key "x.a.b"): "x.a" is not a table'],
    ['[]', 'toml: line 1: unexpected end of table name (table names cannot be empty)'],
    ['[[a]', `toml: line 1: expected end of table array name delimiter ']', but got '\\x00' instead`],
    ['a\n', `toml: line 1: expected '.' or '=', but got '\\n' instead`],
    ['\u0000', 'toml: line 1: files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8'],
    ['a = "\udcff"', 'toml: line 1 (last key "a"): invalid UTF-8 byte: 0xff'],
    [`a = ${'['.repeat(1000)}`, 'toml: line 1 (last key "a"): lists and tables are nested deeper than 500 levels'],
  ])('%j fails', (text, message) => {
    expect(() => parseToml(text)).toThrow(message);
  });
});
