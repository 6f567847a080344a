import { expect, test } from 'vitest';
import { table } from './table.ts';

test('columns are three spaces apart and lines have no spaces at their ends', () => {
  expect(table(['NAME', 'READY', 'STATUS'], [['a', 'True', ''], ['longer-name', 'False', 'x']])).toBe('NAME          READY   STATUS\na             True\nlonger-name   False   x\n');
});

test('colours take no room, and a character beyond U+FFFF takes that of one', () => {
  expect(table(['A', 'B'], [['\u001B[31mred\u001B[39m', '1'], ['🙂', '2']])).toBe('A     B\n\u001B[31mred\u001B[39m   1\n🙂     2\n');
});
