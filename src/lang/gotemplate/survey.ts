import {
  behindSpace, commentEnd, DOLLAR, endOf, FIELDS, isSpace, isTrimmed, literalEnd, MINUS, NUMBER, readDeclarations, spaceStart, VARIABLE, wordAt,
} from './action-text.ts';
import { isKeyword } from './lexer.ts';

/** The inside of a statement or of a definition, between the action that opens it and the one that closes it. */
export interface Block {
  /** Behind the delimiter that opens it, and behind what that trims. */
  readonly from: number;
  /** Where its first token starts; where nothing is inside, that of what closes it. */
  readonly start: number;
  /** Where the action that closes it starts. */
  readonly to: number;
  /** Whether it has no effect: nothing inside but white space and comments. */
  readonly isEmpty: boolean;
}

/** The blocks of a text, by where they start. */
export type Blocks = ReadonlyMap<number, Block>;

/** Reading a block of its own costs more than it saves in shorter ones. */
const MIN_BLOCK = 160;
/** Half of what the parser allows, which counts a few things more. */
const MAX_DEPTH = 250;

const CONSTANTS: ReadonlySet<string> = new Set(['true', 'false', 'nil']);

/** A statement or definition that is not closed yet, with the block being read. */
interface Open {
  readonly type: 'if' | 'with' | 'range' | 'define';
  /** What is in reach behind it. */
  readonly variables: string[];
  readonly variableCount: number;
  readonly depth: number;
  from: number;
  start: number;
  isEmpty: boolean;
  hasElse: boolean;
}

/**
 * Checks a text with Go's delimiters and finds its blocks, without a tree: of most charts the greater part never runs.
 *
 * Knows what charts are written in, which is less than the parser does: of a text that it understands every block parses,
 * all its variables are declared and all its functions exist. Undefined for any other text, faulty or not.
 *
 * One loop over the text with its state in variables: V8 runs it before it has compiled anything.
 */
export function survey(text: string, functions: { has(name: string): boolean }): Blocks | undefined {
  const blocks = new Map<number, Block>();
  const outer: Open[] = [];
  let open: Open | undefined;
  let variables = ['$'];
  let depth = 0;
  let ranges = 0;
  let at = 0;
  for (;;) {
    const left = text.indexOf('{{', at);
    if (left === -1) return open === undefined ? blocks : undefined;
    const trims = isTrimmed(text, left + 2);
    const textEnd = trims ? spaceStart(text, at, left) : left;
    if (open !== undefined && textEnd > at) {
      if (open.start === -1) open.start = at;
      if (open.isEmpty && /\S/.test(text.slice(at, textEnd))) open.isEmpty = false;
    }
    const opened = trims ? left + 4 : left + 2;
    if (text.startsWith('/*', opened)) {
      at = commentEnd(text, opened);
      if (at === -1) return undefined;
      continue;
    }
    if (open?.start === -1) open.start = left;
    const inside = behindSpace(text, opened);
    const word = wordAt(text, inside);
    const behind = inside + word.length;
    switch (word) {
      case 'if':
      case 'with':
      case 'range': {
        if (open !== undefined) {
          open.isEmpty = false;
          outer.push(open);
        }
        open = { type: word, variables, variableCount: variables.length, depth, from: -1, start: -1, isEmpty: true, hasElse: false };
        if (++depth > MAX_DEPTH) return undefined;
        if (word === 'range') ranges++;
        if (!mayFollow(text.charCodeAt(behind))) return undefined;
        at = open.from = pipelineEnd(text, behind, word === 'range', functions, variables);
        break;
      }
      case 'define': {
        if (open !== undefined || !isSpace(text.charCodeAt(behind))) return undefined;
        open = { type: word, variables, variableCount: variables.length, depth, from: -1, start: -1, isEmpty: true, hasElse: true };
        variables = ['$'];
        const name = stringEnd(text, behind);
        at = open.from = name === -1 ? -1 : closeEnd(text, name);
        break;
      }
      case 'else': {
        if (open === undefined || open.hasElse) return undefined;
        closeBlock(blocks, open, left);
        const next = behindSpace(text, behind);
        const nested = wordAt(text, next);
        if (nested === '') {
          open.hasElse = true;
          if (open.type === 'range') ranges--;
          at = closeEnd(text, behind);
        } else {
          if (nested !== open.type || open.type === 'range' || ++depth > MAX_DEPTH || !mayFollow(text.charCodeAt(next + nested.length))) return undefined;
          at = pipelineEnd(text, next + nested.length, false, functions, variables);
        }
        open.from = at;
        open.start = -1;
        open.isEmpty = true;
        break;
      }
      case 'end': {
        if (open === undefined) return undefined;
        closeBlock(blocks, open, left);
        if (open.type === 'range' && !open.hasElse) ranges--;
        ({ variables, depth } = open);
        variables.length = open.variableCount;
        open = outer.pop();
        at = closeEnd(text, behind);
        break;
      }
      case 'break':
      case 'continue':
        if (ranges === 0) return undefined;
        if (open !== undefined) open.isEmpty = false;
        at = closeEnd(text, behind);
        break;
      case 'template': {
        if (open !== undefined) open.isEmpty = false;
        const name = isSpace(text.charCodeAt(behind)) ? stringEnd(text, behind) : -1;
        if (name === -1) return undefined;
        at = closeEnd(text, name);
        if (at === -1 && isSpace(text.charCodeAt(name))) at = pipelineEnd(text, name, false, functions, variables);
        break;
      }
      default:
        if (open !== undefined) open.isEmpty = false;
        at = pipelineEnd(text, inside, false, functions, variables);
    }
    if (at === -1) return undefined;
  }
}

