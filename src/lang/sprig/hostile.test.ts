import { describe, expect, test } from 'vitest';
import { createTemplateSet } from '../gotemplate/index.ts';
import { createSprigFunctions, seededRandom } from './index.ts';

const functions = createSprigFunctions({ now: () => 0, random: seededRandom('hostile'), localZone: 'UTC' });

function render(template: string): string {
  const set = createTemplateSet({ functions });
  set.parse('t', template);
  return set.execute('t', {});
}

/** Forty levels, each of which holds the one below twice: 2^40 parts for who walks over all of them. */
const NESTED = '{{ $d := dict }}{{ $e := dict }}{{ range until 40 }}{{ $d = dict "a" $d "b" $d "x" 1 }}{{ $e = dict "a" $e "b" $e "x" 1 }}{{ end }}';

describe('values that hold one another many times end in an error', () => {
  test.each(['mustToJson $d', 'deepCopy $d', 'deepEqual $d $e', 'merge $d $e', 'toString $d'])('%s', { timeout: 60_000 }, (call) => {
    expect(() => render(`${NESTED}{{ $_ := ${call} }}`)).toThrow(/too many parts|prints as more than/);
  });
});

test.each([
  ['{{ until 10000000 }}', 'a list of 10000000 numbers is too long'],
  ['{{ $l := list 1 }}{{ range until 60 }}{{ $l = concat $l $l }}{{ end }}', 'a list of more than 1000000 items is too long'],
  ['{{ repeat 100000 (repeat 100000 "a") }}', 'Repeat output length overflow'],
  ['{{ indent 100000 (repeat 100000 "\\n") }}', 'Repeat output length overflow'],
  ['{{ randAlphaNum 100000000 }}', 'a random text of 100000000 characters is too long'],
])('%s ends in an error', (template, message) => {
  expect(() => render(template)).toThrow(message);
});
