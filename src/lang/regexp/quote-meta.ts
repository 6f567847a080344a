/** Escapes a text so that, as a pattern, it matches itself. Follows Go 1.26 regexp `QuoteMeta`. */
export function quoteMeta(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
