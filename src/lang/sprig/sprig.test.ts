import { describe, expect, test } from 'vitest';
import { createTemplateSet } from '../gotemplate/index.ts';
import type { SprigPorts } from './index.ts';
import { createSprigFunctions, seededRandom } from './index.ts';

const PORTS: SprigPorts = {
  now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
  random: seededRandom('sprig'),
  localZone: 'UTC',
  environment: { HOME: '/root' },
};
const DATA = { l: [3, 'a', null], m: { b: 1, a: { c: 'x' } }, n: 12345678, s: 'text' };

function render(template: string, ports: Partial<SprigPorts> = {}): string {
  const set = createTemplateSet({ functions: createSprigFunctions({ ...PORTS, ...ports }), missingKey: 'zero' });
  set.parse('t', template);
  return set.execute('t', structuredClone(DATA));
}

function check(table: readonly (readonly [expression: string, want: string])[]): void {
  test.each(table)('%s is %j', (expression, want) => {
    expect(render(`{{ ${expression} }}`)).toBe(want);
  });
}

function checkErrors(table: readonly (readonly [expression: string, message: string])[]): void {
  test.each(table)('%s fails', (expression, message) => {
    expect(() => render(`{{ ${expression} }}`)).toThrow(message);
  });
}

test('there are all the names of sprig', () => {
  expect(createSprigFunctions(PORTS).size).toBe(211);
});

describe('strings', () => {
  check([
    ['trunc 3 "héllo"', 'hé'],
    ['trunc -3 "abcdef"', 'def'],
    ['trunc 2 "héllo" | quote', '"h\\xc3"'],
    ['substr 0 -1 "abc"', 'abc'],
    ['upper "ß"', 'ß'],
    ['title "hello wORLD"', 'Hello WORLD'],
    ['snakecase "HTTPServer2xx"', 'http_server_2xx'],
    ['kebabcase "Bld4Floor3rd"', 'bld4-floor-3rd'],
    ['kebabcase (abbrev 5 "Héllo") | b64enc', 'aMMuLi4='],
    ['snakecase (b64dec "QUL/Q2Q=") | b64enc', 'YWJf77+9Y2Q='],
    ['kebabcase (b64dec "YS3/LWI=") | b64enc', 'YS3vv70tYg=='],
    ['camelcase (b64dec "Yf9fYg==") | b64enc', 'Qe+/vUI='],
    ['camelcase "no_https"', 'NoHttps'],
    ['swapcase "Hello World"', 'hELLO wORLD'],
    ['initials "First Try"', 'FT'],
    ['abbrev 5 "hello world"', 'he...'],
    ['abbrevboth 5 10 "1234 5678 9123"', '...5678...'],
    ['wrap 5 "Hello World"', 'Hello\nWorld'],
    ['wrapWith 5 "\\t" "HelloWorld"', 'Hello\tWorld'],
    ['indent 2 "a\\nb\\n" | quote', '"  a\\n  b\\n  "'],
    ['quote nil 1 true "a"', '"1" "true" "a"'],
    ['squote nil | quote', '""'],
    ['cat "a" nil 1', 'a 1'],
    ['replace "" "-" "ab"', '-a-b-'],
    ['(splitn "." 2 "a.b.c")._1', 'b.c'],
    ['plural "one" "many" 1', 'one'],
    ['trimAll "$" "$5.00$"', '5.00'],
    ['nospace "a b c"', 'abc'],
  ]);
  checkErrors([
    ['substr 1 0 "abc"', 'slice bounds out of range [1:0]'],
    ['repeat -1 "a"', 'strings: negative Repeat count'],
    ['repeat 1000000000 "aaaa"', 'strings: Repeat output length overflow'],
  ]);
});

