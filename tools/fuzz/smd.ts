import { isDict, toDict, type Dict } from '../../src/std/dict.ts';
import type { K8sObject } from '../../src/manifest/index.ts';
import { ANY, builtInKind, builtInMergeType, type MergeType } from '../../src/schema/index.ts';
import { applyConfiguration, conflictText, trackUpdate, typeFaults, type TrackedWrite } from '../../src/smd/index.ts';
import type { FuzzArea } from './fuzz-area.ts';
import type { Random } from './random.ts';

interface Step {
  readonly apply: boolean;
  readonly force: boolean;
  readonly manager: string;
  readonly object: Dict;
}

/** Writes of several managers to one object. */
interface SmdCase {
  readonly apiVersion: string;
  readonly kind: string;
  /** Whether the kind has no schema. */
  readonly deduced: boolean;
  readonly steps: readonly Step[];
}

type Maker = (random: Random) => Dict;

type Kind = Pick<SmdCase, 'apiVersion' | 'kind' | 'deduced'> & { readonly body: Maker };

/** Kinds that have a schema. */
export const TYPED_KINDS: readonly Kind[] = [
  { apiVersion: 'v1', kind: 'ConfigMap', deduced: false, body: (random) => some(random, { data: (r) => map(r, text), immutable: flag }) },
  { apiVersion: 'apps/v1', kind: 'Deployment', deduced: false, body: (random) => some(random, { spec: deploymentSpec }) },
  { apiVersion: 'v1', kind: 'Service', deduced: false, body: (random) => some(random, { spec: serviceSpec }) },
];

const KINDS: readonly Kind[] = [
  ...TYPED_KINDS,
  { apiVersion: 'test.example.test/v1', kind: 'Blob', deduced: true, body: (random) => some(random, { spec: (r) => anything(r, 3), data: (r) => map(r, text) }) },
];

/** Server-side apply and ordinary writes: what the object becomes, who owns what of it, and who stands in whose way. */
export const smd: FuzzArea<SmdCase> = {
  name: 'smd',
  generate: (random) => {
    const kind = random.pick(KINDS);
    const { body: _body, ...named } = kind;
    return { ...named, steps: random.list(1, 5, () => step(random, kind)) };
  },
  answer: ({ apiVersion, kind, deduced, steps }) => {
    const type = deduced ? ANY : builtInMergeType(builtInKind(apiVersion, kind)!);
    let live: K8sObject | undefined;
    return steps.map((each) => {
      const result = run(type, live, each);
      if ('error' in result) return result;
      live = result.object;
      return shown(live);
    });
  },
  // Of several faults, Go's maps decide the order; and no server stores what later cannot be read by its type.
  saysNothing: (wanted) => /errors:|failed to create manager for existing fields/.test(JSON.stringify(wanted)),
};

function run(type: MergeType, live: K8sObject | undefined, { apply, force, manager, object }: Step): { readonly object: K8sObject } | { readonly error: string } {
  const given = object as unknown as K8sObject;
  const write: TrackedWrite = { type, writer: { manager, operation: apply ? 'Apply' : 'Update', apiVersion: given.apiVersion }, time: undefined, endpoint: 'whole' };
  // Where nobody's fields are noted, an ordinary write is not looked at.
  const unseen = !apply && live !== undefined && live.metadata['managedFields'] === undefined;
  const faults = unseen ? [] : typeFaults(type, object, apply ? 'refused' : 'allowed');
  const id = `${given.metadata.namespace ?? ''}/${given.metadata.name}; ${given.apiVersion.includes('/') ? '' : '/'}${given.apiVersion}, Kind=${given.kind}`;
  if (faults.length > 0) {
    const list = faults.length === 1 ? faults[0]! : `errors:\n${faults.map((fault) => `  ${fault}`).join('\n')}`;
    return { error: apply ? `failed to create typed patch object (${id}): ${list}` : `failed to convert new object (${id}) to smd typed: ${list}` };
  }
  if (!apply) return { object: trackUpdate(live, given, write) };
  const outcome = applyConfiguration(live, given, force, write);
  return outcome.type === 'conflicts' ? { error: conflictText(outcome.conflicts) } : { object: outcome.object };
}

