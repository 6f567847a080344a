import { parseYamlNode, printYaml, v3Tag, type YamlNode } from '../lang/yaml/index.ts';
import { newDict, type Dict } from '../std/dict.ts';
import { fault } from './kustomize-error.ts';

/**
 * Reads the configuration of a PrefixTransformer or SuffixTransformer. Other than for the rest of its plugins, kustomize does this without JSON:
 * faults have lines of the printed configuration, all of them are reported, and items that are null are left out.
 *
 * Follows kustomize api v0.21.1 internal/builtins/PrefixTransformer.go and go-yaml v3 decode.go.
 *
 * @throws EddyError KustomizeInvalid
 */
export function readAffixConfig(affix: 'prefix' | 'suffix', config: Dict): Dict {
  const reader = new AffixReader();
  const result = newDict();
  for (const [key, value] of entriesOf(parseYamlNode(printYaml(config))!.items[0]!)) {
    if (key === affix) result[affix] = reader.text(value);
    if (key === 'fieldSpecs') result['fieldSpecs'] = reader.specs(value);
  }
  if (reader.faults.length > 0) throw fault('KustomizeInvalid', `yaml: unmarshal errors:\n  ${reader.faults.join('\n  ')}`);
  return result;
}

function entriesOf({ items }: YamlNode): (readonly [key: string, value: YamlNode])[] {
  return items.flatMap((key, i) => (i % 2 === 0 ? [[key.value, items[i + 1]!] as const] : []));
}

/** Characters of a scalar that are shown whole. */
const SHOWN = 10;

class AffixReader {
  readonly faults: string[] = [];

  text(node: YamlNode): string | undefined {
    if (node.kind !== 'scalar') this.#refuse(node, 'string');
    return isNull(node) || node.kind !== 'scalar' ? undefined : node.value;
  }

  specs(node: YamlNode): readonly unknown[] | undefined {
    if (isNull(node)) return undefined;
    if (node.kind !== 'sequence') this.#refuse(node, 'types.FsSlice');
    return node.items.flatMap((item) => this.#spec(item) ?? []);
  }

  #spec(node: YamlNode): Dict | undefined {
    if (isNull(node)) return undefined;
    const spec = newDict();
    spec['path'] = '';
    if (node.kind === 'mapping') for (const [key, value] of entriesOf(node)) this.#field(spec, key, value);
    else this.#refuse(node, 'types.FieldSpec');
    return spec;
  }

  #field(spec: Dict, key: string, node: YamlNode): void {
    if (isNull(node)) return;
    if (key === 'create' && v3Tag(node) !== '!!bool') this.#refuse(node, 'bool');
    else if (key === 'create') spec[key] = node.value === 'true';
    else if (['path', 'group', 'version', 'kind'].includes(key)) spec[key] = this.text(node);
  }

  #refuse(node: YamlNode, type: string): void {
    const value = node.value.length > SHOWN ? `${node.value.slice(0, SHOWN - 3)}...` : node.value;
    this.faults.push(`line ${String(node.line)}: cannot unmarshal ${v3Tag(node)}${node.kind === 'scalar' ? ` \`${value}\`` : ''} into ${type}`);
  }
}

function isNull(node: YamlNode): boolean {
  return v3Tag(node) === '!!null';
}