describe('numbers', () => {
  check([
    ['add 9223372036854775807 1', '-9223372036854775808'],
    ['addf 0.1 0.2', '0.3'],
    ['divf 1 3', '0.3333333333333333'],
    ['div 7 2', '3'],
    ['mul 1.5 2', '2'],
    ['max 1 2.9', '2'],
    ['int "08"', '0'],
    ['int64 "1.9"', '0'],
    ['int64 "1.0"', '1'],
    ['int "0x1f"', '31'],
    ['int64 1e30', '-9223372036854775808'],
    ['float64 "1_0.5"', '10.5'],
    ['atoi "0x1"', '0'],
    ['atoi "1000000000000000000000.0 x"', '9223372036854775807'],
    ['atoi "9223372036854775808x"', '0'],
    ['int "-0x1ffffffffffffffffz"', '0'],
    ['toDecimal "777"', '511'],
    ['round 123.5555 3', '123.556'],
    ['round 7 100 3.14159', '7'],
    ['round -1.5 0', '-2'],
    ['untilStep 3 10 3', '[3 6 9]'],
    ['until -3', '[0 -1 -2]'],
    ['seq 5 -2 0', '5 3 1'],
    ['seq 0 2 5', '0 2 4'],
    ['int .n', '12345678'],
  ]);
  checkErrors([
    ['div 1 0', 'runtime error: integer divide by zero'],
    ['divf 1 0', 'decimal division by 0'],
    ['until 100000000', 'a list of 100000000 numbers is too long'],
    ['randInt 1 1', 'invalid argument to Intn'],
  ]);
});

describe('lists and mappings', () => {
  check([
    ['has 3 .l', 'false'],
    ['has 3.0 .l', 'true'],
    ['rest (list) | toJson', 'null'],
    ['rest (list 1) | toJson', '[]'],
    ['uniq (list 1 1.0 1 "1")', '[1 1 1]'],
    ['chunk 2 (list 1 2 3)', '[[1 2] [3]]'],
    ['slice (list 1 2 3) 1', '[2 3]'],
    ['concat (list 1) (splitList "," "a,b")', '[1 a b]'],
    ['join "," .l', '3,a'],
    ['sortAlpha (list "b" 10 9)', '[10 9 b]'],
    ['typeOf (splitList "," "a")', '[]string'],
    ['merge (dict "a" 0) (dict "a" 1)', 'map[a:1]'],
    ['merge (dict "a" (list 1)) (dict "a" (list 2))', 'map[a:[1]]'],
    ['mergeOverwrite (dict "a" 1) (dict "a" 0)', 'map[a:0]'],
    ['merge (dict "a" (dict "x" 1)) (dict "a" (dict "y" 2))', 'map[a:map[x:1 y:2]]'],
    ['merge nil (dict "a" 1)', 'map[a:1]'],
    ['dig "a" "c" "none" .m', 'x'],
    ['dig "a" "d" "none" .m', 'none'],
    ['keys .m', '[a b]'],
    ['dict "__proto__" 1 "constructor" 2 | keys', '[__proto__ constructor]'],
    ['get (dict) "constructor" | quote', '""'],
    ['omit (dict "a" 1 "b" 2) "a"', 'map[b:2]'],
    ['deepEqual (list 1 (dict "a" 2)) (list 1 (dict "a" 2))', 'true'],
    ['coalesce 0 "" nil (list) "x"', 'x'],
    ['kindOf nil', 'invalid'],
  ]);
  checkErrors([
    ['first nil', 'runtime error: invalid memory address or nil pointer dereference'],
    ['first "x"', 'Cannot find first on type string'],
    ['slice (list 1) 2 5', 'reflect.Value.Slice: slice index out of bounds'],
    ['set nil "a" 1', 'assignment to entry in nil map'],
    ['dig "a" "x" (list)', 'interface conversion: interface {} is []interface {}, not map[string]interface {}'],
    ['deepCopy nil', 'reflect: call of reflect.Value.Type on zero Value'],
  ]);

  test('set shows in every holder of the mapping, append leaves the list alone', () => {
    expect(render('{{ $d := dict "x" 1 }}{{ $e := $d }}{{ $_ := set $e "y" 2 }}{{ $d }}')).toBe('map[x:1 y:2]');
    expect(render('{{ $a := list 1 }}{{ $b := append $a 2 }}{{ $a }}')).toBe('[1]');
    expect(render('{{ $_ := set .m "b" 2 }}{{ .m.b }}')).toBe('2');
  });

  describe('a mapping of texts takes in no other value', () => {
    check([
      ['merge (dict "k" (split "." "a")) (dict "k" (split "." "b.c"))', 'map[k:map[_0:a _1:c]]'],
      ['merge (dict "k" (split "." "a.b")) (dict "k" (dict "_0" 1))', 'map[k:map[_0:a _1:b]]'],
    ]);
    checkErrors([
      ['merge (dict "k" (split "." "a.b")) (dict "k" (dict "y" 1))', 'error calling merge: reflect.Value.SetMapIndex: value of type interface {} is not assignable to type string'],
      ['merge (dict "k" (split "." "a.b")) (dict "k" (dict "y" (splitList "," "a")))', 'error calling merge: reflect.Value.SetMapIndex: value of type []string is not assignable to type string'],
      ['merge (dict "k" (split "." "a.b")) (dict "k" (dict "_0" (list)))', 'error calling merge: reflect: call of reflect.Value.IsNil on string Value'],
      ['mergeOverwrite (dict "k" (split "." "a.b")) (dict "k" (dict "_0" nil))', 'error calling mergeOverwrite: reflect.Value.SetMapIndex'],
    ]);
  });

  test('a mapping that holds itself is refused', () => {
    expect(() => render('{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ deepCopy $d }}')).toThrow('nests too deep');
    expect(render('{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ toJson $d | quote }}')).toBe('""');
  });
});

