import { EddyError } from '../../diagnostics/index.ts';
import { lazyLibrary } from '../../std/lazy-library.ts';
import { backtrackingBound } from './backtracking.ts';
import { distinguishGroups, groupNamesOf, undistinguish } from './group-names.ts';
import { toRegExp } from './js-source.ts';
import { parseSubset, type SubsetPattern } from './subset.ts';

/** One match. Offsets are UTF-16 code units. */
export interface Match {
  readonly start: number;
  readonly end: number;
  /** The text of each group, group 0 being the whole match; undefined where it took no part. */
  readonly groups: readonly (string | undefined)[];
}

/** Finds matches of one pattern. */
export interface Engine {
  readonly groupNames: readonly string[];
  /** The first match at or after an offset. */
  exec(text: string, from: number): Match | undefined;
}

/** A byte of the pattern that is no character (see `lang/govalue`). */
const LONE_SURROGATE = /\p{Surrogate}/u;
/** The most backtracking steps that JavaScript's engine may be given; all else runs in linear time. */
const MAX_STEPS = 1_000_000;

const re2js = lazyLibrary('re2js', () => import('re2js'));

/** Picks the engine of a pattern. @throws EddyError `RegexpSyntax` @throws LibraryNeeded */
export function createEngine(pattern: string): Engine {
  if (!pattern.isWellFormed()) {
    throw new EddyError('RegexpSyntax', `error parsing regexp: invalid UTF-8: \`${pattern.slice(pattern.search(LONE_SURROGATE))}\``);
  }
  const subset = parseSubset(pattern);
  return subset === undefined ? createLinearEngine(pattern) : createFastEngine(pattern, subset);
}

/** Runs a pattern of the subset natively wherever its worst case is small, and in linear time for longer texts. */
function createFastEngine(pattern: string, subset: SubsetPattern): Engine {
  const regexp = toRegExp(subset);
  const bound = backtrackingBound(subset);
  let linear: Engine | undefined;
  return {
    groupNames: subset.groupNames,
    exec(text, from) {
      if (bound(text.length) > MAX_STEPS) return (linear ??= createLinearEngine(pattern)).exec(text, from);
      regexp.lastIndex = from;
      const match = regexp.exec(text);
      return match === null ? undefined : { start: match.index, end: match.index + match[0].length, groups: match };
    },
  };
}

function createLinearEngine(pattern: string): Engine {
  const compiled = compileLinear(pattern);
  const count = compiled.groupCount();
  return {
    groupNames: groupNamesOf(pattern),
    exec(text, from) {
      const matcher = compiled.matcher(text);
      if (!matcher.find(from)) return undefined;
      const groups = Array.from({ length: count + 1 }, (_, group) => matcher.group(group) ?? undefined);
      return { start: matcher.start(), end: matcher.end(), groups };
    },
  };
}

type Re2 = ReturnType<typeof re2js.get>['RE2JS'];

function compileLinear(pattern: string): InstanceType<Re2> {
  const { RE2JS } = re2js.get();
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    const message = undistinguish(error instanceof Error ? error.message : String(error));
    const distinct = distinguishGroups(pattern);
    if (message.includes('duplicate capture group name') && distinct !== pattern) return compileLinear(distinct);
    // Go prints the (empty) rest of the pattern here; the library does not.
    throw new EddyError('RegexpSyntax', message.endsWith('at end of expression') ? `${message}: \`\`` : message);
  }
}
