import { describe, expect, test } from 'vitest';
import { memoryTree, type MemoryFile } from '../../tree/index.ts';
import { build } from '../index.ts';

const KUSTOMIZATION = 'configMapGenerator:\n- name: a\n  envs: [e.env]\n  options: {disableNameSuffixHash: true}\n';

function dataOf(env: MemoryFile): unknown {
  return build(memoryTree({ 'kustomization.yaml': KUSTOMIZATION, 'e.env': env }), '').objects[0]?.value['data'];
}

describe('an env file', () => {
  test.each<readonly [string, Readonly<Record<string, string>>]>([
    ['\ufeffA=1\r\nB= 2 \r\n', { A: '1', B: ' 2 ' }],
    ['# c\n\n  C=3\n\u0085\u00a0D=4\nE\n', { C: '3', D: '4', E: '' }],
    [`A=1\nB=${'x'.repeat(65_533)}\nC=2`, { A: '1', B: 'x'.repeat(65_533), C: '2' }],
    // Go's reader of lines stops at one that is too long for it, and kustomize does not ask why.
    [`A=1\nB=${'x'.repeat(65_534)}\nC=2`, { A: '1' }],
    [`A=1\nB=${'é'.repeat(32_767)}`, { A: '1' }],
  ])('%# has its keys and values', (env, data) => {
    expect(dataOf(env)).toEqual(data);
  });

  test('names the bytes of a line that is no UTF-8', () => {
    const bytes = Uint8Array.of(...new TextEncoder().encode('A=\ufffd\r\nB='), 0xff, 0x0d, 0x0a);
    expect(() => dataOf(bytes)).toThrow('env source files: [e.env]: line [66 61 255] has invalid utf8 bytes : B=\ufffd');
  });
});
