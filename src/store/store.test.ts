import { describe, expect, test } from 'vitest';
import { refOf, type K8sObject } from '../manifest/index.ts';
import { labelSelector, matchesLabels, MemoryStore, parseLabelSelector, type WatchEvent } from './index.ts';

const BY = { fieldManager: 'test' };

function deployment(name: string, extra: Partial<K8sObject> = {}): K8sObject {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'apps' }, spec: { replicas: 1 }, ...extra };
}

function labelled(name: string, labels: Record<string, string>): K8sObject {
  return deployment(name, { metadata: { name, namespace: 'apps', labels } });
}

function recorded(store: MemoryStore, query = {}): string[] {
  const events: string[] = [];
  store.watch(query, undefined, ({ type, object }) => events.push(`${type} ${object.metadata.name}`));
  return events;
}

describe('writing', () => {
  test('an equal write fires no event and takes no new resource version', () => {
    const store = new MemoryStore();
    const events = recorded(store);
    const first = store.sync.apply(deployment('a'), BY);
    const second = store.sync.apply(deployment('a'), BY);
    expect([first.action, second.action]).toEqual(['created', 'unchanged']);
    expect(second.object).toBe(first.object);
    expect(events).toEqual(['ADDED a']);
  });

  test('stored objects are frozen all the way down', () => {
    const { object } = new MemoryStore().sync.apply(deployment('a'), BY);
    expect(() => {
      (object['spec'] as { replicas: number }).replicas = 5;
    }).toThrow(TypeError);
  });

  test('the generation counts changes of the content, not of metadata or status', () => {
    const { sync } = new MemoryStore();
    sync.create(deployment('a'), BY);
    sync.apply(labelled('a', { x: 'y' }), BY);
    sync.updateStatus({ ...sync.get(refOf(deployment('a')))!, status: { replicas: 1 } }, BY);
    expect(sync.get(refOf(deployment('a')))?.metadata.generation).toBe(1);
    sync.apply(deployment('a', { spec: { replicas: 2 } }), BY);
    expect(sync.get(refOf(deployment('a')))?.metadata.generation).toBe(2);
  });

  test('ordinary writes leave the status alone, and a status write leaves the rest alone', () => {
    const { sync } = new MemoryStore();
    sync.create(deployment('a', { status: { replicas: 9 } }), BY);
    expect(sync.get(refOf(deployment('a')))).not.toHaveProperty('status');
    sync.updateStatus(deployment('a', { spec: { replicas: 7 }, status: { replicas: 1 } }), BY);
    sync.apply(deployment('a', { spec: { replicas: 2 } }), BY);
    expect(sync.get(refOf(deployment('a')))).toMatchObject({ spec: { replicas: 2 }, status: { replicas: 1 } });
  });

  test.each([
    ['create', 'ObjectExists'],
    ['update with an old resource version', 'ObjectConflict'],
    ['update of nothing', 'ObjectNotFound'],
  ])('%s is refused with %s', (what, code) => {
    const { sync } = new MemoryStore();
    const old = sync.create(deployment('a'), BY);
    sync.apply(deployment('a', { spec: { replicas: 2 } }), BY);
    const write = (): unknown => {
      if (what === 'create') return sync.create(deployment('a'), BY);
      return what === 'update of nothing' ? sync.update(deployment('b'), BY) : sync.update(old, BY);
    };
    expect(write).toThrow(expect.objectContaining({ code }) as Error);
  });

  test('a cluster-scoped object loses a namespace it was given', () => {
    const { sync } = new MemoryStore({ isClusterScoped: (_apiVersion, kind) => kind === 'Namespace' });
    sync.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a', namespace: 'b' } }, BY);
    expect(sync.get({ apiVersion: 'v1', kind: 'Namespace', name: 'a' })?.metadata).not.toHaveProperty('namespace');
  });

  test('a dry run answers what would be stored and stores nothing', () => {
    const store = new MemoryStore();
    const events = recorded(store);
    expect(store.sync.apply(deployment('a'), { ...BY, dryRun: true }).object.metadata.uid).toBeDefined();
    expect(store.sync.get(refOf(deployment('a')))).toBeUndefined();
    expect(events).toEqual([]);
  });
});

