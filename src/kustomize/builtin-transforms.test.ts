import { expect, test } from 'vitest';
import { memoryTree } from '../tree/index.ts';
import { build } from './index.ts';

test('faults show the configuration of a plugin without what is empty in it', () => {
  const chart = 'helmCharts: [{version: "1", name: x, repo: "", apiVersions: [], valuesInline: {}, includeCRDs: false}]\n';
  expect(() => build(memoryTree({ 'kustomization.yaml': chart }), '')).toThrow('trouble configuring builtin HelmChartInflationGenerator with config: `\nname: x\nversion: "1"\n`: must specify --enable-helm');
});
