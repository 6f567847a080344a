import { expect, test } from 'vitest';
import { shortReleaseName, wantedReleaseName } from './release-name.ts';

// Names that helm-controller v1.6.3 gave to releases.
test.each([
  ['a'.repeat(53), 'a'.repeat(53)],
  ['a'.repeat(54), `${'a'.repeat(40)}-a3f01b693925`],
  ['a-very-long-helmrelease-name-that-goes-well-over-the-53-limit', 'a-very-long-helmrelease-name-that-goes-w-a9185d9ed5e1'],
  ['hn-long-targetns-other-a-fairly-long-helmrelease-name-for-test', 'hn-long-targetns-other-a-fairly-long-hel-49e21221f59b'],
])('%s is installed as %s', (name, want) => {
  expect(shortReleaseName(name)).toBe(want);
});

test.each([
  [undefined, undefined, 'app'],
  [undefined, 'apps', 'apps-app'],
  ['web', 'apps', 'web'],
])('releaseName %s and targetNamespace %s give %s', (releaseName, targetNamespace, want) => {
  expect(wantedReleaseName({ name: 'app', namespace: 'flux', releaseName, targetNamespace, storageNamespace: undefined })).toBe(want);
});
