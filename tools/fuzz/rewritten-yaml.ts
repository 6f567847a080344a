import type { Random } from './random.ts';

const COMMENTS = ['# c', '#', '# {"a": 1}', '# name: x', '#  - y', '# é'];
const ODD_LINES = ['1: a', 'true: {1: b}', '? x\n: y', '"1": c', '1.5: [q]', '<<: {merged: m}', '"a b": |2\n    deep\n  less\n', 'tagged: !!str 1', 'own: !t {a: 1}', 'bin: !!binary aGk=', 'none:', 'time: 2001-01-01T00:00:00Z', 'inf: .inf', 'big: 1e400'];

/** Rewrites block YAML line by line, as people do: comments, empty lines, keys that are there twice, other line breaks. */
export function rewrittenYaml(random: Random, text: string): string {
  let lines = text.split('\n');
  if (random.oneIn(3)) lines = lines.flatMap((line) => commented(random, line));
  if (random.oneIn(150)) lines = repeated(random, lines);
  if (random.oneIn(40)) lines.splice(lines.length - 1, 0, random.pick(ODD_LINES));
  const result = lines.join('\n');
  return random.oneIn(40) ? result.replaceAll('\n', '\r\n') : result;
}

function commented(random: Random, line: string): readonly string[] {
  if (line === '') return [line];
  const indent = ' '.repeat(random.oneIn(4) ? random.below(7) : line.search(/\S|$/));
  return [
    ...(random.oneIn(8) ? [indent + random.pick(COMMENTS)] : []),
    ...(random.oneIn(14) ? [''] : []),
    random.oneIn(6) && !/[|>]$/.test(line) ? `${line} ${random.pick(COMMENTS)}` : line,
  ];
}

/** One line twice, the second one below or at the end of its neighbours. */
function repeated(random: Random, lines: readonly string[]): string[] {
  const at = random.below(lines.length);
  const indent = lines[at]!.search(/\S|$/);
  let to = at + 1;
  while (random.oneIn(2) && to < lines.length && lines[to]!.search(/\S|$/) === indent) to++;
  return lines.toSpliced(to, 0, lines[at]!);
}
