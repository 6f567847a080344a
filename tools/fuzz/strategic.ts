import { toDict, type Dict } from '../../src/std/dict.ts';
import { builtInKind, builtInMergeType } from '../../src/schema/index.ts';
import { strategicPatch } from '../../src/smd/index.ts';
import type { FuzzArea } from './fuzz-area.ts';
import type { Random } from './random.ts';
import { objectOf, TYPED_KINDS } from './smd.ts';

interface StrategicCase {
  readonly apiVersion: string;
  readonly kind: string;
  readonly object: Dict;
  readonly patch: Dict;
}

/** Strategic merge patches of built-in kinds: items by their keys, nulls, and the directives that say more. */
export const strategic: FuzzArea<StrategicCase> = {
  name: 'strategic',
  generate: (random) => {
    const kind = random.pick(TYPED_KINDS);
    const { apiVersion } = kind;
    return { apiVersion, kind: kind.kind, object: withoutRepeats(objectOf(random, kind)) as Dict, patch: withDirectives(random, objectOf(random, kind)) as Dict };
  },
  answer: ({ apiVersion, kind, object, patch }) => strategicPatch(builtInMergeType(builtInKind(apiVersion, kind)!), object, patch),
  // Values of the wrong kind are no patches, and an item without its key belongs nowhere.
  saysNothing: (wanted) => typeof wanted === 'object' && wanted !== null && 'error' in wanted,
};

/** Of a list that holds a value twice, the library shuffles what it reads while it reads it. */
function withoutRepeats(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map(withoutRepeats))];
  if (typeof value !== 'object' || value === null) return value;
  return toDict(Object.fromEntries(Object.entries(value).map(([key, held]) => [key, withoutRepeats(held)])));
}

/** Puts directives and nulls into some places of a patch. */
function withDirectives(random: Random, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => withDirectives(random, each));
  if (typeof value !== 'object' || value === null) return value;
  const out: Dict = toDict(Object.fromEntries(Object.entries(value).map(([key, held]) => [key, random.oneIn(15) && !isKey(key) ? null : withDirectives(random, held)])));
  if (random.oneIn(12)) out['$patch'] = random.pick(['replace', 'delete', 'merge']);
  if (random.oneIn(20)) out['$retainKeys'] = Object.keys(out).filter((key) => !key.startsWith('$'));
  return out;
}

function isKey(name: string): boolean {
  return name === 'name' || name === 'containerPort' || name === 'port';
}
