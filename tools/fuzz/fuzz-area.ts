import type { Random } from './random.ts';

/**
 * One kind of question that eddy and the real libraries both answer.
 *
 * Cases and answers are JSON data; methods, not function properties, so that areas of any case fit one list. A failure is `{ error: message }`, and its words count as well.
 */
export interface FuzzArea<Case = unknown> {
  readonly name: string;
  /** The name under which `tools/oracles/answer` knows the question, where it is not the area's own. */
  readonly oracle?: string;
  /** Makes a case; all chance comes from `random`. */
  generate(random: Random): Case;
  /** What eddy answers. An `EddyError` or `GoError` that it throws becomes a failure; any other error is reported as a crash. */
  answer(asked: Case): unknown;
  /** How a report shows a case, where all of its JSON would be too much. */
  show?(asked: Case): string;
  /** Whether the wanted answer tells nothing: it holds an address, a random order or a fault of the library itself, or what `docs/reference/compat.md` leaves out. */
  saysNothing?(wanted: unknown, asked: Case, got: unknown): boolean;
}
