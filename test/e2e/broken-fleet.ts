/**
 * A sound fleet, and faults that can be put into it, one by one or all at once.
 *
 * Each fault says what a reader of the report must find: the object at fault, the place, words of the message, and what it affects.
 */

/** Files of a repository by path. */
export type Files = Readonly<Record<string, string>>;

/** One fault, what it adds to the fleet, and the root cause that has to be reported. */
export interface Fault {
  readonly name: string;
  /** Flux objects added to the folder of the cluster. */
  readonly cluster: string;
  readonly files: Files;
  /** `Kind/namespace/name` of the object at fault. */
  readonly object: string;
  readonly code: string;
  /** `file:line` where there is one. */
  readonly at?: string;
  readonly says: RegExp;
  readonly hint?: RegExp;
  /** Flux objects that cannot be judged or fail because of it, sorted. */
  readonly affects: readonly string[];
}

/** A Kustomization of the fleet; `extra` is YAML of two spaces' indent below `spec`. */
export function kustomization(name: string, path: string, extra = ''): string {
  return `---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${name}
  namespace: flux-system
spec:
  interval: 10m
  path: ${path}
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
${extra}`;
}

/** A HelmRelease of a chart in the repository; `extra` as above. */
export function helmRelease(name: string, chart: string, extra = ''): string {
  return `---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${name}
  namespace: apps
spec:
  interval: 10m
  chart:
    spec:
      chart: ${chart}
      sourceRef:
        kind: GitRepository
        name: flux-system
        namespace: flux-system
${extra}`;
}

function configMap(name: string, data = 'key: value'): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: apps\ndata:\n  ${data}\n`;
}

function resources(...names: string[]): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n${names.map((name) => `  - ${name}\n`).join('')}`;
}

