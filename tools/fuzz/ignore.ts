import { isIgnored, parseIgnoreRules } from '../../src/lang/gitignore/index.ts';
import type { FuzzArea } from './fuzz-area.ts';
import type { Random } from './random.ts';

interface IgnoreCase {
  readonly files: readonly { readonly folder: string; readonly text: string }[];
  /** Folders end in a slash. */
  readonly paths: readonly string[];
}

const NAMES = ['a', 'b', 'a.yaml', 'b.txt', '.git', 'x y', 'A', 'ab', 'é', '[a]', 'a*', '#c', '!d', 'node', 'a\\b'];
const PATTERNS = ['a', 'b', '*', '**', '*.yaml', 'a*', '?', '[ab]', '[^a]', '[a-c]*', '[!a]', '\\*', '\\#c', '\\!d', 'é', '', 'x y', '\\[a\\]', '*.*', '***', 'a**', '**b', '[', '[]', '[]a]', 'a\\', '.', '..', '[a-]', '[\\]]', '[z-a]', 'A', '[[:alpha:]]', '{a,b}', 'a\\b'];
const FOLDERS = ['', '', 'a', 'b', 'a/b', 'node'];
const ENDS = ['', '', '', '/', ' ', '\\ ', '  ', '\t', '/**', '/*'];

/** Rules of `.sourceignore` files against paths. */
export const ignore: FuzzArea<IgnoreCase> = {
  name: 'ignore',
  generate: (random) => ({
    files: random.list(1, 2, () => ({ folder: random.pick(FOLDERS), text: random.list(1, 4, () => line(random)).join(random.pick(['\n', '\n', '\n', '\r\n', '\n\n'])) })),
    paths: random.list(8, 8, () => random.list(1, 4, () => random.pick(NAMES)).join('/') + random.pick(['', '', '/'])),
  }),
  answer: ({ files, paths }) => {
    const rules = files.flatMap(({ folder, text }) => parseIgnoreRules(text, folder));
    return paths.map((path) => isIgnored(rules, path.replace(/\/$/, ''), path.endsWith('/')));
  },
};

function line(random: Random): string {
  if (random.oneIn(15)) return random.pick(['# comment', '', ' ', '#', '!', '/', '//', '!#', ' # x', '\\', '\u00a0', '!/']);
  const path = random.list(1, 3, () => random.pick(PATTERNS)).join('/');
  return random.pick(['', '', '', '!', '/', '**/', '!/', ' ', './']) + path + random.pick(ENDS);
}
