/**
 * A collection of which only the text is known: `printYaml` writes it as it stands where a value of that column belongs.
 * Only for texts that `printedKeys` has an answer for.
 */
export class PrintedText {
  /** Whole lines, the last one without its line break. */
  readonly text: string;
  /** The indentation of its keys or dashes. */
  readonly column: number;

  constructor(text: string, column: number) {
    this.text = text;
    this.column = column;
  }
}
