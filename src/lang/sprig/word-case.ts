import { isSpaceRune, isUpperRune, lowerRune, mapRunes, upperRune } from './unicode-case.ts';

/** `http_server` as `HttpServer`. Follows huandu/xstrings v1.5.0 `ToPascalCase`. */
export function toPascalCase(text: string): string {
  const runes = Array.from(text, validRune);
  const first = runes.findIndex((rune) => !isConnector(rune));
  // Upstream writes the last one twice where there is nothing but connectors.
  if (first === -1) return text + (runes.at(-1) ?? '');
  // Connectors in front stay; between words one goes, and of several the others stay.
  let out = runes.slice(0, first).join('');
  let inCapitals = isUpperRune(runes[first]!);
  let last = upperRune(runes[first]!);
  for (const rune of runes.slice(first + 1)) {
    let next = rune;
    if (isConnector(last)) {
      if (isConnector(rune)) {
        out += last;
        last = rune;
        continue;
      }
      inCapitals = isUpperRune(rune);
      next = upperRune(rune);
    } else {
      if (inCapitals && isUpperRune(rune)) next = lowerRune(rune);
      else inCapitals = false;
      out += last;
    }
    last = next;
  }
  return out + last;
}

/** `HTTPServer` as `http_server`. Follows huandu/xstrings v1.5.0 `ToSnakeCase`. */
export function toSnakeCase(text: string): string {
  return joinWords(text, '_');
}

/** `HTTPServer` as `http-server`. Follows huandu/xstrings v1.5.0 `ToKebabCase`. */
export function toKebabCase(text: string): string {
  return joinWords(text, '-');
}

type WordType = 'number' | 'upper' | 'letters' | 'connector' | 'punctuation' | 'other' | 'end';

interface Word {
  readonly type: WordType;
  readonly text: string;
}

const END: Word = { type: 'end', text: '' };

function joinWords(text: string, connector: string): string {
  const words = splitWords(text);
  const at = (i: number): Word => words[i] ?? END;
  let out = '';
  const write = ({ type, text: word }: Word): void => {
    if (type === 'connector') out += Array.from(word, (rune) => (isConnector(rune) ? connector : validRune(rune))).join('');
    else out += type === 'upper' ? mapRunes(word, (rune) => (isUpperRune(rune) ? lowerRune(rune) : rune)) : word;
  };
  /** Writes letters and numbers that belong to the number before them; answers where they end. */
  const writeRun = (start: number): number => {
    let i = start;
    while (at(i).type === 'letters' || at(i).type === 'number') write(at(i++));
    return i;
  };
  let i = 0;
  while (i < words.length - 1) {
    const word = at(i++);
    write(word);
    if (word.type === 'connector' || word.type === 'punctuation') continue;
    if (word.type === 'number') i = writeRun(i);
    else if (at(i).type === 'number' && i < words.length - 1) {
      const number = at(i);
      // A number belongs to the word before it, unless lower-case letters follow: `bld4_floor`, but `http_2xx`.
      if (at(i + 1).type === 'letters') {
        out += connector;
        write(number);
        i = writeRun(i + 1);
      } else {
        write(number);
        i++;
      }
    } else if (at(i).type === 'number') continue;
    if (separates(at(i).type)) out += connector;
  }
  if (i < words.length) write(at(i));
  return out;
}

/** Whether a connector goes in front of a word of this type. */
function separates(type: WordType): boolean {
  return type !== 'end' && type !== 'connector' && type !== 'punctuation';
}

function splitWords(text: string): Word[] {
  const { runes, texts } = validRunes(text);
  const words: Word[] = [];
  let at = 0;
  while (at < runes.length) {
    const type = typeOfRune(runes[at]!);
    const end = type === 'upper' ? endOfCapitals(runes, at) : endOfRun(runes, at, type);
    words.push({ type, text: texts.slice(at, end).join('') });
    at = end;
  }
  return words;
}

/** The runes that have a type, and their texts: bytes that are no UTF-8 go with the rune behind them, the last ones with the one before. */
function validRunes(text: string): { readonly runes: readonly string[]; readonly texts: readonly string[] } {
  const runes: string[] = [];
  const texts: string[] = [];
  let invalid = '';
  for (const rune of text) {
    if (validRune(rune) === '\ufffd') {
      invalid += rune;
      continue;
    }
    runes.push(rune);
    texts.push(invalid + rune);
    invalid = '';
  }
  if (invalid === '') return { runes, texts };
  if (runes.length === 0) return { runes: ['\ufffd'], texts: [invalid] };
  texts.push(texts.pop()! + invalid);
  return { runes, texts };
}

/** Go reads a byte that is no UTF-8, here a lone surrogate, as U+FFFD. */
function validRune(rune: string): string {
  return /^\p{Surrogate}$/u.test(rune) ? '\ufffd' : rune;
}

function endOfRun(runes: readonly string[], start: number, type: WordType): number {
  let end = start + 1;
  // Hyphens and underscores inside of other punctuation belong to it.
  const continues = type === 'punctuation' ? isPunctuation : (rune: string): boolean => typeOfRune(rune) === type;
  while (end < runes.length && continues(runes[end]!)) end++;
  return end;
}

/** `Status` is one word; of `HTTPStatus`, the word is `HTTP`. */
function endOfCapitals(runes: readonly string[], start: number): number {
  const end = endOfRun(runes, start, 'upper');
  const startsLower = end < runes.length && typeOfRune(runes[end]!) === 'letters';
  if (!startsLower) return end;
  return end === start + 1 ? endOfRun(runes, start, 'letters') : end - 1;
}

function typeOfRune(rune: string): WordType {
  if (isConnector(rune)) return 'connector';
  if (isPunctuation(rune)) return 'punctuation';
  if (isUpperRune(rune)) return 'upper';
  if (isLetter(rune)) return 'letters';
  return /^\p{N}$/u.test(rune) ? 'number' : 'other';
}

/** Chinese, Japanese and Korean characters do not form words with others. */
function isLetter(rune: string): boolean {
  return /^\p{L}$/u.test(rune) && !/^[\u3400-\u4d85\u4e00-\u9fcc\u{20000}-\u{2b81d}]$/u.test(rune);
}

function isPunctuation(rune: string): boolean {
  return /^\p{P}$/u.test(rune);
}

function isConnector(rune: string): boolean {
  return rune === '-' || rune === '_' || isSpaceRune(rune);
}
