import { chart, type ChartCase } from './chart.ts';
import type { FuzzArea } from './fuzz-area.ts';
import type { Random } from './random.ts';
import { any, dict, list, sprigCall } from './sprig-call.ts';
import { goQuoted, holdsAddress, showsSpareRoom } from './template-case.ts';
import { tomlText } from './toml-text.ts';
import { blockText } from './yaml-text.ts';

/** What `.` is: the values of the chart. */
const VALUES = {
  b: true, f: false, n: 5, big: 12345678, fl: 1.5, neg: -2.5, z: null, s: 'str', e: '', u: 'héllo wörld 😀', huge: 1e300, l: [1, 'a', null, [2]], ls: ['x', 'y', 'z'], el: [], em: {}, m: { k: 'v', n: { x: 1 }, l: [1, 2] }, lm: [{ n: 'a' }, { n: 'b' }],
};
const CHART = JSON.stringify({ apiVersion: 'v2', name: 'c', version: '1.2.3', appVersion: 'v1', keywords: ['k'], annotations: { a: 'b' } });
const JSON_TEXTS = ['{"a":1,"b":[1.5,null,true],"c":{"d":"x"}}', '[1,"a",{"b":null}]', 'null', '1', '"text"', 'true', '{"a":1e21,"b":12345678901234567890,"c":-0}', '{"a":1} x', '{"a":', '[1,', '{a:1}', '', ' ', '{"a":"\\ud83d"}', '{"a":{"a":{"a":[]}}}', '[]', '{}', '[[1,2],[3]]', '{"a":1,"a":2}', '1 2', 'nul', '[1,]', '"\\x"', '{"k":"<&>"}'];
const YAML_TEXTS = ['a: 1\nb: [1, 2.5, x]\nc:\n  d: ~\n', '- 1\n- a: b\n- null\n', 'null', '1', 'text', 'true', '', '# c', 'a: {', 'a: b: c', '\ta: 1', 'a: 1\na: 2', '1: a\n2.5: b\ntrue: c\n', '? [a]\n: b', 'a: &x {b: 1}\nc: *x\n', '<<: {a: 1}\nb: 2', 'a: 2020-01-01', 'a: 0x1F\nb: 010\nc: 1e3\nd: 12345678901234567890', '--- \na: 1\n---\nb: 2', 'a: !!binary aGk=', 'a: |\n  x\n  y', '[1, 2', '"open', '*x', 'a: yes\nb: off', '- - 1\n- {}', '~', '{}', '[]', 'a: .inf', 'a: .nan', '~: 1', '{a: 1, b}', '!!str 1', 'a: "\\x"'];
const PRINTERS = ['toYaml', 'toYaml', 'toYamlPretty', 'toJson', 'toToml', 'mustToYaml', 'mustToJson', 'mustToToml', 'toPrettyJson', 'toRawJson', 'mustToPrettyJson', 'mustToRawJson', 'toString', 'quote', 'squote', 'print', 'printf "%v"', 'printf "%+v"', 'printf "%T"', 'printf "%q"', 'printf "%s"', 'kindOf', 'typeOf', 'len', 'empty', 'toStrings', 'b64enc', 'sha256sum', 'html', 'js', 'urlquery'];
const OBJECTS = ['$.Capabilities.APIVersions', '$.Chart', '$.Release', '$.Template', '$.Subcharts', '$.Values', '$.Values.m', '$.Files', '($.Files.Glob "files/*")', '($.Files.Lines "files/a.txt")', '($.Files.GetBytes "files/a.txt")', '($.Files.Get "nope")', '$.Chart.Maintainers', '$.Chart.Dependencies', '$.Chart.IsRoot', '($.Capabilities.APIVersions.Has "apps/v1")', '$.Capabilities.KubeVersion.Minor', '$.Release.Revision', '$.Nope', '$.Chart.Nope', '$.Files.Nope', '(lookup "v1" "Pod" "ns" "n")', '(lookup "v1" "Pod" "ns" "")', '(merge $.Values)', '(set $.Values "k" 1)', '(unset $.Values.m "k")'];
const TIMES = ['(toDate "2006-01-02" "2020-07-01")', '(toDate "2006-01-02T15:04:05Z07:00" "2019-06-13T20:39:39.123456789+02:00")', '(fromToml "t = 1979-05-27T07:32:00Z").t', '(fromToml "t = 1979-05-27").t', '((toDate "2006-01-02" "2020-07-01").Sub (toDate "2006-01-02" "2020-06-01"))', '((toDate "2006-01-02" "2020-07-01").Add 3600000000001)', '(semver "1.2.3-rc.1+b")', '(toDate "2006-01-02" "2020-07-01").Month'];

