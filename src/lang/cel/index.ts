/**
 * CEL expressions over Kubernetes objects, as Flux compiles them: `readyExpr` and `healthCheckExprs`.
 *
 * Syntax and types are checked here, so that faults read as cel-go writes them; a CEL library, loaded when the first expression is met, evaluates.
 * Kubernetes' own function libraries are not registered.
 *
 * @module
 */
export { celFault, evaluateHealthExpr, evaluateReadyExpr, type CelAnswer } from './evaluate.ts';
