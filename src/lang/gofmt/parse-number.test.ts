import { describe, expect, test } from 'vitest';
import { atoi, parseBigInteger, parseFloat64, parseInteger } from './index.ts';

// Values and faults of Go 1.26 strconv.
describe('a float', () => {
  test.each([
    ['1.5e3', 1500],
    ['+.5', 0.5],
    ['1.', 1],
    ['-0', -0],
    ['1_000.5', 1000.5],
    ['0x1.8p1', 3],
    ['0x_1p4', 16],
    ['0X1P-1074', 5e-324],
    ['1e-400', 0],
    ['inf', Infinity],
    ['-Infinity', -Infinity],
    ['NaN', NaN],
  ])('%s is %d', (text, value) => {
    expect(parseFloat64(text)).toEqual({ value, fault: undefined });
  });

  test.each(['', '.', '1e', ' 1', '_1', '1__0', '0x1.8', '0x.p1', '0_x1p4', '0b1', '-nan', 'infi'])('%j is none', (text) => {
    expect(parseFloat64(text).fault).toBe('syntax');
  });

  test.each([['1e400', Infinity], ['-0x1p2000', -Infinity]])('%s is too large', (text, value) => {
    expect(parseFloat64(text)).toEqual({ value, fault: 'range' });
  });
});

describe('an integer', () => {
  test.each<[string, 0 | 8 | 10, bigint]>([
    ['007', 10, 7n],
    ['+7', 10, 7n],
    ['755', 8, 493n],
    ['0', 0, 0n],
    ['017', 0, 15n],
    ['0o17', 0, 15n],
    ['-0X1F', 0, -31n],
    ['0b_1_0', 0, 2n],
    ['0_7', 0, 7n],
    ['1_000', 0, 1000n],
  ])('%s in base %d is %d', (text, base, value) => {
    expect(parseInteger(text, base)).toEqual({ value, fault: undefined });
    expect(parseBigInteger(text, base)).toBe(value);
  });

  test.each<[string, 0 | 8 | 10]>([
    ['', 10],
    ['1_0', 10],
    ['0x1', 10],
    ['8', 8],
    ['08', 0],
    ['0x', 0],
    ['0_b1', 0],
    ['1__0', 0],
    ['_1', 0],
    ['1_', 0],
  ])('%j in base %d is none', (text, base) => {
    expect(parseInteger(text, base)).toEqual({ value: 0n, fault: 'syntax' });
    expect(parseBigInteger(text, base)).toBeUndefined();
  });

  test.each([
    ['9223372036854775808', 2n ** 63n - 1n],
    ['-9223372036854775809', -(2n ** 63n)],
  ])('%s does not fit 64 bits', (text, nearest) => {
    expect(parseInteger(text, 10)).toEqual({ value: nearest, fault: 'range' });
    expect(parseBigInteger(text, 10)).toBe(BigInt(text));
  });
});

test.each([
  ['-12', { value: -12n }],
  ['1e3', { fault: 'strconv.Atoi: parsing "1e3": invalid syntax' }],
  ['"', { fault: String.raw`strconv.Atoi: parsing "\"": invalid syntax` }],
  ['9223372036854775808', { fault: 'strconv.Atoi: parsing "9223372036854775808": value out of range' }],
])('Atoi reads %s, or says why not', (text, said) => {
  expect(atoi(text)).toEqual(said);
});
