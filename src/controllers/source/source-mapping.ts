import type { ObjectRef } from '../../diagnostics/index.ts';
import type { Tree } from '../../tree/index.ts';

/** A source that is not fetched, because its files are at hand. */
export interface SourceMapping {
  /** Undefined matches every kind of source. */
  readonly kind?: string | undefined;
  /** Undefined matches every namespace. */
  readonly namespace?: string | undefined;
  readonly name: string;
  readonly tree: Tree;
  /** As Flux writes it: `main@sha1:...`; `local` unless given. */
  readonly revision?: string | undefined;
  /** Leaves the tree as it is: no ignore rules. For trees that are artifacts already. */
  readonly verbatim?: boolean | undefined;
}

/** The mapping of a source: the most exact one, and among equals the last one given. */
export function mappingFor(mappings: readonly SourceMapping[], source: ObjectRef): SourceMapping | undefined {
  let best: SourceMapping | undefined;
  for (const mapping of mappings) {
    if (mapping.name !== source.name) continue;
    if (mapping.kind !== undefined && mapping.kind !== source.kind) continue;
    if (mapping.namespace !== undefined && mapping.namespace !== source.namespace) continue;
    if (best === undefined || exactness(mapping) >= exactness(best)) best = mapping;
  }
  return best;
}

function exactness({ kind, namespace }: SourceMapping): number {
  return (namespace === undefined ? 0 : 2) + (kind === undefined ? 0 : 1);
}
