import { knownObject, type KnownObject } from './known-object.ts';
import type { Random } from './random.ts';
import { rewrittenYaml } from './rewritten-yaml.ts';

const SCALARS = ['abc', '1', '"1"', '1.10', '"1.10"', 'true', 'yes', 'no', 'null', '~', '', '"null"', "'x'", '0777', '1e3', '2001-01-01', '12345678901234567890', 'a-b', '"a: b"', '-0', '0x1F', '.5', 'on', '"y"', 'x_ y', '|\n        l1\n        l2', '>\n        f1\n        f2', '[]', '{}', '123456789', '1000000', '"é"', '😀'];
/** Scalars that a label or a datum may have. */
const TEXTS = ['abc', '"1"', '"1.10"', "'true'", '"yes"', 'a-b', '"a: b"', '""', 'x_ y', '|\n        l1\n        l2', '>-\n        f1\n        f2', '"é"', '😀', '"y"', '"null"', '"1e3"', 'a$(V1)', 'z # c'];
const NAMES = ['a', 'b', 'c', 'web', 'db', 'x1', '"7"', 'e5'];
const ODD_METADATA = ['labels: null', 'annotations: {}', 'labels:', 'annotations:', 'namespace: ""', 'creationTimestamp: null', 'labels: {}', 'annotations: []', 'namespace: 7', 'labels: {7: a}', 'annotations: {a: {b: c}}', 'ownerReferences: [{kind: Deployment, name: web, apiVersion: apps/v1}]', 'annotations: {config.kubernetes.io/local-config: "true"}', 'annotations: {"a.b/c": "1,2"}', 'labels: {a: 1.50, b: 0x1F, c: ~, d: yes}'];
const KEYS = ['a', 'b', 'c', 'k1', 'k9', 'app', 'tier'];
const IMAGES = ['nginx', 'nginx:1.2', 'reg/nginx:1@sha256:ab', 'redis', '"nginx:1"', '1', 'foo.io:5000/nginx:2'];

/** The ConfigMap with YAML and JSON inside of its texts, and places in there. */
export const STRUCTURED = 'structured';
export const STRUCTURED_PATHS: readonly string[] = ['data.yaml.a', 'data.yaml.b.n', 'data.yaml.b', 'data.yaml.l.0', 'data.yaml.l.[k=x].v', 'data.yaml.new', 'data.yaml.b.new', 'data.json.a', 'data.json.o.b', 'data.json.l.1', 'data.json.o', 'data.json.new', 'data.lines.a.b', 'data.plain.a'];
const YAML_TEXTS = ['a: 1\nb: {n: "2", m: x}\nl:\n- k: x\n  v: 3', '# c\na: \'x\' # d\nb:\n  n: 2\nl: [{k: x, v: "1"}, {k: y}]', 'a: &x {n: 1}\nb: *x\nl: [1, 2]', 'a: |\n  t\n  u\nb:\n  n: yes'];
const JSON_TEXTS = ['{"a": 1, "o": {"b": "x"}, "l": [1, "2"]}', '{"o":{"b":null},"a":"<&>"}', '{\n  "a": "1",\n  "o": {\n    "b": 1.50\n  },\n  "l": []\n}'];

