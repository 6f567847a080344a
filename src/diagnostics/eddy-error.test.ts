import { describe, expect, test } from 'vitest';
import { EddyError, type ErrorDetails } from './eddy-error.ts';

const DETAILS: Required<ErrorDetails> = {
  object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'web' },
  at: { file: 'a.yaml', line: 2, col: 3 },
  hint: 'look',
  notes: [{ message: 'also here' }],
  sourceLine: 'a: b',
  path: ['a', 0],
  cause: new Error('before'),
};

/** All that an error says besides its code. */
function said({ message, object, at, hint, notes, sourceLine, path, cause }: EddyError): object {
  return { message, object, at, hint, notes, sourceLine, path, cause };
}

describe('an error with other parts', () => {
  const error = new EddyError('SpecInvalid', 'wrong', DETAILS);

  test.each<[string, ErrorDetails & { readonly message?: string }]>([
    ['nothing', {}],
    ['other words', { message: 'web: wrong' }],
    ['another place', { at: { file: 'apps/a.yaml', line: 2, col: 3 } }],
    ['no hint', { hint: undefined }],
    ['no cause', { cause: undefined }],
  ])('says %s, and the rest as before', (_, changes) => {
    const changed = error.with(changes);
    expect(changed.code).toBe('SpecInvalid');
    expect(said(changed)).toEqual({ message: 'wrong', ...DETAILS, ...changes });
  });
});

test('an error is filled in with what it does not know, and nothing else', () => {
  const outer = { object: { apiVersion: 'v1', kind: 'Secret', name: 'outer' }, at: { file: 'outer.yaml', line: 1, col: 1 }, hint: 'outer' };
  expect(said(new EddyError('SpecInvalid', 'wrong', DETAILS).in(outer))).toEqual({ message: 'wrong', ...DETAILS });
  expect(said(new EddyError('SpecInvalid', 'wrong').in(outer))).toEqual({
    message: 'wrong', notes: [], sourceLine: undefined, path: undefined, cause: undefined, ...outer,
  });
});
