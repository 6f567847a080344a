import { describe, expect, test } from 'vitest';
import { sortManifests } from '../../helm/index.ts';
import { postRender } from './post-render.ts';
import { releaseManifest } from './release-manifest.ts';
import { readHelmRelease, type HelmReleaseSpec } from './spec.ts';

const ORIGIN = 'labels:\n    helm.toolkit.fluxcd.io/name: app\n    helm.toolkit.fluxcd.io/namespace: ns';

function releaseOf(spec: object = {}): HelmReleaseSpec {
  return readHelmRelease({ apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', metadata: { name: 'app', namespace: 'ns' }, spec });
}

function render(text: string, spec?: object): string {
  const { manifests, hooks } = sortManifests(new Map([['c/templates/a.yaml', text]]), () => undefined, true);
  return releaseManifest(postRender(releaseOf(spec), manifests, hooks));
}

const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';

describe('postRender', () => {
  // The form in which helm-controller v1.6.3 stored manifests.
  test('stamps origin labels, sorts keys and drops comments', () => {
    expect(render(`# a comment\n${MAP}data: {z: yes, a: "1"}\n`)).toBe(
      `---\n# Source: c/templates/a.yaml\napiVersion: v1\ndata:\n  a: "1"\n  z: "yes"\nkind: ConfigMap\nmetadata:\n  ${ORIGIN}\n  name: a\n\n`,
    );
  });

  test('opens lists', () => {
    const list = 'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}\n';
    expect(render(list).match(/^ {2}name: .$/gm)).toEqual(['  name: a', '  name: b']);
  });

  test('lets origin labels win over common metadata', () => {
    const common = { commonMetadata: { labels: { team: 'x', 'helm.toolkit.fluxcd.io/name': 'other' }, annotations: { note: 'y' } } };
    expect(render(MAP, common)).toContain(`annotations:\n    note: "y"\n  ${ORIGIN}\n    team: x\n`);
  });

  test('runs kustomize patches in their order', () => {
    const patch = (value: string): object => ({ kustomize: { patches: [{ patch: `- {op: add, path: /data, value: {k: ${value}}}`, target: { kind: 'ConfigMap' } }] } });
    expect(render(MAP, { postRenderers: [patch('one'), patch('two')] })).toContain('data:\n  k: two\n');
  });

  test.each([
    [`${MAP}---\n${MAP}`, undefined, 'error while running post render on files: may not add resource with an already registered id: ConfigMap.v1.[noGrp]/a.[noNs]'],
    [
      MAP,
      { postRenderers: [{ kustomize: { patches: [{ patch: '- {op: replace, path: /nope/x, value: 1}', target: { kind: 'ConfigMap' } }] } }] },
      'error while running post render on files: replace operation does not apply: doc is missing path: /nope/x: missing value',
    ],
  ])('words faults as Helm does', (text, spec, message) => {
    expect(() => render(text, spec)).toThrow(message);
  });
});
