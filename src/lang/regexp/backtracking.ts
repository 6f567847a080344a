import { setMask } from './char-set.ts';
import { isNullable, type Node, type SubsetPattern } from './subset.ts';

/**
 * Bounds the work of a backtracking engine on a pattern: answers a function from text length to the most steps it can take.
 *
 * Each choice multiplies: a loop of n rounds may stop after any of them, an option may be taken or not. A loop or branch that the next
 * character decides is no choice, only a walk. A loop whose rounds hold choices of their own has no bound.
 */
export function backtrackingBound({ root, ignoreCase }: SubsetPattern): (length: number) => number {
  const { choices, loops, hasLoop } = new Analysis(ignoreCase).visit(root, 0n);
  const starts = isAnchored(root) ? 0 : 1;
  const exponent = starts + loops + (hasLoop ? 1 : 0);
  return (length) => choices * Math.pow(length + 1, exponent);
}

/** `choices * n^loops` ways to match; `hasLoop` where some loop walks over the text without being a choice. */
interface Cost {
  readonly choices: number;
  readonly loops: number;
  readonly hasLoop: boolean;
}

const NO_CHOICE: Cost = { choices: 1, loops: 0, hasLoop: false };

class Analysis {
  readonly #ignoreCase: boolean;

  constructor(ignoreCase: boolean) {
    this.#ignoreCase = ignoreCase;
  }

  /** `follow` is the set of characters that may come next after the node. */
  visit(node: Node, follow: bigint): Cost {
    switch (node.type) {
      case 'set':
      case 'assert':
        return NO_CHOICE;
      case 'group':
        return this.visit(node.body, follow);
      case 'concat':
        return this.#visitConcat(node.parts, follow);
      case 'alternate':
        return this.#visitAlternate(node.branches, follow);
      case 'repeat':
        return this.#visitRepeat(node.body, node.min, node.max, follow);
    }
  }

  #visitConcat(parts: readonly Node[], follow: bigint): Cost {
    let cost = NO_CHOICE;
    let next = follow;
    for (const part of [...parts].reverse()) {
      cost = both(cost, this.visit(part, next));
      next = this.#first(part) | (isNullable(part) ? next : 0n);
    }
    return cost;
  }

  #visitAlternate(branches: readonly Node[], follow: bigint): Cost {
    const costs = branches.map((branch) => this.visit(branch, follow));
    const firsts = branches.map((branch) => this.#first(branch) | (isNullable(branch) ? follow : 0n));
    const isDecided = !branches.some(isNullable) && areDisjoint(firsts);
    const choices = isDecided ? Math.max(...costs.map((cost) => cost.choices)) : costs.reduce((sum, cost) => sum + cost.choices, 0);
    return { choices, loops: Math.max(...costs.map((cost) => cost.loops)), hasLoop: costs.some((cost) => cost.hasLoop) };
  }

  #visitRepeat(body: Node, min: number, max: number, follow: bigint): Cost {
    const first = this.#first(body);
    const isDecided = (first & follow) === 0n && !isNullable(body);
    const round = this.visit(body, max > 1 ? first | follow : follow);
    if (max <= 1) return isDecided ? round : { ...round, choices: round.choices + 1 };
    if (round.choices > 1 || round.loops > 0) return { choices: Infinity, loops: 0, hasLoop: true };
    if (isDecided || min === max) return { choices: 1, loops: 0, hasLoop: max === Infinity || round.hasLoop };
    if (max === Infinity) return { choices: 1, loops: 1, hasLoop: round.hasLoop };
    return { choices: max - min + 1, loops: 0, hasLoop: round.hasLoop };
  }

  /** The characters a match of the node can begin with. */
  #first(node: Node): bigint {
    switch (node.type) {
      case 'set':
        return setMask(node.set, this.#ignoreCase);
      case 'assert':
        return 0n;
      case 'group':
      case 'repeat':
        return this.#first(node.body);
      case 'alternate':
        return node.branches.reduce((mask, branch) => mask | this.#first(branch), 0n);
      case 'concat': {
        let mask = 0n;
        for (const part of node.parts) {
          mask |= this.#first(part);
          if (!isNullable(part)) break;
        }
        return mask;
      }
    }
  }
}

function both(a: Cost, b: Cost): Cost {
  return { choices: a.choices * b.choices, loops: a.loops + b.loops, hasLoop: a.hasLoop || b.hasLoop };
}

function areDisjoint(masks: readonly bigint[]): boolean {
  let seen = 0n;
  for (const mask of masks) {
    if ((seen & mask) !== 0n) return false;
    seen |= mask;
  }
  return true;
}

function isAnchored(node: Node): boolean {
  if (node.type === 'assert') return node.kind === 'start';
  if (node.type === 'group') return isAnchored(node.body);
  return node.type === 'concat' && node.parts.length > 0 && isAnchored(node.parts[0]!);
}
