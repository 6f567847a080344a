import { expect, test } from 'vitest';
import { maskPassword } from './mask-password.ts';

test.each([
  ['https://me:canary@host.test/x.yaml', 'https://me:xxxxx@host.test/x.yaml'],
  ['lstat /src/https:/me:canary@host.test/x', 'lstat /src/https:/me:xxxxx@host.test/x'],
  ['from \'https://canary@host.test/x\': no', 'from \'https://xxxxx@host.test/x\': no'],
  ['ssh://git@host.test/x', 'ssh://git@host.test/x'],
  ['https://git@github.com/x', 'https://git@github.com/x'],
  ['git@host.test:org/x', 'git@host.test:org/x'],
  ['image@sha256:aa https://host.test/a@b', 'image@sha256:aa https://host.test/a@b'],
])('%j is shown as %j', (text, want) => {
  expect(maskPassword(text)).toBe(want);
});
