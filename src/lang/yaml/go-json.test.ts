import { expect, test } from 'vitest';
import { newDict } from '../../std/dict.ts';
import { goJson } from './index.ts';

test.each([
  ['{"Z":5,"a10":2,"a2":3,"b":1,"é":4}', { b: 1, a10: 2, a2: 3, é: 4, 'Z': 5 }],
  ['"\\u003ca \\u0026 \\"b\\"\\u003e\\u2028\\n\\u0001\x7f\\b"', '<a & "b">\u2028\n\x01\x7f\b'],
  ['"\\ufffd"', '\ud800'],
  ['[1,1.5,1e+21,1e-7,100000000000000000000,-0]', [1, 1.5, 1e21, 1e-7, 100000000000000000000, -0]],
  ['9007199254740993', 9007199254740993n],
  ['[null,true,null]', [null, true, undefined]],
  ['{"__proto__x":{}}', Object.assign(newDict(), { __proto__x: {} })],
])('%s', (json, value) => {
  expect(goJson(value)).toBe(json);
});
