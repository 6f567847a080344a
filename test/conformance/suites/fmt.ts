import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sprint, sprintf, sprintln } from '../../../src/lang/gofmt/index.ts';
import { GoError, GoInt, GoObject, withGoType } from '../../../src/lang/govalue/index.ts';
import { newDict } from '../../../src/std/dict.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

interface Case {
  readonly id: string;
  readonly fmt?: string;
  readonly fn?: 'print' | 'println';
  readonly args: readonly unknown[];
  readonly out: string;
}

/** Printing of values, as Go's `fmt` did it. */
export const fmt: Suite = {
  name: 'fmt',
  *run(context: SuiteContext): Iterable<CaseResult> {
    const lines = readFileSync(join(context.data, 'fmt/cases.jsonl'), 'utf8').trimEnd().split('\n');
    for (const line of lines) yield check(JSON.parse(line) as Case);
  },
};

function check(recorded: Case): CaseResult {
  const args = recorded.args.map(operand);
  // Bytes that are no UTF-8 became U+FFFD when the answer was recorded as JSON.
  const found = print(recorded, args).replaceAll(/\p{Surrogate}/gu, '\ufffd');
  const what = recorded.fmt ?? recorded.fn ?? '';
  return { id: recorded.id, pass: found === recorded.out, detail: `${what} ${JSON.stringify(recorded.args)}\nwanted ${recorded.out}\nfound  ${found}` };
}

function print(recorded: Case, args: readonly unknown[]): string {
  if (recorded.fn === 'print') return sprint(args);
  if (recorded.fn === 'println') return sprintln(args);
  return sprintf(recorded.fmt!, args);
}

/** Reads an argument: a plain value, or an object whose only key is its type. */
function operand(json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return json;
  const [[type, value] = ['', undefined]] = Object.entries(json) as [string, unknown][];
  switch (type) {
    case 'int':
      return new GoInt('int', BigInt(value as number));
    case 'int64':
    case 'uint64':
      // The recorder read these from strings; a number in their place counted as zero.
      return new GoInt(type, typeof value === 'string' ? BigInt(value) : 0n);
    case 'rune':
      return new GoInt('int32', BigInt((value as string).codePointAt(0)!));
    case 'float64':
      return Number((value as string).replace('Inf', 'Infinity'));
    case 'bytes':
      return new TextEncoder().encode(value as string);
    case 'strings':
      return withGoType([...(value as string[])], '[]string');
    case 'list':
      return (value as unknown[]).map(operand);
    case 'map': {
      const map = newDict();
      for (const [key, element] of Object.entries(value as object)) map[key] = operand(element);
      return map;
    }
    case 'duration':
      return new Duration(value as string);
    case 'error':
      return new GoError(value as string);
    default:
      throw new Error(`unknown type of argument: ${type}`);
  }
}

const UNITS: Readonly<Record<string, number>> = { h: 3600e9, m: 60e9, s: 1e9, ms: 1e6 };

/** A `time.Duration`, as far as printing goes: an int64 of nanoseconds with a `String` method. */
class Duration extends GoObject {
  readonly goType = 'time.Duration';
  readonly goKind = 'int64';
  readonly #nanoseconds: number;

  constructor(text: string) {
    super();
    this.#nanoseconds = [...text.matchAll(/([\d.]+)(h|ms|m|s)/g)].reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!, 0);
  }

  override text(): string {
    const seconds = this.#nanoseconds / 1e9;
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor(seconds / 60) % 60;
    const rest = `${Number((seconds % 60).toFixed(9))}s`;
    return hours > 0 ? `${hours}h${minutes}m${rest}` : minutes > 0 ? `${minutes}m${rest}` : rest;
  }

  override underlying(): unknown {
    return new GoInt('int64', BigInt(this.#nanoseconds));
  }
}
