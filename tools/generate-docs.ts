/** Writes the pages of `docs/reference/` that are made from code: `node tools/run.mjs tools/generate-docs.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { referencePages } from './reference-pages.ts';

const folder = join(process.env['EDDY_ROOT'] ?? process.cwd(), 'docs', 'reference');
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(await referencePages())) writeFileSync(join(folder, name), text);
