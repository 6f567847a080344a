import { describe, expect, test } from 'vitest';
import { toDict } from '../../std/dict.ts';
import { GoInt, GoObject, withGoType } from '../govalue/index.ts';
import { createTemplateSet } from './index.ts';

// Outputs and error texts were recorded from Go 1.26.

class Pointer extends GoObject {
  readonly goType = '*main.Obj';
  readonly goKind = 'ptr';
}

const DATA = toDict({
  s: 'str', b: true, z: null, l: [1, 'a', null, [2], toDict({ k: 'v' })], ls: ['x', 'y', 'z'], by: new TextEncoder().encode('hi'),
  m: toDict({ k: 'v', l: [1, 2], n: toDict({ x: 1 }), z: null }), ms: withGoType(toDict({ a: '1', b: '2' }), 'map[string]string'),
  lm: [toDict({ n: 'a', v: 1 }), toDict({ n: 'b', v: 2 })], u8: new GoInt('uint8', 3n), o: new Pointer(),
});

function render(text: string): string {
  const set = createTemplateSet({ functions: new Map(), missingKey: 'zero' });
  set.parse('t', text);
  return set.execute('t', DATA);
}

describe('the functions that every template has', () => {
  test.each([
    ['{{ and 1 "" 2 }}|{{ or 0 "x" }}|{{ not "" }}', '|x|true'],
    ['{{ "a" | and true | or false }}', 'a'],
    ['{{ eq 1 1 }} {{ eq "a" "b" "a" }} {{ eq 1.5 1.5 }} {{ eq .z nil }} {{ eq true .b }}', 'true true true true true'],
    ['{{ eq .u8 3 }} {{ lt .u8 4 }} {{ gt -1 .u8 }}', 'true true false'],
    ['{{ ne "a" "b" }} {{ lt 1 2 }} {{ le 2 2 }} {{ gt "b" "a" }} {{ ge 1.5 1.5 }}', 'true true true true true'],
    ['{{ index .l 1 }} {{ index .m "k" }} {{ index .m "none" }} {{ index .ms "none" }}| {{ index "abc" 1 }} {{ index .lm 1 "n" }}', 'a v <no value> | 98 b'],
    ['{{ slice "hello" 1 3 }} {{ slice .ls 1 }} {{ slice .ls }} {{ slice .ls 0 1 2 }}', 'el [y z] [x y z] [x]'],
    ['{{ len "héllo" }} {{ len .l }} {{ len .m }} {{ len .by }}', '6 5 4 2'],
    ['{{ print 1 2 "a" "b" 3 4 }} {{ println "x" 1 }}', '1 2ab3 4 x 1\n'],
    ['{{ printf "%05.1f|%-4s|%q" 2.25 "a" "b" }}', '002.2|a   |"b"'],
    ['{{ html "<a href=\\"x\\">\'&" }} {{ html 1 nil "a" }}', '&lt;a href=&#34;x&#34;&gt;&#39;&amp; 1&lt;no value&gt;a'],
    ['{{ js "a\'b\\"<>&=\\n\\u2028" }}', 'a\\\'b\\"\\u003C\\u003E\\u0026\\u003D\\u000A\\u2028'],
    ['{{ urlquery "a b/é" 1 }}', 'a+b%2F%C3%A91'],
  ])('%s', (text, want) => {
    expect(render(text)).toBe(want);
  });

  test.each([
    ['{{ and }}', '<and>: wrong number of args for and: want at least 1 got 0'],
    ['{{ eq 1 1.0 }}', '<eq 1 1.0>: error calling eq: incompatible types for comparison: int and float64'],
    ['{{ eq 1 }}', '<eq 1>: error calling eq: missing argument for comparison'],
    ['{{ eq .m .m }}', '<eq .m .m>: error calling eq: non-comparable type map[k:v l:[%!s(float64=1) %!s(float64=2)] n:map[x:%!s(float64=1)] z:<nil>]: map[string]interface {}'],
    ['{{ eq .l .m }}', '<eq .l .m>: error calling eq: non-comparable types [%!s(float64=1) a <nil> [%!s(float64=2)] map[k:v]]: []interface {}, map[string]interface {}: map[k:v l:[1 2] n:map[x:1] z:<nil>]'],
    ['{{ lt true false }}', '<lt true false>: error calling lt: invalid type for comparison'],
    ['{{ lt nil 1 }}', '<lt nil 1>: error calling lt: invalid type for comparison'],
    ['{{ lt "a" 1 }}', '<lt "a" 1>: error calling lt: incompatible types for comparison: string and int'],
    ['{{ index .l 9 }}', '<index .l 9>: error calling index: index out of range: 9'],
    ['{{ index .l 5 }}', '<index .l 5>: error calling index: reflect: slice index out of range'],
    ['{{ index .l "x" }}', '<index .l "x">: error calling index: cannot index slice/array with type string'],
    ['{{ index .l nil }}', '<index .l nil>: error calling index: cannot index slice/array with nil'],
    ['{{ index .m 1 }}', '<index .m 1>: error calling index: value has type int; should be string'],
    ['{{ index .m nil }}', '<index .m nil>: error calling index: value is nil; should be of type string'],
    ['{{ index .z 1 }}', '<index .z 1>: error calling index: index of untyped nil'],
    ['{{ index 5 1 }}', '<index 5 1>: error calling index: can\'t index item of type int'],
    ['{{ index .m "z" "x" }}', '<index .m "z" "x">: error calling index: index of nil pointer'],
    ['{{ slice "abc" 2 1 }}', '<slice "abc" 2 1>: error calling slice: invalid slice index: 2 > 1'],
    ['{{ slice "abc" 9 }}', '<slice "abc" 9>: error calling slice: index out of range: 9'],
    ['{{ slice "abc" 0 1 2 }}', '<slice "abc" 0 1 2>: error calling slice: cannot 3-index slice a string'],
    ['{{ slice nil }}', '<slice nil>: error calling slice: slice of untyped nil'],
    ['{{ slice 5 }}', '<slice 5>: error calling slice: can\'t slice item of type int'],
    ['{{ slice .ls 0 1 2 3 }}', '<slice .ls 0 1 2 3>: error calling slice: too many slice indexes: 4'],
    ['{{ len 3 }}', '<len 3>: error calling len: len of type int'],
    ['{{ len nil }}', '<len nil>: error calling len: reflect: call of reflect.Value.Type on zero Value'],
    ['{{ len .z }}', '<len .z>: error calling len: len of nil pointer'],
    ['{{ len .o }}', '<len .o>: error calling len: len of type main.Obj'],
    ['{{ printf 1 }}', '<1>: expected string; found 1'],
    ['{{ call .z }}', '<call .z>: error calling call: call of nil'],
    ['{{ call .s 1 }}', '<call .s 1>: error calling call: non-function .s of type string'],
    ['{{ call nil }}', '<call nil>: error calling call: call of nil'],
  ])('%s fails', (text, want) => {
    expect(() => render(text)).toThrow(want);
  });
});
