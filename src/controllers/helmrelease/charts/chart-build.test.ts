import { describe, expect, test } from 'vitest';
import { memoryTree } from '../../../tree/index.ts';
import { buildFromArchive, buildFromSource, buildSummary, type ChartBuildOptions } from './chart-build.ts';

const CHART = { 'Chart.yaml': 'apiVersion: v2\nname: probe\nversion: 0.1.0\n', 'values.yaml': 'mode: default\nlist: [a, b]\n', 'values-prod.yaml': 'mode: prod\n' };
const inFolder = (folder: string): Record<string, string> => Object.fromEntries(Object.entries(CHART).map(([path, text]) => [`${folder}/${path}`, text]));
const source = memoryTree({ ...inFolder('charts/probe'), 'envs/prod.yaml': 'mode: env-prod\n' });
const archive = memoryTree(inFolder('probe'));

function options(more: Partial<ChartBuildOptions> = {}): ChartBuildOptions {
  return { valuesFiles: [], ignoreMissingValuesFiles: false, versionMetadata: '', ...more };
}

describe('buildFromSource', () => {
  test('looks values files up from the root of the source', () => {
    const build = buildFromSource(source, './charts/probe', options({ valuesFiles: ['charts/probe/values.yaml', './envs/prod.yaml'], versionMetadata: '4b15c33581ed.1' }));
    expect(buildSummary(build)).toBe("packaged 'probe' chart with version '0.1.0+4b15c33581ed.1' and merged values files [charts/probe/values.yaml ./envs/prod.yaml]");
    expect(build.tree.readText('charts/probe/values.yaml')).toBe('list:\n- a\n- b\nmode: env-prod\n');
    expect(build.tree.readText('charts/probe/Chart.yaml')).toBe('apiVersion: v2\nname: probe\nversion: 0.1.0+4b15c33581ed.1\n');
  });

  test('keeps the tree of the source, so that errors name its files', () => {
    const build = buildFromSource(source, 'charts/probe', options());
    expect(build.tree).toBe(source);
    expect(build.path).toBe('charts/probe');
  });

  test.each([
    ['charts/gone', {}, 'invalid chart reference: open charts/gone/Chart.yaml: no such file or directory'],
    ['charts/probe', { valuesFiles: ['values-prod.yaml'] }, "values files merge error: no values file found at path '/values-prod.yaml' (reference 'values-prod.yaml')"],
  ])('refuses %s with %j', (chart, more, message) => {
    expect(() => buildFromSource(source, chart, options(more))).toThrow(message);
  });
});

describe('buildFromArchive', () => {
  test('looks values files up from the root of the chart', () => {
    const build = buildFromArchive(archive, options({ valuesFiles: ['values-prod.yaml'], versionMetadata: '1' }));
    expect(buildSummary(build)).toBe("packaged 'probe' chart with version '0.1.0+1' and merged values files [values-prod.yaml]");
    expect(build.tree.readText('probe/values.yaml')).toBe('mode: prod\n');
  });

  test('takes a chart as it is where nothing changes', () => {
    expect(buildSummary(buildFromArchive(archive, options()))).toBe("pulled 'probe' chart with version '0.1.0'");
  });

  test('does not let values files leave the chart', () => {
    expect(() => buildFromArchive(archive, options({ valuesFiles: ['../values.yaml'] }))).toThrow("no values file found at path '../values.yaml'");
  });
});
