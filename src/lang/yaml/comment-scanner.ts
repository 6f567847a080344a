import { CLOSE_BRACE, CLOSE_BRACKET, CR, END, HASH, LF, isBlank, isBreak, isBreakOrEnd } from './chars.ts';
import { Scanner, type Token } from './scanner.ts';
import type { ErrorWording, Mark } from './yaml-error.ts';

/** A comment, and the token it is handed out with: the first one that starts at or after `tokenMark`. */
export interface ScannedComment {
  readonly scanMark: Mark;
  tokenMark: Mark;
  readonly startMark: Mark;
  readonly endMark: Mark;
  head: string;
  line: string;
  readonly foot: string;
}

/** go-yaml looks this far for the next `#` before it gives up. */
const PEEK_LIMIT = 512;

/**
 * A scanner that keeps comments and says whether each stands above, behind or below its token.
 *
 * Follows go-yaml v3.0.4 `scannerc.go`, where three tokens are known before the first is handed out.
 */
export class CommentScanner extends Scanner {
  override readonly wording: ErrorWording = 'v3';
  readonly #comments: ScannedComment[] = [];
  #head = 0;

  /** Takes the oldest comment that belongs to a token starting at `index` or before, when `accepts` agrees. */
  takeComment(index: number, accepts: (comment: ScannedComment) => boolean): ScannedComment | undefined {
    const comment = this.#comments[this.#head];
    if (comment === undefined || index < comment.tokenMark.index || !accepts(comment)) return undefined;
    this.#head++;
    return comment;
  }

  protected override keepsComments(): boolean {
    return true;
  }

  protected override lookahead(): number {
    return 3;
  }

  /** A comment right behind the first `-` of a sequence is the head of the item below it. */
  protected override onSpace(): void {
    const comment = this.#comments.at(-1);
    if (comment === undefined || this.#head === this.#comments.length || comment.line === '' || isBreak(this.at(0))) return;
    if (this.tokens.at(-1)?.kind !== 'BlockEntry' || this.tokens.at(-2)?.kind !== 'BlockSequenceStart') return;
    comment.head = comment.line;
    comment.line = '';
    if (comment.startMark.line === this.line - 1) comment.tokenMark = this.mark();
  }

  protected override onToken(tokenStart: Mark): void {
    if (this.#breaksBehind() > 0) return;
    let offset = 0;
    while (offset < PEEK_LIMIT && isBlank(this.at(offset))) offset++;
    if (offset === PEEK_LIMIT || this.at(offset) !== HASH) return;
    this.pos += offset;
    const startMark = this.mark();
    this.#add({ scanMark: startMark, tokenMark: tokenStart, startMark, endMark: startMark, head: '', line: this.#takeLine(), foot: '' });
  }

  protected override blockEndMark(): Mark {
    // A block ends before the comments that stand at its parent's indentation.
    const scanStart = this.scanStart();
    let end: Mark = { ...scanStart, index: scanStart.index - 1 };
    let stop = end.index;
    for (let i = this.#comments.length - 1; i >= this.#head; i--) {
      const comment = this.#comments[i]!;
      if (comment.endMark.index < stop) break;
      if (comment.startMark.column === this.indent + 1) end = comment.startMark;
      stop = comment.scanMark.index;
    }
    return end;
  }

  /**
   * Takes the comment lines that start here. Lines that belong to what came before become a foot comment, the rest
   * the head comment of the next token.
   */
  protected override onComment(): void {
    const scanStart = this.scanStart();
    const owner = this.#ownerToken();
    const breaks = this.#breaksBehind();
    const footLine = scanStart.line === 0 ? -1 : this.line - breaks + 1 + (breaks === 0 && this.mark().column > 1 ? 1 : 0);
    const nextIndent = Math.max(this.indent, 0);
    let scanMark = scanStart;
    let tokenMark: Mark = owner;
    let startMark: Mark = { index: 0, line: 0, column: 0 };
    let firstEmpty = breaks <= 1;
    let recentEmpty = false;
    let text = '';
    // Places ahead of `pos`, which moves only when a comment line is taken.
    let offset = 0;
    let line = this.line;
    let column = this.pos - this.lineStart;
    const here = (): Mark => ({ index: this.pos + offset, line, column });
    const endFoot = (): void => {
      this.#add({ scanMark, tokenMark, startMark, endMark: here(), head: '', line: '', foot: text });
      scanMark = here();
      tokenMark = scanMark;
      text = '';
    };
    for (; offset < PEEK_LIMIT; offset++) {
      column++;
      const code = this.at(offset);
      if (isBlank(code)) continue;
      const closesFlow = this.flowLevel > 0 && (code === CLOSE_BRACKET || code === CLOSE_BRACE);
      if (closesFlow || isBreakOrEnd(code)) {
        const dedented = startMark.column - 1 < nextIndent;
        if (closesFlow || (!recentEmpty && firstEmpty && ((startMark.line === footLine && owner.kind !== 'Value') || dedented))) {
          if (text !== '') {
            if (dedented) tokenMark = startMark;
            endFoot();
          }
        } else if (!recentEmpty && text !== '' && code !== END) {
          text += '\n';
        }
        if (!isBreak(code)) break;
        firstEmpty = false;
        recentEmpty = true;
        column = 0;
        line++;
        if (isSingleByte(code)) continue;
        column = 1;
      }
      if (text !== '' && column - 1 < nextIndent && column !== startMark.column) endFoot();
      if (code !== HASH) break;
      if (text === '') startMark = here();
      else text += '\n';
      recentEmpty = false;
      this.#advance(offset);
      text += this.#takeLine();
      // The break behind the comment is passed with the next step of the loop and counts as no empty line.
      offset = 0;
      column = 0;
      line = this.line;
      if (!isSingleByte(this.at(0))) {
        column = 1;
        if (nextIndent > 0 && startMark.column !== 1) endFoot();
        break;
      }
    }
    if (text === '') return;
    const endMark: Mark = { index: this.pos + offset - 1, line, column };
    this.#add({ scanMark, tokenMark: startMark, startMark, endMark, head: text, line: '', foot: '' });
  }

  #add(comment: ScannedComment): void {
    this.#comments.push(comment);
  }

  #ownerToken(): Token {
    const last = this.tokens.at(-1)!;
    return last.kind === 'FlowEntry' && this.tokens.length > 1 ? this.tokens.at(-2)! : last;
  }

  /** Moves on by a number of code units, counting lines. */
  #advance(count: number): void {
    const to = this.pos + count;
    while (this.pos < to) {
      if (isBreak(this.at(0))) this.skipLine();
      else this.pos++;
    }
  }

  #takeLine(): string {
    const from = this.pos;
    while (!isBreakOrEnd(this.at(0))) this.pos++;
    return this.text.slice(from, this.pos);
  }

  /** How many line breaks lie between the last character that is not blank and the current place. */
  #breaksBehind(): number {
    let breaks = 0;
    for (let i = this.pos - 1; i >= 0; i--) {
      const code = this.text.charCodeAt(i);
      if (isBreak(code)) {
        if (code === LF && this.text.charCodeAt(i - 1) === CR) i--;
        breaks++;
      } else if (!isBlank(code)) {
        break;
      }
    }
    return breaks;
  }
}

/** go-yaml looks ahead byte by byte and takes the rest of a longer line break for text. */
function isSingleByte(code: number): boolean {
  return code < 0x80;
}