describe('deleting', () => {
  test('waits for finalizers, and the last one takes the object away', () => {
    const store = new MemoryStore();
    const events = recorded(store);
    store.sync.create(deployment('a', { metadata: { name: 'a', namespace: 'apps', finalizers: ['x'] } }), BY);
    store.sync.delete(refOf(deployment('a')));
    const dying = store.sync.get(refOf(deployment('a')))!;
    expect(dying.metadata.deletionTimestamp).toBeDefined();
    store.sync.update({ ...dying, metadata: { ...dying.metadata, finalizers: [] } }, BY);
    expect(store.sync.get(refOf(deployment('a')))).toBeUndefined();
    expect(events).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
  });

  test('a new object of an old name has a uid of its own, the same in every run', () => {
    const uids = (): (string | undefined)[] => {
      const { sync } = new MemoryStore();
      const first = sync.create(deployment('a'), BY).metadata.uid;
      sync.delete(refOf(deployment('a')));
      return [first, sync.create(deployment('a'), BY).metadata.uid];
    };
    expect(uids()[0]).not.toBe(uids()[1]);
    expect(uids()).toEqual(uids());
  });
});

describe('watching', () => {
  test('starts at a resource version and tells what happened since', () => {
    const store = new MemoryStore();
    store.sync.create(deployment('a'), BY);
    const { resourceVersion } = store.sync.list({});
    store.sync.create(deployment('b'), BY);
    const events: string[] = [];
    store.watch({}, resourceVersion, ({ type, object }) => events.push(`${type} ${object.metadata.name}`));
    store.sync.create(deployment('c'), BY);
    expect(events).toEqual(['ADDED b', 'ADDED c']);
  });

  test('says so when the past is forgotten', () => {
    const store = new MemoryStore({ history: 2 });
    for (let i = 0; i < 10; i++) store.sync.create(deployment(`a${String(i)}`), BY);
    expect(() => store.watch({}, '1', () => undefined)).toThrow(expect.objectContaining({ code: 'WatchExpired' }) as Error);
  });

  test('a watch with a selector sees objects come and go as labels change', () => {
    const store = new MemoryStore();
    const events = recorded(store, { labels: labelSelector({ app: 'web' }) });
    store.sync.apply(labelled('a', { app: 'db' }), BY);
    store.sync.apply(labelled('a', { app: 'web' }), BY);
    store.sync.apply(labelled('a', { app: 'db' }), BY);
    expect(events).toEqual(['ADDED a', 'DELETED a']);
  });

  test('ends when told to', () => {
    const store = new MemoryStore();
    const seen: WatchEvent[] = [];
    store.watch({}, undefined, (event) => seen.push(event))();
    store.sync.create(deployment('a'), BY);
    expect(seen).toEqual([]);
  });
});

describe('label selectors', () => {
  test.each([
    ['app=web', { app: 'web' }, true],
    ['app==web,tier!=cache', { app: 'web' }, true],
    ['app!=web', {}, true],
    ['app in (web, db)', { app: 'db' }, true],
    ['app notin (web,db)', { app: 'db' }, false],
    ['app', { app: '' }, true],
    ['!app', { app: '' }, false],
    ['', { a: 'b' }, true],
  ])('%j on %j is %s', (text, labels, matches) => {
    expect(matchesLabels(parseLabelSelector(text), labels)).toBe(matches);
  });

  test('a requirement that cannot be read is named', () => {
    expect(() => parseLabelSelector('a=b, ??')).toThrow('"??"');
  });

  test('a label called constructor is an ordinary label', () => {
    expect(matchesLabels(parseLabelSelector('constructor'), {})).toBe(false);
  });
});
