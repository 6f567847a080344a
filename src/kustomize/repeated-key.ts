import { fault } from './kustomize-error.ts';

/** A key that stands twice in a map of a resource file. */
export interface RepeatedKey {
  readonly name: string;
  /** Lines of its document, counted from 1. */
  readonly line: number;
  readonly firstLine: number;
  readonly at: { readonly file: string; readonly line: number; readonly col: number };
}

/** The fault of a repeated key, in Go's words; its lines are those of the document. */
export function repeatedKeyFault({ name, line, firstLine, at }: RepeatedKey): Error {
  const message = `yaml: unmarshal errors:\n  line ${String(line)}: mapping key ${JSON.stringify(name)} already defined at line ${String(firstLine)}`;
  return fault('KustomizeResourceInvalid', message, { at });
}
