import { describe, expect, test } from 'vitest';
import { withLibraries } from '../../std/lazy-library.ts';
import { evaluateReadyExpr, type CelAnswer } from './index.ts';

const dep = { metadata: { name: 'a', labels: { app: 'a' } }, status: { conditions: [{ type: 'Ready', status: 'True' }], replicas: 3 } };

function evaluate(expression: string): Promise<CelAnswer> {
  return withLibraries(() => evaluateReadyExpr(expression, { self: { metadata: { name: 'b' } }, dep }));
}

describe('evaluateReadyExpr', () => {
  test.each([
    ['true', true],
    ["dep.metadata.name == 'a'", true],
    ['self.metadata.name == dep.metadata.name', false],
    ["dep.status.conditions.exists(c, c.type == 'Ready' && c.status == 'True')", true],
    ['dep.status.replicas >= 3', true],
    ['has(dep.status.nothing)', false],
  ])('%s is %s', async (expression, value) => {
    expect(await evaluate(expression)).toEqual({ type: 'value', value });
  });

  test.each(['dep.metadata.name ==', 'nobody.metadata.name == "a"', 'dep.metadata.name', '1 + 1'])('%s can never be answered', async (expression) => {
    expect((await evaluate(expression)).type).toBe('invalid');
  });

  test('a missing field is a failure of this evaluation only', async () => {
    expect((await evaluate("dep.status.nothing == 'x'")).type).toBe('failed');
  });
});
