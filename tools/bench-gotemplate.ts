// Measures text/template: parsing, compiling and running, in milliseconds. `node tools/run.mjs tools/bench-gotemplate.ts [FILE.tpl ...]`
// The first rows are fixed; each FILE adds one row for lexing and parsing it.
import { readFileSync } from 'node:fs';
import { createTemplateSet, type Functions } from '../src/lang/gotemplate/index.ts';
import { fn } from '../src/lang/govalue/index.ts';
import { toDict } from '../src/std/dict.ts';

const FUNCTIONS: Functions = new Map([
  ['quote', fn('any')((value) => JSON.stringify(value))],
  ['default', fn('any', '...any')((fallback, value) => value ?? fallback)],
  ['upper', fn('string')((text) => text.toUpperCase())],
]);

const RANGE = `{{- range $i, $item := .items }}
- name: {{ $item.name }}
  index: {{ $i }}
  image: {{ $item.image.repository }}:{{ $item.image.tag | default "latest" }}
  {{- if and $item.enabled (ne $item.name "x") }}
  title: {{ upper $item.name | quote }}
  {{- else }}
  off: true
  {{- end }}
{{- end }}
`;

const items = Array.from({ length: 1000 }, (_, i) =>
  toDict({ name: `item-${i}`, enabled: i % 3 !== 0, image: toDict({ repository: `registry.example/app-${i}`, tag: i % 2 === 0 ? `v${i}` : null }) }),
);
const data = toDict({ items });

/** Runs a step until half a second has passed, and prints the median time of one run. */
function measure(name: string, step: () => string): void {
  const times: number[] = [];
  let size = 0;
  const end = performance.now() + 500;
  while (performance.now() < end || times.length < 5) {
    const start = performance.now();
    const text = step();
    size = text.length;
    // Reading the text makes one string of the pieces.
    text.charCodeAt(size - 1);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  console.log(`${name.padEnd(44)} ${times[times.length >> 1]!.toFixed(3)} ms  (best ${times[0]!.toFixed(3)}, ${size} characters)`);
}

const set = createTemplateSet({ functions: FUNCTIONS, missingKey: 'zero' });
set.parse('range', RANGE);
measure('range over 1000 items', () => set.execute('range', data));
set.parse('call', '{{ define "row" }}{{ .name }}={{ .enabled }}\n{{ end }}{{ range .items }}{{ template "row" . }}{{ end }}');
measure('template called 1000 times', () => set.execute('call', data));
set.parse('count', '{{ $n := 0 }}{{ range $i := 100000 }}{{ $n = $i }}{{ end }}{{ $n }}');
measure('range over 100000 integers', () => set.execute('count', data));
measure('overlay, parse of a known text, execute', () => {
  const overlay = set.overlay();
  overlay.parse('tpl', '{{ len .items }}');
  return overlay.execute('tpl', data);
});

for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, 'utf8');
  measure(`parse ${file.split('/').pop()!}`, () => {
    // A new table of functions has nothing in memory.
    const all: Functions = new Map([...names(text)].map((name) => [name, fn('...any')(() => '')]));
    createTemplateSet({ functions: all }).parse('t', text);
    return text;
  });
}

/** Every word of a text: whatever it calls exists. */
function names(text: string): Set<string> {
  return new Set(text.match(/[A-Za-z]\w*/g) ?? []);
}
