// An esbuild plugin: lets modules import what a folder's index.ts names from the file that has it.
// The bundler cuts chunks by which files a command reaches, and every file of a folder counts as reached through its index.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const FROM_INDEX = /^(import|export) \{([^}]*)\} from '([^']*\/index\.ts)';/gm;
const RE_EXPORT = /^export \{([^}]*)\} from '([^']*)';/gm;

export const directImports = {
  name: 'direct-imports',
  setup(build) {
    const indexes = new Map();
    build.onLoad({ filter: /\/(?:src|test|tools)\/.*\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8').replace(FROM_INDEX, (whole, keyword, names, index) => {
        const exported = exportsOf(resolve(dirname(path), index), indexes);
        // The lines of a file keep their numbers.
        return namesIn(names).map(({ from, to }) => importLine(keyword, from, to, exported.get(from) ?? { file: index, name: from })).join(' ') + '\n'.repeat(whole.split('\n').length - 1);
      }),
    }));
  },
};

function importLine(keyword, from, to, { file, name }) {
  return `${keyword} { ${name} as ${to} } from ${JSON.stringify(file)};`;
}

/** What an index names: by name, the file that has it and the name there. */
function exportsOf(index, known) {
  let exported = known.get(index);
  if (exported !== undefined) return exported;
  known.set(index, (exported = new Map()));
  for (const [, names, path] of readFileSync(index, 'utf8').matchAll(RE_EXPORT)) {
    const file = resolve(dirname(index), path);
    const inner = file.endsWith('/index.ts') ? exportsOf(file, known) : new Map();
    for (const { from, to } of namesIn(names)) exported.set(to, inner.get(from) ?? { file, name: from });
  }
  return exported;
}

/** `a, type B, c as d`, without the types. */
function namesIn(list) {
  return list
    .split(',')
    .map((text) => text.trim().split(/\s+as\s+/))
    .filter(([from]) => from !== '' && !from.startsWith('type '))
    .map(([from, to = from]) => ({ from, to }));
}
