import { parseConstraint, parseStrictVersion, parseVersion, versionText, type Constraint } from '../../src/lang/semver/index.ts';
import { attempt } from './attempt.ts';
import type { FuzzArea } from './fuzz-area.ts';
import type { Random } from './random.ts';

interface SemverCase {
  readonly constraint: string;
  readonly versions: readonly string[];
}

const NUMBERS = ['0', '1', '2', '3', '10'];
const ODD_NUMBERS = [...NUMBERS, '01', 'x', '*', 'X', '', '1x', '18446744073709551616', '|'];
const PRERELEASES = ['', '', '', '-0', '-alpha', '-alpha.1', '-beta.01', '-', '-a..b', '-1', '-rc.1'];
const METADATA = ['', '', '', '', '+a', '+', '+a.b', '+é'];
const OPERATORS = ['', '=', '!=', '>', '<', '>=', '=>', '<=', '=<', '~', '~>', '^', '^', '~', '>=', '==', '!'];
const SPACES = ['', '', ' ', '  ', '\t'];
const SEPARATORS = [',', ' ', '||', ' || ', ' - ', ' -', ', ', '|'];

/** Ranges against versions: what they match, what they say of those they do not match, and how both print. */
export const semver: FuzzArea<SemverCase> = {
  name: 'semver',
  generate: (random) => ({
    constraint: ranges(random),
    versions: random.list(6, 6, () => (random.oneIn(4) ? oddVersion(random) : version(random).replace('.x', ''))),
  }),
  answer: ({ constraint, versions }) => {
    const range = attempt(() => parseConstraint(constraint));
    const found = 'error' in range ? undefined : range;
    return { constraint: found === undefined ? range : found.text, versions: versions.map((text) => ({ loose: loose(found, text), strict: attempt(() => versionText(parseStrictVersion(text))) })) };
  },
};

function ranges(random: Random): string {
  return range(random) + random.list(0, 3, () => random.pick(SEPARATORS) + range(random)).join('');
}

function range(random: Random): string {
  return random.pick(SPACES) + random.pick(OPERATORS) + random.pick(SPACES) + (random.oneIn(5) ? oddVersion(random) : version(random)) + random.pick(SPACES);
}

function version(random: Random): string {
  const numbers = random.list(1, 3, () => random.pick(NUMBERS)).join('.');
  return numbers + random.pick(['', '', '.x']) + random.pick(['', '', '', '-0', '-alpha', '-rc.1']);
}

function oddVersion(random: Random): string {
  return random.pick(['', '', 'v', 'V']) + random.list(1, 4, () => random.pick(ODD_NUMBERS)).join('.') + random.pick(PRERELEASES) + random.pick(METADATA);
}

function loose(range: Constraint | undefined, text: string): unknown {
  return attempt(() => {
    const version = parseVersion(text);
    return { text: versionText(version), ...(range && { ok: range.check(version), messages: range.validate(version) }) };
  });
}
