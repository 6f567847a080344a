import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EddyError } from '../../../src/diagnostics/index.ts';
import { GoInt } from '../../../src/lang/govalue/index.ts';
import { decodeJson } from '../../../src/lang/gojson/index.ts';
import { parseSet, parseSetFile, parseSetJson, parseSetLiteral, parseSetString } from '../../../src/lang/strvals/index.ts';
import { newDict, type Dict } from '../../../src/std/dict.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

interface Case {
  readonly id: string;
  readonly op: 'set' | 'set-string' | 'set-json' | 'set-literal' | 'set-file';
  readonly in: readonly string[];
  readonly base?: unknown;
  readonly values?: unknown;
  readonly valuesError?: string;
}

/** `--set` and its relatives, as Helm's `pkg/strvals` parsed them. */
export const strvals: Suite = {
  name: 'strvals',
  *run(context: SuiteContext): Iterable<CaseResult> {
    const lines = readFileSync(join(context.data, 'strvals/cases.jsonl'), 'utf8').trimEnd().split('\n');
    for (const line of lines) yield check(JSON.parse(line) as Case);
  },
};

function check(recorded: Case): CaseResult {
  const wanted = recorded.valuesError === undefined ? canonical(recorded.values) : `error: ${recorded.valuesError}`;
  const found = parseAll(recorded);
  return { id: recorded.id, pass: found === wanted, detail: `${recorded.op} ${recorded.in.join(' ')}\nwanted ${wanted}\nfound  ${found}` };
}

function parseAll(recorded: Case): string {
  const values = recorded.base === undefined ? newDict() : (decodeJson(JSON.stringify(recorded.base)) as Dict);
  try {
    for (const line of recorded.in) PARSERS[recorded.op](line, values);
  } catch (error) {
    if (error instanceof EddyError) return `error: ${error.message}`;
    throw error;
  }
  return canonical(tagged(values));
}

const PARSERS: Readonly<Record<Case['op'], (line: string, into: Dict) => void>> = {
  set: parseSet,
  'set-string': parseSetString,
  'set-json': parseSetJson,
  'set-literal': parseSetLiteral,
  'set-file': (line, into) => {
    parseSetFile(line, into, (path) => {
      if (path === 'missing.txt') throw new Error(`open ${path}: no such file or directory`);
      return `<${path}>`;
    });
  },
};

/** Writes numbers as the recording does: with their Go type. */
function tagged(value: unknown): unknown {
  if (value instanceof GoInt) return { [value.kind]: String(value.value) };
  if (typeof value === 'number') return { float64: value };
  if (Array.isArray(value)) return value.map(tagged);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, tagged(item)]));
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
    if ('float64' in item) return { float64: String(Number(item.float64)) };
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
