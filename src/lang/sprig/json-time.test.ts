import { expect, test } from 'vitest';
import { jsonTimeFault } from './index.ts';

const LAYOUT = '2006-01-02T15:04:05Z07:00';

// What Go 1.26 says.
test.each<[unknown, string | undefined]>([
  ['2020-02-29T23:59:59.999999999+02:00', undefined],
  ['2021-01-01T1:00:00Z', undefined],
  ['2021-01-01T00:00:00,5Z', undefined],
  ['2021-01-01T00:00:00+01:60', undefined],
  ['2021-02-30T00:00:00Z', 'parsing time "2021-02-30T00:00:00Z": day out of range'],
  ['0000-00-00T00:00:00Z', 'parsing time "0000-00-00T00:00:00Z": month out of range'],
  ['2021-01-01T24:00:00Z', 'parsing time "2021-01-01T24:00:00Z": hour out of range'],
  ['2021-01-01T00:00:00+25:00', 'parsing time "2021-01-01T00:00:00+25:00": time zone offset hour out of range'],
  ['2021-01-01T00:00:00.Z', `parsing time "2021-01-01T00:00:00.Z" as "${LAYOUT}": cannot parse ".Z" as "Z07:00"`],
  ['2021-1-01T00:00:00Z', `parsing time "2021-1-01T00:00:00Z" as "${LAYOUT}": cannot parse "1-01T00:00:00Z" as "01"`],
  ['2021-01-01T00:00:00Zx', 'parsing time "2021-01-01T00:00:00Zx": extra text: "x"'],
  ['é', String.raw`parsing time "\xc3\xa9" as "${LAYOUT}": cannot parse "\xc3\xa9" as "2006"`],
  ['a\tb', String.raw`parsing time "a\\tb" as "${LAYOUT}": cannot parse "a\\tb" as "2006"`],
  ['a<b', String.raw`parsing time "a\\u003cb" as "${LAYOUT}": cannot parse "a\\u003cb" as "2006"`],
  [1, 'Time.UnmarshalJSON: input is not a JSON string'],
])('%j is a time, or %s', (value, fault) => {
  expect(jsonTimeFault(value)).toBe(fault);
});
