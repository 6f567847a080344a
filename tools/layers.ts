/**
 * The rows of the house: a folder may import folders of lower rows only, through their `index.ts` (`std/` file by file).
 *
 * A folder of `lang/` is a folder of its own here, because the languages build on each other.
 */
export const LAYERS: readonly (readonly string[])[] = [
  ['std', 'api'],
  ['diagnostics'],
  ['tree', 'lang/govalue', 'lang/regexp', 'lang/yaml', 'lang/envsubst', 'lang/gitignore', 'lang/cel'],
  ['lang/gofmt', 'lang/gojson'],
  ['lang/gotemplate', 'lang/jsonpatch', 'lang/semver', 'lang/strvals'],
  ['lang/sprig'],
  ['lang/jsonschema', 'lang/toml', 'manifest', 'schema'],
  ['kustomize', 'helm', 'smd', 'diff', 'memo'],
  ['store'],
  ['kstatus'],
  ['controllers', 'sandbox', 'kube'],
  ['orchestrator'],
  // The Node line: below it no node:*, no clock, no chance, no network.
  ['adapters'],
  ['session', 'reverser'],
  ['server'],
  ['cli'],
];

/** Folders above the Node line may use Node's own modules. */
export const NODE_LINE: number = LAYERS.findIndex((row) => row.includes('adapters'));
