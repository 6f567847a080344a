import { quote } from '../gofmt/index.ts';
import type { GoComplex } from '../govalue/index.ts';

/** What every node knows: the offset Go counts as its place, and where its text starts and ends. */
interface NodeBase {
  /** Where Go places errors of this node, in UTF-16 code units. For a chain of fields that is the second one. */
  readonly pos: number;
  readonly start: number;
  readonly end: number;
}

export interface IdentifierNode extends NodeBase {
  readonly type: 'Identifier';
  readonly name: string;
}

/** `.A.B` */
export interface FieldNode extends NodeBase {
  readonly type: 'Field';
  readonly names: readonly string[];
}

/** `$x.A.B`; `name` has its dollar sign. */
export interface VariableNode extends NodeBase {
  readonly type: 'Variable';
  readonly name: string;
  readonly names: readonly string[];
}

/** `(pipeline).A.B`, or a function without arguments with fields behind it. */
export interface ChainNode extends NodeBase {
  readonly type: 'Chain';
  readonly node: PipeNode | IdentifierNode;
  readonly names: readonly string[];
}

export interface DotNode extends NodeBase {
  readonly type: 'Dot';
}

export interface NilNode extends NodeBase {
  readonly type: 'Nil';
}

export interface BoolNode extends NodeBase {
  readonly type: 'Bool';
  readonly value: boolean;
}

/** A number: every reading of it that Go's rules allow. */
export interface NumberNode extends NodeBase {
  readonly type: 'Number';
  readonly text: string;
  readonly int: bigint | undefined;
  readonly uint: bigint | undefined;
  readonly float: number | undefined;
  readonly complex: GoComplex | undefined;
}

export interface StringNode extends NodeBase {
  readonly type: 'String';
  /** As written, with its quotes. */
  readonly quoted: string;
  readonly text: string;
}

/** What a command consists of. */
export type Operand =
  | IdentifierNode | FieldNode | VariableNode | ChainNode | DotNode | NilNode | BoolNode | NumberNode | StringNode | PipeNode;

export interface CommandNode extends NodeBase {
  readonly type: 'Command';
  readonly args: readonly [Operand, ...Operand[]];
}

export interface PipeNode extends NodeBase {
  readonly type: 'Pipe';
  /** The variables it sets, if any. */
  readonly decl: readonly VariableNode[];
  /** `=` rather than `:=`. */
  readonly isAssign: boolean;
  readonly commands: readonly CommandNode[];
}

export interface TextNode extends NodeBase {
  readonly type: 'Text';
  readonly text: string;
}

export interface ActionNode extends NodeBase {
  readonly type: 'Action';
  readonly pipe: PipeNode;
}

/** `if`, `with` or `range`. */
export interface BranchNode extends NodeBase {
  readonly type: 'If' | 'With' | 'Range';
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly elseList: ListNode | undefined;
}

export interface TemplateNode extends NodeBase {
  readonly type: 'Template';
  readonly name: string;
  readonly pipe: PipeNode | undefined;
}

export interface JumpNode extends NodeBase {
  readonly type: 'Break' | 'Continue';
}

/** What a template's body consists of. */
export type Statement = TextNode | ActionNode | BranchNode | TemplateNode | JumpNode;

export interface ListNode extends NodeBase {
  readonly type: 'List';
  readonly nodes: readonly Statement[];
  /** Whether it has no effect, where that is known without its nodes. */
  readonly isEmpty?: boolean;
}

/** A template as it was written: the body of the text itself, and what it defines. */
export interface ParsedText {
  readonly text: string;
  readonly root: ListNode;
  /** By name, in the order of their ends. Only the last body that is not empty of each name. */
  readonly definitions: ReadonlyMap<string, ListNode>;
}

/** Whether a body has no effect: only white space, or nothing. Such a body does not replace another. */
export function isEmptyBody(body: ListNode): boolean {
  return body.isEmpty ?? body.nodes.every((node) => node.type === 'Text' && !/\S/.test(node.text));
}

/** What a pipeline without variables declares. */
export const NO_DECLARATIONS: Pick<PipeNode, 'decl' | 'isAssign'> = { decl: [], isAssign: false };
const NO_NAMES: readonly string[] = [];

export function list(start: number, nodes: readonly Statement[], end: number): ListNode {
  return { type: 'List', pos: start, start, end, nodes };
}

/** A variable without fields behind it. */
export function variable(start: number, end: number, name: string): VariableNode {
  return { type: 'Variable', pos: start, start, end, name, names: NO_NAMES };
}

/** A list that was made by `push`, which reserves place for seventeen items at first: trees stay, and have many short lists. */
export function fitted<T>(items: readonly T[]): readonly T[] {
  return items.length < 16 ? items.slice() : items;
}

/** Any node that an error can be placed at. */
export type Node = Operand | CommandNode | Statement;

/** Prints a node as Go's errors show it, between `<` and `>`. */
export function printNode(node: Node): string {
  switch (node.type) {
    case 'Identifier':
      return node.name;
    case 'Field':
      return `.${node.names.join('.')}`;
    case 'Variable':
      return [node.name, ...node.names].join('.');
    case 'Chain':
      return `${printOperandNode(node.node)}.${node.names.join('.')}`;
    case 'Dot':
      return '.';
    case 'Nil':
      return 'nil';
    case 'Bool':
      return String(node.value);
    case 'Number':
      return node.text;
    case 'String':
      return node.quoted;
    case 'Command':
      return node.args.map(printOperandNode).join(' ');
    case 'Pipe':
      return printPipe(node);
    case 'Action':
      return `{{${printPipe(node.pipe)}}}`;
    case 'Text':
      return node.text;
    case 'If':
    case 'With':
    case 'Range':
      return printBranch(node);
    case 'Template':
      return `{{template ${quote(node.name)}${node.pipe === undefined ? '' : ` ${printPipe(node.pipe)}`}}}`;
    case 'Break':
      return '{{break}}';
    case 'Continue':
      return '{{continue}}';
  }
}

function printOperandNode(node: Operand): string {
  return node.type === 'Pipe' ? `(${printPipe(node)})` : printNode(node);
}

function printPipe(pipe: PipeNode): string {
  const declared = pipe.decl.map(printNode).join(', ');
  const commands = pipe.commands.map(printNode).join(' | ');
  return declared === '' ? commands : `${declared} ${pipe.isAssign ? '=' : ':='} ${commands}`;
}

function printBranch(node: BranchNode): string {
  const list = node.list.nodes.map(printNode).join('');
  const otherwise = node.elseList === undefined ? '' : `{{else}}${node.elseList.nodes.map(printNode).join('')}`;
  return `{{${node.type.toLowerCase()} ${printPipe(node.pipe)}}}${list}${otherwise}{{end}}`;
}
