import { EddyError } from '../diagnostics/index.ts';
import { skimMapping } from '../lang/yaml/index.ts';
import { compareUtf8 } from '../std/compare.ts';
import { isDict, type Dict } from '../std/dict.ts';
import { fitStruct, StructMismatch, type StructType } from './go-struct.ts';
import { compareKinds } from './kind-order.ts';
import { info, type Log } from './log-line.ts';
import { splitManifests, splitWholeManifests, trimSpace } from './split-manifests.ts';
import { readYaml } from './yaml-text.ts';

/** When a hook runs. */
export type HookEvent =
  | 'pre-install' | 'post-install' | 'pre-delete' | 'post-delete' | 'pre-upgrade' | 'post-upgrade' | 'pre-rollback' | 'post-rollback' | 'test';

/** What its annotations make of a hook. */
export interface Hook {
  readonly events: readonly HookEvent[];
  readonly weight: number;
  /** In lower case, as written: Helm does not check them. */
  readonly deletePolicies: readonly string[];
  readonly outputLogPolicies: readonly string[];
}

/** One YAML document that a template rendered. */
export interface RenderedDocument {
  /** The template: `CHART/charts/SUB/templates/x.yaml`. */
  readonly source: string;
  readonly text: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Set for hooks only. */
  readonly hook: Hook | undefined;
  /** Counts the documents of all templates from 0, as they were rendered. */
  readonly index: number;
}

const HEAD_METADATA: StructType = {
  name: '',
  qualified: 'struct { Name string "json:\\"name\\""; Annotations map[string]string "json:\\"annotations\\"" }',
  fields: { name: 'string', annotations: { mapOf: 'string' } },
};
const HEAD: StructType = { name: 'SimpleHead', qualified: 'util.SimpleHead', fields: { apiVersion: 'string', kind: 'string', metadata: HEAD_METADATA } };

const EVENTS: ReadonlyMap<string, HookEvent> = new Map<string, HookEvent>([
  ...(['pre-install', 'post-install', 'pre-delete', 'post-delete', 'pre-upgrade', 'post-upgrade', 'pre-rollback', 'post-rollback', 'test'] as const).map(
    (event) => [event, event] as const,
  ),
  ['test-success', 'test'],
]);

/**
 * Cuts rendered templates into documents and sorts them by kind, in install order; hooks apart.
 *
 * A document whose `helm.sh/hook` names an unknown event is dropped, which `log` hears of. With `whole`, documents keep their ends.
 * Follows Helm 4.2.2 `pkg/release/v1/util/manifest_sorter.go`.
 *
 * @throws EddyError HelmManifestInvalid when a document is no YAML, or has a head of a wrong shape.
 */
export function sortManifests(files: ReadonlyMap<string, string>, log: Log, whole = false): {
  readonly manifests: readonly RenderedDocument[];
  readonly hooks: readonly RenderedDocument[];
} {
  const manifests: RenderedDocument[] = [];
  const hooks: RenderedDocument[] = [];
  for (const document of readDocuments(files, log, whole)) (document.hook === undefined ? manifests : hooks).push(document);
  const byKind = (a: RenderedDocument, b: RenderedDocument): number => compareKinds(a.kind, b.kind);
  return { manifests: manifests.sort(byKind), hooks: hooks.sort(byKind) };
}

/** The hooks in front of the first document that cannot be read: all that Helm knows of them then. */
export function hooksBeforeFault(files: ReadonlyMap<string, string>): readonly RenderedDocument[] {
  const hooks: RenderedDocument[] = [];
  try {
    for (const document of readDocuments(files, () => undefined, false)) if (document.hook !== undefined) hooks.push(document);
  } catch (error) {
    if (!(error instanceof EddyError)) throw error;
  }
  return hooks;
}

