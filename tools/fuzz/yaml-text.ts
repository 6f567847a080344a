import type { Random } from './random.ts';

const TOKENS = ['a', 'b', 'key', ': ', ':', ' :', '- ', '-', '\n', '\n  ', '\n    ', '\n ', '  ', ' ', '[', ']', '{', '}', ', ', ',', '"', "'", '#', ' # c', '|', '>', '|-', '>-', '|+', '>+', '|2', '&x ', '*x', '!!str ', '!t ', '!!int ', '!!binary ', '? ', '---\n', '...\n', '\t', '<<: ', '1', '0x1F', '010', '1e3', '.5', 'yes', 'true', 'null', '~', '2001-01-01', '\\n', '\\x41', '%', '@', '`', '=', '\r\n', '\u0085', '\u2028', 'é', '😀', '# c\n', '\n\n', '\n# x\n', '\n  # y\n', 'text more', '12:30', '1_000', "''", '{}', '[]', '"q"', "'s'", '-1', '+1', '0b1', '0o7', '.inf', '.nan'];
const KEYS = ['a', 'b', 'c', 'name', '"q"', 'y', '1', 'x.y/z'];

/** Pieces of YAML, in any order. */
export function tokenText(random: Random): string {
  return random.text(1, 14, TOKENS);
}

/** Nested mappings and sequences in block style, with every kind of scalar. */
export function blockText(random: Random): string {
  return block(random, 0, 3);
}

/** Lines of a block mapping or a block sequence, with comments, at some depth. */
function block(random: Random, indent: number, depth: number): string {
  const pad = ' '.repeat(indent);
  const isSequence = random.oneIn(3);
  return random
    .list(1, 3, () => {
      const comment = random.oneIn(7) ? `${pad}# comment\n` : '';
      const head = pad + (isSequence ? '-' : `${random.pick(KEYS)}:`);
      if (depth === 0 || !random.oneIn(2)) return `${comment}${head} ${scalar(random, pad)}${random.oneIn(10) ? ' # c' : ''}\n`;
      if (isSequence && random.oneIn(2)) return `${comment}${pad}- ${block(random, indent + 2, depth - 1).trimStart()}`;
      return `${comment}${head}${random.oneIn(10) ? ' # k' : ''}\n${block(random, indent + random.pick([0, 1, 2, 2, 2, 4]), depth - 1)}`;
    })
    .join('');
}

function scalar(random: Random, pad: string): string {
  const plain = ['a', 'text more', '"q # x"', "'it''s'", '1', 'true', 'yes', 'null', '~', '', '{}', '[a, b]', '{a: b}', '2001-01-01', '0x1F', '1.50', '12e3', '"a\\nb"', 'x: y', '- z', '&x a', '*x', '!!str 1', '# only', 'a # c'];
  const folded = [`|\n${pad}  l1\n${pad}  l2`, `>-\n${pad}  f1\n${pad}  f2\n\n${pad}  f3`, `long\n${pad}  continued`, `"multi\n${pad}  line"`, `'m\n\n${pad} n'`];
  return random.pick(random.oneIn(4) ? folded : plain);
}

/** The text with up to three changes: a piece put in, taken out, or moved. */
export function damaged(random: Random, text: string): string {
  let found = text;
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const at = random.below(found.length + 1);
    found = random.choose(
      () => found.slice(0, at) + random.pick(TOKENS) + found.slice(at),
      () => found.slice(0, at) + found.slice(at + 1 + random.below(3)),
      () => found.slice(0, at) + random.pick([' ', '\n', ':', '-', '#', "'", '"', '[', '{', '|', '>', '&', '!', '\t']) + found.slice(at + 1),
      () => found.slice(0, at) + found.slice(random.below(found.length + 1)).slice(0, 10) + found.slice(at),
    );
  }
  return found.replaceAll(/\p{Surrogate}/gu, '');
}
