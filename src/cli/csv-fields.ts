import { EddyError } from '../diagnostics/index.ts';
import type { Flag } from './flag.ts';

/** A flag that may be given more than once, and takes several texts apart with commas; `"a,b"` is one text. */
export function commaListFlag(long: string, value: string, summary: string, short?: string): Flag<readonly string[]> {
  const read = (given: readonly string[]): readonly string[] => given.flatMap((text) => csvFields(text, `--${long}`));
  return { long, short, value, summary: `${summary} (repeatable, or separated by commas)`, repeats: true, read };
}

/**
 * Reads the fields of the first line of CSV; a field in quotes may hold commas, line breaks and doubled quotes.
 *
 * Follows spf13/pflag v1.0.10 `string_slice.go` and Go 1.26 `encoding/csv`.
 *
 * @param what - What the text was given for, for the error.
 * @throws EddyError UsageInvalid for quotes in a wrong place
 */
export function csvFields(text: string, what: string): string[] {
  const line = text.replace(/^(?:\r?\n)+/, '');
  if (line === '') return [];
  const fields: string[] = [];
  const fault = (at: number, problem: string): EddyError => new EddyError('UsageInvalid', `${what} takes texts apart with commas, found ${problem} at character ${String(at + 1)} of "${text}"`);
  for (let at = 0; ; at++) {
    const field = line[at] === '"' ? /"((?:[^"]|"")*)("?)/y : /([^,\n]*)/y;
    field.lastIndex = at;
    const [whole, content = '', closing] = field.exec(line)!;
    at += whole.length;
    if (closing === undefined && content.includes('"')) throw fault(at - whole.length + content.indexOf('"'), 'a quote inside of a text without quotes');
    const isLast = at >= line.length || /^\r?\n/.test(line.slice(at, at + 2));
    if (closing === '' || (!isLast && line[at] !== ',')) throw fault(at - (closing === '' ? 0 : 1), 'a text whose quotes do not fit');
    fields.push(closing === undefined ? content.replace(/\r$/, '') : content.replaceAll('""', '"'));
    if (isLast) return fields;
  }
}
