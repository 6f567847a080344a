import { expect, test } from 'vitest';
import { toDict } from '../../std/dict.ts';
import { SourceConditions, type SourceConditionType } from './source-conditions.ts';

function conditionsOf(...listed: readonly (readonly [SourceConditionType, string])[]): SourceConditions {
  const conditions = listed.map(([type, status]) => toDict({ type, status, reason: `${type}Before`, message: 'before' }));
  return new SourceConditions({ apiVersion: 'v1', kind: 'Bucket', metadata: { name: 'a' }, status: toDict({ conditions }) });
}

test.each<[readonly (readonly [SourceConditionType, string])[], string | undefined]>([
  [[['ArtifactInStorage', 'True']], undefined],
  [[['ArtifactInStorage', 'True'], ['ArtifactOutdated', 'True']], 'ArtifactOutdatedBefore'],
  [[['ArtifactOutdated', 'True'], ['FetchFailed', 'True']], 'FetchFailedBefore'],
  [[['FetchFailed', 'True'], ['StorageOperationFailed', 'True']], 'StorageOperationFailedBefore'],
  [[['StorageOperationFailed', 'True'], ['SourceVerified', 'False']], 'SourceVerifiedBefore'],
  [[['SourceVerified', 'True'], ['ArtifactInStorage', 'True']], undefined],
])('of %j the trouble is %s', (listed, reason) => {
  expect(conditionsOf(...listed).trouble()?.reason).toBe(reason);
});

test('what was marked stands in place of what was there, and what nobody spoke of stays', () => {
  const conditions = conditionsOf(['FetchFailed', 'True'], ['IncludeUnavailable', 'True'], ['ArtifactInStorage', 'True']);
  conditions.mark('FetchFailed', 'True', { reason: 'Now', message: 'now' });
  conditions.remove('IncludeUnavailable');
  expect(conditions.changes()).toEqual({ conditions: [{ type: 'FetchFailed', status: 'True', reason: 'Now', message: 'now' }], removeConditions: ['IncludeUnavailable'] });
  expect([conditions.status('ArtifactInStorage'), conditions.status('IncludeUnavailable'), conditions.trouble()]).toEqual(['True', undefined, { reason: 'Now', message: 'now' }]);
});

test('a source has recovered once all failures of before are gone', () => {
  const conditions = conditionsOf(['FetchFailed', 'True'], ['IncludeUnavailable', 'True']);
  conditions.remove('FetchFailed');
  expect(conditions.recovered()).toBe(false);
  conditions.remove('IncludeUnavailable');
  expect(conditions.recovered()).toBe(true);
  expect(conditionsOf(['ArtifactInStorage', 'True']).recovered()).toBe(false);
});
