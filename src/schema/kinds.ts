import { BUILT_IN_KINDS } from './kinds.gen.ts';

/** Whether the objects of a kind live in a namespace. */
export type Scope = 'Namespaced' | 'Cluster';

/** A kind that every Kubernetes 1.36 API server serves. */
export interface BuiltInKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** The plural name in URLs. */
  readonly resource: string;
  readonly scope: Scope;
  readonly shortNames: readonly string[];
  /** The number of its type in the type table; undefined where client-go's scheme does not hold the kind. */
  readonly typeNumber: number | undefined;
  /** The number of the type that the server has; undefined for what cannot be stored. */
  readonly serverType: number | undefined;
}

let kinds: ReadonlyMap<string, BuiltInKind> | undefined;
let clusterScoped: ReadonlySet<string> | undefined;

/** All built-in kinds, in the order of apiVersion and kind. */
export function builtInKinds(): Iterable<BuiltInKind> {
  return table().values();
}

/** The built-in kind of an object, or undefined for a custom resource. */
export function builtInKind(apiVersion: string, kind: string): BuiltInKind | undefined {
  return table().get(`${apiVersion} ${kind}`);
}

/** Whether a kind is a built-in one without namespace, in whatever version. Unknown kinds count as namespaced, as kustomize has it. */
export function isClusterScoped(apiVersion: string, kind: string): boolean {
  const known = builtInKind(apiVersion, kind);
  if (known !== undefined) return known.scope === 'Cluster';
  clusterScoped ??= new Set([...builtInKinds()].filter(({ scope }) => scope === 'Cluster').map((each) => groupKind(each.apiVersion, each.kind)));
  return clusterScoped.has(groupKind(apiVersion, kind));
}

function groupKind(apiVersion: string, kind: string): string {
  return `${apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')))} ${kind}`;
}

function table(): ReadonlyMap<string, BuiltInKind> {
  kinds ??= new Map(BUILT_IN_KINDS.trim().split('\n').map(readLine));
  return kinds;
}

function readLine(line: string): [string, BuiltInKind] {
  const [apiVersion = '', kind = '', resource = '', scope, type = '', shortNames = ''] = line.split(' ');
  return [
    `${apiVersion} ${kind}`,
    {
      apiVersion,
      kind,
      resource,
      scope: scope === 'N' ? 'Namespaced' : 'Cluster',
      shortNames: shortNames === '' ? [] : shortNames.split(','),
      typeNumber: type === '' || type.startsWith('~') ? undefined : Number(type),
      serverType: type === '' ? undefined : Number(type.replace('~', '')),
    },
  ];
}
