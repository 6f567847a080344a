import { isDeepStrictEqual } from 'node:util';
import { EddyError } from '../../src/diagnostics/index.ts';
import { GoError } from '../../src/lang/govalue/index.ts';
import { withLibraries } from '../../src/std/lazy-library.ts';
import type { FuzzArea } from './fuzz-area.ts';
import type { Oracle } from './oracle.ts';

/** A case with two answers. */
export interface Difference {
  readonly asked: unknown;
  readonly wanted: unknown;
  readonly got: unknown;
}

/** How a batch ended. */
export interface BatchResult {
  readonly differences: readonly Difference[];
  /** Cases whose answer from the library says nothing. */
  readonly incomparable: number;
  /** Cases that the library refused. */
  readonly refused: number;
}

/** Asks both sides about some cases of one area. */
export async function compareBatch(area: FuzzArea, oracle: Oracle, cases: readonly unknown[]): Promise<BatchResult> {
  const replies = oracle.ask(area.oracle ?? area.name, cases);
  const differences: Difference[] = [];
  let incomparable = 0;
  let refused = 0;
  for (const [i, asked] of cases.entries()) {
    const reply = replies[i]!;
    if ('panic' in reply || area.saysNothing?.(reply.answer) === true) {
      incomparable++;
      continue;
    }
    const wanted = reply.answer;
    if (isFailure(wanted)) refused++;
    const got = asJson(await answerOf(area, asked));
    if (!isDeepStrictEqual(got, asJson(wanted))) differences.push({ asked, wanted, got });
  }
  return { differences, incomparable, refused };
}

function isFailure(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'error' in answer;
}

async function answerOf(area: FuzzArea, asked: unknown): Promise<unknown> {
  try {
    return await withLibraries(() => area.answer(asked));
  } catch (error) {
    if (error instanceof EddyError || error instanceof GoError) return { error: error.message };
    return { crash: error instanceof Error ? error.stack : String(error) };
  }
}

/** The answer as JSON carries it: bytes that are no UTF-8, which eddy keeps as lone surrogates, become U+FFFD as in Go's encoder. */
function asJson(answer: unknown): unknown {
  const text = JSON.stringify(answer, (_, value: unknown) => (typeof value === 'string' ? value.replaceAll(/\p{Surrogate}/gu, '\ufffd') : value));
  return JSON.parse(text) as unknown;
}
