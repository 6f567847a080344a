import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EddyError } from '../../../src/diagnostics/index.ts';
import { expandVariables } from '../../../src/lang/envsubst/index.ts';
import type { CaseResult, Suite } from '../suite.ts';

interface EnvsubstCase {
  readonly id: string;
  readonly in: string;
  readonly vars: Readonly<Record<string, string>>;
  readonly strict: boolean;
  readonly out?: string;
  readonly outError?: string;
}

/** What fluxcd/pkg/envsubst v1.7.0 makes of a text. */
export const envsubst: Suite = {
  name: 'envsubst',
  *run({ data, show }) {
    for (const line of readFileSync(join(data, 'envsubst', 'cases.jsonl'), 'utf8').split('\n')) {
      if (line === '') continue;
      const recorded = JSON.parse(line) as EnvsubstCase;
      if (show === undefined || show === recorded.id) yield check(recorded);
    }
  },
};

function check({ id, in: text, vars, strict, out, outError }: EnvsubstCase): CaseResult {
  const wanted = out ?? `error: ${outError ?? ''}`;
  const got = expand(text, vars, strict);
  return got === wanted ? { id, pass: true } : { id, pass: false, detail: `${JSON.stringify(text)}: want ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}` };
}

function expand(text: string, vars: Readonly<Record<string, string>>, strict: boolean): string {
  try {
    return expandVariables(text, { strict, lookup: (name) => (Object.hasOwn(vars, name) ? vars[name] : undefined) });
  } catch (error) {
    if (error instanceof EddyError) return `error: ${error.message}`;
    throw error;
  }
}