/** Writes Kubernetes objects as YAML, in many of the styles that people write. */
export class ObjectTexts {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A Deployment `web` and some objects that it refers to, or that refer to it. No two have one kind and name. */
  objects(): readonly KnownObject[] {
    const objects = new Map<string, KnownObject>();
    for (const text of [this.#deployment(), ...this.#random.list(2, 7, () => this.#random.pick(this.#others)())]) {
      const object = this.#rewritten(text);
      const id = `${object.kind} ${object.name}`;
      if (!objects.has(id)) objects.set(id, object);
    }
    return [...objects.values()];
  }

  /** Sometimes with comments and oddities; as it was where they made it no YAML. */
  #rewritten(text: string): KnownObject {
    if (!this.#random.oneIn(3)) return knownObject(text);
    try {
      return knownObject(rewrittenYaml(this.#random, text));
    } catch {
      return knownObject(text);
    }
  }

  /** One in so many times, the text. */
  #sometimes(times: number, text: () => string): string {
    return this.#random.oneIn(times) ? text() : '';
  }

  scalar(): string {
    return this.#random.pick(SCALARS);
  }

  /** A scalar that stays on its line. */
  line(): string {
    return this.scalar().replace(/^[|>]\n[^]*/, 'z');
  }

  /** Labels, annotations or data: texts, most of the time. */
  #mapping(indent: number): string {
    const entries = this.#random.record(KEYS, 1, 2, () => (this.#random.oneIn(20) ? this.scalar() : this.#random.pick(TEXTS)));
    return Object.entries(entries).map(([key, value]) => `${' '.repeat(indent)}${key}: ${value}\n`).join('');
  }

  container(indent: number, name: string): string {
    const random = this.#random;
    const pad = ' '.repeat(indent);
    const port = (): string => `${pad}  - containerPort: ${random.pick(['80', '81', '8080'])}\n${this.#sometimes(2, () => `${pad}    protocol: ${random.pick(['TCP', 'UDP'])}\n`)}${this.#sometimes(2, () => `${pad}    name: ${random.pick(['h', 'm', 'q'])}\n`)}`;
    const variable = (key: string): string => `${pad}  - name: ${key}\n${pad}    ${random.pick([`value: ${random.pick(['v', '"1"', '$(V1)', 'x$(V1)y', '$$(V1)'])}`, `valueFrom: {configMapKeyRef: {name: ${random.pick(['cm', 'cm2'])}, key: a}}`])}\n`;
    return [
      `${pad}- name: ${name}\n`,
      random.oneIn(5) ? '' : `${pad}  image: ${random.pick(IMAGES)}\n`,
      this.#sometimes(2, () => `${pad}  ports:\n${random.list(1, 3, port).join('')}`),
      this.#sometimes(2, () => `${pad}  env:\n${variable('E1')}${this.#sometimes(2, () => variable('E2'))}`),
      this.#sometimes(3, () => `${pad}  volumeMounts:\n${pad}  - {name: v1, mountPath: /a}\n${this.#sometimes(2, () => `${pad}  - {name: v2, mountPath: ${random.pick(['/a', '/b'])}}\n`)}`),
      this.#sometimes(5, () => `${pad}  args: [a, ${this.line() || 'q'}]\n`),
    ].join('');
  }

  /** `metadata`, sometimes with a namespace, labels, annotations and finalizers. */
  #metadata(name: string): string {
    return [
      `metadata:\n  name: ${name}\n`,
      this.#sometimes(3, () => `  namespace: ${this.#random.pick(['ns1', 'default', 'ns2'])}\n`),
      this.#sometimes(3, () => `  labels:\n${this.#mapping(4)}`),
      this.#sometimes(3, () => `  annotations:\n${this.#mapping(4)}`),
      this.#sometimes(15, () => `  ${this.#random.pick(ODD_METADATA)}\n`),
      this.#sometimes(7, () => `  finalizers: [f1, ${this.#random.pick(['f2', '"3"', 'f1'])}]\n`),
    ].join('');
  }

