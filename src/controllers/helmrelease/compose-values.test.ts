import { describe, expect, test } from 'vitest';
import { toDict } from '../../std/dict.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { composeValues } from './compose-values.ts';
import { plainValues } from './release-render.ts';
import type { ValuesReference } from './spec.ts';

const DATA: Readonly<Record<string, string>> = {
  'values.yaml': 'mode: one\nnested:\n  a: 11\n  x: fromcm\nlist: [one]\n',
  number: '8080',
  list: '{a,b}',
  quoted: "'8080'",
  literal: '{a,b},c=d',
  scalar: 'text',
  bad: '{',
};

function reference(valuesKey: string, more: Partial<ValuesReference> = {}): ValuesReference {
  return { kind: 'ConfigMap', name: 'v', valuesKey, targetPath: undefined, optional: false, literal: false, ...more };
}

async function compose(references: readonly ValuesReference[], inline: object = {}): Promise<unknown> {
  const object: K8sObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'v', namespace: 'ns' }, data: DATA };
  const find = (ref: { readonly name: string }): Promise<K8sObject | undefined> => Promise.resolve(ref.name === 'v' ? object : undefined);
  const composed = await composeValues('ns', references, toDict(inline as Record<string, unknown>), find);
  return 'values' in composed ? JSON.parse(JSON.stringify(plainValues(composed.values))) : composed.missing.error.message;
}

describe('composeValues', () => {
  // Config of releases that helm-controller v1.6.3 stored.
  test.each<[string, readonly ValuesReference[], object, unknown]>([
    ['merges mappings and replaces lists', [reference('values.yaml')], { list: ['two'], nested: { a: 1 } }, { mode: 'one', list: ['two'], nested: { a: 1, x: 'fromcm' } }],
    ['reads a target path as --set does', [reference('number', { targetPath: 'port' }), reference('list', { targetPath: 'l' })], {}, { port: 8080, l: ['a', 'b'] }],
    ['takes quoted and literal text as it is', [reference('quoted', { targetPath: 'q' }), reference('literal', { targetPath: 'l', literal: true })], {}, { q: '8080', l: '{a,b},c=d' }],
    ['lets an inline scalar win over a target path', [reference('number', { targetPath: 'port' })], { port: 1 }, { port: 1 }],
    ['lets a target path win where its parent is inline only', [reference('number', { targetPath: 'web.port' })], { web: { port: 1 } }, { web: { port: 8080 } }],
    ['lets inline win where the parent is in earlier values, too', [reference('values.yaml'), reference('number', { targetPath: 'nested.a' })], { nested: { a: 1 } }, { mode: 'one', list: ['one'], nested: { a: 1, x: 'fromcm' } }],
    ['skips what is optional and missing', [reference('gone', { optional: true }), reference('x', { name: 'gone', optional: true })], { a: 1 }, { a: 1 }],
  ])('%s', async (_name, references, inline, want) => {
    expect(await compose(references, inline)).toEqual(want);
  });

  test.each([
    [reference('x', { kind: 'Secret', name: 'gone' }), "could not resolve Secret chart values reference 'ns/gone' with key 'x': secrets \"gone\" not found"],
    [reference('gone'), "could not resolve ConfigMap chart values reference 'ns/v' with key 'gone': key not found"],
  ])('names what is missing', async (missing, message) => {
    expect(await compose([missing])).toBe(message);
  });

  test.each([
    ['scalar', 'json: cannot unmarshal string into Go value of type common.Values'],
    ['bad', 'yaml: line 1: did not find expected node content'],
  ])('refuses data that is no mapping: %s', async (key, message) => {
    await expect(compose([reference(key)])).rejects.toThrow(message);
  });

  test('leaves the inline values of the object alone', async () => {
    const inline = { web: { port: 1 } };
    await compose([reference('number', { targetPath: 'web.port' })], inline);
    expect(inline).toEqual({ web: { port: 1 } });
  });

  test.each([
    ['base64', { data: { v: 'YTogMQo=' } }, { a: 1 }],
    ['base64 in lines', { data: { v: 'YTog\nMQo=\n' } }, { a: 1 }],
    ['clear text', { stringData: { v: 'a: 1' }, data: { v: 'YjogMgo=' } }, { a: 1 }],
    ['text that is no base64', { data: { v: 'a: 1' } }, { a: 1 }],
  ])('reads the %s of a Secret', async (_form, content, want) => {
    const secret: K8sObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'v', namespace: 'ns' }, ...content };
    const composed = await composeValues('ns', [reference('v', { kind: 'Secret' })], toDict({}), () => Promise.resolve(secret));
    expect('values' in composed && plainValues(composed.values)).toEqual(want);
  });
});
