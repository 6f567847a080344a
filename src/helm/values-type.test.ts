import { describe, expect, test } from 'vitest';
import { memoryTree } from '../tree/index.ts';
import { HelmEngine, loadChart } from './index.ts';

const FILES = {
  'Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.2.3\n',
  'values.yaml': 'a: 1\nb: {c: {d: x}, l: [1]}\nTable: key\nsub: {e: f}\n',
  'charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.2.3\n',
  'charts/sub/templates/t.yaml': '{{ typeOf . }} {{ typeOf .Values }} {{ .Values.AsMap | toJson }}',
};

/** What a template prints, and what one of the subchart prints after it. */
function print(template: string): { readonly own: string; readonly sub: string } {
  const chart = loadChart(memoryTree({ ...FILES, 'templates/t.yaml': template }), '', { gunzip: (bytes) => bytes });
  const files = new HelmEngine().renderFiles(chart, { releaseName: 'rel', namespace: 'ns' });
  return { own: files.get('c/templates/t.yaml')!, sub: files.get('c/charts/sub/templates/t.yaml')! };
}

// Outputs and errors of Helm 4.2.2.
describe('the values of a chart', () => {
  test.each([
    ['{{ typeOf .Values }} {{ typeOf .Values.AsMap }} {{ kindOf .Values.AsMap }}', 'common.Values map[string]interface {} map'],
    ['{{ dig "b" "c" "d" "no" .Values.AsMap }}', 'x'],
    ['{{ .Values.AsMap | toJson }}', '{"Table":"key","a":1,"b":{"c":{"d":"x"},"l":[1]},"sub":{"e":"f","global":{}}}'],
    ['{{ $_ := set .Values.AsMap "z" 9 }}{{ .Values.z }}', '9'],
    ['{{ $m := .Values.AsMap }}{{ $_ := set .Values "y" 9 }}{{ $m.y }}', '9'],
    ['{{ typeOf (merge .Values) }} {{ typeOf (mergeOverwrite .Values (dict "a" 2)) }} {{ typeOf (set .Values "a" 2) }} {{ typeOf (unset . "a") }}', Array(4).fill('map[string]interface {}').join(' ')],
    ['{{ typeOf (deepCopy .Values) }} {{ typeOf (merge (dict) (dict "a" .Values)).a }} {{ typeOf (get . "Values") }} {{ typeOf (omit . "a") }}', 'common.Values common.Values common.Values map[string]interface {}'],
    ['{{ $m := merge .Values }}{{ $_ := set $m "z" 9 }}{{ .Values.z }} {{ dig "b" "c" "d" "no" $m }} {{ typeOf .Values }}', '9 x common.Values'],
    ['{{ range $k, $_ := .Values.AsMap }}{{ $k }};{{ end }}', 'Table;a;b;sub;'],
    ['{{ .Values.AsMap.Table }}', 'key'],
    ['{{ (.Values.Table "b.c").d }} {{ typeOf (.Values.Table "b.c") }}', 'x common.Values'],
    ['{{ "b" | .Values.Table }}', 'map[c:map[d:x] l:[1]]'],
    ['{{ .Values.PathValue "b.c.d" }} {{ .Values.PathValue "a" }}', 'x 1'],
    ['{{ .Values.YAML }}', 'Table: key\na: 1\nb:\n  c:\n    d: x\n  l:\n  - 1\nsub:\n  e: f\n  global: {}\n'],
    ['{{ .AsMap.Release.Name }} {{ typeOf .AsMap }} {{ typeOf . }}', 'rel map[string]interface {} common.Values'],
    ['{{ .Values.sub.AsMap }}{{ .Values.AsMap.AsMap }}', ''],
  ])('%s prints %j', (template, output) => {
    expect(print(template).own).toBe(output);
  });

  test.each([
    ['{{ dig "b" "no" .Values }}', 'error calling dig: interface conversion: interface {} is common.Values, not map[string]interface {}'],
    ['{{ .Values.Table "b.x" }}', 'at <.Values.Table>: error calling Table: "x" is not a table'],
    ['{{ .Values.Table }}', 'wrong number of args for Table: want 1 got 0'],
    ['{{ .Values.PathValue "b.c" }}', 'error calling PathValue: "c" is not a value'],
    ['{{ .Values.PathValue "b.q.c" }}', 'error calling PathValue: "c" is not a value'],
    ['{{ .Values.PathValue "" }}', 'error calling PathValue: YAML path cannot be empty'],
    ['{{ .Values.Encode "x" }}', 'can\'t handle "x" for arg of type io.Writer'],
    ['{{ .Values.Encode nil }}', 'error calling Encode: runtime error: invalid memory address or nil pointer dereference'],
  ])('%s fails: %s', (template, message) => {
    expect(() => print(template)).toThrow(message);
  });

  test('are a plain map in the values of its parent, and of their type in its dot', () => {
    expect(print('{{ typeOf .Values.sub }} {{ typeOf .Subcharts.sub }} {{ typeOf .Subcharts.sub.Values }}')).toEqual({
      own: 'map[string]interface {} map[string]interface {} common.Values',
      sub: 'common.Values common.Values {"e":"f","global":{}}',
    });
  });

  test('are one map, whichever way a template finds them', () => {
    expect(print('{{ $_ := set .Subcharts.sub.Values "x" 1 }}{{ $_ := set .Values.sub "y" 2 }}{{ .Values.sub }} {{ .Subcharts.sub.Values }}').own).toBe('map[e:f global:map[] x:1 y:2] map[e:f global:map[] x:1 y:2]');
    expect(print('{{ deepEqual .Values.sub .Subcharts.sub.Values }} {{ $_ := set .Subcharts.sub "Values" (dict "z" 1) }}{{ .Subcharts.sub.Values }}').own).toBe('false map[z:1]');
  });
});
