import { EddyError, type ErrorDetails, type Position } from '../../diagnostics/index.ts';

/** Which reader an error text is worded for: they number lines differently. */
export type ErrorWording = 'v2' | 'v3';

/** Where reading a text failed. Lines and columns count from 0, as go-yaml's marks do. */
export interface Mark {
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

/** A fault in a YAML text: `YamlSyntax` or `YamlLimit`. */
export class YamlError extends EddyError {
  /**
   * What Go's library says about the same text, `yaml: ` and `line N: ` included. Helm puts it into results
   * (`fromYaml`) and kustomize prints it, so it is kept letter by letter.
   */
  readonly goMessage: string;

  constructor(code: 'YamlSyntax' | 'YamlLimit', message: string, goMessage: string, details: ErrorDetails = {}) {
    super(code, message, details);
    this.goMessage = goMessage;
  }

  override in(outer: Parameters<EddyError['in']>[0]): YamlError {
    const filled = super.in(outer);
    return new YamlError(this.code as 'YamlSyntax' | 'YamlLimit', this.message, this.goMessage, filled);
  }
}

/** What `sigs.k8s.io/yaml`'s Unmarshal says where `YAMLToJSON` says `error.goMessage`. */
export function unmarshalMessage(error: YamlError): string {
  return `error converting YAML to JSON: ${error.goMessage}`;
}

/** Where an error belongs: the file's name, and the line and column its text starts at. */
export interface TextOrigin {
  readonly file: string;
  readonly line: number;
  readonly col: number;
}

/** The place of a mark in its file. */
export function placeOf(mark: Mark, origin: TextOrigin, length?: number): Position {
  const col = mark.column + (mark.line === 0 ? origin.col : 1);
  const place = { file: origin.file, line: mark.line + origin.line, col };
  return length === undefined ? place : { ...place, length };
}

/** A fault of a value rather than of the text's form, such as a tag that does not fit or a duplicate key. */
export function valueError(problem: string, at: Position | undefined, goMessage = `yaml: ${problem}`): YamlError {
  return new YamlError('YamlSyntax', problem, goMessage, { at });
}
