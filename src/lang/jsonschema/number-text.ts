import { formatFloat } from '../gofmt/index.ts';

/*
 * Numbers as the messages write them: the validator prints through golang.org/x/text/message in English, which groups digits
 * and writes powers of ten.
 */

/** A count: `1,000`. */
export function countText(count: number): string {
  return grouped(String(count));
}

/** Any other number: `1,234.5`, `1.234567×10⁰⁶`. */
export function floatText(value: number): string {
  const [digits = '', exponent] = formatFloat(value, 'g', -1).split('e');
  return exponent === undefined ? grouped(digits) : `${digits}×10${exponent.replace(/[+-]?/, (sign) => (sign === '-' ? '⁻' : '')).replaceAll(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]!)}`;
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function grouped(digits: string): string {
  return digits.replace(/^-?\d+/, (whole) => whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ','));
}
