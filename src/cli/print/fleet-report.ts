import type { Warning } from '../../controllers/base/index.ts';
import { EddyError, refKey, refText, type ObjectRef } from '../../diagnostics/index.ts';
import type { FluxRow, RowState } from '../../orchestrator/index.ts';
import { shownPath, type Fleet } from '../fleet.ts';
import type { Io } from '../io.ts';
import { Redactor } from '../redact.ts';
import { errorFrame } from './error-frame.ts';
import type { Style } from './style.ts';

/** Who reports, and to whom. */
export interface ReportContext {
  readonly fleet: Fleet;
  readonly io: Io;
  readonly style: Style;
}

/** How many Flux objects ended how. */
export type RowCounts = Readonly<Record<RowState, number>>;

/** Counts the rows of a fleet by how they ended. */
export function countRows(rows: readonly FluxRow[]): RowCounts {
  const counts = { passed: 0, failed: 0, blocked: 0, suspended: 0 };
  for (const { state } of rows) counts[state]++;
  return counts;
}

/** Prints every root cause with its frame and what it blocks, then every warning. Empty for a sound fleet. */
export function faultsText(context: ReportContext): string {
  const { result } = context.fleet;
  const redactor = new Redactor(context.fleet.objects, context.fleet.tree);
  const failures = result.failures.map(({ error, blocks }) => failureText(error, blocks, redactor, context));
  const warnings = result.warnings.map((warning) => warningText(warning, redactor, context));
  return [...failures, ...warnings].join('\n');
}

/** Prints what was taken for granted because only a cluster knows it, each thing once. Empty where nothing was. */
export function assumptionsText({ fleet, style }: ReportContext): string {
  const redactor = new Redactor(fleet.objects, fleet.tree);
  const lines = fleet.result.assumptions.map((assumption) => {
    const { message, object } = redactor.warning(assumption);
    return `  ${object === undefined ? '' : `${refText(object)}: `}${message}\n`;
  });
  return lines.length === 0 ? '' : `${style.dim('assumed, because only a cluster knows:')}\n${[...new Set(lines)].join('')}`;
}

/** The last line of a report: `12 passed, 1 failed, 2 blocked in 0.41 s`. */
export function summaryText({ fleet, style }: ReportContext): string {
  const { rows, failures, warnings, assumptions } = fleet.result;
  const counts = countRows(rows);
  const parts = [
    style.green(`${String(counts.passed)} passed`),
    ...(counts.failed > 0 ? [style.red(`${String(counts.failed)} failed`)] : []),
    ...(counts.blocked > 0 ? [style.yellow(`${String(counts.blocked)} blocked`)] : []),
    ...(counts.suspended > 0 ? [`${String(counts.suspended)} suspended`] : []),
    ...(failures.length > counts.failed ? [style.red(plural(failures.length, 'root cause'))] : []),
    ...(assumptions.length > 0 ? [plural(assumptions.length, 'assumption')] : []),
    ...(warnings.length > 0 ? [style.yellow(plural(warnings.length, 'warning'))] : []),
  ];
  return `${parts.join(', ')} in ${secondsText(fleet.durationMs)}\n`;
}

/** `1 object`, `2 objects`. */
export function plural(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Milliseconds for people: `7 ms`, `1.24 s`. */
export function durationText(ms: number): string {
  return ms < 1000 ? `${String(Math.round(ms))} ms` : secondsText(ms);
}

function secondsText(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function failureText(error: EddyError, blocks: readonly ObjectRef[], redactor: Redactor, context: ReportContext): string {
  const frame = frameOf(redactor.error(error), 'error', redactor, context);
  if (blocks.length === 0) return frame;
  const unique = [...new Map(blocks.map((ref) => [refKey(ref), refText(ref)])).values()];
  return `${frame}   = blocks ${plural(unique.length, 'object')}:\n${unique.map((ref) => `       ${ref}\n`).join('')}`;
}

function warningText(warning: Warning, redactor: Redactor, context: ReportContext): string {
  const { code, message, object, at, hint } = redactor.warning(warning);
  // A warning has the shape of an error, with codes of its own.
  const shaped = new EddyError(code as EddyError['code'], message, { object, at, hint });
  return frameOf(shaped, 'warning', redactor, context);
}

function frameOf(error: EddyError, level: 'error' | 'warning', redactor: Redactor, { fleet, io, style }: ReportContext): string {
  const { at } = error;
  const shown = at === undefined ? error : error.with({ at: { ...at, file: shownPath(fleet, at.file, io) } });
  return errorFrame(shown, { style, level, readLine: () => (at === undefined ? undefined : redactor.line(at)) });
}
