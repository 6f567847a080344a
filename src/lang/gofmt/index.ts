/**
 * Go's `fmt` and the quoting of `strconv`, for values of `lang/govalue`.
 *
 * Strings in, strings out: nothing is written anywhere. Addresses, which Go prints for pointers and functions, are a constant.
 *
 * @module
 */
export { formatFloat, formatShortest, type FloatVerb } from './float.ts';
export { isNewerThanGo } from './newer-characters.ts';
export { canBackquote, isPrintable, quote, quoteRune, quoteToAscii } from './quote.ts';
export { formatPointee, formatValue, sprint, sprintf, sprintln } from './sprintf.ts';
