import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toDict } from '../../std/dict.ts';
import { fn } from '../govalue/index.ts';
import { createTemplateSet, TemplateError } from './index.ts';

const FRAGMENTS = [
  '{{', '}}', '{{-', '-}}', ' ', '\n', '(', ')', '|', ':=', '=', ',', '.', '$', '$x', '.a', '.l', '.m.k', '"s"', '`r`', "'c'", '1', '-0x1p4', '1i', '0b',
  'nil', 'true', 'if', 'else', 'end', 'range', 'with', 'define', 'template', 'block', 'break', 'continue', '/*', '*/', '\\', '"', 'f', 'and', 'eq',
  'index', 'len', 'printf', '{{end}}', '{{else}}', '{{range .l}}', '{{if .a}}', '{{define "x"}}', '{{template "x" .}}', 'text', '\u{1f600}', '\udc80',
];
const FUNCTIONS = new Map([['f', fn('any', '...any')((first) => first)]]);
const DATA = toDict({ a: 'x', l: [1, 'a', null], m: toDict({ k: toDict({}) }) });

function run(text: string): string {
  const set = createTemplateSet({ functions: FUNCTIONS, missingKey: 'zero', limits: { maxSteps: 1000, maxDepth: 50 } });
  set.parse('t', text);
  return set.execute('t', DATA);
}

test('whatever is written, the answer is text or a TemplateError', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 40 }), (parts) => {
      try {
        expect(typeof run(parts.join(''))).toBe('string');
      } catch (error) {
        expect(error).toBeInstanceOf(TemplateError);
      }
    }),
    { seed: 7, numRuns: 5000 },
  );
});

test.each([
  ['nested branches', '{{if .a}}'.repeat(20_000)],
  ['nested ranges', '{{range .l}}'.repeat(20_000)],
  ['a chain of else', `{{if .a}}${'{{else if .a}}'.repeat(20_000)}{{end}}`],
  ['parentheses', `{{${'('.repeat(50_000)}`],
])('%s without end are refused in time', (_name, text) => {
  expect(() => run(text)).toThrow('max expression depth exceeded');
});

test('a long pipeline runs', () => {
  expect(run(`{{ 1${' | f'.repeat(300)} }}`)).toBe('1');
});
