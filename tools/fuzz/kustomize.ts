import { build, printObjects } from '../../src/kustomize/index.ts';
import { memoryTree } from '../../src/tree/index.ts';
import type { FuzzArea } from './fuzz-area.ts';
import { KustomizationText } from './kustomization-text.ts';
import { ObjectTexts } from './object-texts.ts';

interface KustomizeCase {
  readonly files: Readonly<Record<string, string>>;
}

/** Where the oracle puts the files: messages show it. */
const ROOT = '/app';

/** `kustomize build` of a base, an overlay and sometimes a component, through the library and in the order of loading. */
export const kustomize: FuzzArea<KustomizeCase> = {
  name: 'kustomize',
  generate: (random) => {
    const objects = new ObjectTexts(random);
    const kustomizations = new KustomizationText(random);
    const withComponent = random.oneIn(4);
    const files: Record<string, string> = {
      'base/r.yaml': objects.documents(),
      'base/kustomization.yaml': kustomizations.file('base', ['r.yaml']),
      'kustomization.yaml': kustomizations.file('overlay', ['base']) + (withComponent ? 'components: [comp]\n' : ''),
    };
    if (withComponent) {
      files['comp/c.yaml'] = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: compcm}\ndata: {a: "1"}\n';
      files['comp/kustomization.yaml'] = `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${kustomizations.file('component', ['c.yaml'])}`;
    }
    for (const folder of ['', 'base/', ...(withComponent ? ['comp/'] : [])]) {
      files[`${folder}f.txt`] = 'file\ntext\n';
      files[`${folder}e.env`] = '# c\nX=1\nY= z\n\nZ\n';
    }
    return { files };
  },
  // A library that is not built as the command has this for a version.
  answer: ({ files }) => printObjects(build(memoryTree(files), '', { displayRoot: ROOT, reorder: 'none', version: '(devel)' }).objects),
  show: ({ files }) => Object.entries(files).filter(([path]) => path.endsWith('.yaml')).map(([path, text]) => `--- ${path}\n${text}`).join(''),
};
