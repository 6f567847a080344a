import { sha256Hex } from '../../std/sha256.ts';
import { toDict } from '../../std/dict.ts';
import { EddyError, groupOf, refText, type ObjectRef } from '../../diagnostics/index.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';
import { readSpec, SOURCE_EXTENSIONS_GROUP, sourceRef, type Artifact, type Blocker, type Context, type Outcome, type Reconciler, type SpecReader } from '../base/index.ts';
import { copyIntoArtifact } from './artifact-copy.ts';
import { SourceFailure, SourceWaiting } from './source-failure.ts';
import { messageOf } from './source-message.ts';
import type { FetchedSource } from './source-run.ts';

const ORIGIN_REVISION = 'org.opencontainers.image.revision';

/**
 * Reconciles ArtifactGenerators: each makes one ExternalArtifact for every entry of `spec.artifacts`.
 *
 * What is in an ExternalArtifact is put together when that object is reconciled (`composeArtifact`).
 * Follows source-watcher v2.2 artifactgenerator_controller.go as far as a build can see it.
 */
export function createArtifactGeneratorController(): Reconciler {
  return {
    kinds: [{ group: SOURCE_EXTENSIONS_GROUP, kind: 'ArtifactGenerator' }],
    reconcile: async (ref, context) => {
      const object = await context.objects.get(ref);
      if (object === undefined || object.metadata.annotations?.[`${SOURCE_EXTENSIONS_GROUP}/reconcile`] === 'disabled') return { type: 'Suspended' };
      return generate(object, readSpec(object), context);
    },
  };
}

async function generate(object: K8sObject, spec: SpecReader, context: Context): Promise<Outcome> {
  const items = spec.items('artifacts');
  const fanned = items.find((item) => item.has('pathPattern'));
  if (fanned !== undefined) {
    const error = new EddyError('SpecInvalid', `an artifact with pathPattern is made per folder that it matches, which is not supported yet`, { object: spec.object });
    return { type: 'Stalled', reason: 'ValidationFailed', error };
  }
  const names = items.map((item) => item.requiredString('name'));
  const children = names.map((name) => ({ object: externalArtifact(name, object, spec) }));
  await context.children.setChildren(children, { fieldManager: 'source-watcher', prune: true });
  return { type: 'Ready', reason: 'Succeeded', message: `reconciliation succeeded, generated ${String(names.length)} artifact(s)` };
}

function externalArtifact(name: string, { apiVersion, kind, metadata }: K8sObject, spec: SpecReader): K8sObject {
  const common = spec.child('commonMetadata');
  const { namespace } = metadata;
  const own = Object.entries({ namespace, labels: common.stringMap('labels'), annotations: common.stringMap('annotations') }).filter(([, value]) => value !== undefined);
  return {
    apiVersion: sourceRef('ExternalArtifact', namespace, name).apiVersion,
    kind: 'ExternalArtifact',
    metadata: { name, ...Object.fromEntries(own) },
    spec: toDict({ sourceRef: toDict({ apiVersion, kind, name: metadata.name, ...(namespace === undefined ? {} : { namespace }) }) }),
  };
}

/** The ArtifactGenerator that makes an ExternalArtifact, where one does. */
export function generatorOf(spec: SpecReader): ObjectRef | undefined {
  const producer = spec.child('sourceRef');
  const [apiVersion, kind, name] = ['apiVersion', 'kind', 'name'].map((field) => producer.string(field));
  if (apiVersion === undefined || kind !== 'ArtifactGenerator' || name === undefined || groupOf(apiVersion) !== SOURCE_EXTENSIONS_GROUP) return undefined;
  return { apiVersion, kind, namespace: producer.string('namespace') ?? spec.object.namespace, name };
}

/**
 * Puts the files of one ExternalArtifact together, from the artifacts of the generator's sources.
 *
 * Its revision is that of the source it is pinned to, or `latest@` and a digest of its files (a cluster digests the archive).
 */
export async function composeArtifact(generator: ObjectRef, name: string, context: Context): Promise<FetchedSource> {
  const object = await context.objects.get(generator);
  const spec = object === undefined ? undefined : readSpec(object);
  const item = spec?.items('artifacts').find((candidate) => candidate.string('name') === name);
  if (spec === undefined || item === undefined) throw new SourceFailure('ArtifactFailed', `${refText(generator)} makes no artifact "${name}"`);
  const inputs = await inputsOf(spec, context);
  const operations = item.items('copy').map((operation) => ({
    from: operation.requiredString('from'),
    to: operation.requiredString('to'),
    exclude: operation.strings('exclude'),
    strategy: operation.string('strategy') ?? 'Overwrite',
  }));
  const treeOf = (alias: string): Artifact['tree'] => named(inputs, alias, object).tree;
  const tree = copyIntoArtifact(operations, treeOf, context.ports.gunzip);
  const pinned = item.string('revision');
  const origin = item.string('originRevision');
  const revision = pinned === undefined ? `latest@sha256:${sha256Hex(new TextEncoder().encode(tree.digest('') ?? ''))}` : named(inputs, pinned.replace(/^@/, ''), object).revision;
  const metadata = origin === undefined ? undefined : { [ORIGIN_REVISION]: named(inputs, origin.replace(/^@/, ''), object).revision };
  return { artifact: { revision, tree, metadata }, message: messageOf('ExternalArtifact', revision), news: `stored artifact for revision '${revision}'` };
}

function named(inputs: ReadonlyMap<string, Artifact>, alias: string, generator: K8sObject | undefined): Artifact {
  const artifact = inputs.get(alias);
  if (artifact !== undefined) return artifact;
  throw new EddyError('SpecInvalid', `there is no source with the alias "${alias}"`, { object: generator === undefined ? undefined : refOf(generator), hint: `aliases: ${[...inputs.keys()].join(', ')}` });
}

/** The artifacts of the sources by alias. @throws SourceWaiting while one of them has none. */
async function inputsOf(spec: SpecReader, context: Context): Promise<ReadonlyMap<string, Artifact>> {
  const inputs = new Map<string, Artifact>();
  const missing: Blocker[] = [];
  for (const item of spec.items('sources')) {
    const ref = sourceRef(item.requiredString('kind'), item.string('namespace') ?? spec.object.namespace, item.requiredString('name'));
    const artifact = await context.artifact(ref);
    if (artifact !== undefined) inputs.set(item.requiredString('alias'), artifact);
    else missing.push({ ref, relation: 'sourceRef', error: new EddyError('SourceNotFound', `${refText(spec.object)} takes files from ${refText(ref)}, which does not exist or has no artifact`) });
  }
  if (missing.length > 0) throw new SourceWaiting('SourceFetchFailed', missing.map(({ error }) => error.message).join('; '), missing);
  return inputs;
}