function chart(name: string, files: Files): Files {
  const out: Record<string, string> = { [`charts/${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n` };
  for (const [path, text] of Object.entries(files)) out[`charts/${name}/${path}`] = text;
  return out;
}

const dependsOn = (...names: string[]): string => `  dependsOn:\n${names.map((name) => `    - name: ${name}\n`).join('')}`;

/** What bootstrap writes into the entry folder `clusters/main`. */
export const SYNC = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 1m
  ref:
    branch: main
  url: https://git.example.com/fleet.git
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 10m
  path: ./clusters/main
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
`;

/** The sound part: one Kustomization with a ConfigMap, one with a HelmRelease. */
export const SOUND: Files = {
  'clusters/main/flux-system/gotk-sync.yaml': SYNC,
  'clusters/main/sound.yaml': kustomization('sound', './sound') + kustomization('sound-releases', './sound-releases', dependsOn('sound')),
  'sound/config.yaml': configMap('sound'),
  'sound-releases/release.yaml': helmRelease('sound', './charts/sound', '  values:\n    greeting: hello\n'),
  ...chart('sound', {
    'templates/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-chart\ndata:\n  greeting: {{ .Values.greeting }}\n',
  }),
};

/** What the sound part renders, as `Kind/namespace/name`, whatever else is in the fleet. */
export const SOUND_OBJECTS: readonly string[] = [
  'ConfigMap/apps/sound',
  'ConfigMap/apps/sound-chart',
  'HelmRelease/apps/sound',
  'Kustomization/flux-system/sound',
  'Kustomization/flux-system/sound-releases',
];

const SIX = ['one', 'two', 'three', 'four', 'five', 'six'];

export const FAULTS: readonly Fault[] = [
  {
    name: 'a YAML syntax error',
    cluster: kustomization('yaml', './faults/yaml') + kustomization('yaml-after', './faults/yaml-after', dependsOn('yaml')),
    files: {
      'faults/yaml/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: broken\ndata:\n  key: value: more\n',
      'faults/yaml-after/config.yaml': configMap('yaml-after'),
    },
    object: 'Kustomization/flux-system/yaml',
    code: 'YamlSyntax',
    at: 'faults/yaml/config.yaml:6',
    says: /mapping values are not allowed/,
    affects: ['Kustomization/flux-system/yaml-after'],
  },
  {
    name: 'a missing file in resources',
    cluster: kustomization('missing-file', './faults/missing-file') + kustomization('missing-file-after', './faults/missing-file-after', dependsOn('missing-file')),
    files: {
      'faults/missing-file/kustomization.yaml': resources('config.yaml', 'deploymnet.yaml'),
      'faults/missing-file/config.yaml': configMap('missing-file'),
      'faults/missing-file/deployment.yaml': configMap('missing-file-2'),
      'faults/missing-file-after/config.yaml': configMap('missing-file-after'),
    },
    object: 'Kustomization/flux-system/missing-file',
    code: 'KustomizeResourceMissing',
    at: 'faults/missing-file/kustomization.yaml:5',
    says: /deploymnet\.yaml/,
    hint: /deployment\.yaml/,
    affects: ['Kustomization/flux-system/missing-file-after'],
  },
  {
    name: 'a sourceRef with a typo',
    cluster: kustomization('typo', './faults/typo').replace('    name: flux-system\n', '    name: flux-sytem\n'),
    files: { 'faults/typo/config.yaml': configMap('typo') },
    object: 'Kustomization/flux-system/typo',
    code: 'SourceNotFound',
    at: 'clusters/main/fault-2.yaml:13',
    says: /GitRepository\/flux-system\/flux-sytem/,
    hint: /flux-system/,
    affects: [],
  },
  {
    name: 'a missing chart',
    cluster: kustomization('missing-chart', './faults/missing-chart'),
    files: {
      'faults/missing-chart/release.yaml': helmRelease('missing-chart', './charts/nowhere') + helmRelease('missing-chart-after', './charts/sound', `${dependsOn('missing-chart')}  values:\n    greeting: hi\n`),
    },
    object: 'HelmRelease/apps/missing-chart',
    code: 'HelmChartNotFound',
    at: 'faults/missing-chart/release.yaml:11',
    says: /charts\/nowhere/,
    affects: ['HelmRelease/apps/missing-chart-after'],
  },
  {
    name: 'a template error in a chart that six releases use',
    cluster: kustomization('six', './faults/six'),
    files: {
      'faults/six/releases.yaml': SIX.map((name) => helmRelease(name, './charts/six')).join(''),
      ...chart('six', { 'templates/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ toYamll .Release.Name }}\n' }),
    },
    object: 'HelmRelease/apps/five',
    code: 'HelmTemplateSyntax',
    at: 'charts/six/templates/config.yaml:4',
    says: /function "toYamll" not defined/,
    hint: /toYaml/,
    affects: SIX.filter((name) => name !== 'five').map((name) => `HelmRelease/apps/${name}`).sort(),
  },
  {
    name: 'a required value that is missing',
    cluster: kustomization('required', './faults/required'),
    files: {
      'faults/required/release.yaml': helmRelease('required', './charts/required'),
      ...chart('required', {
        'templates/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  host: {{ required "a host is needed" .Values.host }}\n',
      }),
    },
    object: 'HelmRelease/apps/required',
    code: 'HelmTemplateFail',
    at: 'charts/required/templates/config.yaml:6',
    says: /a host is needed/,
    affects: [],
  },
  {
    name: "values that break the chart's schema",
    cluster: kustomization('schema', './faults/schema'),
    files: {
      'faults/schema/release.yaml': helmRelease('schema', './charts/schema', '  values:\n    replicas: many\n'),
      ...chart('schema', {
        'values.schema.json': '{"type": "object", "properties": {"replicas": {"type": "integer"}}}',
        'templates/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: schema\n',
      }),
    },
    object: 'HelmRelease/apps/schema',
    code: 'HelmValuesSchema',
    at: 'faults/schema/release.yaml:17',
    says: /replicas/,
    affects: [],
  },
  {
    name: 'an undefined substitution variable',
    cluster: kustomization('undefined', './faults/undefined', '  postBuild:\n    substitute:\n      REGON: eu\n'),
    files: { 'faults/undefined/config.yaml': configMap('undefined', 'region: ${REGION}') },
    object: 'Kustomization/flux-system/undefined',
    code: 'SubstituteUndefined',
    at: 'faults/undefined/config.yaml:7',
    says: /REGION/,
    hint: /REGON/,
    affects: [],
  },
  {
    name: 'a missing spec.path',
    cluster: kustomization('missing-path', './faults/nowhere'),
    files: {},
    object: 'Kustomization/flux-system/missing-path',
    code: 'KustomizationPathNotFound',
    at: 'clusters/main/fault-8.yaml:9',
    says: /faults\/nowhere/,
    affects: [],
  },
  {
    name: 'a dependsOn cycle of three',
    cluster:
      kustomization('cycle-a', './faults/cycle/a', dependsOn('cycle-b')) +
      kustomization('cycle-b', './faults/cycle/b', dependsOn('cycle-c')) +
      kustomization('cycle-c', './faults/cycle/c', dependsOn('cycle-a')),
    files: {
      'faults/cycle/a/config.yaml': configMap('cycle-a'),
      'faults/cycle/b/config.yaml': configMap('cycle-b'),
      'faults/cycle/c/config.yaml': configMap('cycle-c'),
    },
    object: 'Kustomization/flux-system/cycle-a',
    code: 'DependencyCycle',
    says: /cycle-a -> .*cycle-b -> .*cycle-c -> .*cycle-a/,
    affects: ['Kustomization/flux-system/cycle-b', 'Kustomization/flux-system/cycle-c'],
  },
  {
    name: 'a dependsOn of an object that does not exist',
    cluster: kustomization('unknown-dependency', './faults/unknown-dependency', dependsOn('souond')),
    files: { 'faults/unknown-dependency/config.yaml': configMap('unknown-dependency') },
    object: 'Kustomization/flux-system/unknown-dependency',
    code: 'DependencyNotFound',
    at: 'clusters/main/fault-10.yaml:15',
    says: /Kustomization\/flux-system\/souond/,
    hint: /sound/,
    affects: [],
  },
  {
    name: 'substituteFrom of a ConfigMap that does not exist',
    cluster: kustomization('substitute-from', './faults/substitute-from', '  postBuild:\n    substituteFrom:\n      - kind: ConfigMap\n        name: cluster-settings\n'),
    files: { 'faults/substitute-from/config.yaml': configMap('substitute-from', 'region: ${REGION}') },
    object: 'Kustomization/flux-system/substitute-from',
    code: 'SubstituteFromNotFound',
    at: 'clusters/main/fault-11.yaml:17',
    says: /ConfigMap\/flux-system\/cluster-settings/,
    affects: [],
  },
];

/** One object from two producers with different content: a warning that names both, a failure with `--strict`. */
export const TWO_OWNERS: Files = {
  'clusters/main/two-owners.yaml': kustomization('owner-a', './faults/owner-a') + kustomization('owner-b', './faults/owner-b'),
  'faults/owner-a/config.yaml': configMap('shared', 'from: a'),
  'faults/owner-b/config.yaml': configMap('shared', 'from: b'),
};

/** The sound fleet with the given faults in it; each fault's Flux objects lie in `clusters/main/fault-N.yaml`, N its place in `FAULTS`. */
export function brokenFleet(faults: readonly Fault[], extra: Files = {}): Files {
  const files: Record<string, string> = { ...SOUND, ...extra };
  for (const fault of faults) {
    files[`clusters/main/fault-${String(FAULTS.indexOf(fault))}.yaml`] = fault.cluster;
    Object.assign(files, fault.files);
  }
  return files;
}
