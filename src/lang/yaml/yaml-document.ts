import type { Span } from '../../diagnostics/index.ts';

/** A document of a text that may hold several. */
export interface YamlDocument {
  readonly value: unknown;
  /** Counted from 0. */
  readonly index: number;
  /** From the document's marker or first character to the next document's marker. */
  readonly span: Span;
  /** Nothing but space and comments is written between the document's markers. */
  readonly empty: boolean;
}
