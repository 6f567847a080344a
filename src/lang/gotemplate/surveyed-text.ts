import { remembered } from '../../std/remembered.ts';
import {
  behindSpace, commentEnd, DOLLAR, endOf, FIELDS, isTrimmed, literalEnd, MINUS, NUMBER, readDeclarations, spaceStart, VARIABLE, wordAt,
} from './action-text.ts';
import { readNumber, unquote } from './literals.ts';
import {
  fitted, isEmptyBody, list, NO_DECLARATIONS, variable,
  type BranchNode, type CommandNode, type IdentifierNode, type ListNode, type Operand, type ParsedText, type PipeNode, type Statement, type TemplateNode,
} from './nodes.ts';
import { survey, type Block, type Blocks } from './survey.ts';

/**
 * Parses a text that `survey` understands; undefined for any other, and for one that defines a template twice.
 *
 * Larger blocks are parsed when their nodes are asked for: of most charts the greater part never runs.
 * What the survey has checked is taken for granted: there are no faults here, and the trees are those of the parser.
 */
export function parseSurveyed(text: string, functions: { has(name: string): boolean }): ParsedText | undefined {
  const blocks = survey(text, functions);
  if (blocks === undefined) return undefined;
  const reading: Reading = { text, blocks, at: 0, start: -1, delim: -1, closing: undefined };
  const definitions = new Map<string, ListNode>();
  const nodes = readStatements(reading, definitions);
  if (nodes === undefined) return undefined;
  return { text, root: list(reading.start, nodes, text.length), definitions };
}

const PIPE = 0x7c;
const CLOSING = 0x29;

/** How far a text has been read. */
interface Reading {
  readonly text: string;
  readonly blocks: Blocks;
  /** The offset of what comes next. */
  at: number;
  /** Where the first token of the last list starts. */
  start: number;
  /** Where the right delimiter of the last action starts, behind a trim marker. */
  delim: number;
  /** The word that closed the last list, and what follows an `else`. */
  closing: Closing | undefined;
}

interface Closing {
  /** Where Go places it. */
  readonly pos: number;
  readonly type: 'end' | 'else' | 'else if';
}

const MAX_CHAINS = 5000;
const MAX_NUMBERS = 500;

/** A block that is parsed when its nodes are asked for, which compiling does once: nobody keeps a tree that is compiled. */
class UnreadList implements ListNode {
  readonly type = 'List';
  readonly pos: number;
  readonly start: number;
  readonly end: number;
  readonly isEmpty: boolean;
  readonly #read: () => readonly Statement[];

  constructor({ start, isEmpty }: Block, end: number, read: () => readonly Statement[]) {
    this.pos = this.start = start;
    this.end = end;
    this.isEmpty = isEmpty;
    this.#read = read;
  }

  get nodes(): readonly Statement[] {
    return this.#read();
  }
}

/**
 * List = { Statement } , with what closes it; a whole text ends without.
 *
 * @param definitions - Takes what a whole text defines; the result is undefined when that is defined before.
 */
function readStatements(reading: Reading, definitions?: Map<string, ListNode>): readonly Statement[] | undefined {
  const { text } = reading;
  const nodes: Statement[] = [];
  let first = -1;
  for (;;) {
    const { at } = reading;
    const left = text.indexOf('{{', at);
    const trims = left !== -1 && isTrimmed(text, left + 2);
    const to = left === -1 ? text.length : left;
    const end = trims ? spaceStart(text, at, to) : to;
    if (end > at) {
      nodes.push({ type: 'Text', pos: at, start: at, end, text: text.slice(at, end) });
      if (first === -1) first = at;
    }
    const opened = trims ? left + 4 : left + 2;
    if (left !== -1 && text.startsWith('/*', opened)) {
      reading.at = commentEnd(text, opened);
      continue;
    }
    if (first === -1) first = to;
    if (left === -1) break;
    const inside = behindSpace(text, opened);
    const word = wordAt(text, inside);
    const behind = inside + word.length;
    switch (word) {
      case 'if':
      case 'with':
      case 'range':
        nodes.push(readBranch(reading, word, left, behind));
        break;
      case 'define':
        if (!readDefinition(reading, behind, definitions!)) return undefined;
        break;
      case 'template':
        nodes.push(readTemplate(reading, left, behind));
        break;
      case 'break':
      case 'continue':
        closeAction(reading, behind);
        nodes.push({ type: word === 'break' ? 'Break' : 'Continue', pos: inside, start: left, end: reading.delim + 2 });
        break;
      case 'end':
        closeAction(reading, behind);
        reading.closing = { pos: reading.delim, type: 'end' };
        reading.start = first;
        return fitted(nodes);
      case 'else': {
        const next = behindSpace(text, behind);
        const code = text.charCodeAt(next);
        const isNested = code === 0x69 || code === 0x77; // if, with
        if (isNested) reading.at = next;
        else closeAction(reading, behind);
        reading.closing = isNested ? { pos: next, type: 'else if' } : { pos: reading.delim, type: 'else' };
        reading.start = first;
        return fitted(nodes);
      }
      default: {
        const pipe = readPipeline(reading, inside, false);
        nodes.push({ type: 'Action', pos: inside, start: left, end: reading.delim + 2, pipe });
      }
    }
  }
  reading.start = first;
  return fitted(nodes);
}

