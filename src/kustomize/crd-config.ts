import { isDict, newDict, type Dict } from '../std/dict.ts';
import type { FieldSpec } from './field-spec.ts';
import { jsonOf } from './kustomization-file.ts';
import { goAny, goDecode, goStrings, goStruct, type GoType } from './go-decode.ts';
import { goList } from './go-text.ts';
import { attempt, prefixed, reworded } from './kustomize-error.ts';
import type { Loader } from './loader.ts';
import { configOf, EMPTY_CONFIG, mergeConfigs, type NameReference, type TransformerConfig } from './transformer-config.ts';

/**
 * The field specs that the OpenAPI definitions in the files of `crds` stand for, by their `x-kubernetes-*` marks.
 *
 * Follows kustomize api v0.21.1 internal/accumulator/loadconfigfromcrds.go.
 *
 * @throws EddyError KustomizePathNotFound, YamlSyntax
 */
export function crdConfig(loader: Loader, paths: readonly string[]): TransformerConfig {
  let config = EMPTY_CONFIG;
  for (const path of paths) {
    const text = prefixed(`loading CRDs ${goList(paths)}`, () => loader.loadText(path));
    const definitions = prefixed(`loading CRDs ${goList(paths)}: unable to parse open API definition from '${path}'`, () => readDefinitions(text, loader.pathOf(path)));
    config = mergeConfigs(config, configOf(new CrdReader(definitions).read()));
  }
  return config;
}

const definitionMap: GoType = {
  type: 'map', go: 'accumulator.nameToApiMap', of: goStruct('accumulator.OpenAPIDefinition', { Schema: goAny, Dependencies: goStrings }),
};

function readDefinitions(text: string, file: string): Dict {
  const { value, error } = attempt(() => goDecode(definitionMap, jsonOf(text, file), {}));
  if (error !== undefined) throw text.startsWith('{') ? error : reworded(error, `error unmarshaling JSON: while decoding JSON: ${error.message}`);
  return (value ?? newDict()) as Dict;
}

interface CrdSpecs {
  readonly commonAnnotations: FieldSpec[];
  readonly commonLabels: FieldSpec[];
  readonly namePrefix: FieldSpec[];
  readonly nameReference: NameReference[];
}

class CrdReader {
  readonly #definitions: Dict;
  readonly #specs: CrdSpecs = { commonAnnotations: [], commonLabels: [], namePrefix: [], nameReference: [] };

  constructor(definitions: Dict) {
    this.#definitions = definitions;
  }

  read(): CrdSpecs {
    for (const name of Object.keys(this.#definitions).sort()) {
      const properties = this.#properties(name);
      if (!['kind', 'apiVersion', 'metadata'].every((key) => Object.hasOwn(properties, key))) continue;
      this.#visit(name.slice(name.lastIndexOf('.') + 1), name, [], new Set());
    }
    return this.#specs;
  }

  #properties(name: string): Dict {
    const definition = this.#definitions[name];
    const schema = isDict(definition) ? definition.Schema : undefined;
    return isDict(schema) && isDict(schema.properties) ? schema.properties : {};
  }

  #visit(kind: string, name: string, path: readonly string[], open: ReadonlySet<string>): void {
    if (open.has(name)) return;
    const properties = this.#properties(name);
    for (const field of Object.keys(properties).sort()) {
      const property = properties[field];
      if (!isDict(property)) continue;
      const here = [...path, field];
      const spec: FieldSpec = { kind, path: here.join('/') };
      if (isText(property['x-kubernetes-annotation'])) this.#specs.commonAnnotations.push(spec);
      if (isText(property['x-kubernetes-label-selector'])) this.#specs.commonLabels.push(spec);
      if (isText(property['x-kubernetes-identity'])) this.#specs.namePrefix.push(spec);
      this.#reference(property, kind, here);
      if (isText(property.$ref)) this.#visit(kind, property.$ref, here, new Set([...open, name]));
    }
  }

  #reference(property: Dict, kind: string, path: readonly string[]): void {
    const version = property['x-kubernetes-object-ref-api-version'];
    const target = property['x-kubernetes-object-ref-kind'];
    if (!isText(version) || !isText(target)) return;
    const key = property['x-kubernetes-object-ref-name-key'];
    this.#specs.nameReference.push({ kind: target, version, fieldSpecs: [{ kind, path: [...path, isText(key) ? key : 'name'].join('/') }] });
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
