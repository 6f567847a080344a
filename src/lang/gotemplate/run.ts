import { quote } from '../gofmt/index.ts';
import type { Meter } from '../govalue/index.ts';
import type { ListNode, Node } from './nodes.ts';
import { printNode } from './nodes.ts';
import { goPlace, TemplateError, type TemplateFault } from './template-error.ts';
import type { TemplateSet } from './template-set.ts';

/** No stack that eddy runs on ends before this many nested templates. */
const STACK_AT_RISK = 400;

/** What a template sees at a key that a map does not have: Go's option `missingkey`. */
export type MissingKey = 'default' | 'zero' | 'error';

/** Bounds of one execution, so that a hostile template ends with a clear error. */
export interface TemplateLimits {
  /** Templates within templates. Go allows 100,000, which no JavaScript stack holds. */
  readonly maxDepth: number;
  /** Iterations of `range`, calls of templates, and what calls of functions cost (`Price`). */
  readonly maxSteps: number;
  /** UTF-16 code units of output, that of `include` counted once more each time it is included. */
  readonly maxOutput: number;
}

const THOUSAND = 1000;

/** Limits that no sane template reaches. */
export const DEFAULT_LIMITS: TemplateLimits = { maxDepth: 2000, maxSteps: 10_000_000, maxOutput: 64 * 1024 * 1024 };

/** How a statement ended: in order, or with a jump out of the innermost `range`. */
export type Signal = 0 | 1 | 2;
export const NEXT = 0;
export const BREAK = 1;
export const CONTINUE = 2;

/** A compiled statement. */
export type Step = (frame: Frame) => Signal;

/** A compiled body. It knows no names, so that one text compiled once serves every set. */
export interface Body {
  readonly step: Step;
  /** How many variables what is compiled of it needs, apart from `$`. */
  readonly slots: number;
  readonly node: ListNode;
}

/** The text a template was parsed from. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** A template of a set. */
export interface Template {
  readonly name: string;
  readonly source: Source;
  readonly body: Body;
}

/** One template being executed: its data and its variables. */
export class Frame {
  dot: unknown;
  /** The value of `$`. */
  root: unknown;
  readonly vars: unknown[];
  readonly run: Run;
  readonly template: Template;
  /** The operand that the last `and` or `or` answered with; only errors ask. */
  last: Node | undefined;

  constructor(run: Run, template: Template, dot: unknown) {
    this.dot = dot;
    this.root = dot;
    this.vars = new Array<unknown>(template.body.slots);
    this.run = run;
    this.template = template;
    this.last = undefined;
  }
}

/** The slot of `$`, which is no slot of the frame. */
export const ROOT_SLOT = -1;

/** Sets a variable by its slot. */
export function setVariable(frame: Frame, slot: number, value: unknown): void {
  if (slot === ROOT_SLOT) frame.root = value;
  else frame.vars[slot] = value;
}

/** What a function declared with `templateFn` gets before its arguments. */
export interface TemplateContext extends Meter {
  /** The set whose templates are running; an overlay of it while `execute` runs one. */
  readonly set: TemplateSet;
  /** What the caller of `TemplateSet.execute` passed as `host`. */
  readonly host: unknown;
  /** Runs a template of a set (of this one unless told otherwise) within the same limits, and returns its output. @throws TemplateError */
  execute(name: string, data: unknown, set?: TemplateSet): string;
}

/** One execution of a set: the output so far and what is left of the limits. */
export class Run implements TemplateContext, Meter {
  set: TemplateSet;
  readonly host: unknown;
  readonly missingKey: MissingKey;
  readonly limits: TemplateLimits;
  out = '';
  /** Work so far, in thousandths of steps: most templates end before these are too large for V8's small integers. */
  #work = 0;
  #depth = 0;
  /** Output that is set aside while an inner template runs. */
  #outside = 0;
  /** The template that was called last, which is the innermost one when the stack overflows. */
  #innermost: Template | undefined;

  constructor(set: TemplateSet, missingKey: MissingKey, limits: TemplateLimits, host: unknown) {
    this.set = set;
    this.missingKey = missingKey;
    this.limits = limits;
    this.host = host;
  }

