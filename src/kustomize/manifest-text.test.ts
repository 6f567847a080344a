import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attempt } from './kustomize-error.ts';
import { readManifest } from './manifest-text.ts';
import type { Node } from './node.ts';
import { readDocuments } from './read-resources.ts';
import { nodeValue, printableValue } from './scalar-value.ts';
import { nodeOfYaml } from './yaml-content.ts';
import { parseYamlNode, PrintedText, printYaml } from '../lang/yaml/index.ts';
import { setField } from './fields.ts';

/** Long enough that it is not read into nodes at once, whatever stands before it. */
const TAIL = `tail:\n${Array.from({ length: 300 }, (_, i) => `  key-${String(i)}: "value ${String(i)}" # comment\n`).join('')}`;

/** Everything that a build can see of a node. */
function seen(node: Node): unknown {
  const own = [node.kind, node.tag, node.text, node.style];
  return [...own, [...node.fields].map(([key, value]) => [key, seen(value)]), node.items.map(seen)];
}

function complete(text: string): Node {
  return nodeOfYaml(parseYamlNode(text)!, { file: '', line: 1, text });
}

const LONG = Array.from({ length: 80 }, (_, i) => `    entry-${String(i)}:\n      type: string\n      description: some text about ${String(i)}\n`).join('');

describe('a long manifest', () => {
  test.each([
    ['scalars of all kinds', 'a: text\nb: "1.10"\nc: 1.10\nd: 0777\ne: ~\nf:\ng: yes\nh: 2001-01-01T00:00:00Z\ni: 2001-01-01\nj: 12345678901234567890\nk: \'it\'\'s\'\nl: true # no\nm: =\n'],
    ['blocks of text', 'a: |\n  x: 1\n  y: 2\n\nb: >-\n  folded\n  text\nc: |+\n  kept\n\n\nd: plain\n  goes on\n'],
    ['lists', 'a:\n- x\n- y: 1\n  z: 2\nb:\n  - - 1\n    - 2\nc: []\nd: {}\ne: [a, b]\n'],
    ['comments everywhere', '# first\n---\n# second\na: # third\n  # fourth\n  b: c\n# fifth\n  d: e\n'],
    ['a quoted text over several lines', 'a: "x\n  y: z"\nb: c\n'],
    ['a quoted text that ends like a key', 'a: "x \\"\n  q: z"\nb: \'one\n  c: two\'\n'],
    ['long maps in maps', `spec:\n  names: {kind: X}\n  properties:\n${LONG}  versions:\n  - name: v1\n    served: true\n`],
    ['keys that look odd', 'a.b/c: 1\n"quoted": 2\n-x: 3\na b: 4\n'],
  ])('with %s gives the nodes of the complete reader', (_, head) => {
    const text = head + TAIL;
    const { node } = readManifest(text) ?? {};
    expect(node).toBeDefined();
    expect(nodeValue(node!)).toEqual(nodeValue(complete(text)));
    expect(seen(readManifest(text)!.node)).toEqual(seen(complete(text)));
  });

  test.each([
    ['an anchor', 'a: &x 1\nb: *x\n'],
    ['a repeated key', 'a: 1\na: 2\n'],
    ['a list', '- a\n- b\n'],
    ['an error', 'a: b: c\n'],
    ['CR', 'a: b\r\n'],
  ])('with %s is left to the complete reader', (_, head) => {
    expect(readManifest(head.startsWith('-') ? head + '- x\n'.repeat(3000) : head + TAIL)).toBeUndefined();
  });

  test('gives each asker a value of its own', () => {
    const { node } = readManifest(`a:\n  b: {c: d}\n${TAIL}`)!;
    const [one, other] = [nodeValue(node.copy()), nodeValue(node)];
    expect(one).toEqual(other);
    expect((one as { a: object }).a).not.toBe((other as { a: object }).a);
  });

  const PRINTED = printYaml({
    kind: 'X', metadata: { name: 'a', labels: { a: 'b' } },
    spec: { names: { kind: 'Y' }, list: [{ a: 'b' }, 'c'], schema: { properties: Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`p${String(i)}`, { type: 'string' }])) } },
  });

  test('that is printed as it was read gives the nodes of the complete reader', () => {
    const { node } = readManifest(PRINTED, true)!;
    expect(node.untouched?.printed?.text).toBe(PRINTED.slice(0, -1));
    expect(nodeValue(node)).toEqual(nodeValue(complete(PRINTED)));
    expect(seen(node)).toEqual(seen(complete(PRINTED)));
  });

  test('keeps the text of what was not looked at, while it stands where it was', () => {
    const { node } = readManifest(`${PRINTED}\n\n`, true)!;
    const spec = node.fields.get('spec')!;
    setField(node, 'copy', spec.fields.get('schema'));
    setField(spec, 'more', spec.fields.get('list'));
    const value = printableValue(node) as { spec: Record<string, unknown> };
    expect([value.spec['schema'], value.spec['list'], value.spec['more']].map((each) => each instanceof PrintedText)).toEqual([true, true, true]);
    expect(printYaml(value)).toBe(printYaml(nodeValue(node)));
  });

  test('knows its line', () => {
    const lines = (text: string): number[] => readDocuments(text, 'f.yaml').map(({ line }) => line);
    const short = (text: string): string => text.replaceAll(TAIL, 'tail: x\n'.repeat(1));
    for (const text of [`a: 1\n${TAIL}`, `# c\n\na: 1\n${TAIL}`, `# c\n---\n# d\na: 1\n${TAIL}`, `---\na: 1\n${TAIL}`]) expect(lines(text)).toEqual(lines(short(text)));
  });

  test('is taken apart as the complete reader would, whatever it holds', () => {
    const word = fc.constantFrom('a', 'b: c', '- d', '"e', "f'", '#g', '|', '>', '{h: i}', '[j', '1.0', '~', '&k', 'l:', '"m: n"', '- "o', ': p');
    const line = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom('', 'x: ', 'y: ', 'z:', '- '), word);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 10 }), (lines) => {
        const text = `${lines.map(([indent, key, value]) => `${' '.repeat(indent)}${key}${value}\n`).join('')}${TAIL}`;
        const manifest = readManifest(text);
        if (manifest === undefined) return;
        const want = attempt(() => seen(complete(text)));
        expect(want.error).toBeUndefined();
        expect(seen(manifest.node)).toEqual(want.value);
      }),
      { numRuns: 3000 },
    );
  });
});
