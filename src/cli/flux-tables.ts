import type { K8sObject } from '../manifest/index.ts';
import type { FluxRow } from '../orchestrator/index.ts';
import { isDict } from '../std/dict.ts';
import type { Fleet } from './fleet.ts';

/** What a cell is made of. */
export interface CellInput {
  readonly row: FluxRow;
  /** As its producer rendered it; undefined for the entry. */
  readonly object: K8sObject | undefined;
  readonly fleet: Fleet;
}

/** A column of a table; a wide one shows with `-o wide` only. */
export interface Column {
  readonly header: string;
  readonly wide?: boolean;
  readonly cell: (input: CellInput) => string;
}

/** The table of one or several kinds. */
export interface FluxTable {
  readonly subjects: readonly string[];
  readonly kinds: readonly string[];
  readonly columns: readonly Column[];
}

const READY: readonly Column[] = [
  { header: 'READY', cell: ({ row }) => (row.state === 'passed' ? 'True' : row.state === 'suspended' ? 'Unknown' : 'False') },
  { header: 'STATUS', cell: ({ row }) => (row.error?.message ?? row.message).split('\n')[0]! },
];

const REVISION: Column = { header: 'REVISION', wide: true, cell: ({ row }) => row.revision ?? '' };
const SUSPENDED: Column = { header: 'SUSPENDED', wide: true, cell: ({ object }) => (textAt(object, 'suspend') === 'true' ? 'True' : 'False') };
const DEPENDS_ON: Column = { header: 'DEPENDS ON', wide: true, cell: ({ object }) => dependsOn(object).join(',') };

/** The tables of `eddy get`, in the order of `get all`. */
export const FLUX_TABLES: readonly FluxTable[] = [
  {
    subjects: ['sources', 'all'],
    kinds: ['Bucket', 'ExternalArtifact', 'GitRepository', 'HelmChart', 'HelmRepository', 'OCIRepository'],
    columns: [{ header: 'URL', cell: ({ object }) => withoutUser(textAt(object, 'url') || textAt(object, 'endpoint')) }, { header: 'REF', wide: true, cell: ({ object }) => refOfSource(object) }, REVISION, ...READY],
  },
  {
    subjects: ['ks', 'all'],
    kinds: ['Kustomization'],
    columns: [{ header: 'PATH', cell: ({ object, fleet }) => textAt(object, 'path') || fleet.place.entry || './' }, { header: 'SOURCE', cell: ({ object }) => sourceRef(object, 'sourceRef') }, DEPENDS_ON, SUSPENDED, REVISION, ...READY],
  },
  {
    subjects: ['hr', 'all'],
    kinds: ['HelmRelease'],
    columns: [
      { header: 'CHART', cell: ({ object }) => textAt(object, 'chart', 'spec', 'chart') || textAt(object, 'chartRef', 'name') },
      { header: 'VERSION', cell: ({ object }) => textAt(object, 'chart', 'spec', 'version') },
      { header: 'SOURCE', cell: ({ object }) => sourceRef(object, 'chart', 'spec', 'sourceRef') || sourceRef(object, 'chartRef') },
      DEPENDS_ON,
      SUSPENDED,
      REVISION,
      ...READY,
    ],
  },
  { subjects: ['rs', 'all'], kinds: ['FluxInstance', 'ResourceSet', 'ResourceSetInputProvider'], columns: [{ header: 'KIND', cell: ({ row }) => row.ref.kind }, ...READY] },
];

/** The text of a scalar below `spec`; the empty string where there is none. */
function textAt(object: K8sObject | undefined, ...path: string[]): string {
  let value: unknown = object?.['spec'];
  for (const key of path) value = isDict(value) ? value[key] : undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

function sourceRef(object: K8sObject | undefined, ...path: string[]): string {
  const [kind, namespace, name] = ['kind', 'namespace', 'name'].map((field) => textAt(object, ...path, field));
  return [kind, namespace, name].filter((part) => part !== '').join('/');
}

function dependsOn(object: K8sObject | undefined): string[] {
  const spec = object?.['spec'];
  const list = isDict(spec) ? spec['dependsOn'] : undefined;
  if (!Array.isArray(list)) return [];
  return list.filter(isDict).map(({ namespace, name }) => (typeof namespace === 'string' ? `${namespace}/${String(name)}` : String(name)));
}

function refOfSource(object: K8sObject | undefined): string {
  const fields = ['branch', 'tag', 'semver', 'name', 'commit', 'digest'].map((field) => [field, textAt(object, 'ref', field)] as const);
  return fields.filter(([, value]) => value !== '').map(([field, value]) => `${field}:${value}`).join(',');
}

/** An address without the user name and password in it. */
function withoutUser(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)[^/@]*@/i, '$1');
}
