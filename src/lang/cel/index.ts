/**
 * CEL expressions over Kubernetes objects, as Flux compiles them: `readyExpr` and `healthCheckExprs`.
 *
 * A thin layer over a CEL library, which is loaded when the first expression is met. Kubernetes' own function libraries are not registered.
 *
 * @module
 */
export { celFault, evaluateHealthExpr, evaluateReadyExpr, type CelAnswer } from './evaluate.ts';
