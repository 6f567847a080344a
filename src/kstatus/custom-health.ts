import { groupKindText, groupOf, kindKey } from '../diagnostics/index.ts';
import { celFault, evaluateHealthExpr } from '../lang/cel/index.ts';
import type { K8sObject } from '../manifest/index.ts';
import { valueAt, type Health, type HealthStatus } from './health.ts';

/** CEL expressions that tell the health of the objects of a kind, or of all kinds of a group where no kind is given. */
export interface CustomHealthCheck {
  readonly apiVersion: string;
  readonly kind: string | undefined;
  readonly current: string;
  readonly inProgress: string | undefined;
  readonly failed: string | undefined;
}

/** Checks by group and kind, ready to be asked. */
export interface CustomHealthChecks {
  /** The health that an expression tells; undefined for a kind that has no check. Throws LibraryNeeded the first time. */
  healthOf(object: K8sObject): Health | undefined;
}

/**
 * Takes in the checks of a spec, or says what is wrong with them, in Flux's words.
 *
 * Follows fluxcd/pkg runtime v0.110.1 cel/status_reader.go and status_evaluator.go.
 *
 * @throws LibraryNeeded the first time.
 */
export function customHealthChecks(checks: readonly CustomHealthCheck[]): CustomHealthChecks | { readonly fault: string } {
  const byKind = new Map<string, CustomHealthCheck>();
  for (const [i, check] of checks.entries()) {
    const group = groupOf(check.apiVersion);
    const key = kindKey(group, check.kind ?? '');
    if (byKind.has(key)) return { fault: `duplicate custom health check for GroupKind ${groupKindText(group, check.kind ?? '')} at healthchecks[${String(i)}]` };
    const fault = faultOf(check);
    if (fault !== undefined) return { fault: `failed to create custom status evaluator for healthchecks[${String(i)}]: ${fault}` };
    byKind.set(key, check);
  }
  return {
    healthOf: (object) => {
      const group = groupOf(object.apiVersion);
      const check = byKind.get(kindKey(group, object.kind)) ?? byKind.get(kindKey(group, ''));
      return check === undefined ? undefined : evaluate(check, object);
    },
  };
}

function faultOf({ current, failed, inProgress }: CustomHealthCheck): string | undefined {
  if (current === '') return 'expression Current not specified';
  for (const [name, expression] of [['Current', current], ['Failed', failed], ['InProgress', inProgress]] as const) {
    const fault = expression === undefined || expression === '' ? undefined : celFault(expression);
    if (fault !== undefined) return `failed to parse the expression ${name}: ${fault}`;
  }
  return undefined;
}

function evaluate({ inProgress, failed, current }: CustomHealthCheck, object: K8sObject): Health {
  const [generation, observed] = [object.metadata.generation, valueAt(object, 'status', 'observedGeneration')];
  if (generation !== undefined && typeof observed === 'number' && observed !== generation) return { status: 'InProgress', message: '' };
  const questions: readonly (readonly [HealthStatus, string | undefined])[] = [['InProgress', inProgress], ['Failed', failed], ['Current', current]];
  for (const [status, expression] of questions) {
    if (expression === undefined || expression === '') continue;
    const answer = evaluateHealthExpr(expression, object);
    if (answer.type !== 'value') return { status: 'Unknown', message: '', error: answer.message };
    if (answer.value) return { status, message: '' };
  }
  return { status: 'InProgress', message: '' };
}
