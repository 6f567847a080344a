import { describe, expect, test } from 'vitest';
import { toDict, type Dict } from '../../std/dict.ts';
import { refKey, type ObjectRef } from '../../diagnostics/index.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';
import { noMemo } from '../../memo/index.ts';
import { memoryTree, type Tree } from '../../tree/index.ts';
import { ArtifactTable, defaultPolicy, sourceRef, type Context, type Outcome, type ProducedObject, type Reconciler } from '../base/index.ts';
import { createSourceControllers } from './index.ts';

const REPO = memoryTree({
  'apps/Web/prod/a.yaml': 'web',
  'apps/api/prod/a.yaml': 'api',
  'apps/api/img.png': 'x',
  'apps/readme.md': 'r',
});
const REVISION = `main@sha1:${'a'.repeat(40)}`;

/** A generator with its sources at hand. */
class World {
  readonly #objects = new Map<string, K8sObject>();
  readonly #artifacts = new ArtifactTable();
  readonly #controllers: readonly Reconciler[] = createSourceControllers();
  readonly events: string[] = [];
  children: readonly K8sObject[] = [];

  constructor(spec: Readonly<Record<string, unknown>>) {
    const generator = { apiVersion: 'source.extensions.fluxcd.io/v1beta1', kind: 'ArtifactGenerator', metadata: { name: 'gen', namespace: 'apps', generation: 1 }, spec: toDict(spec) };
    this.put(generator);
    this.put({ ...sourceObject('GitRepository', 'repo') });
    this.#artifacts.set(sourceRef('GitRepository', 'apps', 'repo'), { revision: REVISION, tree: REPO, metadata: { 'org.opencontainers.image.revision': 'upstream' } });
  }

  put(object: K8sObject): void {
    this.#objects.set(refKey(refOf(object)), object);
  }

  async generate(): Promise<Outcome> {
    return this.#reconcile({ apiVersion: 'source.extensions.fluxcd.io/v1beta1', kind: 'ArtifactGenerator', namespace: 'apps', name: 'gen' });
  }

