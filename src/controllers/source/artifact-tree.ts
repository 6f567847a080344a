import { isIgnored, parseIgnoreRules, type IgnoreRule } from '../../lang/gitignore/index.ts';
import { filteredTree, type Tree } from '../../tree/index.ts';

const IGNORE_FILE = '.sourceignore';

const ALWAYS = ['.git/', '.gitignore', '.gitmodules', '.gitattributes'];

/** Used only where no rule was written anywhere. */
const DEFAULTS = [
  '*.jpg', '*.jpeg', '*.gif', '*.png', '*.wmv', '*.flv', '*.tar.gz', '*.zip',
  '.github/', '.circleci/', '.travis.yml', '.gitlab-ci.yml', 'appveyor.yml', '.drone.yml', 'cloudbuild.yaml', 'codeship-services.yml', 'codeship-steps.yml',
  '**/.goreleaser.yml', '**/.sops.yaml', '**/.flux.yaml',
];

/**
 * The files of a checkout that make it into the artifact: ignore rules applied, links dropped.
 *
 * `.sourceignore` files count in every folder, for that folder; `spec.ignore` comes last and so can take files back in.
 * Follows fluxcd/pkg sourceignore and source-controller v1.9.4 gitrepository_controller.go.
 *
 * @param defaults what is left out where nobody wrote a rule: pictures, archives and files of CI systems, but nothing of a bucket.
 */
export function artifactTree(tree: Tree, specIgnore: string | undefined, defaults: 'usual' | 'none' = 'usual'): Tree {
  const written = [...rulesBelow(tree, ''), ...parseIgnoreRules(specIgnore ?? '')];
  const rules = [...parseIgnoreRules(ALWAYS.join('\n')), ...(written.length === 0 && defaults === 'usual' ? parseIgnoreRules(DEFAULTS.join('\n')) : []), ...written];
  return ruledTree(tree, rules, `${defaults} ${identityOf(tree, specIgnore, written)}`);
}

/** The files that make it into an archive of which nobody wrote rules, wherever an ignore file may lie. */
export function packedTree(tree: Tree): Tree {
  return ruledTree(tree, parseIgnoreRules([...ALWAYS, ...DEFAULTS].join('\n')), 'packed');
}

function ruledTree(tree: Tree, rules: readonly IgnoreRule[], identity: string): Tree {
  const verdicts = new Map<string, boolean>();
  const hides = (path: string, kind: 'file' | 'dir'): boolean => {
    const key = `${kind} ${path}`;
    let verdict = verdicts.get(key);
    if (verdict === undefined) verdicts.set(key, (verdict = isIgnored(rules, path, kind === 'dir')));
    return verdict;
  };
  return filteredTree(tree, { hides, identity, dropLinks: true });
}

function rulesBelow(tree: Tree, folder: string): IgnoreRule[] {
  const entries = tree.list(folder) ?? [];
  const rules: IgnoreRule[] = [];
  if (entries.some(({ name, kind }) => name === IGNORE_FILE && kind === 'file')) {
    rules.push(...parseIgnoreRules(tree.readText(folder === '' ? IGNORE_FILE : `${folder}/${IGNORE_FILE}`) ?? '', folder));
  }
  for (const { name, kind } of entries) {
    if (kind === 'dir' && name !== '.git') rules.push(...rulesBelow(tree, folder === '' ? name : `${folder}/${name}`));
  }
  return rules;
}

/** The text of all rules; where files hold some, their places and contents count. */
function identityOf(tree: Tree, specIgnore: string | undefined, written: readonly IgnoreRule[]): string {
  const folders = [...new Set(written.map(({ domain }) => domain.join('/')))];
  const files = folders.map((folder) => `${folder}:${tree.digest(folder === '' ? IGNORE_FILE : `${folder}/${IGNORE_FILE}`) ?? ''}`);
  return JSON.stringify([specIgnore ?? '', ...files]);
}
