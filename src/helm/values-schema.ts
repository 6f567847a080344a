import { EddyError } from '../diagnostics/index.ts';
import { decodeJson } from '../lang/gojson/index.ts';
import { GoError, goTypeOf } from '../lang/govalue/index.ts';
import { compileSchema, faultsText, validate, type SchemaDocument } from '../lang/jsonschema/index.ts';
import { hasKey, isDict, type Dict } from '../std/dict.ts';
import type { Chart } from './chart.ts';
import type { ChartInstance } from './chart-instance.ts';
import type { Warn } from './coalesce.ts';

const SCHEMA_URI = 'file:///values.schema.json';

// Nothing but a memory of pure results: it lives as long as the charts do.
const compiled = new WeakMap<Chart, SchemaDocument>();

/**
 * Checks the values of a chart and of its enabled subcharts against their `values.schema.json`.
 *
 * Nothing is fetched: what a schema leaves to another document is not checked, which `warn` hears of.
 * Follows Helm 4.2.2 `pkg/chart/common/util/jsonschema.go`.
 *
 * @throws EddyError HelmValuesSchema with one line per fault, and the first one's path as a hint.
 */
export function validateValues(chart: ChartInstance, values: Dict, warn: Warn): void {
  const report = reportFor(chart, values, warn);
  if (report === '') return;
  throw new EddyError('HelmValuesSchema', `values don't meet the specifications of the schema(s) in the following chart(s):\n${report.trimEnd()}`, {
    hint: 'a path such as /a/b leads to the value; --skip-schema-validation turns the check off',
  });
}

function reportFor(chart: ChartInstance, values: Dict, warn: Warn): string {
  let report = ownReport(chart, values, warn);
  for (const sub of chart.dependencies) {
    const inner = hasKey(values, sub.name) ? values[sub.name] : undefined;
    if (isDict(inner)) report += reportFor(sub, inner, warn);
    else if (inner != null) report += `${sub.name}:\ninvalid type for values: expected object (map), got ${goTypeOf(inner)}\n`;
  }
  return report;
}

function ownReport(instance: ChartInstance, values: Dict, warn: Warn): string {
  const { schema } = instance.chart;
  if (schema === undefined) return '';
  try {
    const document = compiled.get(instance.chart) ?? compileSchema(decodeJson(schema), SCHEMA_URI);
    compiled.set(instance.chart, document);
    const faults = validate(document.root, values);
    for (const uri of document.unresolved) warn(`the values of chart ${instance.name} are checked in part only: its schema refers to ${uri}, which is not fetched`);
    return faults.length === 0 ? '' : `${instance.name}:\n${faultsText(faults)}\n`;
  } catch (error) {
    if (error instanceof GoError || error instanceof EddyError) return `${instance.name}:\n${error.message}\n`;
    throw error;
  }
}