/** A list and what closes it. A larger one is passed over. */
function readList(reading: Reading): ListNode {
  const { text, blocks, at } = reading;
  const block = blocks.get(at);
  if (block === undefined) {
    const nodes = readStatements(reading)!;
    return list(reading.start, nodes, reading.closing!.pos);
  }
  reading.at = block.to;
  readStatements(reading);
  const read = (): readonly Statement[] => readStatements({ text, blocks, at, start: -1, delim: -1, closing: undefined })!;
  return new UnreadList(block, reading.closing!.pos, read);
}

/** Branch = ( "if" | "range" | "with" ) Pipeline "}}" List [ "else" List ] "end" . */
function readBranch(reading: Reading, word: 'if' | 'with' | 'range', start: number, behind: number): BranchNode {
  const pipe = readPipeline(reading, behind, word === 'range');
  const then = readList(reading);
  const otherwise = readElse(reading, word, reading.closing!);
  return { type: word === 'if' ? 'If' : word === 'with' ? 'With' : 'Range', pos: pipe.pos, start, end: reading.delim + 2, pipe, list: then, elseList: otherwise };
}

/** What follows the list of a branch: nothing, a list, or another branch of its kind. */
function readElse(reading: Reading, word: 'if' | 'with' | 'range', { pos, type }: Closing): ListNode | undefined {
  if (type === 'end') return undefined;
  if (type === 'else') return readList(reading);
  const branch = readBranch(reading, word, pos, pos + word.length);
  return list(pos, [branch], branch.end);
}

/** Definition = "define" String "}}" List "end" . Returns whether the name is new, or one of the two bodies empty. */
function readDefinition(reading: Reading, behind: number, definitions: Map<string, ListNode>): boolean {
  const from = behindSpace(reading.text, behind);
  const end = literalEnd(reading.text, from);
  closeAction(reading, end);
  const name = unquote(reading.text.slice(from, end))!;
  const body = readList(reading);
  const old = definitions.get(name);
  if (old === undefined || isEmptyBody(old)) definitions.set(name, body);
  else return isEmptyBody(body);
  return true;
}

/** Template = "template" String [ Pipeline ] "}}" . */
function readTemplate(reading: Reading, start: number, behind: number): TemplateNode {
  const { text } = reading;
  const pos = behindSpace(text, behind);
  const end = literalEnd(text, pos);
  const next = behindSpace(text, end);
  let pipe: PipeNode | undefined;
  if (text.startsWith('}}', next) || text.startsWith('-}}', next)) closeAction(reading, end);
  else pipe = readPipeline(reading, end, false);
  return { type: 'Template', pos, start, end: reading.delim + 2, name: unquote(text.slice(pos, end))!, pipe };
}

/** The delimiter that closes an action, and what it trims. */
function closeAction(reading: Reading, from: number): void {
  const { text } = reading;
  const at = behindSpace(text, from);
  const trims = text.charCodeAt(at) === MINUS;
  reading.delim = trims ? at + 1 : at;
  reading.at = trims ? behindSpace(text, at + 3) : at + 2;
}

/** Pipeline = [ Declarations ] Command { "|" Command } , with the delimiter or the parenthesis behind it. */
function readPipeline(reading: Reading, from: number, isRange: boolean): PipeNode {
  const { text } = reading;
  const start = behindSpace(text, from);
  reading.at = start;
  const declared = text.charCodeAt(start) === DOLLAR ? readDeclarations(text, start, isRange) : undefined;
  if (declared !== undefined) reading.at = declared.end;
  const commands = [readCommand(reading)];
  while (text.charCodeAt(reading.at) === PIPE) {
    reading.at++;
    commands.push(readCommand(reading));
  }
  const { at } = reading;
  if (text.charCodeAt(at) === CLOSING) {
    reading.at = at + 1;
    reading.delim = at;
  } else {
    closeAction(reading, at);
  }
  const { decl, isAssign } = declared === undefined ? NO_DECLARATIONS : { decl: declared.names.map((name, i) => declaredAt(text, start, name, i)), isAssign: declared.isAssign };
  return { type: 'Pipe', pos: start, start, end: reading.delim, decl, isAssign, commands: grown(commands) };
}