  async artifact(name: string): Promise<{ readonly outcome: Outcome; readonly tree: Tree | undefined }> {
    const ref = sourceRef('ExternalArtifact', 'apps', name);
    const outcome = await this.#reconcile(ref);
    return { outcome, tree: this.#artifacts.get(ref)?.tree };
  }

  async #reconcile(ref: ObjectRef): Promise<Outcome> {
    const context = {
      objects: { get: (wanted: ObjectRef) => Promise.resolve(this.#objects.get(refKey(wanted))) },
      artifact: (source: ObjectRef) => Promise.resolve(this.#artifacts.get(source)),
      setArtifact: (artifact: Parameters<Context['setArtifact']>[0]) => {
        this.#artifacts.set(ref, artifact);
      },
      children: {
        setChildren: (children: readonly ProducedObject[]) => {
          this.children = children.map(({ object }) => object);
          for (const child of this.children) this.put(child);
          return Promise.resolve([]);
        },
      },
      memo: noMemo(),
      ports: { clock: { now: () => 0 } },
      policy: { ...defaultPolicy, noCrossNamespaceRefs: true },
      warn: () => undefined,
      record: ({ type, reason, message }: { readonly type: string; readonly reason: string; readonly message: string }) => this.events.push(`${type} ${reason}: ${message}`),
    } as unknown as Context;
    return this.#controllers.find(({ kinds }) => kinds[0]!.kind === ref.kind)!.reconcile(ref, context);
  }
}

function sourceObject(kind: string, name: string): K8sObject {
  return { apiVersion: 'source.toolkit.fluxcd.io/v1', kind, metadata: { name, namespace: 'apps' }, spec: toDict({}) };
}

function artifact(fields: Readonly<Record<string, unknown>>, copy: readonly Readonly<Record<string, unknown>>[]): Dict {
  return toDict({ ...fields, copy: copy.map((operation) => toDict(operation)) });
}

const SOURCES = [toDict({ alias: 'repo', kind: 'GitRepository', name: 'repo' })];
const ALL = [{ from: '@repo/apps/api/**', to: '@artifact/' }];

describe('an ArtifactGenerator', () => {
  test('makes one ExternalArtifact for each entry, without what is ignored by default', async () => {
    const world = new World({ sources: SOURCES, artifacts: [artifact({ name: 'api', revision: '@repo', originRevision: '@repo' }, ALL)], commonMetadata: toDict({ labels: toDict({ team: 'a' }) }) });
    expect(await world.generate()).toMatchObject({ type: 'Ready', reason: 'Succeeded', message: 'reconciliation succeeded, generated 1 artifact(s)' });
    expect(world.children.map(({ metadata }) => [metadata.name, metadata.labels])).toEqual([['api', toDict({ team: 'a' })]]);
    const { outcome, tree } = await world.artifact('api');
    expect([tree?.readText('prod/a.yaml'), tree?.kind('img.png')]).toEqual(['api', undefined]);
    expect(outcome).toMatchObject({ type: 'Ready', message: 'Artifact is ready', status: { artifact: { revision: REVISION, metadata: { 'org.opencontainers.image.revision': 'upstream' }, path: expect.stringMatching(/^externalartifact\/apps\/api\/\d+\.tar\.gz$/) as string } } });
    expect(world.events[0]).toBe('Normal Ready: reconciliation succeeded, generated 1 artifact(s)');
  });

  test('names a revision after the files unless it is pinned', async () => {
    const world = new World({ sources: SOURCES, artifacts: [artifact({ name: 'api' }, ALL)] });
    await world.generate();
    expect((await world.artifact('api')).outcome).toMatchObject({ status: { artifact: { revision: expect.stringMatching(/^latest@sha256:[0-9a-f]{64}$/) as string } } });
  });

  test('makes one for each folder that its pattern matches', async () => {
    const world = new World({ sources: SOURCES, pathPattern: '@repo/apps/{app}/{env}', artifacts: [artifact({ name: '{app}-{env}' }, [{ from: '@repo/apps/{app}/{env}/**', to: '@artifact/{app}/' }])] });
    expect(await world.generate()).toMatchObject({ type: 'Ready', message: 'reconciliation succeeded, generated 2 artifact(s)' });
    expect(world.children.map(({ metadata }) => [metadata.name, metadata.labels])).toEqual([
      ['web-prod', toDict({ app: 'web', env: 'prod' })],
      ['api-prod', toDict({ app: 'api', env: 'prod' })],
    ]);
    expect((await world.artifact('web-prod')).tree?.readText('Web/a.yaml')).toBe('web');
  });

  const one = [artifact({ name: 'api' }, ALL)];
  const source = (alias: string, more: Readonly<Record<string, unknown>> = {}): Dict => toDict({ alias, kind: 'GitRepository', name: 'repo', ...more });
  test.each<[Readonly<Record<string, unknown>>, string, string, string]>([
    [{ sources: [source('a'), source('a')], artifacts: one }, 'Stalled', 'ValidationFailed', `duplicate source alias 'a' found`],
    [{ sources: [source('repo', { namespace: 'other' })], artifacts: one }, 'Stalled', 'AccessDenied', 'cross-namespace reference to source GitRepository/other/repo is not allowed'],
    [{ sources: SOURCES, artifacts: [...one, ...one] }, 'Stalled', 'ValidationFailed', `duplicate artifact name 'api' found`],
    [{ sources: SOURCES, artifacts: [artifact({ name: 'Api' }, ALL)] }, 'Stalled', 'ValidationFailed', 'artifact name "Api" is not a valid Kubernetes object name: a lowercase RFC 1123 subdomain'],
    [{ sources: SOURCES, artifacts: [artifact({ name: 'api', revision: '@x' }, ALL)] }, 'Stalled', 'ValidationFailed', `artifact api revision source alias 'x' not found`],
    [{ sources: [source('repo', { name: 'gone' })], artifacts: one }, 'Waiting', 'SourceFetchFailed', 'get sources failed: GitRepository.source.toolkit.fluxcd.io "gone" not found'],
    [{ sources: [source('repo', { kind: 'HelmRepository' })], artifacts: one }, 'Failed', 'SourceFetchFailed', "get sources failed: source `repo` kind 'HelmRepository' not supported"],
    [{ sources: SOURCES, artifacts: [artifact({ name: 'api' }, [{ from: '@repo/x', to: '@artifact/' }])] }, 'Failed', 'BuildFailed', `api build failed: failed to apply copy operations: failed to apply copy operation from '@repo/x' to '@artifact/': source 'x' does not exist`],
    [{ sources: SOURCES, artifacts: one, pathPattern: 'apps' }, 'Stalled', 'BuildFailed', 'failed to expand path pattern: invalid pathPattern format: apps'],
    [{ sources: SOURCES, artifacts: one, pathPattern: '@repo/apps/{a}' }, 'Stalled', 'BuildFailed', 'failed to expand path pattern: pathPattern "@repo/apps/{a}": directories "apps/Web" and "apps/api" both resolve to artifact name "api"'],
    [{ sources: SOURCES, artifacts: one, pathPattern: '@repo/apps/{a}/{a}' }, 'Stalled', 'BuildFailed', 'failed to expand path pattern: pathPattern "@repo/apps/{a}/{a}": duplicate capture variable "a"'],
    [{ sources: SOURCES, artifacts: [artifact({ name: '{b}' }, ALL)], pathPattern: '@repo/apps/{a}' }, 'Stalled', 'BuildFailed', 'failed to expand path pattern: pathPattern "@repo/apps/{a}": failed to render artifact {b} for match apps/Web: invalid template "{b}": capture variable "b" is not defined by pathPattern'],
  ])('%j is %s for %s', async (spec, type, reason, message) => {
    const world = new World(spec);
    const outcome = await world.generate();
    expect(outcome).toMatchObject({ type, reason, message: expect.stringContaining(message) as string });
    expect(world.events).toEqual([`Warning ${reason}: ${(outcome as { message: string }).message}`]);
  });

  test('leaves alone what is disabled, and an artifact waits for its generator', async () => {
    const world = new World({ sources: SOURCES, artifacts: one });
    world.put({ ...sourceObject('ExternalArtifact', 'api'), spec: toDict({ sourceRef: toDict({ apiVersion: 'source.extensions.fluxcd.io/v1beta1', kind: 'ArtifactGenerator', name: 'gen' }) }) });
    expect((await world.artifact('api')).outcome).toMatchObject({ type: 'Waiting', on: [{ ref: { kind: 'ArtifactGenerator', name: 'gen' } }] });
  });
});