  #deployment(): string {
    const random = this.#random;
    return [
      `apiVersion: apps/v1\nkind: Deployment\n${random.oneIn(8) ? this.#metadata('web') : 'metadata:\n  name: web\n'}spec:\n`,
      random.oneIn(5) ? '' : `  replicas: ${random.pick(['1', '"2"', 'null', '3'])}\n`,
      this.#sometimes(2, () => `  selector:\n    matchLabels:\n      app: ${random.pick(NAMES)}\n`),
      '  template:\n',
      this.#sometimes(2, () => `    metadata:\n      labels:\n        app: ${random.pick(NAMES)}\n`),
      `    spec:\n      containers:\n${this.container(6, 'c1')}${this.#sometimes(2, () => this.container(6, 'c2'))}`,
      this.#sometimes(3, () => `      initContainers:\n${this.container(6, 'i1')}`),
      this.#sometimes(3, () => `      volumes:\n      - name: v1\n        configMap: {name: ${random.pick(['cm', 'cm2'])}}\n      - name: v2\n        secret: {secretName: ${random.pick(['sec', 's2'])}}\n`),
      this.#sometimes(5, () => '      imagePullSecrets: [{name: sec}]\n'),
      this.#sometimes(5, () => '      tolerations: [{key: a}]\n'),
      this.#sometimes(5, () => `      serviceAccountName: ${random.pick(['sa', 'default'])}\n`),
      this.#sometimes(5, () => '      topologySpreadConstraints:\n      - {topologyKey: z, maxSkew: 1, whenUnsatisfiable: A}\n      - {topologyKey: z, maxSkew: 2}\n'),
    ].join('');
  }

  readonly #others: readonly (() => string)[] = [
    () => 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {a: "1", x: y}\n',
    () => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${STRUCTURED}}\ndata: ${JSON.stringify({ yaml: this.#random.pick(YAML_TEXTS), json: this.#random.pick(JSON_TEXTS), lines: 'a:\n  b: 1\n', plain: 'x' })}\n`,
    () => 'apiVersion: v1\nkind: ConfigMap\nmetadata: &m\n  name: merged\n  labels: &l {a: "1", b: x}\n  annotations:\n    <<: *l\n    b: "y"\ndata:\n  c: &t text\n  d: *t\n',
    () => `apiVersion: example.com/v1\nkind: Gadget\n${this.#metadata('g')}spec:\n  widget: w\n  secretRef: {name: sec}\n  selector: {a: b}\n  notes: {n: m}\n  # comment\n  deep:\n  - at: [w, cm]\n    $(V1): $(V2)\n`,
    () => 'apiVersion: v1\nkind: Service\nmetadata: {name: svc}\nspec: {ports: [{port: 80}]}\n',
    () => `apiVersion: v1\nkind: ConfigMap\n${this.#metadata(this.#random.pick(['cm', 'cm2']))}data:\n${this.#mapping(2).replaceAll('        ', '    ')}`,
    () => `apiVersion: v1\nkind: Secret\n${this.#metadata('sec')}stringData:\n  a: b\n`,
    () => `apiVersion: v1\nkind: Service\n${this.#metadata(this.#random.pick(['svc', 'web']))}spec:\n  selector:\n    app: ${this.#random.pick(NAMES)}\n  ports:\n  - {port: 80, targetPort: ${this.#random.pick(['80', 'h'])}}\n  - {port: 81${this.#sometimes(2, () => ', protocol: UDP')}}\n`,
    () => `apiVersion: v1\nkind: ServiceAccount\n${this.#metadata(this.#random.pick(['sa', 'default']))}`,
    () => `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${this.#random.pick(['RoleBinding', 'ClusterRoleBinding'])}\n${this.#metadata('rb')}roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ${this.#random.pick(['Role', 'ClusterRole'])}, name: role}\nsubjects:\n- {kind: ServiceAccount, name: ${this.#random.pick(['sa', 'default'])}${this.#sometimes(2, () => ', namespace: ns1')}}\n`,
    () => `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${this.#random.pick(['Role', 'ClusterRole'])}\n${this.#metadata('role')}rules:\n- {apiGroups: [""], resources: [secrets], resourceNames: [sec, ${this.#random.pick(['cm', 'q'])}], verbs: [get]}\n`,
    () => `apiVersion: example.com/v1\nkind: Widget\n${this.#metadata('w')}spec:\n  list:\n  - {name: a, v: 1}\n  - {name: b, v: ${this.#random.pick(['2', '"2"'])}}\n  ref: cm\n  nested:\n    x: ${this.line()}\n`,
    () => 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ns1\n',
    () => `apiVersion: networking.k8s.io/v1\nkind: Ingress\n${this.#metadata('ing')}spec:\n  tls: [{secretName: sec, hosts: [a]}]\n  rules:\n  - http:\n      paths:\n      - {path: /, backend: {service: {name: svc, port: {number: 80}}}}\n`,
    () => `apiVersion: batch/v1\nkind: CronJob\n${this.#metadata('cj')}spec:\n  schedule: "* * * * *"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n${this.container(10, 'c1')}`,
    () => `apiVersion: apps/v1\nkind: ${this.#random.pick(['StatefulSet', 'DaemonSet'])}\n${this.#metadata('db')}spec:\n  selector: {matchLabels: {app: db}}\n  serviceName: svc\n  template:\n    metadata: {labels: {app: db}}\n    spec:\n      containers:\n${this.container(6, 'c1')}${this.#sometimes(2, () => '  volumeClaimTemplates:\n  - metadata: {name: data}\n    spec: {accessModes: [ReadWriteOnce], storageClassName: fast}\n')}`,
    () => `apiVersion: v1\nkind: Pod\n${this.#metadata('pod')}spec:\n  containers:\n${this.container(2, 'c1')}  volumes:\n  - {name: v1, persistentVolumeClaim: {claimName: pvc}}\n  - name: v2\n    projected: {sources: [{configMap: {name: cm}}, {secret: {name: sec}}]}\n`,
    () => `apiVersion: v1\nkind: PersistentVolumeClaim\n${this.#metadata('pvc')}spec: {accessModes: [ReadWriteOnce], volumeName: pv, storageClassName: fast}\n`,
    () => `apiVersion: v1\nkind: PersistentVolume\n${this.#metadata('pv')}spec: {storageClassName: fast, claimRef: {name: pvc, namespace: ns1}}\n`,
    () => `apiVersion: storage.k8s.io/v1\nkind: StorageClass\n${this.#metadata('fast')}provisioner: p\nparameters: {a: "1"}\n`,
    () => `apiVersion: policy/v1\nkind: PodDisruptionBudget\n${this.#metadata('pdb')}spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}\n`,
    () => `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n${this.#metadata('np')}spec:\n  podSelector: {matchLabels: {app: web}}\n  ingress:\n  - from:\n    - podSelector: {matchLabels: {app: db}}\n`,
    () => `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n${this.#metadata('widgets.example.com')}spec: {group: example.com, names: {kind: Widget, plural: widgets}, scope: ${this.#random.pick(['Namespaced', 'Cluster'])}}\n`,
    () => `apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\n${this.#metadata('hook')}webhooks:\n- name: a.b.c\n  clientConfig: {service: {name: svc, namespace: ${this.#random.pick(['ns1', 'default'])}}}\n`,
    () => `apiVersion: apiregistration.k8s.io/v1\nkind: APIService\n${this.#metadata('v1.x')}spec: {service: {name: svc, namespace: ns1}}\n`,
    () => `apiVersion: batch/v1\nkind: Job\n${this.#metadata('job')}spec:\n  template:\n    spec:\n      serviceAccountName: sa\n      containers:\n${this.container(6, 'c1')}`,
    () => `apiVersion: autoscaling/v1\nkind: HorizontalPodAutoscaler\n${this.#metadata('hpa')}spec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n`,
  ];
}
