import { isDict, type Dict } from '../../std/dict.ts';
import { sha256Hex } from '../../std/sha256.ts';
import { EddyError, groupOf } from '../../diagnostics/index.ts';
import { build, type BuiltOrigin, type RemoteSource } from '../../kustomize/index.ts';
import { printYaml } from '../../lang/yaml/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import type { Tree } from '../../tree/index.ts';
import type { Decryption, Origin } from '../base/index.ts';
import { explainBuildError, explainVariable } from './explain-build.ts';
import { optsOutOfDecryption } from './keyless-decryption.ts';
import { withKustomizationFile } from './kustomization-file.ts';
import type { FileEdits } from './kustomization-spec.ts';
import { substitute } from './substitution.ts';

/** Goes into the label that `buildMetadata: [managedByLabel]` asks for. */
const CONTROLLER_VERSION = 'v1.9.4';
const PANIC = 'number of previous names, number of previous namespaces';

/** All that decides what a Kustomization renders, besides the files. Plain JSON. */
export interface RenderInput {
  /** Clean, relative to the root of the artifact. */
  readonly path: string;
  readonly edits: FileEdits;
  /** Undefined where there is no `postBuild`, or its variables are not known. */
  readonly variables: Dict | undefined;
  readonly strict: boolean;
  readonly always: boolean;
  /** There are variables that only the cluster knows. */
  readonly open: boolean;
  readonly buildRoot: string;
  readonly noRemoteBases: boolean;
  readonly history: boolean;
}

/** What was rendered; plain JSON, so that a memo can keep it. */
export interface Rendered {
  readonly objects: readonly RenderedObject[];
  /** `sha256:` of the YAML stream, where a history is kept. */
  readonly digest: string | undefined;
}

/** What a render may ask besides files. */
export interface RenderPorts {
  readonly decryption: Decryption | undefined;
  readonly remote: RemoteSource | undefined;
}

/** A rendered object and where it came from. */
export interface RenderedObject {
  readonly object: K8sObject;
  readonly origin?: Origin | undefined;
}

/**
 * Builds, decrypts and substitutes: everything of a Kustomization that files and variables decide.
 *
 * Follows kustomize-controller v1.9.4 kustomization_controller.go (generate, build), in its order and with its texts.
 *
 * @throws EddyError with the code of the engine that failed.
 * @throws Needed for something remote that is not at hand
 */
export function renderKustomization(tree: Tree, input: RenderInput, { decryption, remote }: RenderPorts): Rendered {
  const { path, edits, buildRoot, noRemoteBases } = input;
  const source = decryption === undefined ? tree : decryption.sources(tree, path);
  const prepared = withKustomizationFile(source, path, edits, buildRoot);
  const built = explained(
    () => named('kustomize build failed', () => unpanicked(() => build(prepared, path, { loadRestriction: 'none', reorder: 'none', displayRoot: buildRoot, version: CONTROLLER_VERSION, remote: noRemoteBases ? withoutRepositories(remote, buildRoot) : remote }))),
    (error) => explainBuildError(error, source, path, buildRoot),
  );
  const objects = built.objects.map((one) => {
    checkIdentity(one.value);
    const clear = decryption === undefined || optsOutOfDecryption(one.value as unknown as K8sObject) ? one.value : (named(`decryption failed for '${idOf(one.value)}'`, () => decryption.object(one.value as unknown as K8sObject)) as unknown as Dict);
    return { object: substituted(clear, one.origin, source, input) as unknown as K8sObject, origin: one.origin };
  });
  // A kustomization file that was rendered as an object counts for the digest, and is never applied.
  return { objects: objects.filter(({ object }) => !isKustomizationFile(object)), digest: input.history ? digestOf(objects) : undefined };
}

/** With --no-remote-bases the controller fetches files as ever, and clones to where it then may not read. */
function withoutRepositories(remote: RemoteSource | undefined, root: string): RemoteSource | undefined {
  if (remote === undefined) return undefined;
  return {
    file: (url) => remote.file(url),
    repository: ({ path }) => {
      const clone = path === '' ? root : `${root}/${path}`;
      throw new EddyError('KustomizeRemote', `fs-security-constraint abs ${clone}: path '${clone}' is not in or below '${root}'`, { hint: 'the policy allows no remote bases' });
    },
  };
}

function substituted(object: Dict, origin: BuiltOrigin | undefined, tree: Tree, { variables, strict, always, open }: RenderInput): Dict {
  if (variables === undefined) return object;
  return explained(
    () => named(`post build failed for '${idOf(object)}'`, () => substitute(object, variables, { strict, always, open })),
    (error) => explainVariable(error, tree, origin, Object.keys(variables)),
  );
}

function explained<T>(step: () => T, explain: (error: EddyError) => EddyError): T {
  try {
    return step();
  } catch (thrown) {
    throw thrown instanceof EddyError ? explain(thrown) : thrown;
  }
}

/** What makes kustomize panic, the controller reports as an error. */
function unpanicked<T>(step: () => T): T {
  return explained(step, (error) => (error.message.startsWith(PANIC) ? error.with({ message: `recovered from kustomize build panic: ${error.message}`, cause: error }) : error));
}

function named<T>(prefix: string, step: () => T): T {
  return explained(step, (error) => error.with({ message: `${prefix}: ${error.message}` }));
}

function checkIdentity(value: Dict): void {
  const metadata = isDict(value['metadata']) ? value['metadata'] : {};
  if ([value['apiVersion'], value['kind'], metadata['name']].every((text) => typeof text === 'string' && text !== '')) return;
  throw new EddyError('ManifestInvalid', `failed to decode Kubernetes apiVersion, kind and name from: ${JSON.stringify(value)}`);
}

/** `Kind.version.group/name`, as kustomize prints an id without its namespace. */
function idOf(object: Dict): string {
  const apiVersion = String(object['apiVersion']);
  const group = groupOf(apiVersion);
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const metadata = isDict(object['metadata']) ? object['metadata'] : {};
  return `${String(object['kind'])}.${version}.${group === '' ? '[noGrp]' : group}/${String(metadata['name'])}`;
}

function isKustomizationFile({ apiVersion, kind }: K8sObject): boolean {
  return kind === 'Kustomization' && apiVersion.startsWith('kustomize.config.k8s.io/');
}

function digestOf(objects: readonly RenderedObject[]): string {
  const stream = objects.map(({ object }) => printYaml(object)).join('---\n');
  return `sha256:${sha256Hex(new TextEncoder().encode(stream))}`;
}
