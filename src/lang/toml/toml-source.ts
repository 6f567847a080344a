import { isEscapedByte } from '../govalue/index.ts';
import { TomlFault } from './toml-fault.ts';

/** What `take` and `peek` answer at the end of the text. */
export const END = '';

/**
 * The characters of a TOML text. Those that no TOML text may hold are refused as soon as they are looked at.
 *
 * Lines of faults follow github.com/BurntSushi/toml v1.6.0 `lex.go`: a line feed that was taken counts, and so does the end.
 */
export class TomlSource {
  readonly text: string;
  at = 0;
  line = 1;
  #ended = false;

  constructor(text: string) {
    this.text = text;
  }

  /** The next character, which stays. */
  peek(): string {
    const code = this.text.codePointAt(this.at);
    if (code === undefined) return END;
    if (isEscapedByte(code)) throw new TomlFault(this.line, `invalid UTF-8 byte: 0x${(code - 0xdc00).toString(16)}`);
    const isLoneReturn = code === 0x0d && this.text.charCodeAt(this.at + 1) !== 0x0a;
    if (isLoneReturn || code === 0x7f || (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d)) {
      throw new TomlFault(this.line, `TOML files cannot contain control characters: '0x${code.toString(16).padStart(2, '0')}'`);
    }
    return String.fromCodePoint(code);
  }

  /** The next character, which is gone then. */
  take(): string {
    const char = this.peek();
    this.#ended = char === END;
    this.at += char.length;
    if (char === '\n') this.line++;
    return char;
  }

  /** Takes a character if it is the next one. */
  accept(char: string): boolean {
    if (this.peek() !== char) return false;
    this.take();
    return true;
  }

  /** Takes characters as long as they are of a kind. */
  takeWhile(isWanted: (char: string) => boolean): void {
    for (let char = this.peek(); char !== END && isWanted(char); char = this.peek()) this.take();
  }

  /** Takes spaces and tabs. */
  skipBlanks(): void {
    this.takeWhile(isBlank);
  }

  /** A fault where the text is now. One at the end belongs to the line that ends there. */
  fault(message: string): TomlFault {
    return new TomlFault(this.#ended && this.text[this.at - 1] === '\n' ? this.line - 1 : this.line, message);
  }

  /** A fault of the line before: that of a line feed, or of the end, which was just taken. */
  faultBefore(message: string): TomlFault {
    return new TomlFault(this.line - 1, message);
  }

  /** What was taken since a place. */
  since(start: number): string {
    return this.text.slice(start, this.at);
  }
}

export function isBlank(char: string): boolean {
  return char === ' ' || char === '\t';
}

export function isLineEnd(char: string): boolean {
  return char === '\n' || char === '\r';
}

export function isDigit(char: string): boolean {
  return char >= '0' && char <= '9' && char.length === 1;
}

export function isHexDigit(char: string): boolean {
  return /^[0-9a-fA-F]$/.test(char);
}
