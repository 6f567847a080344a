import { isDict, type Dict } from '../std/dict.ts';
import { FLUX_DEFINITIONS } from './flux-definitions.gen.ts';

/** A CustomResourceDefinition, as an object. */
export interface Definition {
  readonly apiVersion: 'apiextensions.k8s.io/v1';
  readonly kind: 'CustomResourceDefinition';
  readonly metadata: { readonly name: string; readonly [key: string]: unknown };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

let definitions: readonly Definition[] | undefined;

/** The CustomResourceDefinitions of Flux, as an installation brings them. */
export function fluxDefinitions(): readonly Definition[] {
  definitions ??= FLUX_DEFINITIONS.trim().split('\n').map(readDefinition);
  return definitions;
}

function readDefinition(line: string): Definition {
  const spec = JSON.parse(line) as Dict;
  const plural = isDict(spec['names']) ? String(spec['names']['plural']) : '';
  return { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: `${plural}.${String(spec['group'])}` }, spec };
}
