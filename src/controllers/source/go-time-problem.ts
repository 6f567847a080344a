/** The parts of a time in RFC 3339, with the name that Go has for each. */
const PARTS: readonly (readonly [name: string, form: RegExp])[] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^\d\d/],
  ['-', /^-/],
  ['02', /^\d\d/],
  ['T', /^T/],
  ['15', /^\d\d?/],
  [':', /^:/],
  ['04', /^\d\d/],
  [':', /^:/],
  ['05', /^\d\d(?:[.,]\d+)?/],
  ['Z07:00', /^(?:Z|[-+]\d\d:\d\d)/],
];
const LAYOUT = '2006-01-02T15:04:05Z07:00';

/** Why a text is no time in RFC 3339; undefined where it is one. Follows Go 1.26 `time.Parse`, but for what it says of a day that no month has. */
export function goTimeProblem(text: string): string | undefined {
  const failed = (rest: string, part: string): string => `parsing time ${JSON.stringify(text)} as "${LAYOUT}": cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(part)}`;
  let rest = text;
  for (const [name, form] of PARTS) {
    const match = form.exec(rest);
    if (match === null) return failed(rest, name);
    rest = rest.slice(match[0].length);
  }
  if (rest !== '') return `parsing time ${JSON.stringify(text)}: extra text: ${JSON.stringify(rest)}`;
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = text.slice(5).split(/[-T:Z+.]/).map(Number);
  if (month < 1 || month > 12) return `parsing time ${JSON.stringify(text)}: month out of range`;
  if (day < 1 || day > 31) return `parsing time ${JSON.stringify(text)}: day out of range`;
  const late = [hour > 23 ? 'hour' : '', minute > 59 ? 'minute' : '', second > 59 ? 'second' : ''].find((unit) => unit !== '');
  return late === undefined ? undefined : `parsing time ${JSON.stringify(text)}: ${late} out of range`;
}
