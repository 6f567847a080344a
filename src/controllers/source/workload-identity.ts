import { SourceFailure } from './source-failure.ts';

/**
 * Signing in as a ServiceAccount is behind a feature gate, which is off by default.
 *
 * @param condition null where the controller tells of it in no condition of its own.
 */
export function withoutWorkloadIdentity(condition: 'FetchFailed' | null = 'FetchFailed'): SourceFailure {
  const message = 'to use spec.serviceAccountName for provider authentication please enable the ObjectLevelWorkloadIdentity feature gate in the controller';
  return new SourceFailure('FeatureGateDisabled', message, { stalls: true, condition });
}
