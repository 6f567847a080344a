import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EddyError } from '../../diagnostics/index.ts';
import { expandVariables } from './index.ts';

const VARS: Readonly<Record<string, string>> = { A: 'alpha', E: '', PATH: '/usr/local/bin/x.tar.gz', U: 'Überß' };

function expand(text: string, strict = true): string {
  return expandVariables(text, { strict, lookup: (name) => VARS[name] });
}

describe('expandVariables', () => {
  test.each([
    ['no variables at all', 'no variables at all'],
    ['$A $(A) ${A}', '$A $(A) alpha'],
    ['$${A} costs $$5', '${A} costs $5'],
    ['$$${A}', '$alpha'],
    ['${E:-none} ${X:=none} ${X=none} ${X:+none} ${X:?none}', 'none none none none none'],
    ['${X:-a${A}c}', 'aalphac'],
    ['${#U} ${U^^} ${U,}', '7 ÜBERß überß'],
    ['${A:1:2} ${A:-3} ${A:x}', 'lp alpha alpha'],
    ['${PATH##*/} ${PATH%.*} ${PATH%%.*}', 'x.tar.gz /usr/local/bin/x.tar /usr/local/bin/x'],
    ['${A/a/o} ${A//a/o} ${A/#al/} ${PATH/\\/usr/}', 'olpha olpho alpha /local/bin/x.tar.gz'],
  ])('expands %j', (text, expanded) => {
    expect(expand(text)).toBe(expanded);
  });

  test.each([
    ['${X}', '<X>'],
    ['${A} ${#X}', 'alpha 3'],
    ['${X:-a} ${X:=b} ${X:+c}', 'a b c'],
    ['${A:-${X}}', 'alpha'],
  ])('with a fallback expands %j', (text, expanded) => {
    expect(expandVariables(text, { strict: true, lookup: (name) => VARS[name], fallback: (name) => `<${name}>` })).toBe(expanded);
  });

  test.each([
    ['${X}', 'variable not set (strict mode): "X"'],
    ['${A:-${X}}', 'variable not set (strict mode): "X"'],
    ['${A-x}', 'missing closing brace'],
    ['${}', 'unable to parse variable name'],
    ['${A', 'missing closing brace'],
    ['${A:-x', 'unable to parse substitution within function'],
  ])('refuses %j', (text, message) => {
    expect(() => expand(text)).toThrow(message);
  });

  test('takes a missing variable as empty unless strict', () => {
    expect(expand('[${X}${#X}]', false)).toBe('[0]');
  });

  test('bounds nesting with an error of its own', () => {
    expect(() => expand('${A:-'.repeat(100_000))).toThrow('nested too deeply');
  });

  test('throws nothing but its own errors, whatever the text', () => {
    const text = fc.array(fc.constantFrom('$', '{', '}', ':', '-', '=', '/', '#', '%', '^', ',', '*', '?', '[', ']', '\\', 'A', 'é', '1', ' ')).map((chars) => chars.join(''));
    fc.assert(
      fc.property(text, (hostile) => {
        try {
          expect(typeof expand(hostile, false)).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(EddyError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
