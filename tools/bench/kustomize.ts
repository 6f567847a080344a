import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readArchive } from '../../test/conformance/read-archive.ts';
import { EDDY, EMPTY_NODE, sharedData, type BenchRow, type CommandRow } from './measure.ts';

/** Recorded kustomizations with large outputs. */
const LARGE = [
  ['kserve, 5.2 MB', 'kserve+kserve/config/overlays/addons/llmisvc'],
  ['training-operator, 3.5 MB', 'kubeflow+manifests/applications/training-operator/upstream/base'],
  ['ray, 3.1 MB', 'kubeflow+manifests/experimental/ray/kuberay-operator/overlays/kubeflow'],
  ['argo-rollouts CRDs, 3.0 MB', 'argoproj+argo-rollouts/manifests/crds'],
  ['argo-cd, 1.9 MB', 'argoproj+argo-cd/manifests/core-install'],
] as const;

const DEPLOYMENT = (name: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  template:
    spec:
      serviceAccountName: sa-${name}
      containers:
        - name: web
          image: web:1
          ports: [{containerPort: 80}]
          envFrom:
            - configMapRef: {name: config-${name}}
            - secretRef: {name: secret-${name}}
      volumes:
        - name: config
          configMap: {name: config-${name}}
`;

/** `kustomize build` as a whole command. */
export function kustomizeRows(scratch: string): BenchRow[] {
  return [
    { ...builds('kustomize build, one patch', smallKustomization(scratch), '--no-cache'), runs: 15 },
    ...largeRows(scratch),
    manyRow(scratch),
    ...[1000, 3000, 10_000].map((count) => growthRow(scratch, count)),
  ];
}

function builds(name: string, dir: string, ...ownFlags: readonly string[]): CommandRow {
  const argv = ['kustomize', 'build', dir];
  return { type: 'commands', name, commands: [{ tool: 'eddy', argv: [...EDDY, ...argv, ...ownFlags] }, { tool: 'kustomize', argv }, EMPTY_NODE] };
}

/** How the time grows with the objects of one kustomization. With 10,000 of them kustomize takes longer than anybody waits. */
function growthRow(scratch: string, count: number): BenchRow {
  const row = builds(`kustomize build, ${String(count)} objects with patches, labels and references`, manyObjects(scratch, count), '--no-cache');
  return { ...row, commands: row.commands.filter(({ tool }) => tool !== 'kustomize' || count < 10_000), runs: count > 1000 ? 1 : 3 };
}

function largeRows(scratch: string): BenchRow[] {
  const data = sharedData('conformance/kustomize-builds/inputs.tar.br');
  if (data === undefined) return [{ type: 'skipped', name: 'kustomize build, large', reason: 'the recorded kustomizations are not there' }];
  const root = mkdtempSync(join(scratch, 'large-'));
  const repositories = new Set(LARGE.map(([, dir]) => dir.split('/')[0]!));
  for (const [path, bytes] of readArchive(data)) {
    if (!repositories.has(path.split('/')[0]!)) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  return LARGE.filter(([, dir]) => existsSync(join(root, dir))).flatMap(([name, dir]) => [
    { ...builds(`kustomize build, ${name}`, join(root, dir), '--no-cache'), runs: 5 },
    // What the run before has kept.
    { ...builds(`kustomize build again, ${name}`, join(root, dir)), runs: 5 },
  ]);
}

/** A fleet with 100 Kustomizations in one process of eddy, beside 100 processes of kustomize. */
function manyRow(scratch: string): BenchRow {
  const root = mkdtempSync(join(scratch, 'fleet-'));
  const small = smallKustomization(scratch);
  const names = Array.from({ length: 100 }, (_, i) => `app-${String(i)}`);
  const flux = (name: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: default}\nspec: {interval: 1h, path: ./${name}, prune: true, targetNamespace: default, namePrefix: ${name}-, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}\n`;
  for (const name of names) cpSync(small, join(root, name), { recursive: true });
  mkdirSync(join(root, 'cluster'));
  writeFileSync(join(root, 'cluster/all.yaml'), names.map(flux).join('---\n'));
  // The root of a fleet is the work tree that its entry lies in.
  spawnSync('git', ['init', '-q', root]);
  return {
    type: 'commands',
    name: '100 kustomizations with a patch each',
    commands: [
      { tool: 'eddy', argv: [...EDDY, 'build', join(root, 'cluster'), '--no-cache'] },
      { tool: 'kustomize', argv: ['sh', '-c', `for i in ${names.join(' ')}; do kustomize build ${root}/$i || exit 1; done`] },
    ],
  };
}

function smallKustomization(scratch: string): string {
  const dir = mkdtempSync(join(scratch, 'kustomize-'));
  writeFileSync(join(dir, 'deployment.yaml'), 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          image: web:1\n');
  writeFileSync(
    join(dir, 'kustomization.yaml'),
    'resources:\n  - deployment.yaml\npatches:\n  - patch: |\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata:\n        name: web\n      spec:\n        template:\n          spec:\n            containers:\n              - name: web\n                image: web:2\n',
  );
  return dir;
}

/** Objects that refer to each other, five in a file. */
function manyObjects(scratch: string, count: number): string {
  const dir = mkdtempSync(join(scratch, `objects-${String(count)}-`));
  const files = Array.from({ length: count / 5 }, (_, i) => `r${String(i)}.yaml`);
  for (const [i, file] of files.entries()) {
    const name = `app-${String(i)}`;
    const others = ['kind: ConfigMap\nmetadata: {name: config-NAME}\ndata: {key: value}', 'kind: Secret\nmetadata: {name: secret-NAME}\nstringData: {key: value}', 'kind: Service\nmetadata: {name: NAME}\nspec: {ports: [{port: 80}]}', 'kind: ServiceAccount\nmetadata: {name: sa-NAME}'];
    writeFileSync(join(dir, file), DEPLOYMENT(name) + others.map((text) => `---\napiVersion: v1\n${text.replace('NAME', name)}\n`).join(''));
  }
  const patch = '      apiVersion: apps/v1\n      kind: Deployment\n      metadata: {name: any}\n      spec: {template: {spec: {containers: [{name: web, resources: {requests: {cpu: 10m}}}]}}}\n';
  writeFileSync(
    join(dir, 'kustomization.yaml'),
    `namespace: apps\nnamePrefix: team-\nlabels:\n  - pairs: {team: a}\n    includeSelectors: true\nimages:\n  - {name: web, newTag: "2"}\npatches:\n  - target: {kind: Deployment}\n    patch: |\n${patch}  - target: {kind: Service}\n    patch: '[{"op": "add", "path": "/spec/type", "value": "ClusterIP"}]'\nresources:\n${files.map((file) => `  - ${file}\n`).join('')}`,
  );
  return dir;
}
