import { describe, expect, test } from 'vitest';
import { EddyError } from '../../diagnostics/index.ts';
import { errorFrame } from './error-frame.ts';
import { PLAIN } from './style.ts';

const lines = ['', 'kind: ConfigMap', '\tkey: value: more', 'x'.repeat(1000)];
const readLine = (_: string, line: number): string | undefined => lines[line - 1];
const release = { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', namespace: 'apps', name: 'podinfo' };

function check(error: EddyError, want: readonly string[]): void {
  expect(errorFrame(error, { style: PLAIN, readLine })).toBe(`${want.join('\n')}\n`);
}

describe('an error', () => {
  test('shows its place with an underline, its object, notes and hint', () => {
    const error = new EddyError('YamlSyntax', 'mapping values are not allowed here', {
      at: { file: 'a.yaml', line: 2, col: 7, length: 9 },
      object: release,
      hint: 'quote the value',
      notes: [{ message: 'read by', at: { file: 'b.yaml', line: 1, col: 1 } }],
    });
    check(error, [
      'error[YamlSyntax]: mapping values are not allowed here',
      '  --> a.yaml:2:7',
      '  |',
      '2 | kind: ConfigMap',
      '  |       ^^^^^^^^^',
      '   = object: HelmRelease/apps/podinfo',
      '   = note: read by (b.yaml:1:1)',
      '   = hint: quote the value',
    ]);
  });

  test('keeps tabs in front of the underline, and underlines one character where the length is not known', () => {
    check(new EddyError('YamlSyntax', 'm', { at: { file: 'a', line: 3, col: 5 } }), ['error[YamlSyntax]: m', '  --> a:3:5', '  |', '3 | \tkey: value: more', '  | \t   ^']);
  });

  test('prefers the line that it carries, and shows only the place where the file is not known', () => {
    check(new EddyError('YamlSyntax', 'm', { at: { file: 'a', line: 1, col: 1, length: 99 }, sourceLine: 'abc' }), ['error[YamlSyntax]: m', '  --> a:1:1', '  |', '1 | abc', '  | ^^^']);
    check(new EddyError('YamlSyntax', 'm', { at: { file: 'a', line: 9, col: 1 } }), ['error[YamlSyntax]: m', '  --> a:9:1']);
  });

  test('cuts a long line around the column', () => {
    const text = errorFrame(new EddyError('YamlSyntax', 'm', { at: { file: 'a', line: 4, col: 900 } }), { style: PLAIN, readLine });
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(180);
    expect(text.split('\n').at(-2)).toMatch(/^ {2}\| {80}\^$/);
  });

  test('lets no control character of a file through to the terminal', () => {
    const text = errorFrame(new EddyError('YamlSyntax', 'm', { at: { file: 'a', line: 1, col: 1 }, sourceLine: 'a\u001B[2Jb\rc' }), { style: PLAIN });
    expect(text).toContain('a\uFFFD[2Jb\uFFFDc');
    const everywhere = new EddyError('YamlSyntax', 'm\u001B[2J', { hint: 'h\u001B', notes: [{ message: 'n\u001B' }], at: { file: 'f\u001B', line: 1, col: 1 } });
    expect(errorFrame(everywhere, { style: PLAIN })).not.toContain('\u001B');
  });

  test('of several lines keeps the first as its heading', () => {
    check(new EddyError('HelmValuesSchema', 'values are wrong:\n- a\n- b'), ['error[HelmValuesSchema]: values are wrong:', '  - a', '  - b']);
  });
});
