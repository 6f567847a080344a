const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;

/** Whether a code point is a letter (Unicode category L), as Go's `unicode.IsLetter`. */
export function isLetter(code: number): boolean {
  if (code < 0x80) return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
  return LETTER.test(String.fromCodePoint(code));
}

/** Whether a code point is a decimal digit (Unicode category Nd), as Go's `unicode.IsDigit`. */
export function isUnicodeDigit(code: number): boolean {
  if (code < 0x80) return code >= 0x30 && code <= 0x39;
  return DIGIT.test(String.fromCodePoint(code));
}
