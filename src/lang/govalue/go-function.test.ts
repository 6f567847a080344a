import { expect, test } from 'vitest';
import { newDict } from '../../std/dict.ts';
import { fn, functionType, goParam, NIL_LIST, NIL_MAP, type ParamName } from './go-function.ts';
import { goTypeOf } from './go-type.ts';
import { goInt, goInt64, withGoType } from './go-value.ts';

test.each<[ParamName, unknown, boolean]>([
  ['string', 'a', true], ['string', 1, false],
  ['int', goInt(1), true], ['int', goInt64(1), false], ['int', 1, false],
  ['int64', goInt64(1), true], ['float64', 1, true], ['float64', goInt(1), false], ['bool', false, true],
  ['dict', newDict(), true], ['dict', withGoType(newDict(), 'common.Values'), true], ['dict', withGoType(newDict(), 'map[string]string'), false], ['dict', [], false],
  ['list', [], true], ['list', withGoType([], '[]string'), false],
  ['strings', withGoType([], '[]string'), true], ['strings', [], false],
  ['bytes', new Uint8Array(1), true], ['any', newDict(), true],
])('a %s parameter and case %#', (name, value, accepted) => {
  expect(fn(name)(() => null).params[0]?.accepts(value)).toBe(accepted);
});

test('integers reach a function as numbers, or as bigints where they may be large', () => {
  const [int, int64] = fn('int', 'int64')(() => null).params;
  expect([int?.convert?.(goInt(7)), int64?.convert?.(goInt64(7))]).toEqual([7, 7n]);
});

test('nil is refused by scalars, and empty to maps and lists', () => {
  const nils = fn('string', 'int', 'dict', 'list', 'any')(() => null).params.map((param) => param.nil?.value);
  expect(nils).toEqual([undefined, undefined, NIL_MAP, NIL_LIST, null]);
  expect(() => {
    NIL_MAP['a'] = 1;
  }).toThrow(TypeError);
});

test('a signature prints as Go prints the type of a function', () => {
  const time = goParam('time.Time', () => true);
  const declared = fn('string', time, '...any')(() => null);
  expect([functionType(declared), goTypeOf(declared)]).toEqual(Array.from({ length: 2 }, () => 'func(string, time.Time, ...interface {})'));
});