/** The documents of all templates, by the names of the templates. @throws EddyError HelmManifestInvalid */
function* readDocuments(files: ReadonlyMap<string, string>, log: Log, whole: boolean): Generator<RenderedDocument> {
  let count = 0;
  for (const source of [...files.keys()].sort(compareUtf8)) {
    for (const text of (whole ? splitWholeManifests : splitManifests)(files.get(source)!)) {
      const document = readDocument(source, text, count, log);
      if (document === undefined) continue;
      count++;
      yield document;
    }
  }
}

function readDocument(source: string, text: string, index: number, log: Log): RenderedDocument | undefined {
  const head = simpleHead(text) ?? headOf(source, text, parse(source, text));
  const metadata = isDict(head['metadata']) ? head['metadata'] : undefined;
  const annotations = metadata?.['annotations'] as Readonly<Record<string, string>> | undefined;
  const document = { source, text, apiVersion: textOf(head, 'apiVersion'), kind: textOf(head, 'kind'), name: textOf(metadata, 'name'), index };
  const types = annotations?.['helm.sh/hook'];
  if (annotations === undefined || types === undefined) return { ...document, hook: undefined };
  const events = listOf(types).map((type) => EVENTS.get(type));
  if (!events.every((event) => event !== undefined)) {
    log(info('skipping unknown hooks', { hookTypes: types }));
    return undefined;
  }
  const hook = {
    events,
    weight: weightOf(annotations['helm.sh/hook-weight']),
    deletePolicies: policiesOf(annotations['helm.sh/hook-delete-policy']),
    outputLogPolicies: policiesOf(annotations['helm.sh/hook-output-log-policy']),
  };
  return { ...document, hook };
}

/** What Helm reads of a document: these entries, and that the others can be read. */
const HEAD_ENTRIES = /(?:apiVersion|kind|metadata):/y;

/** The head of a document, where it can be told without reading the rest into values. */
function simpleHead(text: string): Dict | undefined {
  const entries = skimMapping(text, HEAD_ENTRIES);
  const head = entries === undefined ? undefined : readYaml(entries);
  return isDict(head) && isSimpleHead(head) ? head : undefined;
}

function parse(source: string, text: string): unknown {
  try {
    return readYaml(text, 'bigint');
  } catch (error) {
    if (!(error instanceof EddyError)) throw error;
    throw unreadable(source, text, error.message, error);
  }
}

function headOf(source: string, text: string, value: unknown): Dict {
  try {
    return fitStruct(HEAD, value);
  } catch (error) {
    if (!(error instanceof StructMismatch)) throw error;
    throw unreadable(source, text, error.message, error);
  }
}

/** Whether a document has its head in the right types already, as nearly all have. */
function isSimpleHead(value: Dict): boolean {
  const metadata = value['metadata'];
  if (typeof value['apiVersion'] !== 'string' || typeof value['kind'] !== 'string' || !isDict(metadata) || typeof metadata['name'] !== 'string') return false;
  const annotations = metadata['annotations'];
  return annotations === undefined || (isDict(annotations) && Object.values(annotations).every((text) => typeof text === 'string'));
}

function unreadable(source: string, text: string, message: string, cause: Error): EddyError {
  const line = cause instanceof EddyError ? cause.at?.line : undefined;
  const sourceLine = line === undefined ? undefined : text.split('\n', line)[line - 1];
  return new EddyError('HelmManifestInvalid', `YAML parse error on ${source}: ${message}`, {
    hint: 'the template rendered text that is no Kubernetes manifest',
    notes: sourceLine === undefined ? [] : [{ message: `line ${String(line)} of the rendered document: ${trimSpace(sourceLine)}` }],
    cause,
  });
}

function textOf(fields: Dict | undefined, key: string): string {
  const value = fields?.[key];
  return typeof value === 'string' ? value : '';
}

function listOf(text: string): string[] {
  return text.split(',').map((item) => trimSpace(item).toLowerCase());
}

function policiesOf(text: string | undefined): string[] {
  return text === undefined ? [] : listOf(text);
}

function weightOf(text: string | undefined): number {
  return text !== undefined && /^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : 0;
}
