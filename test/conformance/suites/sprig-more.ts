import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeCrypto } from '../../../src/adapters/crypto/index.ts';
import { createTemplateSet, type TemplateSet } from '../../../src/lang/gotemplate/index.ts';
import { createSprigFunctions, seededRandom } from '../../../src/lang/sprig/index.ts';
import { withLibraries } from '../../../src/std/lazy-library.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

interface Case {
  readonly id: string;
  readonly tpl: string;
  readonly out?: string;
  readonly outError?: string;
}

/** Functions and arguments that sprig's own tests leave out, as sprig v3.3.0 answers in text/template. */
export const sprigMore: Suite = {
  name: 'sprig-more',
  async *run({ data, show }: SuiteContext): AsyncIterable<CaseResult> {
    const folder = join(data, 'sprig-more');
    const functions = createSprigFunctions({ now: Date.now, random: seededRandom('sprig-more'), localZone: 'UTC', crypto: nodeCrypto });
    const set = createTemplateSet({ functions, missingKey: 'zero', name: 'gotpl' });
    for (const line of readFileSync(join(folder, 'cases.jsonl'), 'utf8').split('\n').filter(Boolean)) {
      const wanted = JSON.parse(line) as Case;
      if (show !== undefined && show !== wanted.id) continue;
      const got = await answer(set, wanted, JSON.parse(readFileSync(join(folder, 'data.json'), 'utf8')));
      const pass = got.out === wanted.out && got.outError === wanted.outError;
      yield { id: wanted.id, pass, ...(pass ? {} : { detail: `want ${line}\ngot  ${JSON.stringify(got)}` }) };
    }
  },
};

async function answer(set: TemplateSet, { tpl }: Case, data: unknown): Promise<Pick<Case, 'out' | 'outError'>> {
  try {
    const out = await withLibraries(() => {
      const own = set.overlay();
      own.parse('t.yaml', tpl);
      return own.execute('t.yaml', data);
    });
    // The recorder wrote its answers as JSON, which cannot hold bytes that are no characters.
    return { out: out.replace(/\p{Surrogate}/gu, '\ufffd') };
  } catch (error) {
    return { outError: error instanceof Error ? error.message : String(error) };
  }
}
