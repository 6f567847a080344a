import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EddyError } from '../diagnostics/index.ts';
import type { RenderResult } from '../helm/index.ts';
import { fromBytes } from '../lang/govalue/index.ts';
import { isInside } from './place.ts';
import { writeOutput } from './write-objects.ts';

/** Where the templates of a chart are written to. */
export interface TemplateOutput {
  /** The folder as it was typed; Helm repeats it. */
  readonly dir: string;
  /** The folder below it for what templates render, with `--release-name`; CRDs stay above. */
  readonly release: string | undefined;
  readonly cwd: string;
}

/**
 * Writes what each template rendered into a file of its name, and gives what Helm prints about it, a line per document.
 *
 * A file is written anew for the first document of its template. Hooks come last, and are added to what is there already.
 * Follows Helm 4.2.2 `pkg/action/action.go` and `pkg/cmd/template.go`.
 *
 * @throws EddyError OutputFailed.
 */
export function writeTemplates({ manifests, hooks, crds }: RenderResult, includeCrds: boolean, { dir, release, cwd }: TemplateOutput): string {
  const below = release === undefined ? dir : `${dir.replace(/\/+$/, '')}/${release}`;
  const written = new Set<string>();
  const log: string[] = [];
  const write = (folder: string, source: string, text: string, append: boolean): void => {
    const shown = `${folder}/${source}`;
    const file = resolve(cwd, shown);
    if (!isInside(resolve(cwd, folder), file)) throw new EddyError('OutputFailed', `template "${source}" would be written outside of "${folder}"`);
    const before = append ? fromBytes(readFileSync(file)) : '';
    writeOutput(file, `${before}---\n# Source: ${source}\n${text}\n`);
    written.add(source);
    log.push(`wrote ${shown}\n`);
  };
  if (includeCrds) for (const { source, text } of crds) write(dir, source, text, written.has(source));
  for (const { source, text } of manifests) write(below, source, text, written.has(source));
  for (const { source, text } of hooks) write(below, source, text, existsSync(resolve(cwd, below, source)));
  return log.join('');
}
