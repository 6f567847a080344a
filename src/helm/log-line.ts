import { quote } from '../lang/gofmt/index.ts';

/** A line that Helm would log. */
export interface LogLine {
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly message: string;
  /** What is said besides the message, in its order. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Whether it is about values on their way: what becomes of them, the last step of combining them tells. */
  readonly isInterim?: boolean;
}

/** Takes a line that Helm would log. */
export type Log = (line: LogLine) => unknown;

/** A line of the lower level. */
export function info(message: string, attributes: LogLine['attributes'] = {}): LogLine {
  return { level: 'INFO', message, attributes };
}

/** A line of the lower level about values on their way. */
export function interim(message: string): LogLine {
  return { ...info(message), isInterim: true };
}

/** A line of the higher level. */
export function warning(message: string, attributes: LogLine['attributes'] = {}): LogLine {
  return { level: 'WARN', message, attributes };
}

/** A line that comes before an error, and says what failed. */
export function failed(message: string, error: string): LogLine {
  return { level: 'ERROR', message, attributes: { error } };
}

/** A line as a message: without its level. */
export function messageOf({ message, attributes }: LogLine): string {
  return [message, ...attributeTexts(attributes)].join(' ');
}

/** A line as Helm prints it on stderr: `level=WARN msg="this chart is deprecated"`. Follows Go 1.26 `log/slog/text_handler.go`. */
export function logText({ level, message, attributes }: LogLine): string {
  return [`level=${level}`, `msg=${quoted(message)}`, ...attributeTexts(attributes)].join(' ');
}

function attributeTexts(attributes: LogLine['attributes']): string[] {
  return Object.entries(attributes).map(([key, value]) => `${key}=${quoted(value)}`);
}

/** A text in quotes, where it needs them to be read as one word. */
function quoted(text: string): string {
  return /^[!#-<>-~]+$/.test(text) ? text : quote(text);
}
