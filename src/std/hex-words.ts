/** Words of 32 bits as lower-case hex. */
export function hexWords(words: ArrayLike<number>): string {
  const codes: number[] = [];
  for (let i = 0; i < words.length; i++) {
    for (let shift = 28; shift >= 0; shift -= 4) {
      const digit = (words[i]! >>> shift) & 15;
      codes.push(digit < 10 ? 0x30 + digit : 0x57 + digit);
    }
  }
  return String.fromCharCode(...codes);
}
