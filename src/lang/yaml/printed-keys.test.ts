import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newDict } from '../../std/dict.ts';
import { parseYaml, printedKeys, printYaml } from './index.ts';

const reprinted = (text: string): string => printYaml(parseYaml(text, { dialect: 'kustomize' }));
const holds = (text: string): boolean => printedKeys(text, 0, text.length) !== undefined;

const LONG = 'A text that is longer than eighty columns is broken at the first space beyond that column, wherever that is in the text.';
const WIDE = 'A text that is longer than eighty columns is not broken where it has two or more spaces:  then  the next single one   counts.';

describe('printedKeys', () => {
  test.each([
    ['scalars', 'a: text\nb: "1"\nc: 1\nd: true\ne: null\nf: ""\ng: []\nh: {}\ni: \'*\'\nj: "true"\nk: .spec.x\nl: 1.5\nm: -3\n'],
    ['mappings', 'a:\n  b:\n    c: d\n  e: f\ng: h\n'],
    ['sequences', 'a:\n- b\n- c: d\n  e:\n  - f\n- - g\n  - h\n- []\ni: j\n'],
    ['literal blocks', 'a: |\n  one\n\n    two: "x"\n  three\nb: |-\n  one\n  two\nc:\n- |-\n  one\n  two\n'],
    ['folded plain texts', printYaml({ description: `${LONG} ${LONG}`, items: [LONG] })],
    ['texts with wide spaces', printYaml({ a: WIDE, b: [WIDE.replaceAll(':', ''), `${WIDE}${WIDE}`] })],
    ['folded quoted texts', printYaml({ a: { b: `Deprecated: it's ${LONG} ${LONG}`, c: `${LONG}\n \n${LONG}` } })],
    ['keys in the order of Go', 'a-1: x\na-2: x\na-10: x\naB: x\nab: x\n'],
    ['texts beyond ASCII', 'a: naïve → text\n'],
  ])('knows %s', (_, text) => {
    expect(reprinted(text)).toBe(text);
    expect(holds(text)).toBe(true);
  });

  test('tells where the keys of the first levels are', () => {
    const text = 'a:\n- b: c\nd:\n  e:\n    f: g\n  h:\n  - i\nj: k\n';
    const lines = (at: number): string => text.slice(at, text.indexOf('\n', at));
    expect(printedKeys(text, 0, text.length)?.map((starts) => starts.map(lines))).toEqual([['a:', 'd:', 'j: k'], ['  e:', '  h:']]);
  });

  test.each([
    ['unsorted keys', 'b: 1\na: 2\n'],
    ['a repeated key', 'a: 1\na: 2\n'],
    ['numbers in the wrong order', 'a10: x\na2: x\n'],
    ['a comment', 'a: 1 # one\n'],
    ['a comment of its own', 'a: 1\n# one\nb: 2\n'],
    ['needless quotes', 'a: "b"\n'],
    ['the other quotes', "a: '1'\n"],
    ['an indented sequence', 'a:\n  - b\n'],
    ['a deep indentation', 'a:\n    b: c\n'],
    ['a long line', `a: ${LONG} ${LONG}\n`],
    ['a line that was broken early', 'a: one\n  two\n'],
    ['a folded block', 'a: >\n  one\n  two\n'],
    ['a block of one line', 'a: |-\n  one\n'],
    ['a block that is indented further', 'a: |\n    one\n    two\n'],
    ['a block that ends in empty lines', 'a: |\n  one\n\nb: c\n'],
    ['space at the end of a line', 'a: b \n'],
    ['an empty value', 'a:\nb: c\n'],
    ['an empty value at the end', 'a:\n'],
    ['a brace', 'a: {b: c}\n'],
    ['an anchor', 'a: &b c\nd: *b\n'],
    ['a tag', 'a: !!str 1\n'],
    ['a word of YAML 1.1', 'a: yes\n'],
    ['an octal number', 'a: 0777\n'],
    ['a large number', 'a: 1e3\n'],
    ['a time', 'a: 2001-01-01\n'],
    ['two spaces', 'a:  b\n'],
    ['a tab', 'a: |\n  one\n  two\tthree\n'],
    ['CR', 'a: b\r\n'],
    ['an item in the column of no sequence', 'a: b\n- c\n'],
    ['a key below a scalar item', 'a:\n- b\n  c: d\n'],
    ['no line break at the end', 'a: b'],
    ['a sequence', '- a\n'],
  ])('says no to %s', (_, text) => {
    expect(holds(text)).toBe(false);
  });

  const word = fc.constantFrom('a', 'b c', 'x: y', '- z', '1', 'true', 'no', '"q"', "it's", '#h', 'a #h', '', ' s', 's ', 'l1\nl2', 'l1\n  l2\n', '\nl', 'l\n\n', 'é', '|', '~', '1.5', '0x1', LONG, WIDE, `x: ${LONG}`, `${LONG}\n${LONG} `);
  const key = fc.constantFrom('a', 'a1', 'a10', 'a2', 'b', 'B', 'name', 'x-y', 'y', '1', 'k.io/z', '*', 'n', 'k k');
  const { value } = fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, word, fc.constantFrom<unknown>(0, 12, -7, 0.25, true, null), fc.array(tie('value'), { maxLength: 3 }), tie('object')),
    object: fc.dictionary(key, tie('value'), { maxKeys: 4 }).map((entries) => Object.assign(newDict(), entries)),
  }));
  const edit = fc.record({ at: fc.nat(), remove: fc.nat({ max: 3 }), insert: fc.constantFrom('', ' ', '  ', '\n', ':', ': ', '- ', "'", '"', '#', ' #', '|', 'a', '1', '{', '\n  ', '\n- ') });

  test('a text it says yes to is printed as it was read, whatever it holds', () => {
    let known = 0;
    fc.assert(
      fc.property(fc.dictionary(key, value, { minKeys: 1, maxKeys: 4 }), fc.array(edit, { maxLength: 2 }), (entries, edits) => {
        let text = printYaml(Object.assign(newDict(), entries));
        for (const { at, remove, insert } of edits) {
          const place = at % text.length;
          text = text.slice(0, place) + insert + text.slice(place + remove);
        }
        if (!holds(text)) return;
        known++;
        expect(reprinted(text)).toBe(text);
      }),
      { numRuns: 5000 },
    );
    expect(known).toBeGreaterThan(300);
  });
});