/** A list that began with one item, which has room for no other. */
function grown<T>(items: readonly T[]): readonly T[] {
  return items.length === 1 ? items : fitted(items);
}

function declaredAt(text: string, start: number, name: string, index: number): ReturnType<typeof variable> {
  const from = index === 0 ? start : text.indexOf('$', start + 1);
  return variable(from, from + name.length, name);
}

/** Command = Operand { Space Operand } , and the white space behind it. */
function readCommand(reading: Reading): CommandNode {
  const { text } = reading;
  const start = (reading.at = behindSpace(text, reading.at));
  const args: [Operand, ...Operand[]] = [readOperand(reading)];
  for (;;) {
    const { at } = reading;
    const next = behindSpace(text, at);
    reading.at = next;
    const code = text.charCodeAt(next);
    // A delimiter, a pipe or a parenthesis ends the command. A minus without a delimiter behind it starts a number.
    if (code === 0x7d || code === PIPE || code === CLOSING || (code === MINUS && text.startsWith('-}}', next))) {
      return { type: 'Command', pos: start, start, end: args[args.length - 1]!.end, args: grown(args) as [Operand, ...Operand[]] };
    }
    args.push(readOperand(reading));
  }
}

/** The names of a chain of fields. A chart has a few hundred chains, and writes each many times. */
const namesOf = remembered(MAX_CHAINS, (chain) => chain.slice(1).split('.'));

/** Operand = literal | function | "." | Field | Variable | "(" Pipeline ")" , with fields behind the last ones. */
function readOperand(reading: Reading): Operand {
  const { text, at: start } = reading;
  switch (text.charCodeAt(start)) {
    case 0x2e: { // .
      const end = endOf(FIELDS, text, start);
      reading.at = end || start + 1;
      if (end === 0) return { type: 'Dot', pos: start, start, end: start + 1 };
      const names = namesOf(text.slice(start, end));
      // Go places a chain of fields at the second one.
      return { type: 'Field', pos: names.length === 1 ? start : start + 1 + names[0]!.length, start, end, names };
    }
    case DOLLAR: {
      const pos = endOf(VARIABLE, text, start);
      const name = text.slice(start, pos);
      if (text.charCodeAt(pos) !== 0x2e) {
        reading.at = pos;
        return variable(start, pos, name);
      }
      const end = (reading.at = endOf(FIELDS, text, pos));
      return { type: 'Variable', pos, start, end, name, names: namesOf(text.slice(pos, end)) };
    }
    case 0x28: // (
      return readFields(reading, readPipeline(reading, start + 1, false));
    case 0x22: case 0x60: { // " `
      const end = (reading.at = literalEnd(text, start));
      const quoted = text.slice(start, end);
      return { type: 'String', pos: start, start, end, quoted, text: unquote(quoted)! };
    }
    default:
      return readWord(reading, start);
  }
}

const numberOf = remembered(MAX_NUMBERS, (text) => readNumber(text, 'Number'));

/** The fields of what a function or a pipeline in parentheses gives. */
function readFields(reading: Reading, node: PipeNode | IdentifierNode): Operand {
  const { text, at: pos } = reading;
  if (text.charCodeAt(pos) !== 0x2e) return node;
  const end = (reading.at = endOf(FIELDS, text, pos));
  return { type: 'Chain', pos, start: node.start, end, node, names: namesOf(text.slice(pos, end)) };
}

function readWord(reading: Reading, start: number): Operand {
  const { text } = reading;
  const word = wordAt(text, start);
  const end = (reading.at = word === '' ? endOf(NUMBER, text, start) : start + word.length);
  switch (word) {
    case '': {
      const number = text.slice(start, end);
      return { type: 'Number', pos: start, start, end, text: number, ...numberOf(number) };
    }
    case 'true':
    case 'false':
      return { type: 'Bool', pos: start, start, end, value: word === 'true' };
    case 'nil':
      return { type: 'Nil', pos: start, start, end };
    default:
      return readFields(reading, { type: 'Identifier', pos: start, start, end, name: word });
  }
}
