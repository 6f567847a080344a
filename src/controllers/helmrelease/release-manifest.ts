import { isDict } from '../../std/dict.ts';
import { parseYamlNodes, printYaml, printYamlNodes } from '../../lang/yaml/index.ts';
import type { ReleaseDocument } from './post-render.ts';
import type { HookRecord } from './storage/release-record.ts';

/** The manifest of a release as Helm keeps it: each document after its `# Source:` line, as kustomize's printer and then Helm's write it. */
export function releaseManifest(documents: readonly ReleaseDocument[]): string {
  return documents.filter(({ hook }) => hook === undefined).map((document) => `---\n# Source: ${document.source}\n${documentText(document)}\n`).join('');
}

/** The hooks of a release as Helm keeps them; none has run yet. */
export function hookRecords(documents: readonly ReleaseDocument[]): HookRecord[] {
  return documents.flatMap((document): HookRecord[] => {
    const { hook, value, source } = document;
    if (hook === undefined) return [];
    const name = isDict(value['metadata']) ? value['metadata']['name'] : undefined;
    return [{
      name: typeof name === 'string' ? name : '',
      kind: typeof value['kind'] === 'string' ? value['kind'] : '',
      path: source,
      manifest: documentText(document),
      events: hook.events,
      lastRun: { phase: '' },
      weight: hook.weight,
      deletePolicies: hook.deletePolicies,
      outputLogPolicies: hook.outputLogPolicies,
    }];
  });
}

/** The text of one document. */
function documentText({ value, text }: ReleaseDocument): string {
  return text ?? printYamlNodes(parseYamlNodes(printYaml(value)));
}
