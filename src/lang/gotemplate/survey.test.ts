import { describe, expect, test } from 'vitest';
import type { ListNode } from './nodes.ts';
import { parseText, SyntaxFault } from './parser.ts';
import { survey } from './survey.ts';

const functions = { has: (name: string) => ['include', 'printf', 'f', 'eq'].includes(name), keys: () => [] };
const filler = '# a line that makes it long enough\n'.repeat(5);

/** What charts are written in, with every block long enough to be left unread. */
const CHART = `{{/* about */}}
{{- define "a.name" -}}
{{- $name := include "x\\t" . | printf "%s" -}}
{{ $name = .Values.a.b }}${filler}{{- end -}}
{{- define \`empty\` }} {{- /* nothing */ -}} ${' '.repeat(200)}{{ end }}
kind: {{ .Values.kind }}
{{- if(eq (f . "a\\033\\x1b" $.b (f).c.d) f.x -1e3) }}
${filler}{{- range $i, $v := .list }}
  {{ $i }}: {{ $v.x | f 0.25 nil true }}${filler}
  {{- if $v }}{{ continue }}{{ else }}{{ break }}{{ end }}
{{- else }}
${filler}{{ template "a.name" . }}{{ template "empty" }}
{{- end }}
{{- else if f ( . ) }}
${filler}{{- with $w := .x }}{{ $w }}${filler}{{ else with .y }}${filler}{{ else }}${filler}{{ end }}
{{- else -}}
  {{- range .y }}{{ . }}${filler}{{ end }}
{{- end }}
`;

/** A tree as text, or what is wrong with the text. With delimiters of its own a text is read at once. */
function parsed(text: string, delimiters?: { left: string; right: string }): string {
  try {
    const { root, definitions } = parseText(text, functions, delimiters);
    return JSON.stringify([root, ...definitions], (_, value: unknown) => {
      if (typeof value === 'bigint') return String(value);
      if ((value as { type?: string } | null)?.type !== 'List') return value;
      const { pos, start, end, nodes } = value as ListNode;
      return { pos, start, end, nodes };
    });
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    return `${String(error.line)}:${String(error.start)}-${String(error.end)}: ${error.message}`;
  }
}

const AT_ONCE = { left: '{{', right: '}}' };

test('finds the blocks of what charts are written in', () => {
  const blocks = [...survey(CHART, functions)!.values()];
  expect(blocks.map(({ from, to }) => CHART.slice(from, to).replaceAll(filler, '…').trim().slice(0, 20))).toEqual([
    '{{- $name := include', '{{- /* nothing */ -}', '{{ $i }}: {{ $v.x | ', '…{{ template "a.name', '…{{- range $i, $v :=',
    '{{ $w }}…', '…', '…', '…{{- with $w := .x }', '{{ . }}…', '{{- range .y }}{{ . ',
  ]);
  expect(blocks.filter(({ isEmpty }) => isEmpty)).toHaveLength(1);
});

test('a block that is read later gives the same tree', () => {
  expect(parsed(CHART)).toBe(parsed(CHART, AT_ONCE));
});

test('short blocks are read at once', () => {
  expect(survey('{{ if . }}a{{ end }}', functions)!.size).toBe(0);
});

describe('no text is accepted that the parser refuses', () => {
  test.each(['', '}', '{{', '}}', '"', '`', '(', ')', '|', '.', ' ', '\n', '-', ',', '=', ':=', '$', '$x', '1', 'é', '\\', '/*', 'end', 'g', '{{ end }}', '{{ else }}', '{{ if . }}', '{{ define "b" }}', '{{ block "b" . }}', '{{ break }}'])('%j in any place', (piece) => {
    for (let at = 0; at < CHART.length; at++) {
      // Inside of the filler one place is like the next.
      if (CHART.startsWith(filler.slice(0, 20), at)) at += filler.length - 20;
      for (const text of [CHART.slice(0, at) + piece + CHART.slice(at), CHART.slice(0, at) + piece + CHART.slice(at + 1)]) {
        if (survey(text, functions) === undefined) continue;
        const tree = parsed(text, AT_ONCE);
        if (!tree.startsWith('[') || parsed(text) !== tree) expect(parsed(text), text).toBe(tree);
        expect(tree.startsWith('['), `${text}: ${tree}`).toBe(true);
      }
    }
  });
});