describe('encodings', () => {
  check([
    ['toJson (dict "a" "<&>")', '{"a":"\\u003c\\u0026\\u003e"}'],
    ['toRawJson (dict "a" "<&>")', '{"a":"<&>"}'],
    ['toPrettyJson (dict "b" (list 1) "a" (dict))', '{\n  "a": {},\n  "b": [\n    1\n  ]\n}'],
    ['toJson (list 1e20 1e21 1e-7 -0.0 1.5)', '[100000000000000000000,1e+21,1e-7,-0,1.5]'],
    ['toJson (b64dec "/w==")', '"\\ufffd"'],
    ['fromJson "[1,2" | toJson', 'null'],
    ['b64dec "a"', 'illegal base64 data at input byte 0'],
    ['b64dec "/w==" | b64enc', '/w=='],
    ['b32enc "hi" | b32dec', 'hi'],
    ['b32dec "1"', 'illegal base32 data at input byte 0'],
    ['sha1sum "abc"', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['adler32sum "abc"', '38600999'],
  ]);
  checkErrors([
    ['mustFromJson "{"', 'unexpected end of JSON input'],
    ['mustToJson (float64 "nan")', 'json: unsupported value: NaN'],
  ]);
});

describe('regular expressions, versions, URLs and paths', () => {
  check([
    ['regexReplaceAll "(a+)(b)" "aab" "${2}-$1"', 'b-aa'],
    ['regexFindAll "x" "abc" -1 | toJson', 'null'],
    ['regexSplit "," "a,b" -1', '[a b]'],
    ['semverCompare ">=1.19-0" "1.36.0"', 'true'],
    ['semver "v1.2"', '1.2.0'],
    ['(semver "1.2.3-rc.1").Prerelease', 'rc.1'],
    ['((semver "1.2.3").IncMinor).String', '1.3.0'],
    ['(urlParse "https://u:p@h.x:1/p%20q?r=1#f").hostname', 'h.x'],
    ['urlJoin (dict "scheme" "http" "host" "h" "path" "/a b" "query" "q=1")', 'http://h/a%20b?q=1'],
    ['clean "/a/../b//./c"', '/b/c'],
    ['base "a/b/"', 'b'],
    ['ext "x.tar.gz"', '.gz'],
  ]);
  checkErrors([
    ['semverCompare "x y" "1"', 'improper constraint: "x y"'],
    ['urlParse "http://a b/"', 'unable to parse url: parse "http://a b/": invalid character " " in host name'],
  ]);
});

describe('dates', () => {
  check([
    ['now | date "2006-01-02 15:04:05"', '2026-01-02 03:04:05'],
    ['date "2006-01-02" (toDate "2006-01-02" "2020-02-30")', '0001-01-01'],
    ['dateInZone "15:04 -0700 MST" (toDate "2006-01-02" "2020-07-01") "Europe/Berlin"', '02:00 +0200 CEST'],
    ['dateInZone "Z07:00 MST" (toDate "2006-01-02" "2020-01-01") "Asia/Kathmandu"', '+05:45 +0545'],
    ['htmlDate 0', '1970-01-01'],
    ['dateModify "-1.5h" (toDate "2006-01-02" "2020-01-01")', '2019-12-31 22:30:00 +0000 UTC'],
    ['durationRound "2h10m5s"', '2h'],
    ['duration "95"', '1m35s'],
    ['duration 95', '0s'],
    ['ago (toDate "2006-01-02" "2026-01-01")', '27h4m5s'],
    ['unixEpoch (toDate "2006-01-02" "1969-12-31")', '-86400'],
    ['(toDate "2006-01-02" "2020-02-29").Weekday', 'Saturday'],
    ['(toDate "2006-01-02" "2020-07-01").Add 5', '2020-07-01 00:00:00.000000005 +0000 UTC'],
    ["(toDate \"2006-01-02\" \"2020-07-01\").Add 'a'", '2020-07-01 00:00:00.000000097 +0000 UTC'],
    ['(toDate "2006-01-02T15:04" "2020-07-01T15:04").Truncate 3600000000000', '2020-07-01 15:00:00 +0000 UTC'],
    ['(toDate "2006-01-02" "2020-07-01").In (now.In now.Location).Location', '2020-07-01 00:00:00 +0000 UTC'],
    ['(toDate "2006-01-02" "2020-07-01").MarshalJSON | toString', '"2020-07-01T00:00:00Z"'],
    ['toJson (toDate "2006-01-02" "2020-02-29")', '"2020-02-29T00:00:00Z"'],
  ]);
  checkErrors([
    ['mustToDate "2006-01-02" "2020-13-01"', 'parsing time "2020-13-01": month out of range'],
    ['mustToDate "2006-01-02" "é"', 'parsing time "\\xc3\\xa9" as "2006-01-02": cannot parse "\\xc3\\xa9" as "2006"'],
    ['mustDateModify "1f" now', 'time: unknown unit "f" in duration "1f"'],
    ['now.Add 5.5', 'expected integer; found 5.5'],
    ['now.Add (int 5)', 'wrong type for value; expected time.Duration; got int'],
    ['now.Add nil', 'cannot assign nil to time.Duration'],
  ]);

  test('the local zone is the caller’s', () => {
    expect(render('{{ date "15:04 MST" 0 }}', { localZone: 'America/New_York' })).toBe('19:00 EST');
  });
  checkErrors([
    ['(toDate "2006-01-02" "2020-07-01").Date', '<"2020-07-01">: function Date has 3 return values; should be 1 or 2'],
    ['(toDate "2006-01-02" "2020-07-01").Zone.x', '<"2020-07-01">: invalid function signature for Zone: second return value should be error; is int'],
    ['(toDate "2006-01-02" "2020-07-01").ISOWeek 1', '<"2020-07-01">: wrong number of args for ISOWeek: want 0 got 1'],
  ]);
});

describe('chance and surroundings', () => {
  test('the same seed gives the same text', () => {
    const template = '{{ randAlphaNum 20 }} {{ uuidv4 }} {{ randInt 0 1000 }} {{ shuffle "abcdef" }}';
    const once = (seed: string): string => render(template, { random: seededRandom(seed) });
    expect(once('a')).toBe(once('a'));
    expect(once('a')).not.toBe(once('b'));
    expect(once('a')).toMatch(/^[A-Za-z0-9]{20} [0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12} \d+ [a-f]{6}$/);
  });

  check([
    ['env "HOME"', '/root'],
    ['env "constructor"', ''],
    ['expandenv "$HOME/${HOME}/$NONE"', '/root//root/'],
    ['expandenv "${HOME ${} $$ $"', '  $'],
    ['expandenv "a${HOME"', 'aHOME'],
    ['printf "%#v" (toDate "2006-01-02" "2020-07-01")', 'time.Date(2020, time.July, 1, 0, 0, 0, 0, time.Local)'],
    ['printf "%#v" (toDate "2006-01-02T15:04:05Z07:00" "2019-06-13T20:39:39.5+02:00")', 'time.Date(2019, time.June, 13, 20, 39, 39, 500000000, time.Location(""))'],
    ['printf "%#v" (toDate "2006-01-02" "2020-07-01").UTC', 'time.Date(2020, time.July, 1, 0, 0, 0, 0, time.UTC)'],
  ]);
  checkErrors([
    ['getHostByName "x"', 'invalid argument to Intn'],
    ['genCA "x" 1', 'keys and certificates are not available here'],
    ['range $i, $m := (toDate "2006-01-02" "2020-07-01").Month }}{{ end', "can't use July to iterate over more than one variable"],
  ]);
});
