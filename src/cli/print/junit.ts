import { refText } from '../../diagnostics/index.ts';
import type { FluxRow } from '../../orchestrator/index.ts';
import type { Fleet } from '../fleet.ts';
import { Redactor } from '../redact.ts';
import { errorFrame } from './error-frame.ts';
import { PLAIN } from './style.ts';

/**
 * The report as JUnit XML, in the dialect that CI systems share: one `testcase` per Flux object.
 *
 * A suspended object, or a blocked one without a fault of its own, is `skipped`: the number of failures is the number of objects at fault.
 * What belongs to no object of the fleet, and with `strict` each warning, is a case of its own.
 */
export function junitXml({ result, objects, tree, durationMs }: Fleet, strict: boolean): string {
  const redactor = new Redactor(objects, tree);
  const rows = result.rows.map((row) => testCase(row.ref.kind, nameOf(row), row.durationMs, bodyOf(row, redactor)));
  const known = new Set(result.rows.map(({ ref }) => refText(ref)));
  const others = result.failures.filter(({ object }) => object === undefined || !known.has(refText(object)));
  const faults = others.map(({ error }) => testCase('fleet', error.object === undefined ? error.code : refText(error.object), 0, failure(error.code, error.message, errorFrame(redactor.error(error), { style: PLAIN }))));
  const warnings = strict ? result.warnings.map(({ code, message, object }) => testCase('warning', object === undefined ? code : refText(object), 0, failure(code, redactor.text(message), ''))) : [];
  const cases = [...rows, ...faults, ...warnings];
  const failed = result.rows.filter(isAtFault).length + faults.length + warnings.length;
  const skipped = result.rows.filter((row) => row.state !== 'passed' && !isAtFault(row)).length;
  const counts = `tests="${String(cases.length)}" failures="${String(failed)}" errors="0" skipped="${String(skipped)}" time="${seconds(durationMs)}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="eddy" ${counts}>\n  <testsuite name="eddy" ${counts}>\n${cases.join('')}  </testsuite>\n</testsuites>\n`;
}

function nameOf({ ref }: FluxRow): string {
  return ref.namespace === undefined ? ref.name : `${ref.namespace}/${ref.name}`;
}

/** A blocked object is rendered as far as it can be, so it may have a fault of its own. */
function isAtFault({ state, error }: FluxRow): boolean {
  return state === 'failed' || error !== undefined;
}

function bodyOf(row: FluxRow, redactor: Redactor): string {
  if (isAtFault(row)) return faultOf(row, redactor);
  if (row.state === 'passed') return '';
  return skip(row.state === 'blocked' ? `blocked by ${row.blockedBy.map(refText).join(', ')}` : row.state);
}

function faultOf(row: FluxRow, redactor: Redactor): string {
  if (row.error === undefined) return failure('Failed', redactor.text(row.message), '');
  const error = redactor.error(row.error);
  return failure(error.code, error.message, errorFrame(error, { style: PLAIN, readLine: () => (error.at === undefined ? undefined : redactor.line(error.at)) }));
}

function testCase(className: string, name: string, ms: number, body: string): string {
  const open = `    <testcase classname="${escape(className)}" name="${escape(name)}" time="${seconds(ms)}"`;
  return body === '' ? `${open}/>\n` : `${open}>\n${body}    </testcase>\n`;
}

function failure(type: string, message: string, text: string): string {
  return `      <failure type="${escape(type)}" message="${escape(message)}">${escape(text)}</failure>\n`;
}

function skip(message: string): string {
  return `      <skipped message="${escape(message)}"/>\n`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;' };

/** Text for XML 1.0, which has no place for control characters, escaped or not. */
function escape(text: string): string {
  return text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD').replace(/[&<>"\n]/g, (char) => ENTITIES[char]!);
}
