import { EddyError } from '../diagnostics/index.ts';
import { printYaml } from '../lang/yaml/index.ts';
import { maskPassword } from '../std/mask-password.ts';
import { Accumulator, varSpecText } from './accumulator.ts';
import type { BuildContext } from './build-context.ts';
import { builtinTransforms, configured, withoutZeros, type NamedTransform } from './builtin-transforms.ts';
import { crdConfig } from './crd-config.ts';
import { inflateChart } from './generators/helm-chart.ts';
import { makeDataObject, mergeOptions } from './generators/data-object.ts';
import { goQuote } from './go-text.ts';
import { joinClean } from './join-clean.ts';
import { inlineLine } from './inline-line.ts';
import { explainKustomization, KUSTOMIZATION_FILE_NAMES, parseKustomization, type KustomizationFile } from './kustomization-file.ts';
import { attempt, fault, prefixed, reworded } from './kustomize-error.ts';
import type { Loader } from './loader.ts';
import { objectValue } from './object-value.ts';
import { loadOpenApi } from './open-api.ts';
import { addOrigin, addTransformation, appendOrigin, originOfPlugin, originText, setOrigin, type Origin } from './origin.ts';
import type { Generate } from './plugin-host.ts';
import { makeGenerator, makeTransformer } from './plugins.ts';
import { readResources } from './read-resources.ts';
import { idText, type ResId } from './res-id.ts';
import { ORIGIN_ANNOTATION, type Resource } from './resource.ts';
import { ResourceSet } from './resource-set.ts';
import { loadConfigurations } from './transformer-config-file.ts';
import { addTexts } from './transformers/labels.ts';
import { namedYaml } from './transformers/patches.ts';

/**
 * One kustomization of a build: its file, and the folder it lies in.
 *
 * Follows kustomize api v0.21.1 internal/target/kusttarget.go.
 */
export class KustomizationTarget {
  readonly file: KustomizationFile;
  readonly loader: Loader;
  readonly context: BuildContext;
  readonly #fileName: string;
  readonly #text: string;
  readonly #buildMetadata: readonly string[];
  #origin: Origin | undefined;
  /** The namespace that charts get whose kustomization has none. */
  readonly #helmNamespace: string;

  /** @throws EddyError KustomizeFileMissing, KustomizeInvalid */
  constructor(loader: Loader, context: BuildContext, parent: KustomizationTarget | undefined) {
    this.loader = loader;
    this.context = context;
    context.countKustomization();
    const { name, text } = findFile(loader);
    this.#fileName = name;
    this.#text = text;
    this.file = parseFile(text, loader, name, context);
    this.#buildMetadata = parent === undefined ? (this.file.buildMetadata ?? []) : parent.#buildMetadata;
    this.#origin = parent === undefined ? (this.#buildMetadata.length > 0 ? {} : undefined) : parent.#origin;
    this.#helmNamespace = parent === undefined ? '' : orElse(parent.file.namespace, parent.#helmNamespace);
  }

