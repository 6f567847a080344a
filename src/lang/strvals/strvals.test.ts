import { describe, expect, test } from 'vitest';
import { newDict } from '../../std/dict.ts';
import { goInt64 } from '../govalue/index.ts';
import { parseSet, parseSetFile, parseSetJson, parseSetLiteral, parseSetString } from './index.ts';

function parsed(parse: (line: string, into: ReturnType<typeof newDict>) => void, line: string): Record<string, unknown> {
  const into = newDict();
  parse(line, into);
  return { ...into };
}

describe('parseSet', () => {
  test.each([
    ['a=b,c=TRUE,d=null', { a: 'b', c: true, d: null }],
    ['a=1,b=01,c=1.5', { a: goInt64(1), b: '01', c: '1.5' }],
    ['a=9223372036854775808', { a: '9223372036854775808' }],
    ['l[1]=x', { l: [null, 'x'] }],
    ['m.n\\.o=a\\,b', { m: { 'n.o': 'a,b' } }],
    ['a={x,y},b=', { a: ['x', 'y'], b: '' }],
    ['__proto__.x=y', JSON.parse('{"__proto__": {"x": "y"}}') as object],
  ])('%s', (line, values) => {
    expect(JSON.stringify(parsed(parseSet, line), bigints)).toBe(JSON.stringify(values, bigints));
  });

  test('a longer list is a copy, so that other holders of the short one do not see it grow', () => {
    const short = ['x'];
    const into = newDict();
    into['l'] = short;
    parseSet('l[0]=y,l[2]=z', into);
    expect([short, into['l']]).toEqual([['y'], ['y', null, 'z']]);
  });

  test.each([
    ['a', 'key "a" has no value'],
    ['a={1', "list must terminate with '}'"],
    [Array.from({ length: 40 }, (_, i) => `a${i}[65535]=1`).join(','), 'the indices of all lists leave more than 2000000 items to be filled in'],
    ['a[65537]=1', 'index of 65537 is greater than maximum supported index of 65536'],
    ['a[9007199254740993]=1', 'index of 9007199254740993 is greater than maximum supported index of 65536'],
    ['a[0][-9223372036854775808]=1', 'negative -9223372036854775808 index not allowed'],
    ['a[1e3]=1', 'error parsing index: strconv.Atoi: parsing "1e3": invalid syntax'],
    ['a[9223372036854775808]=1', 'error parsing index: strconv.Atoi: parsing "9223372036854775808": value out of range'],
    ['a[-5]=1', 'negative -5 index not allowed'],
    ['a=1,a.b=2', 'unable to parse key: interface conversion: interface {} is int64, not map[string]interface {}'],
    [`${'x.'.repeat(31)}y=1`, 'value name nested level is greater than maximum supported nested level of 30'],
  ])('%s fails', (line, message) => {
    expect(() => parsed(parseSet, line)).toThrow(message);
  });
});

test('the other flags differ in what follows the equals sign', () => {
  expect(parsed(parseSetString, 'a=1,b=true')).toEqual({ a: '1', b: 'true' });
  expect(parsed(parseSetJson, 'a={"b":[1]},c=,d="x"')).toEqual({ a: { b: [1] }, c: null, d: 'x' });
  expect(parsed(parseSetLiteral, 'a.b=x,y=\\z')).toEqual({ a: { b: 'x,y=\\z' } });
  expect(parsed((line, into) => {
    parseSetFile(line, into, (path) => path.toUpperCase());
  }, 'a=f.txt')).toEqual({ a: 'F.TXT' });
});

function bigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
