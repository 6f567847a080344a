import { GoError } from '../govalue/index.ts';
import { encodeJson } from './encode-json.ts';
import { parseTime } from './parse-time.ts';
import { UTC } from './zone.ts';

const RFC3339 = '2006-01-02T15:04:05Z07:00';

/**
 * What Go says of a JSON value where a `time.Time` is wanted; undefined where it is one, in RFC 3339. The text is read as it stands in JSON, escapes and all.
 *
 * Follows Go 1.26 `time.Time.UnmarshalJSON`.
 */
export function jsonTimeFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'Time.UnmarshalJSON: input is not a JSON string';
  try {
    parseTime(RFC3339, encodeJson(value, { escapeHtml: true, indent: '' }).slice(1, -1), UTC);
    return undefined;
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    return error.message;
  }
}
