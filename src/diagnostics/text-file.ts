/** A place a person can open: `apps/podinfo/release.yaml:14:7`. Lines and columns count from 1; `length` is UTF-16 code units, for the underline. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly col: number;
  readonly length?: number;
}

/** Offsets in a text, in UTF-16 code units from 0; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A text that knows its path, and turns offsets into places when an error is made. */
export class TextFile {
  readonly path: string;
  readonly text: string;
  /** Where the text starts in the file it was cut out of (line and column from 1). */
  readonly origin: { readonly line: number; readonly col: number };
  #lineStarts: number[] | undefined;

  constructor(path: string, text: string, origin: { readonly line: number; readonly col: number } = { line: 1, col: 1 }) {
    this.path = path;
    this.text = text;
    this.origin = origin;
  }

  /** The place of an offset. Costs one scan of the text the first time. */
  positionAt(span: Span | number): Position {
    const start = typeof span === 'number' ? span : span.start;
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= start) low = middle;
      else high = middle - 1;
    }
    const col = start - starts[low]! + (low === 0 ? this.origin.col : 1);
    const place = { file: this.path, line: this.origin.line + low, col };
    return typeof span === 'number' ? place : { ...place, length: Math.max(1, span.end - span.start) };
  }

  /** The text of a line as `positionAt` counts it, without its line break; undefined outside of the text. */
  lineText(line: number): string | undefined {
    const starts = this.#starts();
    const start = starts[line - this.origin.line];
    if (start === undefined) return undefined;
    const end = this.text.indexOf('\n', start);
    return this.text.slice(start, end === -1 ? undefined : end).replace(/\r$/, '');
  }

  #starts(): number[] {
    if (this.#lineStarts === undefined) {
      const starts = [0];
      for (let at = this.text.indexOf('\n'); at !== -1; at = this.text.indexOf('\n', at + 1)) starts.push(at + 1);
      this.#lineStarts = starts;
    }
    return this.#lineStarts;
  }
}
