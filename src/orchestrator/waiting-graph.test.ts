import { describe, expect, test } from 'vitest';
import { EddyError, refKey, type ObjectRef } from '../diagnostics/index.ts';
import { WaitingGraph, type WaitingObject } from './waiting-graph.ts';

function ref(name: string): ObjectRef {
  return { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', namespace: 'x', name };
}

/** A graph from text: `a>b b>c,d` says that a waits for b, and b for c and d. */
function graph(text: string): WaitingGraph {
  const waiting = new Map<string, WaitingObject>();
  for (const [from = '', to = ''] of text.split(' ').map((edge) => edge.split('>'))) {
    const blockers = to.split(',').map((name) => ({ ref: ref(name), relation: 'dependsOn' as const, error: new EddyError('DependencyNotReady', name) }));
    waiting.set(refKey(ref(from)), { ref: ref(from), blockers });
  }
  return new WaitingGraph(waiting, (blocker) => blocker);
}

function cyclesOf(text: string): string[] {
  return graph(text).cycles().map((path) => path.map(({ name }) => name).join(' '));
}

describe('WaitingGraph', () => {
  test.each([
    ['a>b b>missing', []],
    ['a>a', ['a a']],
    ['a>b b>a', ['a b a']],
    ['c>a a>b b>c', ['a b c a']],
    ['outside>a a>b b>a b2>b', ['a b a']],
    ['a>b b>a c>d d>c', ['a b a', 'c d c']],
    ['a>b,c b>c c>a', ['a c a']],
    ['a>b b>c c>b', ['b c b']],
  ])('finds the circles of %s', (text, cycles) => {
    expect(cyclesOf(text)).toEqual(cycles);
  });

  test('a long chain costs no stack', () => {
    const links = Array.from({ length: 20_000 }, (_, i) => `n${String(i).padStart(5, '0')}>n${String(i + 1).padStart(5, '0')}`);
    expect(cyclesOf([...links, 'n20000>n00000'].join(' '))).toHaveLength(1);
  });
});
