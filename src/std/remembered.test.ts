import { expect, test } from 'vitest';
import { remembered } from './remembered.ts';

test('a question is answered once, until there are too many', () => {
  const asked: string[] = [];
  const answer = remembered(2, (key) => {
    asked.push(key);
    return [key];
  });
  expect(answer('a')).toBe(answer('a'));
  answer('\ud800');
  answer('c');
  expect(answer('a')).toEqual(['a']);
  expect(asked).toEqual(['a', '\ud800', 'c', 'a']);
});

test('a fault is not remembered', () => {
  let faults = 0;
  const answer = remembered(2, () => {
    if (++faults === 1) throw new Error('once');
    return {};
  });
  expect(() => answer('a')).toThrow('once');
  expect(answer('a')).toEqual({});
});
