import { EddyError } from '../diagnostics/index.ts';
import { decodeJson } from '../lang/gojson/index.ts';
import { GoError, goTypeOf } from '../lang/govalue/index.ts';
import { compileSchema, faultsText, validate, type SchemaDocument, type SchemaFault } from '../lang/jsonschema/index.ts';
import { hasKey, isDict, type Dict } from '../std/dict.ts';
import type { Chart } from './chart.ts';
import type { ChartInstance } from './chart-instance.ts';
import { warning, type Log, type LogLine } from './log-line.ts';

const SCHEMA_URI = 'file:///values.schema.json';

// Nothing but a memory of pure results: it lives as long as the charts do.
const compiled = new WeakMap<Chart, SchemaDocument>();

/**
 * Checks the values of a chart and of its enabled subcharts against their `values.schema.json`.
 *
 * Nothing is fetched: what a schema leaves to another document is not checked, which `log` hears of.
 * Follows Helm 4.2.2 `pkg/chart/common/util/jsonschema.go`.
 *
 * @throws EddyError HelmValuesSchema with one line per fault, and the first one's path as a hint.
 */
export function validateValues(chart: ChartInstance, values: Dict, log: Log): void {
  const report = reportFor(chart, values, log);
  if (report === undefined) return;
  throw new EddyError('HelmValuesSchema', `values don't meet the specifications of the schema(s) in the following chart(s):\n${report.text.trimEnd()}`, {
    hint: 'a path such as /a/b leads to the value',
    path: report.path,
  });
}

interface Report {
  readonly text: string;
  /** Of the first value at fault, from the values of the chart that is asked. */
  readonly path: readonly string[] | undefined;
}

function reportFor(chart: ChartInstance, values: Dict, log: Log): Report | undefined {
  let report = ownReport(chart, values, log);
  for (const sub of chart.dependencies) {
    const inner = hasKey(values, sub.name) ? values[sub.name] : undefined;
    const found = isDict(inner) ? reportFor(sub, inner, log) : inner == null ? undefined : { text: `${sub.name}:\ninvalid type for values: expected object (map), got ${goTypeOf(inner)}\n`, path: [] };
    if (found === undefined) continue;
    report = { text: (report?.text ?? '') + found.text, path: report === undefined ? found.path && [sub.name, ...found.path] : report.path };
  }
  return report;
}

function ownReport(instance: ChartInstance, values: Dict, log: Log): Report | undefined {
  const { schema } = instance.chart;
  if (schema === undefined) return undefined;
  try {
    const document = compiled.get(instance.chart) ?? compileSchema(readSchema(schema), SCHEMA_URI);
    compiled.set(instance.chart, document);
    const faults = validate(document.root, values);
    for (const uri of document.unresolved) log(unresolved(uri, instance.name));
    return faults.length === 0 ? undefined : { text: `${instance.name}:\n${faultsText(faults)}\n`, path: deepestPath(faults[0]!) };
  } catch (error) {
    // Helm ends no line after an error of the schema itself.
    if (error instanceof GoError || error instanceof EddyError) return { text: `${instance.name}:\n${error.message}`, path: undefined };
    throw error;
  }
}

/** What is said of a document that a schema refers to. Helm takes one with a mere name for a schema that allows everything. */
function unresolved(uri: string, chart: string): LogLine {
  if (uri.startsWith('urn:')) return warning('unresolved URN reference ignored; using permissive schema', { urn: uri });
  return warning(`the values of chart ${chart} are checked in part only: its schema refers to ${uri}, which is not fetched`);
}

/** The library reads schemas as a stream, and words what comes too early or too late in its own way. Follows santhosh-tekuri/jsonschema v6.0.2 `UnmarshalJSON`. */
function readSchema(text: string): unknown {
  try {
    return decodeJson(text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (/^invalid character .* after top-level value$/.test(error.message)) throw new GoError('invalid character after top-level value', { cause: error });
    if (error.message !== 'unexpected end of JSON input') throw error;
    throw new GoError(/^[ \t\r\n]*$/.test(text) ? 'EOF' : 'unexpected EOF', { cause: error });
  }
}

/** The value that the first line of the report is about. */
function deepestPath(fault: SchemaFault): readonly string[] {
  const [cause] = fault.causes;
  return cause === undefined || cause.path.length < fault.path.length ? fault.path : deepestPath(cause);
}
