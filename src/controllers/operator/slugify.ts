/** What stands for characters that no decomposition brings down to ASCII. */
const SPELLED: Readonly<Record<string, string>> = {
  '&': 'and', '@': 'at', '"': '', "'": '', '‘': '', '’': '',
  ß: 'ss', æ: 'ae', Æ: 'AE', œ: 'oe', Œ: 'OE', ø: 'o', Ø: 'O', ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', þ: 'th', Þ: 'Th', ð: 'd', Ð: 'D', ı: 'i',
};

/**
 * Makes a text fit for a label value: lower case, ASCII letters, digits, `-` and `_`; everything else becomes one `-`, none at the ends.
 *
 * Latin letters lose their accents. Other scripts are not transliterated, as the Flux Operator does: their letters count as separators.
 */
export function slugify(text: string): string {
  const spelled = text.replace(/[^a-zA-Z0-9]/gu, (char) => SPELLED[char] ?? char);
  const plain = spelled.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace(/[^a-z0-9_-]+/g, '-').replace(/-+/g, '-').replace(/^[-_]+|[-_]+$/g, '');
}
