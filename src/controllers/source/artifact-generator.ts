import { adler32 } from '../../std/adler32.ts';
import { sha256Hex } from '../../std/sha256.ts';
import { isDict, toDict } from '../../std/dict.ts';
import { EddyError, groupOf, refKey, refText, type ObjectRef } from '../../diagnostics/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { archiveTree, joinPath, prefixTree, subTree, type Tree } from '../../tree/index.ts';
import {
  readSpec, SOURCE_EXTENSIONS_GROUP, SOURCE_GROUP, sourceRef, type Artifact, type Blocker, type Context, type ControllerEvent, type Outcome, type Reconciler, type SpecReader,
} from '../base/index.ts';
import { copyIntoArtifact } from './artifact-copy.ts';
import { artifactNameProblem, artifactRequests, type ArtifactRequest } from './artifact-requests.ts';
import { packedTree } from './artifact-tree.ts';
import { SourceFailure, SourceWaiting } from './source-failure.ts';
import type { FetchedSource, SourceRun } from './source-run.ts';

const ORIGIN_REVISION = 'org.opencontainers.image.revision';
const SOURCE_KINDS = ['Bucket', 'GitRepository', 'OCIRepository', 'HelmChart', 'ExternalArtifact'];
const encoder = new TextEncoder();

/** An artifact as its generator made it. */
interface GeneratedArtifact {
  readonly artifact: Artifact;
  /** Of the archive, without its folder. */
  readonly file: string;
}

/**
 * What ArtifactGenerators and the ExternalArtifacts that they make share: the generators put artifacts in, the objects take theirs out.
 *
 * Follows source-watcher v2.2.3 internal/controller/artifactgenerator_controller.go as far as a build can see it.
 */
export class ArtifactGenerators {
  /** By ExternalArtifact. */
  readonly #generated = new Map<string, GeneratedArtifact>();

  /** Reconciles ArtifactGenerators: each makes one ExternalArtifact for every entry of `spec.artifacts`, or for every folder that a pattern matches. */
  controller(): Reconciler {
    return {
      kinds: [{ group: SOURCE_EXTENSIONS_GROUP, kind: 'ArtifactGenerator' }],
      reconcile: async (ref, context) => {
        const object = await context.objects.get(ref);
        if (object === undefined || object.metadata.annotations?.[`${SOURCE_EXTENSIONS_GROUP}/reconcile`] === 'disabled') return { type: 'Suspended' };
        const spec = readSpec(object);
        try {
          validate(spec, context);
          return await this.#generate(object, spec, context);
        } catch (thrown) {
          return settled(thrown, spec, context);
        }
      },
    };
  }

  /**
   * The artifact of an ExternalArtifact.
   *
   * @throws SourceWaiting until its generator has made it; SourceFailure where it has no generator
   */
  async fetch({ object, spec, context }: SourceRun): Promise<FetchedSource> {
    const generator = generatorOf(spec);
    if (generator === undefined) {
      throw new SourceFailure('ArtifactFailed', `nothing here makes the artifact of ${refText(spec.object)}`, {
        code: 'SourceNotFetched',
        hint: `map it to a folder: --source ${refText(spec.object)}=DIR`,
      });
    }
    // Reading the generator makes this object follow what it makes.
    await context.objects.get(generator);
    const made = this.#generated.get(refKey(spec.object));
    if (made === undefined) {
      const error = new EddyError('SourceNotFound', `${refText(generator)} has made no artifact "${object.metadata.name}"`);
      throw new SourceWaiting('ArtifactFailed', error.message, [{ ref: generator, relation: 'sourceRef', error }]);
    }
    const { artifact, file } = made;
    return { artifact, file, message: 'Artifact is ready', news: `stored artifact for revision '${artifact.revision}'` };
  }

  async #generate(object: K8sObject, spec: SpecReader, context: Context): Promise<Outcome> {
    const sources = await sourcesOf(spec, context);
    const trees = new Map([...sources].map(([alias, { tree }]) => [alias, tree]));
    const requests = expanded(spec, trees);
    const built = requests.map((request) => ({ request, made: build(request, sources, trees, context) }));
    for (const { request, made } of built) this.#generated.set(refKey(sourceRef('ExternalArtifact', object.metadata.namespace, request.name)), made);
    const children = requests.map((request) => ({ object: externalArtifact(request, object, spec) }));
    await context.children.setChildren(children, { fieldManager: 'source-watcher', prune: true });
    const inventory = built.map(({ request: { name }, made: { artifact, file } }) =>
      toDict({ name, namespace: object.metadata.namespace ?? '', digest: artifact.digest ?? '', filename: file }),
    );
    const message = `reconciliation succeeded, generated ${String(requests.length)} artifact(s)`;
    announce(object, inventory as unknown as readonly InventoryEntry[], message, context);
    return { type: 'Ready', reason: 'Succeeded', message, status: toDict({ inventory }) };
  }
}

