import { describe, expect, test } from 'vitest';
import { newDict, toDict, type Dict } from '../../std/dict.ts';
import { GoError, GoInt, GoObject, fn, goInt, withGoType, type GoFunction } from '../govalue/index.ts';
import { createTemplateSet, TemplateError, templateFn, type Functions, type MissingKey } from './index.ts';

// Outputs and error texts were recorded from Go 1.26.

class Chart extends GoObject {
  readonly goType = '*main.Chart';
  readonly goKind = 'ptr';

  override field(name: string): { readonly value: unknown } | undefined {
    return name === 'Name' ? { value: 'web' } : undefined;
  }

  override method(name: string): GoFunction | undefined {
    return name === 'Has' ? fn('string')((text) => text === 'v1') : undefined;
  }
}

const FUNCTIONS: Functions = new Map([
  ['upper', fn('string')((text) => text.toUpperCase())],
  ['add1', fn('int')((n) => goInt(n + 1))],
  ['sub', fn('int', 'int')((a, b) => goInt(a - b))],
  ['keys', fn('dict')((map) => Object.keys(map).sort())],
  ['list', fn('...any')((...items) => items)],
  ['join', fn('string', '...string')((separator, ...parts) => parts.join(separator))],
  ['fail', fn('string')((text) => { throw new GoError(text); })],
  ['include', templateFn('string', 'any')((context, name, data) => context.execute(name, data))],
  ['host', templateFn()((context) => context.host)],
]);

function data(): Dict {
  return toDict({
    s: 'str', n: 5, big: 1e6, b: true, z: null, l: [1, 'a', null], m: toDict({ k: 'v', a: toDict({ b: 'deep' }) }), el: [],
    ss: withGoType(['x', 'y'], '[]string'), i: goInt(7), i64: new GoInt('int64', 9n), chart: new Chart(),
  });
}

function render(text: string, missingKey: MissingKey = 'zero'): string {
  const set = createTemplateSet({ functions: FUNCTIONS, missingKey });
  set.parse('t', text);
  return set.execute('t', data());
}

