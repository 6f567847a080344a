import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { EddyError } from '../../src/diagnostics/index.ts';
import { GoError } from '../../src/lang/govalue/index.ts';
import { withLibraries } from '../../src/std/lazy-library.ts';
import type { FuzzArea } from './fuzz-area.ts';
import type { Oracle, OracleReply } from './oracle.ts';

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
  /** What the library said of the cases that it refused. */
  readonly refusals: readonly string[];
}

/** After how many cases the process reads what the oracle writes: its next answers must not wait for a full pipe. */
const CASES_PER_TURN = 20;
/** How often the library is asked again where eddy differs. What walks a Go map has an answer for each order, the rarest about one time in eight. */
const ASKED_AGAIN = 64;

/** Asks eddy about some cases of one area that the library has answered. */
export async function compareBatch(area: FuzzArea, cases: readonly unknown[], replies: readonly OracleReply[]): Promise<BatchResult> {
  const differences: Difference[] = [];
  let incomparable = 0;
  const refusals: string[] = [];
  for (const [i, asked] of cases.entries()) {
    const reply = replies[i]!;
    if (i % CASES_PER_TURN === 0) await nextTurn();
    const got = 'panic' in reply ? undefined : asJson(await answerOf(area, asked));
    if ('panic' in reply || area.saysNothing?.(reply.answer, asked, got) === true) {
      incomparable++;
      continue;
    }
    const wanted = reply.answer;
    const refusal = refusalOf(wanted);
    if (refusal !== undefined) refusals.push(refusal);
    if (!isDeepStrictEqual(got, asJson(wanted))) differences.push({ asked, wanted, got });
  }
  return { differences, incomparable, refusals };
}

/** Whether eddy's answer is one that the library gives as well when it is asked again, or the library at times ends the process instead. */
export async function isOtherAnswer(area: FuzzArea, oracle: Oracle, { asked, got }: Difference): Promise<boolean> {
  const replies = await oracle.ask(area.oracle ?? area.name, Array<unknown>(ASKED_AGAIN).fill(asked));
  return replies.some((reply) => 'panic' in reply || isDeepStrictEqual(got, asJson(reply.answer)));
}

/** The error that is the answer, or the first one where every part of the answer is an error. */
function refusalOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return undefined;
  const parts: readonly unknown[] = 'error' in answer ? [answer] : Object.values(answer);
  const errors = parts.map((part) => (typeof part === 'object' && part !== null && 'error' in part ? String(part.error) : undefined));
  return errors.includes(undefined) ? undefined : errors[0];
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
