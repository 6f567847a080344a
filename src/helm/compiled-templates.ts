import { createTemplateSet, DEFAULT_LIMITS, TemplateError, type Functions, type TemplateSet } from '../lang/gotemplate/index.ts';
import type { Chart } from './chart.ts';
import { parseFailure } from './template-failure.ts';
import type { ScopedTemplate } from './template-values.ts';

/** Sets kept per chart: releases of one chart differ in the subcharts that they switch on. */
const MAX_SETS = 8;

/** What a template may work more for each byte of its chart: some read all their CRDs, take them apart and print them again. */
const STEPS_PER_BYTE = 20;

// Nothing but a memory of pure results: it lives as long as functions and charts do.
const known = new WeakMap<Functions, WeakMap<Chart, Map<string, TemplateSet>>>();

/**
 * The parsed templates of a chart with a choice of subcharts; parsed once, however many releases use them.
 *
 * @throws EddyError HelmTemplateSyntax for the first template, in parse order, that cannot be parsed.
 */
export function compiledTemplates(functions: Functions, chart: Chart, templates: readonly ScopedTemplate[]): TemplateSet {
  const sets = setsOf(functions, chart);
  const key = templates.map(({ name }) => name).join('\n');
  let set = sets.get(key);
  if (set === undefined) {
    set = parseAll(functions, templates, DEFAULT_LIMITS.maxSteps + STEPS_PER_BYTE * sizeOf(chart));
    if (sets.size >= MAX_SETS) sets.clear();
    sets.set(key, set);
  }
  return set;
}

function setsOf(functions: Functions, chart: Chart): Map<string, TemplateSet> {
  let charts = known.get(functions);
  if (charts === undefined) known.set(functions, (charts = new WeakMap()));
  let sets = charts.get(chart);
  if (sets === undefined) charts.set(chart, (sets = new Map<string, TemplateSet>()));
  return sets;
}

/** The bytes of the files that templates of a chart can read, and of the templates. */
function sizeOf(chart: Chart): number {
  const own = [...chart.files, ...chart.templates].reduce((sum, { bytes }) => sum + bytes.length, 0);
  return chart.dependencies.reduce((sum, dependency) => sum + sizeOf(dependency), own);
}

function parseAll(functions: Functions, templates: readonly ScopedTemplate[], maxSteps: number): TemplateSet {
  const set = createTemplateSet({ functions, missingKey: 'zero', name: 'gotpl', limits: { maxSteps } });
  for (const { name, file } of templates) {
    try {
      set.parse(name, file.text);
    } catch (error) {
      throw error instanceof TemplateError ? parseFailure(name, error) : error;
    }
  }
  return set;
}