interface InventoryEntry {
  readonly name: string;
  readonly namespace: string;
  readonly digest: string;
}

/** Tells what was made, and of it what is not as it was before. */
function announce(object: K8sObject, inventory: readonly InventoryEntry[], message: string, context: Context): void {
  const status = isDict(object['status']) ? object['status'] : {};
  const before = (Array.isArray(status['inventory']) ? status['inventory'] : []) as readonly InventoryEntry[];
  const changed = inventory.filter(({ name, digest }) => !before.some((entry) => entry.name === name && entry.digest === digest));
  if (changed.length === 0 && before.length === inventory.length) {
    context.record({ type: 'Normal', reason: 'Ready', message: `No drift detected, ${String(inventory.length)} artifact(s) up to date` });
    return;
  }
  context.record({ type: 'Normal', reason: 'Ready', message });
  if (changed.length === 0) return;
  const lines = changed.map(({ name, namespace, digest }) => `${namespace}/${name} (${digest})`);
  context.record({ type: 'Normal', reason: 'Ready', message: `external artifacts reconciled: ${lines.join('\n')}` });
}

/** What went wrong, as the generator's conditions and events tell it. */
function settled(thrown: unknown, spec: SpecReader, context: Context): Outcome {
  const tell = (event: Omit<ControllerEvent, 'type'>): void => {
    context.record({ type: 'Warning', ...event });
  };
  if (thrown instanceof SourceWaiting) {
    const { reason, message, blockers } = thrown;
    tell({ reason, message });
    return { type: 'Waiting', reason, message, on: blockers };
  }
  if (!(thrown instanceof SourceFailure)) throw thrown;
  const { reason, message, stalls, error } = thrown;
  tell({ reason, message });
  return { type: stalls ? 'Stalled' : 'Failed', reason, message, error: error.in({ object: spec.object }), ...(stalls ? {} : { progress: 'Reconciliation in progress' }) };
}

/** @throws SourceFailure ValidationFailed, AccessDenied */
function validate(spec: SpecReader, { policy }: Context): void {
  const refused = (reason: string, message: string): SourceFailure => new SourceFailure(reason, message, { code: 'SpecInvalid', stalls: true });
  const aliases = new Set<string>();
  for (const source of spec.items('sources')) {
    const alias = source.requiredString('alias');
    if (aliases.has(alias)) throw refused('ValidationFailed', `duplicate source alias '${alias}' found`);
    aliases.add(alias);
    const namespace = source.string('namespace') ?? '';
    if (policy.noCrossNamespaceRefs && namespace !== '' && namespace !== spec.object.namespace) {
      throw refused('AccessDenied', `cross-namespace reference to source ${source.requiredString('kind')}/${namespace}/${source.requiredString('name')} is not allowed`);
    }
  }
  const names = new Set<string>();
  const hasPattern = (spec.string('pathPattern') ?? '') !== '';
  for (const item of spec.items('artifacts')) {
    const name = item.requiredString('name');
    if (names.has(name)) throw refused('ValidationFailed', `duplicate artifact name '${name}' found`);
    names.add(name);
    const problem = hasPattern ? undefined : artifactNameProblem(name);
    if (problem !== undefined) throw refused('ValidationFailed', `artifact name ${JSON.stringify(name)} is not a valid Kubernetes object name: ${problem}`);
    const revision = (item.string('revision') ?? '').replace(/^@/, '');
    if (revision !== '' && !aliases.has(revision)) throw refused('ValidationFailed', `artifact ${name} revision source alias '${revision}' not found`);
  }
}

/** @throws SourceFailure BuildFailed, which only another spec or another source can cure */
function expanded(spec: SpecReader, trees: ReadonlyMap<string, Tree>): readonly ArtifactRequest[] {
  try {
    return artifactRequests(spec, (alias) => trees.get(alias));
  } catch (thrown) {
    if (!(thrown instanceof EddyError)) throw thrown;
    throw new SourceFailure('BuildFailed', `failed to expand path pattern: ${thrown.message}`, { code: thrown.code, stalls: true, cause: thrown });
  }
}

/** @throws SourceFailure BuildFailed */
function build(request: ArtifactRequest, sources: ReadonlyMap<string, Artifact>, trees: ReadonlyMap<string, Tree>, context: Context): GeneratedArtifact {
  const { name, copy, revision: pinned, originRevision: origin } = request;
  try {
    const staged = copyIntoArtifact(copy, (alias) => trees.get(alias), context.ports.gunzip);
    const tree = packedTree(staged);
    const digest = `sha256:${sha256Hex(encoder.encode(tree.digest('') ?? ''))}`;
    const source = origin === undefined ? undefined : sources.get(origin);
    const artifact: Artifact = {
      revision: (pinned === undefined ? undefined : sources.get(pinned)?.revision) ?? `latest@${digest}`,
      digest,
      tree,
      metadata: source === undefined ? undefined : { [ORIGIN_REVISION]: source.metadata?.[ORIGIN_REVISION] || source.revision },
    };
    return { artifact, file: `${String(contentHash(staged, name))}.tar.gz` };
  } catch (thrown) {
    if (!(thrown instanceof EddyError)) throw thrown;
    throw new SourceFailure('BuildFailed', `${name} build failed: ${thrown.message}`, { code: thrown.code, hint: thrown.hint, cause: thrown });
  }
}

