import { refText } from '../../diagnostics/index.ts';
import type { FluxRow } from '../../orchestrator/index.ts';
import type { Command } from '../command.ts';
import { fleetFlags, loadFleet, type Fleet } from '../fleet.ts';
import * as flags from '../flags.ts';
import { errorJson, refJson, report, warningJson } from '../json.ts';
import { assumptionsText, countRows, durationText, faultsText, summaryText } from '../print/fleet-report.ts';
import { junitXml } from '../print/junit.ts';
import { PLAIN, styleFor, type Style } from '../print/style.ts';
import { Redactor } from '../redact.ts';
import { pathArgument } from '../path-argument.ts';

const testFlags: typeof fleetFlags & { readonly output: typeof flags.testOutput } = { output: flags.testOutput, ...fleetFlags };

/** `eddy test`: one row per Flux object, then every root cause. */
export const test: Command<typeof testFlags> = {
  name: 'test',
  summary: 'Check that every Flux object renders, and say why where one does not',
  description: [
    'One row per Flux object: passed, failed, blocked (something that it needs failed) or suspended.',
    'Then each root cause once, with its place, a hint, and the objects that it blocks. Exits with 1 when there is one.',
  ],
  args: [pathArgument],
  flags: testFlags,
  examples: [
    { line: 'eddy test kubernetes/flux/cluster', does: 'Test the cluster that Flux syncs from this folder' },
    { line: 'eddy test clusters/staging --strict', does: 'Let warnings fail the run, too' },
    { line: 'eddy test clusters/staging -o junit > junit.xml', does: 'Write a report for a CI system' },
    { line: 'eddy test clusters/staging --source GitRepository/flux-system/charts=../charts', does: 'Take a second Git source from a checkout' },
  ],
  run: async ({ args, flags: given, io }) => {
    const fleet = await loadFleet(args[0], { io, flags: given });
    const style = given.output === 'text' ? styleFor(io.stdout, io, given.noColor) : PLAIN;
    switch (given.output) {
      case 'json':
        io.stdout.write(testJson(fleet));
        break;
      case 'junit':
        io.stdout.write(junitXml(fleet, given.strict));
        break;
      case 'text': {
        const context = { fleet, io, style };
        const faults = [faultsText(context), assumptionsText(context)].filter((part) => part !== '').join('\n');
        io.stdout.write(`${rowsText(fleet.result.rows, style)}${faults === '' ? '' : `\n${faults}`}\n${summaryText(context)}`);
      }
    }
    return fleet.result.ok ? 0 : 1;
  },
};

function rowsText(rows: readonly FluxRow[], style: Style): string {
  const width = Math.max(0, ...rows.map(({ ref }) => refText(ref).length));
  return rows.map((row) => `${stateText(row, style)}  ${refText(row.ref).padEnd(width)}  ${detailText(row, style)}`.trimEnd() + '\n').join('');
}

function stateText({ state }: FluxRow, style: Style): string {
  const word = state.padEnd('suspended'.length);
  switch (state) {
    case 'passed':
      return style.green(word);
    case 'failed':
      return style.red(word);
    case 'blocked':
      return style.yellow(word);
    case 'suspended':
      return style.dim(word);
  }
}

function detailText(row: FluxRow, style: Style): string {
  switch (row.state) {
    case 'passed':
      return style.dim(durationText(row.durationMs));
    case 'failed':
      return `${style.dim(durationText(row.durationMs))}  ${row.error?.code ?? ''}`;
    case 'blocked':
      return `by ${row.blockedBy.map(refText).join(', ')}${row.error === undefined ? '' : `  ${row.error.code}`}`;
    case 'suspended':
      return '';
  }
}

function testJson({ result, objects, tree, durationMs }: Fleet): string {
  const redactor = new Redactor(objects, tree);
  return report('TestReport', {
    ok: result.ok,
    summary: { ...countRows(result.rows), rootCauses: result.failures.length, warnings: result.warnings.length, assumptions: result.assumptions.length, durationMs: Math.round(durationMs) },
    objects: result.rows.map((row) => ({
      ...refJson(row.ref),
      state: row.state,
      durationMs: Math.round(row.durationMs),
      message: redactor.text(row.message),
      producer: row.producer === undefined ? undefined : refJson(row.producer),
      blockedBy: row.blockedBy.length === 0 ? undefined : row.blockedBy.map(refJson),
      error: row.error === undefined ? undefined : errorJson(redactor.error(row.error)),
    })),
    failures: result.failures.map(({ error, blocks }) => ({ ...errorJson(redactor.error(error)), blocks: blocks.map(refJson) })),
    warnings: result.warnings.map((warning) => warningJson(redactor.warning(warning))),
    assumptions: result.assumptions.map((assumption) => warningJson(redactor.warning(assumption))),
  });
}
