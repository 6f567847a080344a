import { helmRelease, kustomization, SYNC, type Files } from './broken-fleet.ts';

/** A value that may show nowhere unless a flag asks. */
export const CANARY = 'canary-s3cr3t-value';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: apps
  labels:
    app: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      initContainers:
        - name: migrate
          image: ghcr.io/example/migrate:1.0.0
      containers:
        - name: web
          image: ghcr.io/example/web:1.0.0
          env:
            - name: REGION
              value: \${REGION}
`;

const SECRET = `apiVersion: v1
kind: Secret
metadata:
  name: web
  namespace: apps
stringData:
  token: ${CANARY}
`;

const VALUES_SECRET = `apiVersion: v1
kind: Secret
metadata:
  name: greeter-values
  namespace: apps
data:
  values.yaml: ${Buffer.from(`password: ${CANARY}\n`).toString('base64')}
`;

const CRD = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.example.com
spec:
  group: example.com
  names:
    kind: Widget
    plural: widgets
  scope: Namespaced
  versions: []
`;

const CHART_TEMPLATE = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-chart
data:
  greeting: {{ .Values.greeting | quote }}
---
apiVersion: v1
kind: Secret
metadata:
  name: {{ .Release.Name }}-chart
stringData:
  password: {{ .Values.password }}
`;

/** A sound fleet: bootstrap's Kustomization, two below it, a HelmRelease of a chart in the repository, Secrets and a CRD. */
export const SMALL_FLEET: Files = {
  'clusters/main/flux-system/gotk-sync.yaml': SYNC,
  'clusters/main/crds.yaml': kustomization('crds', './crds'),
  'clusters/main/apps.yaml': kustomization('apps', './apps', '  dependsOn:\n    - name: crds\n  postBuild:\n    substitute:\n      REGION: eu\n'),
  'crds/widget.yaml': CRD,
  'apps/web.yaml': DEPLOYMENT,
  'apps/secret.yaml': SECRET,
  'apps/values-secret.yaml': VALUES_SECRET,
  'apps/release.yaml': helmRelease('greeter', './charts/greeter', '  values:\n    greeting: hello\n  valuesFrom:\n    - kind: Secret\n      name: greeter-values\n'),
  'charts/greeter/Chart.yaml': 'apiVersion: v2\nname: greeter\nversion: 1.0.0\n',
  'charts/greeter/values.yaml': 'greeting: hi\n',
  'charts/greeter/templates/config.yaml': CHART_TEMPLATE,
};
