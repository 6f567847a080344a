import { describe, expect, test } from 'vitest';
import { toDict } from '../../std/dict.ts';
import { fn, type GoFunction } from '../govalue/index.ts';
import { createTemplateSet, type Functions } from './index.ts';

// Outputs and error texts were recorded from Go 1.26 with `Delims("<<", ">>")` and `missingkey=error`.

const FUNCTIONS: Functions = new Map<string, GoFunction>([
  ['in', fn()(() => toDict({ k: 'v' }))],
  ['up', fn('string')((text) => `${text}!`)],
]);

function render(text: string): string {
  const set = createTemplateSet({ functions: FUNCTIONS, missingKey: 'error', delimiters: { left: '<<', right: '>>' } });
  set.parse('t', text);
  return set.execute('t', toDict({ s: 'str', n: 5, b: true, m: toDict({ k: 'v' }) }));
}

describe('delimiters of the caller', () => {
  test.each([
    ['a <<- .s ->> b', 'astrb'],
    ['{{ .s }} << .n >> >> <x', '{{ .s }} 5 >> <x'],
    ['<< if .b >>y<<- else >>n<< end ->>\n z', 'yz'],
    ['<</* c */>>|<<- /* c */ ->> |', '||'],
    ['<< `>>` >><< ">>" >>', '>>>>'],
    ['<< .m.k>>', 'v'],
    ['<< in.k | up >>', 'v!'],
  ])('%s renders %s', (text, want) => {
    expect(render(text)).toBe(want);
  });

  test.each([
    ['<<.s', 'template: t:1: unclosed action'],
    ['<< .s > >>', 'template: t:1: unexpected ">" in operand'],
    ['<< .s }} >>', 'template: t:1: unexpected "}" in operand'],
    ['<<< .s >>>', 'template: t:1: unexpected "<" in command'],
    ['<< (.s >>', 'template: t:1: unclosed left paren'],
    ['<< .nope.x >>', 'template: t:1:8: executing "t" at <.nope.x>: map has no entry for key "nope"'],
    ['<< .m.nope >>', 'template: t:1:5: executing "t" at <.m.nope>: map has no entry for key "nope"'],
    ['<< in.zz >>', 'template: t:1:3: executing "t" at <in>: map has no entry for key "zz"'],
  ])('%s fails with %s', (text, want) => {
    expect(() => render(text)).toThrow(want);
  });

  test('one text under two pairs is two templates', () => {
    const curly = createTemplateSet({ functions: FUNCTIONS });
    curly.parse('t', '<< in.k >>{{ in.k }}');
    expect(curly.execute('t', null)).toBe('<< in.k >>v');
    expect(render('<< in.k >>{{ in.k }}')).toBe('v{{ in.k }}');
  });
});
