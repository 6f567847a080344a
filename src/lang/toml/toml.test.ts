import { beforeAll, describe, expect, test } from 'vitest';
import { toDict } from '../../std/dict.ts';
import { withLibraries } from '../../std/lazy-library.ts';
import { goInt, goInt64 } from '../govalue/index.ts';
import { parseToml, printToml } from './index.ts';

beforeAll(async () => {
  await withLibraries(() => parseToml(''));
});

describe('printToml', () => {
  test.each<[string, unknown, string]>([
    ['tables', toDict({ b: toDict({ c: 1, d: [1, 2], e: toDict({ f: 'g' }) }), l: [toDict({ q: 1 })] }), '[b]\n  c = 1.0\n  d = [1.0, 2.0]\n  [b.e]\n    f = "g"\n\n[[l]]\n  q = 1.0\n'],
    ['plain values', toDict({ z: 'a "q"\\\n\u0001', a: null, 'k.k': goInt(5), e: [] }), 'e = []\n"k.k" = 5\nz = "a \\"q\\"\\\\\\n\\u0001"\n'],
    ['a mixed list', [toDict({ a: 1 }), 'x'], '[{a = 1.0}, "x"]'],
    ['a number', 1e21, '1e+21'],
    ['a text', 'x', '"x"'],
  ])('%s', (_, value, text) => {
    expect(printToml(value)).toBe(text);
  });

  test('a list with nil in it cannot be printed', () => {
    expect(() => printToml(toDict({ a: [null] }))).toThrow('toml: cannot encode array with nil element');
  });
});

describe('parseToml', () => {
  test('reads tables, integers and floats', () => {
    expect(parseToml('a = 1\n[b]\nc = 1.5\n__proto__ = "x"\n')).toEqual(toDict({ a: goInt64(1), b: toDict(JSON.parse('{"c": 1.5, "__proto__": "x"}') as object as Record<string, unknown>) }));
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
  ])('%j fails', (text, message) => {
    expect(() => parseToml(text)).toThrow(message);
  });
});
