import type { Span } from '../../diagnostics/index.ts';
import { lineAt } from '../../std/line-at.ts';
import { byteLength, GoError } from '../govalue/index.ts';

/** What kind of fault a `TemplateError` is: text that does not parse, a failed execution, or a limit of eddy's own. */
export type TemplateFault = 'syntax' | 'execution' | 'limit';

/** Where a template fault is, apart from its text. */
export interface TemplatePlace {
  /** The name that the text was parsed under. */
  readonly source: string;
  /** The whole text of that source. */
  readonly text: string;
  readonly span: Span;
}

/**
 * A template that does not parse or fails while running.
 *
 * `message` is Go's whole text; `detail` is its part after the place, `place` what eddy shows in its stead.
 * It is a `GoError`, because a failing `include` is an error of the function that called it: `cause` is then the inner error.
 */
export class TemplateError extends GoError {
  override readonly name = 'TemplateError';
  readonly fault: TemplateFault;
  /** The name of the template that failed: a file's, or one given by `define`. */
  readonly template: string;
  readonly detail: string;
  readonly place: TemplatePlace | undefined;
  readonly hint: string | undefined;

  constructor(
    fault: TemplateFault,
    message: string,
    about: {
      readonly template: string;
      readonly detail: string;
      readonly place?: TemplatePlace | undefined;
      readonly hint?: string | undefined;
      readonly cause?: unknown;
    },
  ) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause });
    this.fault = fault;
    this.template = about.template;
    this.detail = about.detail;
    this.place = about.place;
    this.hint = about.hint;
  }
}

/** An offset as Go writes it: the line from 1, and the bytes before it on that line. */
export function goPlace(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return `${lineAt(text, offset)}:${byteLength(text.slice(offset === 0 ? 0 : lineStart, offset))}`;
}