/** The checksum of all files with their names, after which the archive is named. */
function contentHash(tree: Tree, name: string): number {
  const lines: string[] = [];
  const walk = (folder: string): void => {
    for (const { name: entry, kind } of tree.list(folder) ?? []) {
      const path = joinPath(folder, entry);
      if (kind === 'dir') walk(path);
      else lines.push(`${name}/${path}\n${adler32(tree.read(path) ?? new Uint8Array()).toString(16)}`);
    }
  };
  walk('');
  const sorted = lines.map((line) => line.split('\n') as [string, string]).sort(([a], [b]) => (a < b ? -1 : 1));
  return adler32(encoder.encode(sorted.map(([path, sum]) => `${sum}  ${path}\n`).join('')));
}

function externalArtifact({ name, labels }: ArtifactRequest, { apiVersion, kind, metadata }: K8sObject, spec: SpecReader): K8sObject {
  const common = spec.child('commonMetadata');
  const { namespace } = metadata;
  const allLabels = { ...common.stringMap('labels'), ...labels };
  const own = Object.entries({ namespace, labels: Object.keys(allLabels).length === 0 ? undefined : toDict(allLabels), annotations: common.stringMap('annotations') }).filter(([, value]) => value !== undefined);
  return {
    apiVersion: sourceRef('ExternalArtifact', namespace, name).apiVersion,
    kind: 'ExternalArtifact',
    metadata: { name, ...Object.fromEntries(own) },
    spec: toDict({ sourceRef: toDict({ apiVersion, kind, name: metadata.name, ...(namespace === undefined ? {} : { namespace }) }) }),
  };
}

/** The ArtifactGenerator that makes an ExternalArtifact, where one does. */
function generatorOf(spec: SpecReader): ObjectRef | undefined {
  const producer = spec.child('sourceRef');
  const [apiVersion, kind, name] = ['apiVersion', 'kind', 'name'].map((field) => producer.string(field));
  if (apiVersion === undefined || kind !== 'ArtifactGenerator' || name === undefined || groupOf(apiVersion) !== SOURCE_EXTENSIONS_GROUP) return undefined;
  return { apiVersion, kind, namespace: producer.string('namespace') ?? spec.object.namespace, name };
}

/** The artifacts of the sources by alias, each as the folder that its archive is unpacked to. @throws SourceWaiting while one of them has none */
async function sourcesOf(spec: SpecReader, context: Context): Promise<ReadonlyMap<string, Artifact>> {
  const sources = new Map<string, Artifact>();
  const missing: { readonly text: string; readonly blocker: Blocker }[] = [];
  for (const item of spec.items('sources')) {
    const kind = item.requiredString('kind');
    const name = item.requiredString('name');
    if (!SOURCE_KINDS.includes(kind)) throw new SourceFailure('SourceFetchFailed', `get sources failed: source \`${name}\` kind '${kind}' not supported`);
    const ref = sourceRef(kind, item.string('namespace') || spec.object.namespace, name);
    const object = await context.objects.get(ref);
    const artifact = await context.artifact(ref);
    if (object !== undefined && artifact !== undefined) {
      sources.set(item.requiredString('alias'), { ...artifact, tree: unpacked(artifact, object, context) });
      continue;
    }
    const text = object === undefined ? `${kind}.${SOURCE_GROUP} "${name}" not found` : `source '${kind}/${ref.namespace ?? ''}/${name}' is not ready`;
    missing.push({ text, blocker: { ref, relation: 'sourceRef', error: new EddyError('SourceNotFound', `${refText(spec.object)} takes files from ${refText(ref)}, which does not exist or has no artifact`) } });
  }
  if (missing.length > 0) throw new SourceWaiting('SourceFetchFailed', `get sources failed: ${missing[0]!.text}`, missing.map(({ blocker }) => blocker));
  return sources;
}

/** The files of an artifact that is an archive of its own: a chart lies in a folder of its name. */
function unpacked({ tree, file }: Artifact, object: K8sObject, { ports }: Context): Tree {
  if (object.kind === 'HelmChart') {
    const status = isDict(object['status']) ? object['status'] : {};
    const name = status['observedChartName'];
    return prefixTree(subTree(tree, file ?? ''), typeof name === 'string' ? name : object.metadata.name);
  }
  const packed = file === undefined ? undefined : tree.read(file);
  return packed === undefined || ports.gunzip === undefined ? tree : archiveTree(packed, ports.gunzip);
}
