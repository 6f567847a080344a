import { describe, expect, test } from 'vitest';
import { applyJsonPatch, applyMergePatch, decodeJsonPatch } from './index.ts';

function patched(document: string, patch: string): string {
  return applyJsonPatch(decodeJsonPatch(patch), document);
}

describe('a JSON patch', () => {
  test.each([
    ['adds a member', '{"a":1}', '[{"op":"add","path":"/b","value":[1]}]', '{"a":1,"b":[1]}'],
    ['appends to a list', '{"l":[1]}', '[{"op":"add","path":"/l/-","value":2}]', '{"l":[1,2]}'],
    ['counts from the end', '{"l":[1,2]}', '[{"op":"remove","path":"/l/-1"}]', '{"l":[1]}'],
    ['unescapes keys', '{"a/b":{"~":1}}', '[{"op":"remove","path":"/a~1b/~0"}]', '{"a/b":{}}'],
    ['moves', '{"a":1}', '[{"op":"move","from":"/a","path":"/b"}]', '{"b":1}'],
    ['copies', '{"a":{"x":1}}', '[{"op":"copy","from":"/a","path":"/b"},{"op":"add","path":"/b/x","value":2}]', '{"a":{"x":1},"b":{"x":2}}'],
    ['keeps the text of numbers it does not touch', '{"n":1.50,"m":12345678901234567890}', '[]', '{"m":12345678901234567890,"n":1.50}'],
    ['keeps the order of keys it does not reach', '{"z":{"b":1,"a":2}}', '[{"op":"add","path":"/y","value":0}]', '{"y":0,"z":{"b":1,"a":2}}'],
    ['treats __proto__ as any key', '{}', '[{"op":"add","path":"/__proto__","value":1}]', '{"__proto__":1}'],
  ])('%s', (_, document, patch, wanted) => {
    expect(patched(document, patch)).toBe(wanted);
  });

  test.each([
    ['[{"op":"add","path":"/x/y","value":1}]', 'add operation does not apply: doc is missing path: "/x/y": missing value'],
    ['[{"op":"remove","path":"/x"}]', "error in remove for path: '/x': Unable to remove nonexistent key: x: missing value"],
    ['[{"op":"test","path":"/a","value":2}]', 'testing value /a failed: test failed'],
    ['[{"op":"jump","path":"/a"}]', 'Unexpected kind: jump'],
  ])('%s fails in the library\'s words', (patch, message) => {
    expect(() => patched('{"a":1}', patch)).toThrow(message);
  });

  test.each([
    ['add', 'x', `value was not a proper array index: 'x': strconv.Atoi: parsing "x": invalid syntax`],
    ['add', '9223372036854775808', `value was not a proper array index: '9223372036854775808': strconv.Atoi: parsing "9223372036854775808": value out of range`],
    ['add', '9007199254740993', 'Unable to access invalid index: 9007199254740993: invalid index referenced'],
    ['add', '-4', 'Unable to access invalid index: -4: invalid index referenced'],
    ['remove', '2', 'Unable to access invalid index: 2: invalid index referenced'],
    ['remove', '"', String.raw`strconv.Atoi: parsing "\"": invalid syntax`],
  ])('a list has nowhere to %s at %s', (op, index, fault) => {
    const path = `/l/${index}`;
    expect(() => patched('{"l":[1,2]}', JSON.stringify([{ op, path, value: 0 }]))).toThrow(`error in ${op} for path: '${path}': ${fault}`);
    expect(() => patched('{"l":[1,2]}', JSON.stringify([{ op: 'replace', path, value: 0 }]))).toThrow(`replace operation does not apply: doc is missing key: ${path}: missing value`);
  });

  test('refuses copies that grow without bound', () => {
    const double = Array.from({ length: 40 }, (_, i) => `{"op":"copy","from":"/a${String(i)}","path":"/a${String(i)}/x"},{"op":"copy","from":"/a${String(i)}","path":"/a${String(i + 1)}"},{"op":"copy","from":"/a${String(i)}","path":"/a${String(i + 1)}/y"}`);
    expect(() => patched('{"a0":{"s":"xxxxxxxxxx"}}', `[${double.join(',')}]`)).toThrow('exceeding the limit');
  });
});

describe('a merge patch', () => {
  test.each([
    ['{"a":{"b":1,"c":2}}', '{"a":{"b":null,"d":3}}', '{"a":{"c":2,"d":3}}'],
    ['{"a":1}', '{"a":{"b":null,"c":1}}', '{"a":{"c":1}}'],
    ['{"a":[1]}', '{"a":[2,null]}', '{"a":[2,null]}'],
  ])('%s with %s gives %s', (document, patch, wanted) => {
    expect(applyMergePatch(document, patch)).toBe(wanted);
  });

  test('names the side that is no JSON', () => {
    expect(() => applyMergePatch('x', '{}')).toThrow('Invalid JSON Document');
    expect(() => applyMergePatch('{}', 'x')).toThrow('Invalid JSON Patch');
    expect(() => applyMergePatch('null', 'x')).toThrow('Invalid JSON Patch');
  });

  test('keeps nulls in what replaces an object', () => {
    expect(applyMergePatch('{"a":{},"b":[]}', '{"a":[{"x":null}],"b":[{"x":null}]}')).toBe('{"a":[{"x":null}],"b":[{}]}');
  });
});
