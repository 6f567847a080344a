import { describe, expect, test } from 'vitest';
import { toDict } from '../../std/dict.ts';
import { substitute } from './substitution.ts';

const LENIENT = { strict: false, always: false };

function configMap(data: Record<string, unknown>, metadata: Record<string, unknown> = {}): ReturnType<typeof toDict> {
  return toDict({ apiVersion: 'v1', kind: 'ConfigMap', metadata: toDict({ name: 'a', ...metadata }), data: toDict(data) });
}

describe('substitute', () => {
  test('goes through YAML text, so a text that looks like a number becomes one', () => {
    expect(substitute(configMap({ port: '${PORT}', quoted: '"${PORT}"' }), toDict({ PORT: '8080' }), LENIENT)['data']).toEqual({ port: 8080, quoted: '"8080"' });
  });

  test('expands keys as well', () => {
    expect(substitute(configMap({ '${KEY}': 'x' }), toDict({ KEY: 'k' }), LENIENT)['data']).toEqual({ k: 'x' });
  });

  test.each([
    ['without variables', {}, {}],
    ['with a label that opts out', { labels: { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' } }, { A: 'x' }],
    ['with an annotation that opts out', { annotations: { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' } }, { A: 'x' }],
  ])('leaves an object alone %s', (_what, metadata, variables) => {
    const object = configMap({ a: '${A} $$' }, metadata);
    expect(substitute(object, toDict(variables), LENIENT)).toBe(object);
  });

  test('runs without variables when it always shall', () => {
    expect(substitute(configMap({ a: '${A:=x}' }), toDict({}), { strict: true, always: true })['data']).toEqual({ a: 'x' });
  });

  test.each([
    ['${NOPE}', 'envsubst error: variable substitution failed: variable not set (strict mode): "NOPE"'],
    ['${A-x}', 'envsubst error: variable substitution failed: missing closing brace'],
    ['${B}', 'envsubst error: YAMLToJSON: yaml: line 3: did not find expected'],
  ])('%s fails with the words of the controller', (text, message) => {
    expect(() => substitute(configMap({ a: text }), toDict({ A: 'x', B: '[x' }), { strict: true, always: false })).toThrow(message);
  });

  test('refuses names that no shell has', () => {
    expect(() => substitute(configMap({}), toDict({ 'a.b': 'x' }), LENIENT)).toThrow(`'a.b' var name is invalid`);
  });
});
