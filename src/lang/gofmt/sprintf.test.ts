import { describe, expect, test } from 'vitest';
import { toDict } from '../../std/dict.ts';
import { GoComplex, GoError, GoInt, GoObject, goInt, withGoType } from '../govalue/index.ts';
import { formatPointee, formatValue, sprint, sprintf, sprintln } from './sprintf.ts';

// Every expected text was printed by Go 1.26.

class Seconds extends GoObject {
  readonly goType = 'time.Duration';
  readonly goKind = 'int64';

  override text(): string {
    return '2s';
  }

  override underlying(): unknown {
    return new GoInt('int64', 2_000_000_000n);
  }
}

class Point extends GoObject {
  readonly goType = '*main.Point';
  readonly goKind = 'ptr';

  override fields(): readonly (readonly [string, unknown])[] {
    return [['X', goInt(1)], ['Name', 'a']];
  }
}

function check(format: string, args: readonly unknown[], want: string): void {
  expect(sprintf(format, args)).toBe(want);
}

const bytes = new TextEncoder().encode('hi');

describe('sprintf', () => {
  test.each([
    ['%d|%5d|%-5d|%05d|%+d|% d', Array.from({ length: 6 }, () => goInt(42)), '42|   42|42   |00042|+42| 42'],
    ['%x %X %#x %o %#o %O %b %#b %c %q %U %#U', Array.from({ length: 12 }, () => goInt(233)), 'e9 E9 0xe9 351 0351 0o351 11101001 0b11101001 é \'é\' U+00E9 U+00E9 \'é\''],
    ['%.3d|%8.3d|%.0d|', [goInt(7), goInt(-7), goInt(0)], '007|    -007||'],
    ['%#v %v', [new GoInt('uint8', 31n), new GoInt('int64', -9n)], '0x1f -9'],
    ['%q', [new GoInt('int64', -1n)], "'\ufffd'"],
  ])('prints integers: %j', (format, args, want) => {
    check(format, args, want);
  });

  test.each([
    ['%v %g %e %f %.2f %G', 1e6, '1e+06 1e+06 1.000000e+06 1000000.000000 1000000.00 1E+06'],
    ['%v %g %e %f %.2f %G', 123456, '123456 123456 1.234560e+05 123456.000000 123456.00 123456'],
    ['%v %g %e %f %.2f %G', 0.00001, '1e-05 1e-05 1.000000e-05 0.000010 0.00 1E-05'],
    ['%.0f %.1f %.3g %.3e %8.2f %08.2f', 2.5, '2 2.5 2.5 2.500e+00     2.50 00002.50'],
    ['%+v % v %#v %#g %x %b', 0.5, '0.5  0.5 0.5 0.500000 0x1p-01 4503599627370496p-53'],
    ['%5.1f|%-7.1f|%+.1f', 9.95, '  9.9|9.9    |+9.9'],
    ['%v %5.1f %+f', Infinity, '+Inf  +Inf +Inf'],
    ['%v %05.1f % f', NaN, 'NaN   NaN  NaN'],
    ['%v %.20f', 0.1, '0.1 0.10000000000000000555'],
    ['%v %f', -0, '-0 -0.000000'],
    ['%v %.3g', Number.MAX_VALUE, '1.7976931348623157e+308 1.8e+308'],
    ['%v %.3e', 5e-324, '5e-324 4.941e-324'],
  ])('prints floats: %s of %d', (format, value, want) => {
    check(format, Array.from(format.matchAll(/%/g), () => value), want);
  });

  test.each([
    ['%s|%5s|%-5s|%.2s|%05s', 'abc', 'abc|  abc|abc  |ab|00abc'],
    ['%q %+q %#q %x %X % x %#x', 'é"`', '"é\\"`" "\\u00e9\\"`" "é\\"`" c3a92260 C3A92260 c3 a9 22 60 0xc3a92260'],
    ['%#q %#q', 'a\\b', '`a\\b` `a\\b`'],
    ['%q', '\u0001\u007f\u00ad\u2028\u{e0001}', '"\\x01\\x7f\\u00ad\\u2028\\U000e0001"'],
    ['%q %x', 'a\udcffb', '"a\\xffb" 61ff62'],
    ['%5s|%.1s', 'é😀', '   é😀|é'],
  ])('prints strings: %s of %j', (format, value, want) => {
    check(format, Array.from(format.matchAll(/%/g), () => value), want);
  });

  test.each([
    ['%v %+v %#v', [1.5, 'a', null, [goInt(1)]], '[1.5 a <nil> [1]] [1.5 a <nil> [1]] []interface {}{1.5, "a", interface {}(nil), []interface {}{1}}'],
    ['%v %#v', toDict({ b: true, a: null }), 'map[a:<nil> b:true] map[string]interface {}{"a":interface {}(nil), "b":true}'],
    ['%s %d %T', toDict({ b: goInt(1) }), 'map[b:%!s(int=1)] map[%!d(string=b):1] map[string]interface {}'],
    ['%v %q %#v', withGoType(['x', 'y'], '[]string'), '[x y] ["x" "y"] []string{"x", "y"}'],
    ['%v %s %x %q %#v', bytes, '[104 105] hi 6869 "hi" []byte{0x68, 0x69}'],
    ['%v %s', [bytes], '[[104 105]] [hi]'],
    ['%v %s %d %T %q', new Seconds(), '2s 2s 2000000000 time.Duration "2s"'],
    ['%v %+v %#v', new Point(), '&{1 a} &{X:1 Name:a} &main.Point{X:1, Name:"a"}'],
    ['%v %s %d', new GoError('boom'), 'boom boom &{%!d(string=boom)}'],
    ['%v %.1f', new GoComplex(1.5, -2), '(1.5-2i) (1.5-2.0i)'],
    ['%v %t %5t|', true, 'true true  true|'],
    ['%v %s %d %T', null, '<nil> %!s(<nil>) %!d(<nil>) <nil>'],
  ])('prints other values: %s', (format, value, want) => {
    check(format, Array.from(format.matchAll(/%/g), () => value), want);
  });

  test.each([
    ['%d', ['x'], '%!d(string=x)'],
    ['%d %d', [goInt(1)], '1 %!d(MISSING)'],
    ['x', [goInt(1), null], 'x%!(EXTRA int=1, <nil>)'],
    ['%!', [goInt(1)], '%!!(int=1)'],
    ['100%', [], '100%!(NOVERB)'],
    ['%%|%5%', [], '%|%'],
    ['%[2]d %[1]d', [goInt(1), goInt(2)], '2 1'],
    ['%[3]d %[x]d %[0]d', [goInt(1)], '%!d(BADINDEX) %!d(BADINDEX) %!d(BADINDEX)'],
    ['%*d|%-*d|%.*f', [goInt(4), goInt(1), goInt(3), goInt(2), goInt(1), 2.25], '   1|2  |2.2'],
    ['%*d %.*d', ['x', goInt(1), goInt(-1), goInt(2)], '%!(BADWIDTH)1 %!(BADPREC)2'],
    ['%[1]*d', [goInt(3), goInt(5)], '  5'],
    ['%[2]*[1]d', [goInt(3), goInt(5)], '    3'],
    ['%w', [new GoError('x')], '%!w(*errors.errorString=&{x})'],
    ['%.3T|', ['x'], 'str|'],
  ])('reports faults of a format in the text: %s', (format, args, want) => {
    check(format, args, want);
  });
});

describe('sprint', () => {
  test('puts a space between operands when neither is a string', () => {
    expect(sprint([goInt(1), goInt(2), 'a', 'b', goInt(3), goInt(4)])).toBe('1 2ab3 4');
  });

  test('sprintln puts one between all', () => {
    expect(sprintln(['a', goInt(1), null])).toBe('a 1 <nil>\n');
  });
});

test('formatValue is %v', () => {
  expect([formatValue('x'), formatValue(1e21), formatValue(80), formatValue(goInt(1_000_000)), formatValue(null)]).toEqual(['x', '1e+21', '80', '1000000', '<nil>']);
});

test('formatPointee looks behind a pointer', () => {
  expect([formatPointee(new Point()), formatPointee(new GoError('e'))]).toEqual(['{1 a}', 'e']);
});
