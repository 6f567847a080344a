import { expect, test } from 'vitest';
import { csvFields } from './csv-fields.ts';

// What Go 1.26 `encoding/csv` reads.
test.each([
  ['', []],
  ['a', ['a']],
  ['a,b', ['a', 'b']],
  ['a,,b,', ['a', '', 'b', '']],
  ['a, b', ['a', ' b']],
  ['"a,b",c', ['a,b', 'c']],
  ['"a""b"', ['a"b']],
  ['a,""', ['a', '']],
  ['"a\nb",c', ['a\nb', 'c']],
  ['a\nb', ['a']],
  ['a\r\nb', ['a']],
  ['"a"\r\nb', ['a']],
  ['\n\na,b', ['a', 'b']],
])('%j has the fields %j', (text, fields) => {
  expect(csvFields(text, '--values')).toEqual(fields);
});

test.each([
  ['a"b', 'a quote inside of a text without quotes at character 2'],
  ['x,a"b"', 'a quote inside of a text without quotes at character 4'],
  ['"a', 'a text whose quotes do not fit at character 3'],
  ['"a"b', 'a text whose quotes do not fit at character 3'],
])('%j is refused', (text, problem) => {
  expect(() => csvFields(text, '--values')).toThrow(expect.objectContaining({ code: 'UsageInvalid', message: `--values takes texts apart with commas, found ${problem} of "${text}"` }) as Error);
});
