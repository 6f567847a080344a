const DASH = 0x2d;
const LINE_FEED = 0x0a;

/**
 * Cuts a rendered template into documents: trimmed in front, empty ones left out.
 *
 * A separator is `---` at the start of a line. It eats the white space around it, and so the indentation of the line after it;
 * text may follow it directly. Follows Helm 4.2.2 `releaseutil.SplitManifests` (its expression is `(?:^|\s*\n)---\s*`), in linear time.
 */
export function splitManifests(text: string): string[] {
  const start = skipSpace(text, 0);
  const documents: string[] = [];
  let from = start;
  let next = nextSeparator(text, start, start);
  while (next !== -1) {
    keep(documents, text, from, next);
    from = skipPatternSpace(text, next + 3);
    next = nextSeparator(text, from, start);
  }
  keep(documents, text, from, text.length, true);
  return documents;
}

/**
 * As `splitManifests`, but each document keeps the white space at its end, which the last line of a block scalar needs.
 *
 * Follows Helm 4.2.4 `releaseutil.SplitManifests`, which is what Flux renders with.
 */
export function splitWholeManifests(text: string): string[] {
  const documents = text.slice(skipSpace(text, 0)).split(/(?<![^\n])---[ \t]*/);
  return documents.map((document) => document.slice(skipSpace(document, 0))).filter((document) => document !== '');
}

/** Where the next separator's dashes stand. What an earlier separator ate cannot be its line break. */
function nextSeparator(text: string, from: number, start: number): number {
  for (let at = text.indexOf('---', from); at !== -1; at = text.indexOf('---', at + 1)) {
    if (at === start && from === start) return at;
    if (at > from && text.charCodeAt(at - 1) === LINE_FEED) return at;
    while (text.charCodeAt(at + 3) === DASH) at++;
  }
  return -1;
}

function keep(documents: string[], text: string, from: number, to: number, last = false): void {
  let start = from;
  while (start < to && isSpace(text.charCodeAt(start))) start++;
  if (start === to) return;
  let end = to;
  // Only a separator eats the white space before it; the text after the last one keeps its end.
  if (!last) while (end > start && isPatternSpace(text.charCodeAt(end - 1))) end--;
  documents.push(text.slice(start, end));
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

function skipPatternSpace(text: string, from: number): number {
  let at = from;
  while (isPatternSpace(text.charCodeAt(at))) at++;
  return at;
}

/** What `\s` is to Go's regular expressions. */
function isPatternSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d || code === 0x0c;
}

/** What `unicode.IsSpace` holds for; false at the end of the text. */
export function isSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  if (code < 0x1680) return code === 0x85 || code === 0xa0;
  return code === 0x1680 || (code >= 0x2000 && code <= 0x200a) || code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f || code === 0x3000;
}

/** Go's `strings.TrimSpace`. */
export function trimSpace(text: string): string {
  const start = skipSpace(text, 0);
  let end = text.length;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}