/** The functions that Helm adds to sprig or puts in its place, and sprig's own within a chart, in the notes of one. */
export const helm: FuzzArea<ChartCase> = {
  ...chart,
  name: 'helm',
  oracle: 'chart',
  generate: (random) => ({
    files: { 'Chart.yaml': CHART, 'values.yaml': JSON.stringify(VALUES), 'files/a.txt': 'one\ntwo', 'files/b.bin': '\u0000é', 'templates/_h.tpl': '{{ define "one" }}[{{ . }}]{{ end }}{{ define "two" }}{{ toYaml . }}{{ end }}', 'templates/NOTES.txt': `{{ with .Values }}${statement(random)}{{ end }}` },
    values: {},
  }),
  saysNothing: (wanted, _, got) => holdsAddress(wanted) || showsSpareRoom(wanted, got),
  show: ({ files }) => files['templates/NOTES.txt']!,
};

function statement(random: Random): string {
  const call = expression(random);
  const printer = random.pick(PRINTERS);
  return random.choose(
    () => `{{ ${call} | ${printer} }}`,
    () => `{{ ${printer} (${call}) }}`,
    () => `{{ ${call} }}`,
    () => `{{ ${sprigCall(random).replace(/\.(?:ls|lm)\b|\(list[^()]*\)/, '$.Capabilities.APIVersions').replace(/\.m\b/, random.pick(['$.Chart', '$.Files', '$.Release', '$.Subcharts']))} | ${printer} }}`,
    () => `{{ range $k, $v := ${call} }}{{ $k }}={{ $v | ${printer} }};{{ end }}`,
    () => `{{ include "${random.pick(['one', 'two', 'two', 'nope'])}" (${call}) }}`,
    () => `{{ tpl ${goQuoted(random.pick([`{{ . | ${printer} }}`, '{{ include "two" . }}', '{{ .', '{{ .a.b.c }}', 'text', '{{ define "x" }}{{ . }}{{ end }}{{ template "x" . }}', '{{ fail "no" }}', '{{ tpl "{{ . }}" . }}', '{{ required "need" .nope }}']))} (${call}) }}`,
    () => `{{ required "it is needed" (${call}) | ${printer} }}`,
  );
}

function expression(random: Random): string {
  return random.choose(
    () => `fromYaml ${text(random)}`,
    () => `fromYamlArray ${text(random)}`,
    () => `fromJson ${text(random)}`,
    () => `fromJsonArray ${text(random)}`,
    () => `fromToml ${text(random)}`,
    () => random.pick(OBJECTS).replace(/^\((.*)\)$/, '$1'),
    () => `list ${random.list(1, 3, () => operand(random)).join(' ')}`,
    () => `dict ${random.list(1, 3, () => `${random.pick(['"a"', '"b"', '"k.k"', '"1"', '""'])} ${operand(random)}`).join(' ')}`,
    () => sprigCall(random),
  );
}

function operand(random: Random): string {
  return random.choose(
    () => any(random, 2),
    () => list(random, 2),
    () => dict(random, 2),
    () => random.pick(OBJECTS),
    () => random.pick(TIMES),
    () => `(${expression(random)})`,
  );
}

/** A text to read: of the language that is asked for or of another, or one that a printer made. */
function text(random: Random): string {
  return random.choose(
    () => goQuoted(random.pick(YAML_TEXTS)),
    () => goQuoted(random.pick(JSON_TEXTS)),
    () => goQuoted(tomlText(random)),
    () => goQuoted(blockText(random)),
    () => `(${random.pick(['toYaml', 'toJson', 'toToml', 'toYamlPretty'])} ${operand(random)})`,
  );
}
