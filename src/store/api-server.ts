import { deepEqual } from '../std/deep-equal.ts';
import { deepFreeze } from '../std/deep-freeze.ts';
import { isDict, toDict, type Dict } from '../std/dict.ts';
import { refOf, type K8sObject, type ObjectMeta } from '../manifest/index.ts';
import {
  ApiRefusal,
  applyConflict,
  DecodeFault,
  invalidObject,
  KindRegistry,
  namespaceNotFound,
  namespaceTerminating,
  noMatches,
  noSuchPath,
  undecodable,
  untypedPatch,
  type RefusedObject,
  type ServedKind,
} from '../schema/index.ts';
import { applyConfiguration, conflictText, trackUpdate, typeFaults, type TrackedWrite } from '../smd/index.ts';
import type { ObjectRef } from '../diagnostics/index.ts';
import type { ApplyOptions, WriteOptions } from './store.ts';

/** What a store that behaves as an API server begins with. */
export interface ApiServerOptions {
  /** CustomResourceDefinitions that are there from the beginning. */
  readonly definitions?: readonly K8sObject[] | undefined;
}

/** What an API server looks up to judge a write. */
export interface ServerView {
  get(ref: ObjectRef): K8sObject | undefined;
  /** The time of a write, as objects show it. */
  timestamp(): string | undefined;
}

/** Which part of an object a write means. */
type Endpoint = 'main' | 'status';

const DEFINITION_GROUP = 'apiextensions.k8s.io';

/**
 * What a Kubernetes API server does to a write before it is stored: kinds, namespaces, merging, field ownership, defaults and validation.
 *
 * It stores nothing and knows no versions; that is `MemoryStore`'s work. Every refusal is an `ApiRefusal` with the server's words.
 * Follows k8s.io/apiserver v0.36 pkg/endpoints/handlers and pkg/registry/rest.
 */
export class ApiServer {
  readonly #kinds: KindRegistry;
  readonly #view: ServerView;

  constructor(options: ApiServerOptions, view: ServerView) {
    this.#kinds = new KindRegistry((options.definitions ?? []).map((definition) => toDict(definition)));
    this.#view = view;
  }

  /** The kind of an object; undefined where the server has none. */
  find(apiVersion: string, kind: string): ServedKind | undefined {
    return this.#kinds.find(apiVersion, kind);
  }

  /** @throws ApiRefusal 404 for a kind that the server does not have. */
  kindOf(object: K8sObject): ServedKind {
    const kind = this.find(object.apiVersion, object.kind);
    if (kind === undefined) throw noMatches(refused(object));
    return kind;
  }

  /** An object in a version that was asked for; itself where it is in that version, or the version is not served. */
  inVersion(object: K8sObject, apiVersion: string): K8sObject {
    if (object.apiVersion === apiVersion) return object;
    const kind = this.find(apiVersion, object.kind);
    return kind === undefined ? object : deepFreeze(kind.converted(toDict(object)) as unknown as K8sObject);
  }

