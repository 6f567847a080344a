/**
 * How far a live object is from what its spec asks for, as Flux judges it when it waits.
 *
 * The rules are those of kstatus, with Flux's own for Jobs and with CEL expressions for kinds that follow no convention.
 * Nothing here waits: it looks at objects as they are, and whoever waits looks again when they change.
 *
 * @module
 */
export { computeHealth } from './compute-health.ts';
export { customHealthChecks, type CustomHealthCheck, type CustomHealthChecks } from './custom-health.ts';
export type { Health, HealthStatus } from './health.ts';
export { readHealth, type HealthOptions, type HealthReader } from './read-health.ts';
export { judge, type CheckedObject, type Verdict } from './verdict.ts';
