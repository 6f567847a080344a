/** A case that cannot hold, and why. */
export interface Skip {
  readonly suite: string;
  readonly id: string;
  readonly reason: string;
}

/** The cases that are known not to hold. Each has a reason; the run fails when one of them passes. */
export const SKIPS: readonly Skip[] = [
  {
    suite: 'kustomize',
    id: 'TestMultibasesWithConflict',
    reason: 'kustomize visits the two objects at fault in the order of a Go map and names either of them; eddy names the first one',
  },
  {
    suite: 'kustomize-builds',
    id: 'kubernetes-sigs+jobset/config/default',
    reason: 'the data leaves out components/internalcert/kustomization.yaml; without it kustomize gives the error that eddy gives',
  },
  {
    suite: 'helm',
    id: 'jupyterhub/jupyterhub#show-missing',
    reason: 'the data leaves out files of the chart that were there when this was recorded; without them Helm itself gives the YAML error that eddy gives',
  },
  ...['6', '7', '8', '9', '10'].map((line) => ({
    suite: 'sprig',
    id: `${line}-TestHtpasswd`,
    reason: 'recorded from a later sprig, whose htpasswd takes a third argument; v3.3.0, which Helm is built with, refuses it',
  })),
];
