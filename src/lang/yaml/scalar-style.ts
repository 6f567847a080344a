import { LF, SPACE, TAB, isBreak } from './chars.ts';
import type { ScalarStyle } from './scanner.ts';

/** Which styles a text may be written in. */
export interface ScalarAnalysis {
  readonly multiline: boolean;
  readonly flowPlain: boolean;
  readonly blockPlain: boolean;
  readonly singleQuoted: boolean;
  readonly block: boolean;
}

const EMPTY: ScalarAnalysis = { multiline: false, flowPlain: false, blockPlain: true, singleQuoted: true, block: false };

/** Per ASCII code: 0 for what means nothing in the middle of a scalar. */
const MEANING = new Uint8Array(128).fill(1, 0, 0x20).fill(1, 0x7f);
for (const char of ' :#,?[]{}') MEANING[char.charCodeAt(0)] = 1;

const LEADING_INDICATORS = new Set(Array.from('#,[]{}&*!|>\'"%@`', (char) => char.charCodeAt(0)));
const FLOW_INDICATORS = new Set(Array.from(',?[]{}', (char) => char.charCodeAt(0)));

/** Whether go-yaml writes a code unit as it is. Halves of surrogate pairs are escaped. */
export function isPrintable(code: number): boolean {
  return (code >= 0x20 && code <= 0x7e) || code === LF || (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff);
}

/**
 * Finds out which styles a text may be written in. Follows go-yaml v2.4.3 and v3.0.4 `emitterc.go`;
 * they differ in tabs, which v3 allows in block scalars.
 */
export function analyzeScalar(text: string, version: 'v2' | 'v3'): ScalarAnalysis {
  if (text === '') return EMPTY;
  let blockIndicators = text.startsWith('---') || text.startsWith('...');
  let flowIndicators = blockIndicators;
  let lineBreaks = false;
  let special = false;
  let tabs = false;
  let breakThenSpace = false;
  let spaceThenBreak = false;
  let afterSpace = false;
  let afterBreak = false;
  let afterWhitespace = true;
  const last = text.length - 1;
  for (let i = 0; i <= last; i++) {
    const code = text.charCodeAt(i);
    if (MEANING[code] === 0 && i > 0) {
      afterSpace = afterBreak = afterWhitespace = false;
      continue;
    }
    const next = i === last ? SPACE : text.charCodeAt(i + 1);
    const beforeWhitespace = next === SPACE || next === TAB;
    if (i === 0) {
      if (LEADING_INDICATORS.has(code)) blockIndicators = flowIndicators = true;
      else if (code === 0x3f || code === 0x3a) {
        flowIndicators = true;
        blockIndicators ||= beforeWhitespace;
      } else if (code === 0x2d && beforeWhitespace) blockIndicators = flowIndicators = true;
    } else if (code === 0x3a) {
      flowIndicators = true;
      blockIndicators ||= beforeWhitespace;
    } else if (code === 0x23) {
      if (afterWhitespace) blockIndicators = flowIndicators = true;
    } else if (FLOW_INDICATORS.has(code)) {
      flowIndicators = true;
    }
    if (code === TAB && version === 'v3') tabs = true;
    else if (!isPrintable(code)) special = true;
    const isLineBreak = isBreak(code);
    if (code === SPACE) breakThenSpace ||= afterBreak;
    else if (isLineBreak) {
      lineBreaks = true;
      spaceThenBreak ||= afterSpace;
    }
    afterSpace = code === SPACE;
    afterBreak = isLineBreak;
    afterWhitespace = code === SPACE || code === TAB || isLineBreak || code === 0;
  }
  const first = text.charCodeAt(0);
  const end = text.charCodeAt(last);
  const edgeSpace = first === SPACE || end === SPACE || isBreak(first) || isBreak(end);
  const quoted = breakThenSpace || spaceThenBreak || tabs || special;
  const plain = !edgeSpace && !quoted && !lineBreaks;
  return {
    multiline: lineBreaks,
    flowPlain: plain && !flowIndicators,
    blockPlain: plain && !blockIndicators,
    singleQuoted: !quoted,
    block: end !== SPACE && !spaceThenBreak && !special,
  };
}

/** The style a scalar is written in when `wanted` is asked for. */
export function selectStyle(
  text: string,
  wanted: ScalarStyle,
  analysis: ScalarAnalysis,
  context: { readonly flow: boolean; readonly simpleKey: boolean; readonly quotable: boolean },
): ScalarStyle {
  let style = context.simpleKey && analysis.multiline ? 'double' : wanted;
  if (style === 'plain') {
    const allowed = context.flow ? analysis.flowPlain : analysis.blockPlain;
    if (!allowed || (text === '' && (context.flow || context.simpleKey)) || !context.quotable) style = 'single';
  }
  if (style === 'single' && !analysis.singleQuoted) style = 'double';
  if ((style === 'literal' || style === 'folded') && (!analysis.block || context.flow || context.simpleKey)) style = 'double';
  return style;
}

/** A key longer than this many bytes is written as `? key`. */
export const SIMPLE_KEY_BYTES = 128;

/** How many bytes a text has in UTF-8. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) length += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1;
  }
  return length;
}

/** Per ASCII code: 1 may stand anywhere in a plain scalar, 2 needs a look at its neighbours, 0 sends the text to the full analysis. */
const PLAIN = plainTable();
/** Per ASCII code: whether a plain scalar that begins with it can only be a string. */
const SAFE_START = safeStarts();

function plainTable(): Uint8Array {
  const table = new Uint8Array(128).fill(1, 0x21, 0x7f);
  table[0x20] = table[0x3a] = table[0x23] = 2;
  return table;
}

function safeStarts(): Uint8Array {
  const table = new Uint8Array(128);
  for (const char of 'abcdeghijklmpqrsuvwxzABCDEGHIJKLMPQRSUVWXZ_/$(') table[char.charCodeAt(0)] = 1;
  return table;
}

/** Whether a text is plain at first sight: printable ASCII without anything that needs quotes or could be read as another type. */
export function isSimple(text: string): boolean {
  const last = text.length - 1;
  if (last < 0) return false;
  const first = text.charCodeAt(0);
  if (first > 0x7f || SAFE_START[first] === 0) return false;
  for (let i = 1; i <= last; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return false;
    const kind = PLAIN[code];
    if (kind === 1) continue;
    if (kind === 0) return false;
    if (code === 0x23 ? text.charCodeAt(i - 1) === 0x20 : i === last || (code === 0x3a && text.charCodeAt(i + 1) === 0x20)) return false;
  }
  return true;
}