/** As the oracle shows it: the owners in an order that time has no part in. */
function shown(object: K8sObject): unknown {
  const { managedFields, ...metadata } = object.metadata;
  const entries = Array.isArray(managedFields) ? managedFields.filter(isDict) : [];
  const owners = entries.map(({ manager, operation, fieldsV1 }) => ({ manager, operation, fields: fieldsV1 }));
  const keyOf = ({ operation, manager }: { operation: unknown; manager: unknown }): string => String(operation) + String(manager);
  owners.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return { object: { ...object, metadata }, owners };
}

function step(random: Random, kind: Kind): Step {
  return { apply: !random.oneIn(3), force: random.oneIn(2), manager: random.pick(['alpha', 'beta', 'gamma']), object: objectOf(random, kind) };
}

/** Some object of a kind: what it says has faults now and then. */
export function objectOf(random: Random, { apiVersion, kind, body }: Kind): Dict {
  const metadata = some(random, { labels: (r) => map(r, text), annotations: (r) => map(r, text), finalizers: (r) => r.list(0, 3, () => r.pick(['x/a', 'x/b', 'x/c'])) });
  return toDict({ apiVersion, kind, metadata: { ...metadata, name: 'a', namespace: 'n' }, ...body(random) });
}

/** Some of the fields. */
function some(random: Random, fields: Readonly<Record<string, (random: Random) => unknown>>): Dict {
  return toDict(Object.fromEntries(Object.entries(fields).flatMap(([name, make]) => (random.oneIn(3) ? [] : [[name, make(random)]]))));
}

function text(random: Random): unknown {
  return random.oneIn(40) ? random.pick([1, true, null]) : random.pick(['a', 'b', 'c', '']);
}

function flag(random: Random): unknown {
  return random.oneIn(20) ? 'yes' : random.oneIn(2);
}

function map(random: Random, value: (random: Random) => unknown): Dict {
  return toDict(Object.fromEntries(random.list(0, 3, () => [random.pick(['a', 'b', 'c', 'd']), value(random)])));
}

function deploymentSpec(random: Random): Dict {
  return some(random, {
    replicas: (r) => r.below(3),
    selector: (r) => ({ matchLabels: map(r, text) }),
    strategy: (r) => some(r, { type: text, rollingUpdate: (q) => some(q, { maxSurge: (p) => p.pick([1, '25%']) }) }),
    template: (r) => ({ metadata: some(r, { labels: (q) => map(q, text) }), spec: some(r, { containers, tolerations, volumes, nodeSelector: (q) => map(q, text) }) }),
    bogus: (r) => (r.oneIn(20) ? 1 : null),
  });
}

function containers(random: Random): unknown {
  return random.list(0, 3, () => ({
    ...(random.oneIn(20) ? {} : { name: random.pick(['one', 'two', 'three']) }),
    ...some(random, {
      image: text,
      args: (r) => r.list(0, 2, () => text(r)),
      ports: (r) => r.list(0, 2, () => ({ containerPort: r.pick([80, 81]), ...some(r, { protocol: (q) => q.pick(['TCP', 'UDP']), name: text }) })),
      env: (r) => r.list(0, 3, () => ({ name: r.pick(['A', 'B', 'C']), ...some(r, { value: text }) })),
      resources: (r) => some(r, { limits: (q) => map(q, (p) => p.pick(['1', 2])) }),
    }),
  }));
}

function tolerations(random: Random): unknown {
  return random.list(0, 2, () => some(random, { key: text, operator: text }));
}

function volumes(random: Random): unknown {
  return random.list(0, 2, () => ({ name: random.pick(['v', 'w']), ...some(random, { emptyDir: () => ({}), configMap: (r) => some(r, { name: text }) }) }));
}

function serviceSpec(random: Random): Dict {
  return some(random, {
    type: text,
    selector: (r) => map(r, text),
    externalIPs: (r) => r.list(0, 2, () => text(r)),
    ports: (r) => r.list(0, 3, () => ({ ...(r.oneIn(20) ? {} : { port: r.pick([80, 81, 82]) }), ...some(r, { protocol: (q) => q.pick(['TCP', 'UDP']), targetPort: (q) => q.pick([80, 'http']) }) })),
  });
}

function anything(random: Random, depth: number): unknown {
  if (depth === 0 || random.oneIn(3)) return random.pick<unknown>(['a', 1, true, null, 1.5, '']);
  if (random.oneIn(3)) return random.list(0, 3, () => anything(random, depth - 1));
  return toDict(Object.fromEntries(random.list(0, 3, () => [random.pick(['a', 'b', 'c']), anything(random, depth - 1)])));
}
