import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS, loadAllCommands } from '../src/cli/registry.ts';
import { referencePages } from '../tools/reference-pages.ts';

const FOLDER = join(import.meta.dirname, '../docs/reference');

test.each(['cli.md', 'errors.md'])('docs/reference/%s is what the code says', async (name) => {
  const pages = await referencePages();
  expect(readFileSync(join(FOLDER, name), 'utf8'), 'run: node tools/run.mjs tools/generate-docs.ts').toBe(pages[name]);
});

test('a command says the same of itself as the list of commands does', async () => {
  const commands = await loadAllCommands();
  expect(commands.map(({ name, summary }) => [name, summary])).toEqual(COMMANDS.map(({ name, summary }) => [name, summary]));
});

test('every report of -o json is described', () => {
  const text = readFileSync(join(FOLDER, 'json.md'), 'utf8');
  for (const kind of ['TestReport', 'DiffReport', 'FleetTree', 'ImageList', 'FluxObjectList', 'List']) expect(text).toContain(`## ${kind}`);
});
