import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTemplateSet, TemplateError, type Functions } from '../../../src/lang/gotemplate/index.ts';
import { createSprigFunctions, seededRandom } from '../../../src/lang/sprig/index.ts';
import { toDict, type Dict } from '../../../src/std/dict.ts';
import { withLibraries } from '../../../src/std/lazy-library.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

interface Case {
  readonly id: string;
  readonly tpl: string;
  readonly name?: string;
  readonly out?: string;
  readonly outError?: string;
}

/** Lexing, parsing and executing of templates, as Go's `text/template` did it with sprig's generic functions. */
export const template: Suite = {
  name: 'template',
  async *run(context: SuiteContext): AsyncIterable<CaseResult> {
    const read = (file: string): string => readFileSync(join(context.data, 'template', file), 'utf8');
    const data = read('data.json');
    for (const line of read('cases.jsonl').trimEnd().split('\n')) {
      const recorded = JSON.parse(line) as Case;
      yield await withLibraries(() => check(recorded, data));
    }
  },
};

function check(recorded: Case, data: string): CaseResult {
  const wanted = recorded.outError === undefined ? recorded.out! : `error: ${recorded.outError}`;
  const found = render(recorded, JSON.parse(data, reviver) as Dict);
  return { id: recorded.id, pass: found === wanted, detail: `${recorded.tpl}\nwanted ${wanted}\nfound  ${found}` };
}

function render({ tpl, name = 't.yaml' }: Case, data: Dict): string {
  const set = createTemplateSet({ functions: FUNCTIONS, missingKey: 'zero', name: 'gotpl' });
  try {
    set.parse(name, tpl);
    // Bytes that are no UTF-8 became U+FFFD when the answer was recorded as JSON.
    return set.execute(name, data).replaceAll(/\p{Surrogate}/gu, '\ufffd');
  } catch (error) {
    if (error instanceof TemplateError) return `error: ${error.message}`;
    throw error;
  }
}

function reviver(_key: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? toDict(value as Dict) : value;
}

const FUNCTIONS: Functions = createSprigFunctions({ now: () => 0, random: seededRandom('template'), localZone: 'UTC' });
