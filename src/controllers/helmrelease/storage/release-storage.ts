import type { K8sObject } from '../../../manifest/index.ts';
import type { Gunzip } from '../../../tree/index.ts';
import type { ClusterClient } from '../actions/cluster-client.ts';
import { decodeRelease, encodeRelease, releaseSecretName } from './release-codec.ts';
import type { ReleaseRecord } from './release-record.ts';

/** Hears of each record that was written or deleted. */
export type RecordObserver = (record: ReleaseRecord) => void;

/** What a storage works with. */
export interface ReleaseStoragePorts {
  readonly cluster: ClusterClient;
  /** Where the Secrets are. */
  readonly namespace: string;
  /** In milliseconds since 1970. */
  readonly now: () => number;
  readonly gunzip: Gunzip | undefined;
}

// A Secret in a store is never changed, so what it decodes to can be kept with it.
const decoded = new WeakMap<K8sObject, ReleaseRecord>();

/**
 * The revisions of releases, kept as Helm keeps them: Secrets of one namespace. What is not in a Secret does not exist.
 *
 * Follows Helm 4.2.4 pkg/storage/storage.go and helm-controller v1.6.3 internal/storage/observer.go.
 */
export class ReleaseStorage {
  readonly #ports: ReleaseStoragePorts;
  readonly #observe: RecordObserver;

  constructor(ports: ReleaseStoragePorts, observe: RecordObserver = () => undefined) {
    this.#ports = ports;
    this.#observe = observe;
  }

  /** The same storage, watched by another observer. */
  observedBy(observe: RecordObserver): ReleaseStorage {
    return new ReleaseStorage(this.#ports, observe);
  }

  /** All revisions of a release, the oldest first. @throws EddyError HelmReleaseInvalid */
  async history(name: string): Promise<readonly ReleaseRecord[]> {
    const { cluster, namespace, gunzip } = this.#ports;
    const labels = [
      { key: 'name', operator: 'In', values: [name] },
      { key: 'owner', operator: 'In', values: ['helm'] },
    ] as const;
    const secrets = await cluster.list({ group: '', kind: 'Secret', namespace, labels });
    const records = secrets.map((secret) => recordIn(secret, gunzip)).filter((record) => record !== undefined);
    return records.sort((a, b) => a.version - b.version);
  }

  /** The newest revision. */
  async last(name: string): Promise<ReleaseRecord | undefined> {
    return (await this.history(name)).at(-1);
  }

  async get(name: string, version: number): Promise<ReleaseRecord | undefined> {
    return (await this.history(name)).find((record) => record.version === version);
  }

  /** The revisions that count as deployed, the newest first; mostly one. */
  async deployed(name: string): Promise<readonly ReleaseRecord[]> {
    return (await this.history(name)).filter(({ info }) => info.status === 'deployed').reverse();
  }

  /** Adds a revision; what lies beyond `maxHistory` with it (0: nothing) is deleted before, the oldest first, but never the deployed one. */
  async create(record: ReleaseRecord, maxHistory = 0): Promise<void> {
    if (maxHistory > 0) await this.#forget(record.name, maxHistory - 1);
    const { cluster, namespace } = this.#ports;
    await cluster.create(encodeRelease(record, namespace, { createdAt: this.#seconds() }));
    this.#observe(record);
  }

  /** Writes a revision anew. */
  async update(record: ReleaseRecord): Promise<void> {
    const { cluster, namespace } = this.#ports;
    await cluster.replace(encodeRelease(record, namespace, { modifiedAt: this.#seconds() }));
    this.#observe(record);
  }

  /** Deletes a revision. What is told of it is what was stored last. */
  async delete({ name, version }: Pick<ReleaseRecord, 'name' | 'version'>): Promise<void> {
    const { cluster, namespace } = this.#ports;
    const stored = await this.get(name, version);
    if (stored === undefined) return;
    await cluster.delete({ apiVersion: 'v1', kind: 'Secret', namespace, name: releaseSecretName(name, version) }, 'background');
    this.#observe(stored);
  }

  async #forget(name: string, kept: number): Promise<void> {
    const records = await this.history(name);
    const current = records.findLast(({ info }) => info.status === 'deployed');
    let left = records.length;
    for (const record of records) {
      if (left <= kept) return;
      if (record === current) continue;
      await this.delete(record);
      left--;
    }
  }

  #seconds(): string {
    return String(Math.floor(this.#ports.now() / 1000));
  }
}

function recordIn(secret: K8sObject, gunzip: Gunzip | undefined): ReleaseRecord | undefined {
  let record = decoded.get(secret);
  if (record === undefined) {
    record = decodeRelease(secret, gunzip);
    if (record !== undefined) decoded.set(secret, record);
  }
  return record;
}
