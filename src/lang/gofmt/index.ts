/**
 * Go's `fmt` and `strconv`: numbers and quotes in texts, and values of `lang/govalue` in formats.
 *
 * Strings in, strings out: nothing is written anywhere. Addresses, which Go prints for pointers and functions, are a constant.
 *
 * @module
 */
export { formatFloat, formatShortest, type FloatVerb } from './float.ts';
export { isNewerThanGo } from './newer-characters.ts';
export { parseBool } from './parse-bool.ts';
export { parseFloat64, type ParsedFloat } from './parse-float.ts';
export { atoi, parseBigInteger, parseInteger, type ParsedInteger } from './parse-integer.ts';
export { canBackquote, isPrintable, quote, quoteRune, quoteToAscii } from './quote.ts';
export { formatPointee, formatValue, sprint, sprintf, sprintln } from './sprintf.ts';
