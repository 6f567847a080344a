// Builds hide selectors behind patches: the step by itself has no place in kustomize's index.
import { labelMatcher } from '../../src/kustomize/label-selector.ts';
import { toDict } from '../../src/std/dict.ts';
import type { FuzzArea } from './fuzz-area.ts';
import type { Random } from './random.ts';

interface SelectorCase {
  readonly selector: string;
  readonly labels: Readonly<Record<string, string>>;
}

const KEYS = ['app', 'tier', 'a', 'x.y/z', 'in', 'notin', 'n'];
const ODD_KEYS = ['A/b', '/a', 'a/', 'a/b/c', '-a', 'é', 'a'.repeat(64), `${'p.'.repeat(130)}x/a`];
const VALUES = ['web', 'a', '1', '10', '-1', '', 'in', 'x_y', 'v1.2'];
const ODD_VALUES = ['-x', 'é', 'a/b', '"q"', 'b'.repeat(64), '99999999999999999999', '😀', '+3', '1e3'];
const SPACES = ['', '', '', ' ', '  ', '\t', '\n'];
const DAMAGE = ['=', '!', '(', ')', ',', '<', '>', ' ', '==', '!=', 'in', 'notin', '&', '\u00a0'];

/** Label selectors as kustomize reads them, sound and broken, against some labels. */
export const selector: FuzzArea<SelectorCase> = {
  name: 'selector',
  generate: (random) => {
    const text = random.list(1, 3, () => requirement(random)).join(`${random.pick(SPACES)},${random.pick(SPACES)}`);
    return { selector: random.oneIn(4) ? damaged(random, text) : text, labels: random.record(KEYS, 0, 5, () => random.pick(VALUES)) };
  },
  answer: ({ selector: text, labels }) => labelMatcher(text)(toDict(labels)),
};

function requirement(random: Random): string {
  const key = random.pick(random.oneIn(15) ? ODD_KEYS : KEYS);
  const value = (): string => random.pick(random.oneIn(12) ? ODD_VALUES : VALUES);
  const space = random.pick(SPACES);
  return random.choose(
    () => key,
    () => `!${space}${key}`,
    () => `${key}${space}${random.pick(['=', '==', '!='])}${space}${value()}`,
    () => `${key}${space}${random.pick(['>', '<'])}${space}${random.pick(['1', '5', '-2', value()])}`,
    () => `${key} ${random.pick(['in', 'notin'])} (${random.list(0, 3, value).join(`${space},${space}`)})`,
  );
}

function damaged(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  const cut = random.oneIn(2) ? 0 : 1 + random.below(2);
  return (text.slice(0, at) + (cut === 0 ? random.pick(DAMAGE) : '') + text.slice(at + cut)).replaceAll(/\p{Surrogate}/gu, '');
}
