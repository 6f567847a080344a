import { expect, test } from 'vitest';
import { goDurationText, parseGoDuration } from './go-duration.ts';

// What Go's time.ParseDuration reads and time.Duration prints.
test.each([
  ['1h', 3_600_000, '1h0m0s'],
  ['90s', 90_000, '1m30s'],
  ['1.5s', 1500, '1.5s'],
  ['1h15m30.918s', 4_530_918, '1h15m30.918s'],
  ['500ms', 500, '500ms'],
  ['-1m', -60_000, '-1m0s'],
  ['0', 0, '0s'],
  ['.5m', 30_000, '30s'],
  ['300us', 0.3, '300µs'],
])('%s is %d ms and prints as %s', (text, milliseconds, printed) => {
  expect(parseGoDuration(text)).toBeCloseTo(milliseconds, 9);
  expect(goDurationText(milliseconds)).toBe(printed);
});

test.each(['', 'h', '1', '1 h', '1d', '+', '1h-1m'])('%j is no duration', (text) => {
  expect(parseGoDuration(text)).toBeUndefined();
});