  /** The object after a server-side apply. The live object itself where nothing changes. */
  applied(live: K8sObject | undefined, config: K8sObject, options: ApplyOptions): K8sObject {
    const kind = this.kindOf(config);
    const who = refused(config);
    const faults = typeFaults(kind.mergeType, withoutManagedFields(config));
    if (faults.length > 0) throw untypedPatch(who, faults);
    if (config.metadata['managedFields'] !== undefined) throw new ApiRefusal(400, 'BadRequest', 'metadata.managedFields must be nil', who);
    const asked = kind.hasStatus ? withoutStatus(config) : config;
    const outcome = applyConfiguration(live, withoutIdentity(asked), options.force === true, this.#write(kind, 'Apply', options, 'main'));
    if (outcome.type === 'conflicts') throw applyConflict(who, conflictText(outcome.conflicts));
    if (live === undefined) this.#checkNamespace(kind, who);
    // An object that says all of it already was completed before.
    if (live !== undefined && outcome.type === 'same') return settled(live, outcome.object);
    return settled(live, this.#completed(kind, outcome.object, live));
  }

  /** An object that is to be made. */
  created(object: K8sObject, options: WriteOptions): K8sObject {
    const kind = this.kindOf(object);
    const completed = this.#complete(kind, object, undefined);
    const tracked = trackUpdate(undefined, completed, this.#write(kind, 'Update', options, 'main'));
    this.#checkNamespace(kind, refused(object));
    this.#validate(kind, tracked, undefined);
    return tracked;
  }

  /** A new object with the defaults of what only it may say: a writer's status is dropped, that of the definition is not. */
  defaulted(object: K8sObject): K8sObject {
    const kind = this.kindOf(object);
    return kind.custom && !('status' in object) ? this.#complete(kind, object, undefined) : object;
  }

  /** An object as an ordinary write leaves it. */
  updated(live: K8sObject, next: K8sObject, options: WriteOptions): K8sObject {
    const kind = this.kindOf(next);
    const completed = this.#complete(kind, next, live);
    const tracked = trackUpdate(live, completed, this.#write(kind, 'Update', options, 'main'));
    this.#validate(kind, tracked, live);
    return settled(live, tracked);
  }

  /** An object as a write of its status leaves it. Controllers write statuses; they are taken as they are. */
  statusUpdated(live: K8sObject, next: K8sObject, options: WriteOptions): K8sObject {
    return settled(live, trackUpdate(live, next, this.#write(this.kindOf(next), 'Update', options, 'status')));
  }

  /** Takes in what was stored: a CustomResourceDefinition makes kinds. */
  stored(object: K8sObject): void {
    if (isDefinition(object)) this.#kinds.define(toDict(object));
  }

  /** Takes in that an object is gone; answers the kinds that went with it. */
  removed(object: K8sObject): readonly ServedKind[] {
    return isDefinition(object) ? this.#kinds.forget(object.metadata.name) : [];
  }

  #write(kind: ServedKind, operation: 'Apply' | 'Update', { fieldManager }: WriteOptions, endpoint: Endpoint): TrackedWrite {
    const subresource = endpoint === 'status' ? { subresource: 'status' } : {};
    return {
      type: kind.mergeType,
      writer: { manager: fieldManager, operation, apiVersion: kind.apiVersion, ...subresource },
      time: this.#view.timestamp(),
      endpoint: endpoint === 'main' && !kind.hasStatus ? 'whole' : endpoint,
    };
  }

  #completed(kind: ServedKind, object: K8sObject, live: K8sObject | undefined): K8sObject {
    const completed = this.#complete(kind, object, live);
    this.#validate(kind, completed, live);
    return completed;
  }

  #complete(kind: ServedKind, object: K8sObject, live: K8sObject | undefined): K8sObject {
    try {
      return kind.complete(toDict(object), live === undefined ? undefined : toDict(live)) as unknown as K8sObject;
    } catch (error) {
      if (error instanceof DecodeFault) throw undecodable(refused(object), error.message);
      throw error;
    }
  }

  #validate(kind: ServedKind, object: K8sObject, live: K8sObject | undefined): void {
    const faults = kind.faults(toDict(object), live === undefined ? undefined : toDict(live));
    if (faults.length > 0) throw invalidObject(refused(object), faults);
  }

  /** Nothing is made where no namespace is, or in one that goes away. */
  #checkNamespace({ scope, resource }: ServedKind, object: RefusedObject): void {
    if (scope === 'Cluster') return;
    if (object.namespace === undefined) throw noSuchPath(object);
    const namespace = this.#view.get({ apiVersion: 'v1', kind: 'Namespace', name: object.namespace });
    if (namespace === undefined) throw namespaceNotFound(object);
    if (namespace.metadata.deletionTimestamp !== undefined) throw namespaceTerminating(object, resource);
  }
}

/** How refusals name an object. */
export function refused({ apiVersion, kind, metadata }: K8sObject): RefusedObject {
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name };
}

function isDefinition({ apiVersion, kind }: K8sObject): boolean {
  return kind === 'CustomResourceDefinition' && apiVersion.startsWith(`${DEFINITION_GROUP}/`);
}

function withoutStatus(object: K8sObject): K8sObject {
  if (!('status' in object)) return object;
  const { status: _status, ...rest } = object;
  return rest;
}

function withoutManagedFields(object: K8sObject): K8sObject {
  if (object.metadata['managedFields'] === undefined) return object;
  const { managedFields: _noted, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** A configuration says nothing about what only the server says. */
function withoutIdentity(config: K8sObject): K8sObject {
  const metadata: Dict = toDict(config.metadata);
  for (const field of ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'deletionTimestamp', 'selfLink']) delete metadata[field];
  return { ...config, metadata: metadata as unknown as ObjectMeta };
}

/** The live object where the next one differs in the times of its managed fields only: such a write changes nothing. */
function settled(live: K8sObject | undefined, next: K8sObject): K8sObject {
  if (live === undefined) return next;
  return deepEqual(withoutTimes(live), withoutTimes(next)) ? live : next;
}

function withoutTimes(object: K8sObject): unknown {
  const entries = object.metadata['managedFields'];
  if (!Array.isArray(entries)) return object;
  const managedFields = entries.map((entry: unknown) => (isDict(entry) ? { ...entry, time: undefined } : entry));
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

/** Whether an object is a Namespace. */
export function isNamespace(object: K8sObject): boolean {
  const { apiVersion, kind } = refOf(object);
  return apiVersion === 'v1' && kind === 'Namespace';
}
