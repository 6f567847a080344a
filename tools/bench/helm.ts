import { join } from 'node:path';
import { unpacked } from '../../test/conformance/unpacked.ts';
import { inProcessRow } from './helm-in-process.ts';
import { EDDY, EMPTY_NODE, ROOT, sharedData, type BenchRow } from './measure.ts';

/** Recorded charts for which Helm needs about 0.2 s or more. Those that do not render as they are are left out, and those that do nothing but make keys: there the time is chance. */
const LARGE_CHARTS = [
  'actions/actions-runner-controller',
  'argoproj/argo-cd',
  'bitnami/cilium',
  'bitnami/dremio',
  'bitnami/envoy-gateway',
  'bitnami/kube-prometheus',
  'bitnami/mastodon',
  'istio/ambient',
  'kserve/kserve-llmisvc-crd-minimal',
  'kubernetes-sigs/kueue',
  'kyverno/kyverno',
  'open-telemetry/opentelemetry-demo',
  'prometheus-community/kube-prometheus-stack',
  'prometheus-community/prometheus-operator-crds',
  'sentry-kubernetes/sentry',
];

/** `helm template` as a whole command, and the engines alone. */
export function helmRows(): BenchRow[] {
  const small = templateRow('helm template, a small chart', join(ROOT, 'examples/team-charts/database'), 15);
  const archive = sharedData('conformance/helm/charts.tar.br');
  if (archive === undefined) return [small, { type: 'skipped', name: 'helm template, large charts', reason: 'the recorded charts are not beside the repository' }];
  const charts = unpacked(archive);
  return [
    small,
    ...LARGE_CHARTS.map((chart) => templateRow(`helm template --include-crds ${chart}`, join(charts, chart), 5, '--include-crds')),
    ...LARGE_CHARTS.map((chart) => againRow(`helm template again, ${chart}`, join(charts, chart))),
    inProcessRow(charts, sharedData('conformance/helm/cases.jsonl')!),
  ];
}

function templateRow(name: string, chart: string, runs: number, ...flags: readonly string[]): BenchRow {
  return row(name, runs, ['helm', 'template', 'x', chart, ...flags], ['--no-cache']);
}

/** A render that the run before has kept. */
function againRow(name: string, chart: string): BenchRow {
  return row(name, 5, ['helm', 'template', 'x', chart, '--include-crds'], []);
}

function row(name: string, runs: number, argv: readonly string[], ownFlags: readonly string[]): BenchRow {
  return { type: 'commands', name, commands: [{ tool: 'eddy', argv: [...EDDY, ...argv, ...ownFlags] }, { tool: 'helm', argv }, EMPTY_NODE], runs };
}
