import { expect, test } from 'vitest';
import { info, logText, messageOf, warning, type LogLine } from './log-line.ts';

// What helm v4.2.2 printed on stderr.
test.each<[LogLine, string]>([
  [warning('this chart is deprecated'), 'level=WARN msg="this chart is deprecated"'],
  [warning('returned non-bool value', { path: 'sub.enabled', chart: 'sub' }), 'level=WARN msg="returned non-bool value" path=sub.enabled chart=sub'],
  [warning('ImportValues missing table', { error: '"zz" is not a table' }), String.raw`level=WARN msg="ImportValues missing table" error="\"zz\" is not a table"`],
  [info('skipping unknown hooks', { hookTypes: 'pre-install,foo' }), 'level=INFO msg="skipping unknown hooks" hookTypes=pre-install,foo'],
  [info('skipping unknown hooks', { hookTypes: '' }), 'level=INFO msg="skipping unknown hooks" hookTypes=""'],
])('%j is printed as %s', (line, text) => {
  expect(logText(line)).toBe(text);
});

test('a message has no level', () => {
  expect(messageOf(warning('returned non-bool value', { tag: 't', chart: 'sub' }))).toBe('returned non-bool value tag=t chart=sub');
});
