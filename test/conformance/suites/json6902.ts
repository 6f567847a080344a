import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EddyError } from '../../../src/diagnostics/index.ts';
import { applyJsonPatch, applyMergePatch, decodeJsonPatch, type JsonPatch } from '../../../src/lang/jsonpatch/index.ts';
import type { CaseResult, Suite } from '../suite.ts';

interface PatchCase {
  readonly id: string;
  readonly doc: string;
  readonly patch?: string;
  readonly merge?: string;
  readonly out?: string;
  readonly outError?: string;
  readonly decodeError?: string;
}

/** What gopkg.in/evanphx/json-patch.v4 v4.13.0 makes of a document and a patch. */
export const json6902: Suite = {
  name: 'json6902',
  *run({ data, show }) {
    for (const line of readFileSync(join(data, 'json6902', 'cases.jsonl'), 'utf8').split('\n')) {
      if (line === '') continue;
      const recorded = JSON.parse(line) as PatchCase;
      if (show === undefined || show === recorded.id) yield check(recorded);
    }
  },
};

function check(recorded: PatchCase): CaseResult {
  const { id, doc, patch, merge, out, outError, decodeError } = recorded;
  const wanted = out ?? (outError === undefined ? `decode error: ${decodeError ?? ''}` : `error: ${outError}`);
  const got = run(recorded);
  return got === wanted ? { id, pass: true } : { id, pass: false, detail: `${doc}\n${patch ?? merge ?? ''}\nwant ${wanted}\ngot  ${got}` };
}

function run({ doc, patch, merge }: PatchCase): string {
  if (merge !== undefined) return attempt('error', () => applyMergePatch(doc, merge));
  let decoded: JsonPatch | undefined;
  const failure = attempt('decode error', () => {
    decoded = decodeJsonPatch(patch ?? '');
    return '';
  });
  return decoded === undefined ? failure : attempt('error', () => applyJsonPatch(decoded!, doc));
}

function attempt(label: string, step: () => string): string {
  try {
    return step();
  } catch (error) {
    if (error instanceof EddyError) return `${label}: ${error.message}`;
    throw error;
  }
}
