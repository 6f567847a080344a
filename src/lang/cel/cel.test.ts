import { describe, expect, test } from 'vitest';
import { withLibraries } from '../../std/lazy-library.ts';
import { celFault, evaluateHealthExpr, evaluateReadyExpr, type CelAnswer } from './index.ts';

const dep = { metadata: { name: 'a', labels: { app: 'a' } }, status: { conditions: [{ type: 'Ready', status: 'True' }], replicas: 3 } };
const STARTS = "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

function evaluate(expression: string): Promise<CelAnswer> {
  return withLibraries(() => evaluateReadyExpr(expression, { self: { metadata: { name: 'b' } }, dep }));
}

describe('evaluateReadyExpr', () => {
  test.each([
    ['true', true],
    ["dep.metadata.name == 'a'", true],
    ['self.metadata.name == dep.metadata.name', false],
    ["dep.status.conditions.exists(c, c.type == 'Ready' && c.status == 'True')", true],
    ["dep.status.conditions.filter(c, c.type == 'Ready')[0].status == 'True'", true],
    ['dep.status.replicas >= 3', true],
    ['dep.status.replicas >= 2.5', true],
    ['has(dep.status.nothing)', false],
    ["dep.status.?nothing.orValue('x') == 'x'", true],
    ["'app' in dep.metadata.labels // a label", true],
    ["sets.contains(['a', 'b'], [dep.metadata.name])", true],
    ["base64.decode('YQ==') == b'a'", true],
    ["dep.metadata.name.charAt(0).upperAscii() == 'A'", true],
  ])('%s is %s', async (expression, value) => {
    expect(await evaluate(expression)).toEqual({ type: 'value', value });
  });

  test.each([
    ['dep.metadata.name', 'CEL expression output type mismatch: expected bool, got dyn'],
    ['1 + 1', 'CEL expression output type mismatch: expected bool, got int'],
    ['nobody.x == 1', "failed to parse the CEL expression 'nobody.x == 1': ERROR: <input>:1:1: undeclared reference to 'nobody' (in container '')\n | nobody.x == 1\n | ^"],
    ["1 == 'a'", "failed to parse the CEL expression '1 == 'a'': ERROR: <input>:1:3: found no matching overload for '_==_' applied to '(int, string)'\n | 1 == 'a'\n | ..^"],
    ['foo(dep)', "failed to parse the CEL expression 'foo(dep)': ERROR: <input>:1:4: undeclared reference to 'foo' (in container '')\n | foo(dep)\n | ...^"],
    ['dep.name.startsWith(1)', "failed to parse the CEL expression 'dep.name.startsWith(1)': ERROR: <input>:1:20: found no matching overload for 'startsWith' applied to 'dyn.(int)'\n | dep.name.startsWith(1)\n | ...................^"],
    ["[1, 'a'] == [1]", "failed to parse the CEL expression '[1, 'a'] == [1]': ERROR: <input>:1:5: expected type 'int' but found 'string'\n | [1, 'a'] == [1]\n | ....^"],
  ])('%s can never be answered', async (expression, message) => {
    expect(await evaluate(expression)).toEqual({ type: 'invalid', message });
  });

  test.each([
    ["dep.status.nothing == 'x'", 'no such key: nothing'],
    ["dep.status.conditions[9].status == 'True'", 'index out of bounds: 9'],
    ['!dep.metadata.name', 'no such overload'],
    ['1 / 0 == 1', 'division by zero'],
  ])('%s fails for these objects', async (expression, text) => {
    expect(await evaluate(expression)).toEqual({ type: 'failed', message: `failed to evaluate the CEL expression '${expression}': ${text}` });
  });
});

describe('celFault', () => {
  test.each([
    ['a ==', `ERROR: <input>:1:5: Syntax error: mismatched input '<EOF>' expecting ${STARTS}\n | a ==\n | ....^`],
    ['a.', "ERROR: <input>:1:3: Syntax error: no viable alternative at input '.'\n | a.\n | ..^"],
    ['a b', "ERROR: <input>:1:3: Syntax error: extraneous input 'b' expecting <EOF>\n | a b\n | ..^"],
    ['a and b', "ERROR: <input>:1:3: Syntax error: mismatched input 'and' expecting <EOF>\n | a and b\n | ..^"],
    ['(a', "ERROR: <input>:1:3: Syntax error: missing ')' at '<EOF>'\n | (a\n | ..^"],
    ['f(a, )', `ERROR: <input>:1:6: Syntax error: mismatched input ')' expecting ${STARTS}\n | f(a, )\n | .....^`],
    ['[1, 2', "ERROR: <input>:1:6: Syntax error: mismatched input '<EOF>' expecting {']', ','}\n | [1, 2\n | .....^"],
    ["a = 'b'", "ERROR: <input>:1:3: Syntax error: token recognition error at: '= '\n | a = 'b'\n | ..^\nERROR: <input>:1:5: Syntax error: extraneous input ''b'' expecting <EOF>\n | a = 'b'\n | ....^"],
    ['a ==\n b &&', `ERROR: <input>:2:6: Syntax error: mismatched input '<EOF>' expecting ${STARTS}\n |  b &&\n | .....^`],
    ['if', 'ERROR: <input>:1:1: reserved identifier: if\n | if\n | ^'],
    ['has(a)', 'ERROR: <input>:1:5: invalid argument to has() macro\n | has(a)\n | ....^'],
    ["'日' ==", `ERROR: <input>:1:7: Syntax error: mismatched input '<EOF>' expecting ${STARTS}\n | '日' ==\n | .．....^`],
  ])('%s', (expression, text) => {
    expect(celFault(expression)).toBe(`failed to parse the CEL expression '${expression}': ${text}`);
  });

  test.each(['a == b', 'anything.goes(1)', '{a: 1,}', '[,]', 'a < b < c', '-1', '!!a', "r'\\d'"])('%s has no fault', (expression) => {
    expect(celFault(expression)).toBeUndefined();
  });

  test('nesting without end is a fault, and no crash', () => {
    expect(celFault('('.repeat(100_000))).toContain('expression recursion limit exceeded: 250');
  });
});

describe('evaluateHealthExpr', () => {
  test.each([
    ["status.phase == 'Up'", { type: 'value', value: true }],
    ['status.phase', { type: 'failed', message: "failed to evaluate CEL expression as boolean: 'status.phase'" }],
    ['data.current == 1', { type: 'failed', message: "failed to evaluate the CEL expression 'data.current == 1': no such attribute(s): data.current" }],
    ['status.nothing == 1', { type: 'failed', message: "failed to evaluate the CEL expression 'status.nothing == 1': no such key: nothing" }],
  ])('%s over an object', async (expression, answer) => {
    expect(await withLibraries(() => evaluateHealthExpr(expression, { status: { phase: 'Up' } }))).toEqual(answer);
  });
});