  placeOf(inline: string): { readonly file: string; readonly line: number } {
    return { file: this.loader.pathOf(this.#fileName), line: inlineLine(this.#text, inline) };
  }

  /** Gathers resources and everything below, and runs generators, components, transformers and validators on them. */
  accumulate(into: Accumulator = new Accumulator()): Accumulator {
    this.loader.announce([...(this.file.resources ?? []), ...(this.file.components ?? [])]);
    let accumulator = prefixed('accumulating resources', () => this.#resources(into, this.file.resources ?? []));
    accumulator.mergeConfig(loadConfigurations(this.loader, this.file.configurations ?? []));
    accumulator.mergeConfig(crdConfig(this.loader, this.file.crds ?? []));
    this.#generate(accumulator);
    accumulator = prefixed('accumulating components', () => this.#components(accumulator, this.file.components ?? []));
    this.#transform(accumulator);
    this.#validate(accumulator);
    const { vars = [] } = this.file;
    prefixed(() => `merging vars [${vars.map(varSpecText).join(' ')}]`, () => {
      accumulator.mergeVars(vars);
    });
    return accumulator;
  }

  #resources(accumulator: Accumulator, paths: readonly string[]): Accumulator {
    for (const path of paths) {
      const { error: fileError } = attempt(() => {
        this.#file(accumulator, path);
      });
      if (fileError === undefined) continue;
      // A server that was reached and refuses is the last word.
      if (fileError.code === 'KustomizeRemoteStatus') throw fileError;
      const { error, value: loader } = attempt(() => this.loader.descend(path));
      if (error !== undefined) {
        if (fileError.message.includes('MalformedYAMLError')) throw fileError;
        throw betterOf(fileError, error, `accumulation err='${fileError.message}': ${error.message}`);
      }
      const below = attempt(() => this.#directory(accumulator, loader, path, false));
      if (below.error !== undefined) throw reworded(below.error, `accumulation err='${fileError.message}': ${below.error.message}`);
    }
    return accumulator;
  }

  #components(start: Accumulator, paths: readonly string[]): Accumulator {
    let accumulator = start;
    for (const path of paths) {
      const loader = quoted('loader.New ', () => this.loader.descend(path));
      accumulator = quoted('accumulateDirectory: ', () => this.#directory(accumulator, loader, path, true));
    }
    return accumulator;
  }

  #file(accumulator: Accumulator, path: string): void {
    const shown = maskPassword(path);
    const resources = prefixed(`accumulating resources from '${shown}'`, () => {
      const text = this.loader.loadText(path);
      return namedYaml(shown, () => {
        const set = new ResourceSet();
        const read = readResources(text, this.loader.pathOf(path), this.context.types, { keepsText: this.context.keepsText });
        this.context.countObjects(read.length);
        set.appendAll(read);
        return set.all;
      });
    });
    if (this.#origin !== undefined) {
      const text = originText(appendOrigin(this.#origin, path));
      prefixed(`cannot add path annotation for '${shown}'`, () => {
        addTexts(resources, { [ORIGIN_ANNOTATION]: text }, [{ path: 'metadata/annotations', create: true }]);
      });
    }
    prefixed(`merging resources from '${shown}'`, () => {
      accumulator.resources.appendAll(resources);
    });
  }

  #directory(accumulator: Accumulator, loader: Loader, path: string, isComponent: boolean): Accumulator {
    const origin = this.#origin;
    if (origin !== undefined) this.#origin = appendOrigin(origin, path);
    try {
      return this.#below(accumulator, loader, isComponent);
    } finally {
      this.#origin = origin;
    }
  }

  #below(accumulator: Accumulator, loader: Loader, isComponent: boolean): Accumulator {
    const target = prefixed(`couldn't make target for path '${loader.shownRoot}'`, () => new KustomizationTarget(loader, this.context, this));
    loadOpenApi(this.context, loader, target.file.openapi, false);
    const { kind } = target.file;
    if (isComponent && kind !== 'Component') throw fault('KustomizeInvalid', `expected kind 'Component' for path '${loader.shownRoot}' but got '${kind}'`);
    if (!isComponent && kind === 'Component') throw fault('KustomizeInvalid', `expected kind != 'Component' for path '${loader.shownRoot}'`);
    const below = prefixed(`recursed accumulation of path '${loader.shownRoot}'`, () => target.accumulate(isComponent ? accumulator : undefined));
    const result = isComponent ? new Accumulator() : accumulator;
    prefixed(`recursed merging from path '${loader.shownRoot}'`, () => {
      result.mergeAccumulator(below);
    });
    return result;
  }

  #generate(accumulator: Accumulator): void {
    const generators = [...this.#builtinGenerators(), ...prefixed('loading generator plugins', () => this.#externalGenerators())];
    for (const { generate, origin } of generators) {
      const resources = generate();
      if (origin !== undefined) addOrigin(resources, origin);
      prefixed(() => 'merging from generator', () => {
        accumulator.resources.absorb(resources);
      });
    }
  }

  #builtinGenerators(): NamedGenerate[] {
    const { configMapGenerator = [], secretGenerator = [], generatorOptions, helmCharts = [], helmGlobals, namespace } = this.file;
    const data = ([['ConfigMapGenerator', 'ConfigMap', configMapGenerator], ['SecretGenerator', 'Secret', secretGenerator]] as const).flatMap(([plugin, kind, specs]) =>
      specs.map((spec) => {
        const options = mergeOptions(spec.options, generatorOptions);
        return { generate: () => [makeDataObject(this, kind, options === undefined ? spec : { ...spec, options })], origin: this.#pluginOrigin(plugin) };
      }));
    const charts = helmCharts.map((spec) => {
      const inherited = orElse(spec.namespace, orElse(namespace, this.#helmNamespace));
      const chart = { ...helmGlobals, ...spec, ...(inherited === '' ? {} : { namespace: inherited }) };
      return { generate: configured('HelmChartInflationGenerator', withoutZeros(chart), () => inflateChart(this, chart)), origin: this.#pluginOrigin('HelmChartInflationGenerator') };
    });
    return [...data, ...charts];
  }

  #pluginOrigin(plugin: string): Origin | undefined {
    if (this.#origin === undefined) return undefined;
    const { repo = '', ref = '', path = '' } = this.#origin;
    return { repo, ref, configuredIn: joinClean(path, this.#fileName), configuredBy: { apiVersion: 'builtin', kind: plugin } };
  }

  /** The objects of `generators`, `transformers` or `validators`: written in place, or in files and folders. */
  #pluginConfigs(entries: readonly string[], role: string): readonly Resource[] {
    const accumulator = new Accumulator();
    const paths: string[] = [];
    for (const entry of entries) {
      const { file, line } = this.placeOf(entry);
      const inline = attempt(() => readResources(entry, file, this.context.types, { line }));
      if (inline.error !== undefined) {
        paths.push(entry);
        continue;
      }
      if (this.#origin !== undefined) for (const resource of inline.value) setOrigin(resource, appendOrigin(this.#origin, this.#fileName));
      prefixed(`configuring external ${role}`, () => {
        accumulator.resources.appendAll(inline.value);
      });
    }
    return this.#resources(accumulator, paths).resources.all;
  }

  #externalGenerators(): NamedGenerate[] {
    return this.#pluginConfigs(this.file.generators ?? [], 'generator').map((config) => ({ generate: makeGenerator(this, config), origin: originOfPlugin(config) }));
  }

  #transform(accumulator: Accumulator): void {
    const builtin: NamedTransform[] = builtinTransforms(this, accumulator.config);
    const external = this.#pluginConfigs(this.file.transformers ?? [], 'transformer').map((config) => ({ transform: makeTransformer(this, config), origin: originOfPlugin(config) }));
    for (const { transform, plugin } of builtin) runTransform(accumulator, transform, this.#pluginOrigin(plugin));
    for (const { transform, origin } of external) runTransform(accumulator, transform, origin);
  }

  #validate(accumulator: Accumulator): void {
    for (const config of this.#pluginConfigs(this.file.validators ?? [], 'transformer')) {
      const transform = makeTransformer(this, config);
      const before = accumulator.resources.all.map((resource) => ({ id: resource.currentId(), text: comparable(resource) }));
      transform(accumulator.resources);
      const changed = firstChange(before, accumulator.resources);
      if (changed !== undefined) throw fault('KustomizeInvalid', `validator shouldn't modify the resource map: ${changed}`);
    }
  }
}

interface NamedGenerate {
  readonly generate: Generate;
  readonly origin: Origin | undefined;
}

function runTransform(accumulator: Accumulator, transform: (set: ResourceSet) => void, origin: Origin | undefined): void {
  transform(accumulator.resources);
  if (origin !== undefined) addTransformation(accumulator.resources.all, origin);
  accumulator.resources.dropDeleted();
}

function firstChange(before: readonly { readonly id: ResId; readonly text: string }[], after: ResourceSet): string | undefined {
  if (before.length !== after.all.length) return 'lists have different number of entries';
  for (const { id, text } of before) {
    const [same, ...more] = after.withCurrentId(id);
    if (same === undefined) return `id in self missing from other; id: ${idText(id)}`;
    if (more.length > 0) return `id in self matches ${more.length + 1} in other; id: ${idText(id)}`;
    if (comparable(same) !== text) return `nodes unequal: ${idText(id)}`;
  }
  return undefined;
}

function comparable(resource: Resource): string {
  const value = attempt(() => printYaml(objectValue(resource.node)));
  return value.error === undefined ? value.value : value.error.message;
}

function orElse(text: string | undefined, other: string | undefined): string {
  return text === undefined || text === '' ? (other ?? '') : text;
}

/** Puts the message of what a step throws between quotes, as Go's `%q` does, behind a prefix. */
function quoted<T>(prefix: string, step: () => T): T {
  const { error, value } = attempt(step);
  if (error !== undefined) throw reworded(error, `${prefix}${goQuote(error.message)}`);
  return value;
}

/** Of the two ways in which reading an entry failed, the place of the file fault counts, if it has one. */
function betterOf(fileError: EddyError, directoryError: EddyError, message: string): EddyError {
  const isMissing = fileError.code === 'KustomizePathNotFound' || fileError.code === 'KustomizeFileExpected';
  return reworded(isMissing ? directoryError : fileError, message);
}

function findFile(loader: Loader): { readonly name: string; readonly text: string } {
  const found = KUSTOMIZATION_FILE_NAMES.flatMap((name) => {
    if (!loader.hasFile(name)) return [];
    const { value: text } = attempt(() => loader.loadText(name));
    return text === undefined ? [] : [{ name, text }];
  });
  const [first] = found;
  if (first === undefined) {
    throw fault('KustomizeFileMissing', `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${loader.shownRoot}'`);
  }
  if (found.length > 1) throw fault('KustomizeFileMissing', `Found multiple kustomization files under: ${loader.shownRoot}\n`);
  return first;
}

function parseFile(text: string, loader: Loader, name: string, context: BuildContext): KustomizationFile {
  const file = loader.pathOf(name);
  try {
    return parseKustomization(text, file, loader.shownRoot, context.warn);
  } catch (error) {
    throw error instanceof EddyError ? explainKustomization(error, file) : error;
  }
}
