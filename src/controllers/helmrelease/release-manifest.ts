import { parseYamlNodes, printYaml, printYamlNodes } from '../../lang/yaml/index.ts';
import type { ReleaseDocument } from './post-render.ts';

/** The manifest of a release as Helm keeps it: each document after its `# Source:` line, as kustomize's printer and then Helm's write it. */
export function releaseManifest(documents: readonly ReleaseDocument[]): string {
  return documents.filter(({ hook }) => hook === undefined).map((document) => `---\n# Source: ${document.source}\n${documentText(document)}\n`).join('');
}

/** The text of one document. */
export function documentText({ value, text }: ReleaseDocument): string {
  return text ?? printYamlNodes(parseYamlNodes(printYaml(value)));
}
