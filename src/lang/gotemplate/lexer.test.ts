import { expect, test } from 'vitest';
import { lex } from './lexer.ts';

/** The tokens as `Kind:text`, without white space tokens. */
function tokens(text: string): string[] {
  const { kinds, starts, ends } = lex(text);
  return kinds.map((kind, i) => `${kind}:${text.slice(starts[i], ends[i])}`).filter((token) => !token.startsWith('Space'));
}

test.each([
  ['', ['EOF:']],
  ['a', ['Text:a', 'EOF:']],
  ['a {{- .b -}} c', ['Text:a', 'LeftDelim:{{', 'Field:.b', 'RightDelim:}}', 'Text:c', 'EOF:']],
  ['{{-3}}', ['LeftDelim:{{', 'Number:-3', 'RightDelim:}}', 'EOF:']],
  ['a{{/* x }} */}}b', ['Text:a', 'Text:b', 'EOF:']],
  ['{{$x.y := `r\n` | "s\\""}}', ['LeftDelim:{{', 'Variable:$x', 'Field:.y', 'Declare::=', 'RawString:`r\n`', 'Pipe:|', 'String:"s\\""', 'RightDelim:}}', 'EOF:']],
  ["{{'\\'' 1+2i 0x1.8p3 .5 1_0}}", ['LeftDelim:{{', "CharConstant:'\\''", 'Complex:1+2i', 'Number:0x1.8p3', 'Number:.5', 'Number:1_0', 'RightDelim:}}', 'EOF:']],
  ['{{if true}}{{else}}{{end}}', ['LeftDelim:{{', 'If:if', 'Bool:true', 'RightDelim:}}', 'LeftDelim:{{', 'Else:else', 'RightDelim:}}', 'LeftDelim:{{', 'End:end', 'RightDelim:}}', 'EOF:']],
  ['{{(f . $)}}', ['LeftDelim:{{', 'LeftParen:(', 'Identifier:f', 'Dot:.', 'Variable:$', 'RightParen:)', 'RightDelim:}}', 'EOF:']],
  ['{{ é9_ }}', ['LeftDelim:{{', 'Identifier:é9_', 'RightDelim:}}', 'EOF:']],
])('%j', (text, want) => {
  expect(tokens(text)).toEqual(want);
});

test.each([
  ['{{ .a', 'unclosed action'],
  ['{{ (.a }}', 'unclosed left paren'],
  ['{{ .a) }}', 'unexpected right paren'],
  ['{{ "a', 'unterminated quoted string'], ['{{ "a\\', 'unterminated quoted string'], ['{{ "a\\"', 'unterminated quoted string'], ['{{ "a\nb"', 'unterminated quoted string'], ["{{ 'a\\", 'unterminated character constant'],
  ["{{ 'a\n' }}", 'unterminated character constant'],
  ['{{ `a', 'unterminated raw quoted string'],
  ['{{/* a', 'unclosed comment'],
  ['{{/* a */ }}', 'comment ends before closing delimiter'],
  ['{{ a-b }}', "bad character U+002D '-'"],
  ['{{ 3x }}', 'bad number syntax: "3x"'],
  ['{{ 1+2 }}', 'bad number syntax: "1+2"'],
  ['{{ : }}', 'expected :='],
  ['{{ \u0001 }}', 'unrecognized character in action: U+0001'],
])('%j stops with: %s', (text, message) => {
  const { kinds, error } = lex(text);
  expect([kinds.at(-1), error]).toEqual(['Error', message]);
});

test('a long text without actions is one token', () => {
  expect(tokens('x'.repeat(1_000_000))).toHaveLength(2);
});