  execute(name: string, data: unknown, set: TemplateSet = this.set): string {
    const template = set.lookup(name);
    if (template === undefined) throw noTemplate(name, set);
    const outer = { out: this.out, set: this.set, depth: this.#depth };
    this.#outside += outer.out.length;
    this.out = '';
    this.set = set;
    try {
      this.call(template, data === null ? undefined : data);
      // As in `call`, an error leaves the depth as it is: `isEngineLimit` asks for it.
      this.#depth = outer.depth;
      return this.out;
    } finally {
      this.#outside -= outer.out.length;
      this.out = outer.out;
      this.set = outer.set;
    }
  }

  /** Why no further template may be called now; undefined when one may. */
  depthFault(): string | undefined {
    return this.#depth < this.limits.maxDepth ? undefined : `exceeded maximum template depth (${this.limits.maxDepth})`;
  }

  /** Runs a template into the current output. `dot` is undefined for nil. */
  call(template: Template, dot: unknown): void {
    const frame = new Frame(this, template, dot);
    const fault = this.depthFault();
    if (fault !== undefined) throw limitError(frame, fault);
    this.#innermost = template;
    this.#depth++;
    this.tick(frame);
    template.body.step(frame);
    this.#depth--;
  }

  /**
   * Whether JavaScript itself gave up. On the last bytes of its stack V8 reports an overflow now and then as a TypeError;
   * the depth tells it from a defect, for it is not counted down on the way out of an error.
   */
  isEngineLimit(error: unknown): error is RangeError | TypeError {
    return error instanceof RangeError || (error instanceof TypeError && this.#depth > STACK_AT_RISK);
  }

  /** The error for a limit of JavaScript itself: its stack, for templates that call each other without end, or the length of a string. */
  engineLimit(error: RangeError | TypeError): TemplateError {
    const { name = '', source, body } = this.#innermost ?? {};
    const start = body?.node.start ?? 0;
    const overflow = error instanceof TypeError || /call stack/i.test(error.message);
    const detail = overflow ? 'templates call each other too deeply' : 'a text grows longer than any can be';
    return new TemplateError('limit', `template: ${source?.name ?? ''}: executing ${quote(name)}: ${detail}`, {
      template: name,
      detail,
      place: source === undefined ? undefined : { source: source.name, text: source.text, span: { start, end: start } },
      hint: overflow ? 'does a template include itself without end?' : undefined,
      cause: error,
    });
  }

  /** Counts work; the limit is checked by whoever knows the node, at the next `tick` or `pay`. */
  spend(steps: number): void {
    this.#work += steps * THOUSAND;
  }

  /** Counts thousandths of steps for a call at a node, and checks the limit. */
  pay(frame: Frame, node: Node | undefined, thousandths: number): void {
    this.#work += thousandths;
    if (this.#work > this.limits.maxSteps * THOUSAND) throw limitError(frame, `the template ran for more than ${this.limits.maxSteps} steps`, node);
  }

  /** Counts one step, an iteration at a node or the call of a template, and checks the limits. */
  tick(frame: Frame, node?: Node): void {
    this.pay(frame, node, THOUSAND);
    const { maxOutput } = this.limits;
    if (this.out.length + this.#outside > maxOutput) throw limitError(frame, `the output is longer than ${maxOutput} characters`, node);
  }
}

/** The error for a name that no template of the set has. */
function noTemplate(name: string, set: TemplateSet): TemplateError {
  const detail = `no template ${quote(name)} associated with template ${quote(set.name)}`;
  return new TemplateError('execution', `template: ${detail}`, { template: name, detail });
}

function limitError(frame: Frame, detail: string, node?: Node): TemplateError {
  if (node !== undefined) return execError(frame, node, detail, undefined, 'limit');
  const { name, source } = frame.template;
  return new TemplateError('limit', `template: ${source.name}: executing ${quote(name)}: ${detail}`, {
    template: name,
    detail,
    place: placeOf(frame, frame.template.body.node),
  });
}

/** An execution error at a node, with Go's text. */
export function execError(frame: Frame, node: Node, detail: string, cause?: unknown, fault: TemplateFault = 'execution'): TemplateError {
  const { name, source } = frame.template;
  const place = `${source.name}:${goPlace(source.text, node.pos)}`;
  return new TemplateError(fault, `template: ${place}: executing ${quote(name)} at <${printNode(node)}>: ${detail}`, {
    template: name,
    detail,
    place: placeOf(frame, node),
    cause,
  });
}

function placeOf(frame: Frame, node: { readonly start: number; readonly end: number }): TemplateError['place'] {
  const { source } = frame.template;
  return { source: source.name, text: source.text, span: { start: node.start, end: node.end } };
}
