import { build, printObjects } from '../../src/kustomize/index.ts';
import { memoryTree } from '../../src/tree/index.ts';
import type { FuzzArea } from './fuzz-area.ts';
import type { KnownObject } from './known-object.ts';
import { KustomizationText } from './kustomization-text.ts';
import { ObjectTexts } from './object-texts.ts';
import type { Random } from './random.ts';
import { rewrittenYaml } from './rewritten-yaml.ts';

interface KustomizeCase {
  readonly files: Readonly<Record<string, string>>;
}

/** Where the oracle puts the files: messages show it. */
const ROOT = '/app';
const COMPONENT = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n';
const UNCHANGED_NAMES = ['APIService', 'CustomResourceDefinition', 'Namespace'];
/** What generators read. */
const DATA_FILES = { 'f.txt': 'file\ntext\n', 'e.env': '# c\nX=1\nY= z\n\nZ\n', 'bin.dat': '\u0000\u0001é', 'crlf.txt': 'a\r\nb\r\n', 'long.yaml': `a: ${'long words '.repeat(20)}\nb: |\n  x \n  y\n` };

/** `kustomize build` of a base, overlays and sometimes a component, through the library and in the order of loading. */
export const kustomize: FuzzArea<KustomizeCase> = {
  name: 'kustomize',
  generate: (random) => {
    const objects = new ObjectTexts(random);
    const known = objects.objects();
    const kustomizations = new KustomizationText(random, objects, known);
    const files: Record<string, string> = resourceFiles(random, known);
    const resources = Object.keys(files).map((path) => path.slice('base/'.length));
    files['base/kustomization.yaml'] = kustomizations.file('base', 'base/', resources);
    const top = layers(random, kustomizations, files, known);
    const components = random.oneIn(4) ? random.pick([['comp'], ['comp'], ['comp', 'comp2']]) : [];
    files['kustomization.yaml'] = kustomizations.file('overlay', '', top) + (components.length > 0 ? `components: [${components.join(', ')}]\n` : '');
    for (const folder of components) {
      files[`${folder}/c.yaml`] = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${folder}cm}\ndata: {a: "1"}\n`;
      files[`${folder}/kustomization.yaml`] = COMPONENT + kustomizations.file('component', `${folder}/`, ['c.yaml']);
    }
    for (const path of Object.keys(files)) if (path.endsWith('kustomization.yaml') && random.oneIn(25)) files[path] = rewrittenYaml(random, files[path]!);
    const folders = new Set(Object.keys(files).map((path) => path.slice(0, path.lastIndexOf('/') + 1)));
    for (const folder of folders) for (const [name, text] of Object.entries(DATA_FILES)) files[folder + name] = text;
    return { files: { ...files, ...kustomizations.files } };
  },
  // A library that is not built as the command has this for a version.
  answer: ({ files }) => printObjects(build(memoryTree(files), '', { displayRoot: ROOT, isOnlyPrinted: true, reorder: 'none', version: '(devel)' }).objects),
  // Messages show addresses of nodes; and the library's file system in memory has words of its own for a missing file.
  saysNothing: (wanted) => /\(\*yaml\.Node\)\(0x|' doesn't exist/.test(JSON.stringify(wanted)),
  show: ({ files }) => Object.entries(files).filter(([path]) => !(path.slice(path.lastIndexOf('/') + 1) in DATA_FILES)).map(([path, text]) => `--- ${path}\n${text}`).join(''),
};

/** The objects in one file, in two, or some of them in a List. */
function resourceFiles(random: Random, known: readonly KnownObject[]): Record<string, string> {
  const texts = known.map(({ text }) => text);
  const join = (some: readonly string[]): string => some.join('---\n');
  return random.choose<Record<string, string>>(
    () => ({ 'base/r.yaml': join(texts) }),
    () => ({ 'base/r.yaml': join(texts) }),
    () => ({ 'base/r.yaml': join(texts.slice(0, 2)), 'base/s.yml': `# comment\n---\n${join(texts.slice(2))}` }),
    () => ({ 'base/r.yaml': texts[0]!, 'base/list.yaml': `apiVersion: v1\nkind: ${random.pick(['List', 'List', 'ServiceList'])}\nitems:\n${texts.slice(1).map((text) => `- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`).join('')}` }),
    () => ({ 'base/r.yaml': texts[0]!, 'base/list.json': JSON.stringify({ apiVersion: 'v1', kind: random.pick(['List', 'ConfigMapList']), items: known.slice(1).map(({ value }) => value) }) }),
  );
}

/** Overlays between the base and the top: what the top takes in. */
function layers(random: Random, kustomizations: KustomizationText, files: Record<string, string>, known: readonly KnownObject[]): readonly string[] {
  if (!random.oneIn(4)) return ['base'];
  files['mid/kustomization.yaml'] = kustomizations.file('overlay', 'mid/', ['../base']);
  // Names that no prefix changes would be there twice.
  if (!random.oneIn(3) || (known.some(({ kind }) => UNCHANGED_NAMES.includes(kind)) && !random.oneIn(10))) return ['mid'];
  // Two variants of one base: names that the prefixes tell apart, sometimes not.
  files['mid2/kustomization.yaml'] = `resources: [../base]\n${random.pick(['namePrefix: two-\n', 'nameSuffix: -two\n', 'namespace: two\n', 'commonLabels: {two: "2"}\n'])}`;
  return ['mid', 'mid2'];
}