/** Whether a pipeline may start right behind a keyword: white space, a field or a parenthesis. */
function mayFollow(code: number): boolean {
  return isSpace(code) || code === 0x2e || code === 0x28;
}

function closeBlock(blocks: Map<number, Block>, { from, start, isEmpty }: Open, to: number): void {
  if (to - from >= MIN_BLOCK) blocks.set(from, { from, start, to, isEmpty });
}

// What has been read of a command last, as far as it says what may come next.
const STARTED = 0;
/** The pipe before a command, which must not be a constant. */
const PIPED = 1;
const SPACED = 2;
const OPERAND = 3;
/** A parenthesis that closes, or the name of a function: fields may follow. */
const CLOSED = 4;

/**
 * Reads a pipeline and the delimiter behind it, and declares its variables.
 *
 * @returns The end of the delimiter and of what it trims; -1 for what is not understood.
 */
function pipelineEnd(text: string, from: number, isRange: boolean, functions: { has(name: string): boolean }, variables: string[]): number {
  let at = behindSpace(text, from);
  const declared = text.charCodeAt(at) === DOLLAR ? readDeclarations(text, at, isRange) : undefined;
  if (declared !== undefined) {
    variables.push(...declared.names);
    at = declared.end;
  }
  let depth = 0;
  let state = STARTED;
  for (;;) {
    const code = text.charCodeAt(at);
    switch (code) {
      case 0x20: case 0x09: case 0x0a: case 0x0d: // white space
        at++;
        if (text.charCodeAt(at) === MINUS && text.startsWith('-}}', at)) return depth === 0 && state >= SPACED ? behindSpace(text, at + 3) : -1;
        if (state > SPACED) state = SPACED;
        continue;
      case 0x7d: // }
        return depth === 0 && state >= SPACED && text.charCodeAt(at + 1) === 0x7d ? at + 2 : -1;
      case 0x7c: // |
        if (state < SPACED) return -1;
        state = PIPED;
        at++;
        continue;
      case 0x29: // )
        if (--depth < 0 || state < SPACED) return -1;
        state = CLOSED;
        at++;
        continue;
      case 0x2e: { // .
        if (state === OPERAND) return -1;
        const end = endOf(FIELDS, text, at);
        // Behind a dot alone no name and no number may start: the next round refuses them.
        if (end === 0 && (state === PIPED || state === CLOSED)) return -1;
        at = end || at + 1;
        state = OPERAND;
        continue;
      }
      default:
    }
    if (state > SPACED) return -1;
    switch (code) {
      case 0x28: // (
        if (++depth > MAX_DEPTH) return -1;
        state = STARTED;
        at++;
        continue;
      case DOLLAR: {
        const end = endOf(VARIABLE, text, at);
        if (!variables.includes(text.slice(at, end))) return -1;
        at = text.charCodeAt(end) === 0x2e ? endOf(FIELDS, text, end) : end;
        if (at === 0) return -1;
        break;
      }
      case 0x22: case 0x60: // " `
        at = state === PIPED ? -1 : literalEnd(text, at);
        if (at === -1) return -1;
        break;
      default: {
        const word = wordAt(text, at);
        if (word === '') {
          at = state === PIPED ? 0 : endOf(NUMBER, text, at);
          if (at === 0) return -1;
        } else {
          at += word.length;
          if (!isKeyword(word)) {
            if (!functions.has(word)) return -1;
            state = CLOSED;
            continue;
          }
          if (state === PIPED || !CONSTANTS.has(word)) return -1;
        }
      }
    }
    state = OPERAND;
  }
}

/** Where the delimiter that closes an action, behind nothing but white space, ends with what it trims; -1 when there is none. */
function closeEnd(text: string, from: number): number {
  const at = behindSpace(text, from);
  if (text.startsWith('}}', at)) return at + 2;
  return at > from && text.startsWith('-}}', at) ? behindSpace(text, at + 3) : -1;
}

/** Where a string ends that may have white space before it; -1 when there is none. */
function stringEnd(text: string, from: number): number {
  const at = behindSpace(text, from);
  const code = text.charCodeAt(at);
  return code === 0x22 || code === 0x60 ? literalEnd(text, at) : -1;
}