function failure(text: string, missingKey: MissingKey = 'zero'): TemplateError {
  try {
    render(text, missingKey);
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error(`${text} did not fail`);
}

describe('execution', () => {
  test.each([
    ['{{ .s }}|{{ .n }}|{{ .big }}|{{ .z }}|{{ .nope }}|{{ .m.k }}', 'str|5|1e+06|<no value>|<no value>|v'],
    ['{{ .l }} {{ .m }} {{ .ss }}', '[1 a <nil>] map[a:map[b:deep] k:v] [x y]'],
    ['{{ if .b }}y{{ else }}n{{ end }}{{ if .el }}y{{ else if .z }}z{{ else }}n{{ end }}', 'yn'],
    ['{{ with .m.a }}{{ .b }}{{ $.s }}{{ end }}{{ with .z }}{{ else with .s }}{{ . }}{{ end }}', 'deepstrstr'],
    ['{{ range $i, $v := .l }}{{ $i }}={{ $v }};{{ end }}{{ range .el }}{{ else }}none{{ end }}', '0=1;1=a;2=<no value>;none'],
    ['{{ range $k, $v := .m }}{{ $k }},{{ end }}{{ range 3 }}{{ . }}{{ end }}{{ range $i := .i64 }}{{ $i }}{{ end }}', 'a,k,012012345678'],
    ['{{ range .l }}{{ if eq (print .) "a" }}{{ break }}{{ end }}{{ . }}{{ end }}{{ range .ss }}{{ if eq . "x" }}{{ continue }}{{ end }}{{ . }}{{ end }}', '1y'],
    ['{{ range .ss }}{{ . }}{{ range $.el }}{{ else }}a{{ break }}b{{ end }}c{{ end }}', 'xacyac'],
    ['{{ range .ss }}{{ . }}{{ range $.el }}{{ else }}a{{ continue }}b{{ end }}c{{ end }}', 'xaya'],
    ['{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ $x := 3 }}{{ end }}{{ $x }}', '2'],
    ['{{ define "t1" }}[{{ . }}]{{ end }}{{ template "t1" .s }}{{ template "t1" }}{{ block "b" .n }}<{{ . }}>{{ end }}', '[str][<no value>]<5>'],
    ['{{ upper .s | printf "%s-%s" "x" | print }}', 'x-STR'],
    ['{{ (index .m "a").b }}{{ .m.a.b }}{{ ((.m).a).b }}{{ (.z).x.y }}', 'deepdeepdeep<no value>'],
    ['{{ .chart.Name }}{{ .chart.Has "v1" }}{{ "v2" | .chart.Has }}{{ with .chart }}{{ .Has "v1" }}{{ end }}', 'webtruefalsetrue'],
    ["{{ 'a' }} {{ 017 }} {{ 1e20 }} {{ 0.000001 }} {{ 1i }} {{ 0x1F }} {{ 1_000 }}", '97 15 1e+20 1e-06 (0+1i) 31 1000'],
    ['{{ and 1 0 2 }}{{ or "" "x" }}{{ not .z }}{{ and .z .z.x }}', '0xtrue<no value>'],
    ['{{ eq .n 5.0 }}{{ eq .i 7 }}{{ eq "a" "b" "a" }}{{ lt 1 2 }}{{ ge "b" "a" }}{{ ne .z nil }}', 'truetruetruetruetruefalse'],
    ['{{ len "héllo" }}{{ len .l }}{{ index .l 1 }}{{ slice "héllo" 0 3 }}', '63ahé'],
    ['{{ html "<a>&" }}{{ js "it\'s" }}{{ urlquery "a b&é" }}', "&lt;a&gt;&amp;it\\'sa+b%26%C3%A9"],
    ['{{ keys nil }}{{ list nil | len }}{{ join "-" "a" "b" }}', '[]1a-b'],
    ['  {{- " a " -}}  b {{/* c */ -}}  c', ' a b c'],
    ['{{ printf "%d %d" 1 }}|{{ printf "%s" .n }}', '1 %!d(MISSING)|%!s(float64=5)'],
  ])('%s', (text, want) => {
    expect(render(text)).toBe(want);
  });

  test('keys that objects inherit in JavaScript are ordinary keys', () => {
    expect(render('{{ .constructor }}{{ .m.__proto__ }}{{ .m.toString }}')).toBe('<no value><no value><no value>');
    const odd = newDict();
    odd['__proto__'] = 'own';
    const set = createTemplateSet({ functions: FUNCTIONS });
    set.parse('t', '{{ .__proto__ }}');
    expect(set.execute('t', odd)).toBe('own');
  });

  test('missing keys follow the option', () => {
    expect(render('{{ .nope.x.y }}', 'default')).toBe('<no value>');
    expect(failure('{{ .nope.x.y }}').detail).toBe('nil pointer evaluating interface {}.x');
    expect(failure('{{ .nope }}', 'error').detail).toBe('map has no entry for key "nope"');
  });

  test('bytes that are no UTF-8 stay in texts and raw literals, and become U+FFFD in interpreted ones', () => {
    expect(render('\udcff{{ `\udcff` }}{{ "a\udcff\udcc3" }}{{ "\\xff" }}{{ \'\udcff\' }}')).toBe('\udcff\udcffa\ufffd\ufffd\udcff65533');
  });

  test('a string cut inside of a character keeps its bytes', () => {
    expect(render('{{ printf "%x" (slice "é" 0 1) }}')).toBe('c3');
  });
});

describe('errors carry Go\'s text', () => {
  test.each([
    ['{{ .s.x }}', 'template: t:1:5: executing "t" at <.s.x>: can\'t evaluate field x in type interface {}'],
    ['{{ with .s }}{{ .x }}{{ end }}', 'template: t:1:16: executing "t" at <.x>: can\'t evaluate field x in type string'],
    ['é\n {{ .z.x }}', 'template: t:2:6: executing "t" at <.z.x>: nil pointer evaluating interface {}.x'],
    ['{{ upper .n }}', 'template: t:1:9: executing "t" at <.n>: wrong type for value; expected string; got float64'],
    ['{{ upper .z }}', 'template: t:1:9: executing "t" at <.z>: wrong type for value; expected string; got interface {}'],
    ['{{ .z | upper }}', 'template: t:1:8: executing "t" at <upper>: invalid value; expected string'],
    ['{{ upper nil }}', 'template: t:1:9: executing "t" at <nil>: cannot assign nil to string'],
    ['{{ add1 "3" }}', 'template: t:1:8: executing "t" at <"3">: expected integer; found "3"'],
    ['{{ add1 .i64 }}', 'template: t:1:8: executing "t" at <.i64>: wrong type for value; expected int; got int64'],
    ['{{ sub 1 2 3 }}', 'template: t:1:3: executing "t" at <sub>: wrong number of args for sub: want 2 got 3'],
    ['{{ join }}', 'template: t:1:3: executing "t" at <join>: wrong number of args for join: want at least 1 got 0'],
    ['{{ fail "boom" }}', 'template: t:1:3: executing "t" at <fail "boom">: error calling fail: boom'],
    ['{{ eq .n 80 }}', 'template: t:1:3: executing "t" at <eq .n 80>: error calling eq: incompatible types for comparison: float64 and int'],
    ['{{ eq .l .l }}', 'template: t:1:3: executing "t" at <eq .l .l>: error calling eq: non-comparable type [%!s(float64=1) a <nil>]: []interface {}'],
    ['{{ range $v := .l }}{{ $v.n }}{{ end }}', 'template: t:1:25: executing "t" at <$v.n>: can\'t evaluate field n in type interface {}'],
    ['{{ range $v := list }}{{ else }}{{ $v.n }}{{ end }}', 'template: t:1:37: executing "t" at <$v.n>: can\'t evaluate field n in type []interface {}'],
    ['{{ range .s }}{{ end }}', 'template: t:1:9: executing "t" at <.s>: range can\'t iterate over str'],
    ['{{ template "nope" }}', 'template: t:1:12: executing "t" at <{{template "nope"}}>: template "nope" not defined'],
    ['{{ .s 1 }}', 'template: t:1:3: executing "t" at <.s>: s is not a method but has arguments'],
    ['{{ index .l 9 }}', 'template: t:1:3: executing "t" at <index .l 9>: error calling index: index out of range: 9'],
    ['{{ .chart.Nope }}', 'template: t:1:9: executing "t" at <.chart.Nope>: can\'t evaluate field Nope in type interface {}'],
    ['{{ .chart.Has 1 }}', 'template: t:1:14: executing "t" at <1>: expected string; found 1'],
    ['{{ define "x" }}{{ fail "in" }}{{ end }}{{ include "x" . }}',
      'template: t:1:43: executing "t" at <include "x" .>: error calling include: template: t:1:19: executing "x" at <fail "in">: error calling fail: in'],
  ])('%s', (text, want) => {
    expect(failure(text).message).toBe(want);
  });

  test.each([
    ['{{ nope }}', 'template: t:1: function "nope" not defined'],
    ['{{ if .b }}', 'template: t:1: unexpected EOF'],
    ['a\n{{ end }}', 'template: t:2: unexpected {{end}}'],
    ['{{ range .l }}{{ else }}{{ else }}{{ end }}', 'template: t:1: expected end; found {{else}}'],
    ['{{ $x }}', 'template: t:1: undefined variable "$x"'],
    ['{{ . | "a" }}', 'template: t:1: non executable command in pipeline stage 2'],
    ['{{ "a\\q" }}', 'template: t:1: invalid syntax'],
    ['{{\n\n.a', 'template: t:3: unclosed action started at t:1'],
    ['{{ break }}', 'template: t:1: {{break}} outside {{range}}'],
    ['{{ define "x" }}a{{ end }}{{ define "x" }}b{{ end }}', 'template: t:1: template: multiple definition of template "x"'],
    ['{{ .a := 1 }}', 'template: t:1: unexpected ":=" in operand'],
    ['{{ 99999999999999999999 }}', 'template: t:1: integer overflow: "99999999999999999999"'],
  ])('parsing %j', (text, want) => {
    expect(failure(text)).toMatchObject({ message: want, fault: 'syntax' });
  });

  test('eddy\'s own place and hint go beyond Go\'s', () => {
    const text = 'a: {{ uper .s }}';
    const error = failure(text);
    expect(error.hint).toBe('did you mean "upper"?');
    expect(text.slice(error.place?.span.start, error.place?.span.end)).toBe('uper');
    const nested = failure('{{ define "x" }}{{ .s.x }}{{ end }}{{ include "x" . }}');
    expect((nested.cause as TemplateError).template).toBe('x');
  });
});

describe('sets', () => {
  test('the last template of a name that is not empty wins', () => {
    const set = createTemplateSet({ functions: FUNCTIONS });
    set.parse('a', '{{ define "x" }}1{{ end }}');
    set.parse('b', '{{ define "x" }}2{{ end }}');
    set.parse('c', '{{ define "x" }} {{/* nothing */}} {{ end }}{{ template "x" }}');
    expect(set.execute('c', null)).toBe('2');
  });

  test.each([
    ['{{ define "t" }}own{{ end }} ', 'own'],
    ['{{ define "t" }} {{ end }}\n', '\n'],
  ])('a text that defines itself keeps the body that is not empty, or its last one: %j', (text, want) => {
    const set = createTemplateSet({ functions: FUNCTIONS });
    set.parse('t', text);
    expect(set.execute('t', null)).toBe(want);
  });

  test('an overlay sees its parent and hides from it', () => {
    const set = createTemplateSet({ functions: FUNCTIONS });
    set.parse('a', '{{ define "x" }}outer{{ end }}{{ template "x" }}');
    const overlay = set.overlay();
    overlay.parse('tpl', '{{ define "x" }}inner{{ end }}{{ template "a" }}');
    expect([overlay.execute('tpl', null), set.execute('a', null)]).toEqual(['inner', 'outer']);
    expect(set.lookup('tpl')).toBeUndefined();
    expect([...overlay.names()].sort()).toEqual(['a', 'tpl', 'x']);
  });

  test('one text under two names gives errors with each name', () => {
    for (const name of ['first', 'second']) {
      const set = createTemplateSet({ functions: FUNCTIONS });
      set.parse(name, '{{ fail "x" }}');
      expect(() => set.execute(name, null)).toThrow(`template: ${name}:1:3: executing "${name}"`);
    }
  });

  test('functions get the host and can run templates', () => {
    const set = createTemplateSet({ functions: FUNCTIONS });
    set.parse('t', '{{ define "x" }}<{{ . }}>{{ end }}{{ host }}{{ include "x" 1 | upper }}');
    expect(set.execute('t', null, { host: 'h' })).toBe('h<1>');
  });

  test('a template that does not exist', () => {
    expect(() => createTemplateSet({ functions: FUNCTIONS, name: 'gotpl' }).execute('x', null)).toThrow(
      'template: no template "x" associated with template "gotpl"',
    );
  });
});

describe('limits', () => {
  test.each([
    ['{{ range 1000000000 }}{{ end }}', 'template: t:1:9: executing "t" at <1000000000>: the template ran for more than 10000 steps'],
    ['{{ define "x" }}{{ template "x" }}{{ end }}{{ template "x" }}', 'exceeded maximum template depth (50)'],
    ['{{ define "x" }}{{ include "x" . }}{{ end }}{{ include "x" . }}', 'exceeded maximum template depth (50)'],
    ['{{ range 9999 }}0123456789012345678901234567890123456789{{ end }}', 'the output is longer than 100000 characters'],
  ])('%s', (text, detail) => {
    const set = createTemplateSet({ functions: FUNCTIONS, limits: { maxDepth: 50, maxSteps: 10_000, maxOutput: 100_000 } });
    set.parse('t', text);
    expect(() => set.execute('t', null)).toThrow(detail);
  });

  test('a stack overflow is an error of the template', () => {
    const set = createTemplateSet({ functions: FUNCTIONS, limits: { maxDepth: 1_000_000 } });
    set.parse('t', '{{ define "x" }}{{ include "x" . }}{{ end }}{{ include "x" . }}');
    expect(() => set.execute('t', null)).toThrow('template: t: executing "x": templates call each other too deeply');
  });

  test('a text that doubles costs more and more', () => {
    expect(() => render('{{ $x := "0123456789" }}{{ range 40 }}{{ $x = print $x $x }}{{ end }}')).toThrow('the template ran for more than 10000000 steps');
  });

  test('parentheses beyond reason are refused', () => {
    const deep = `{{ ${'('.repeat(100_000)}1${')'.repeat(100_000)} }}`;
    expect(() => render(deep)).toThrow('max expression depth exceeded');
  });
});
