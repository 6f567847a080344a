import { closeSync, openSync, readSync, realpathSync } from 'node:fs';
import { dirname, join, parse, relative, resolve } from 'node:path';
import { diskTree, findWorkTree, gunzip } from '../adapters/index.ts';
import { EddyError } from '../diagnostics/index.ts';
import { info, loadChart, loadChartFile, logText, type Chart } from '../helm/index.ts';
import type { Tree } from '../tree/index.ts';
import { linkFault } from './link-fault.ts';
import { pathKind } from './path-kind.ts';
import { treePath } from './place.ts';
import { withShownPlace } from './shown-error.ts';

/**
 * The absolute path of a chart that was named on the command line.
 *
 * Follows Helm 4.2.2 `pkg/action/install.go`, `LocateChart`, as far as it needs no network.
 *
 * @throws EddyError PathNotFound, or UsageInvalid for an address
 */
export function locateChart(typed: string, cwd: string): string {
  const path = typed.trim();
  const place = resolve(cwd, path);
  if (path !== '' && pathKind(place) !== undefined) return place;
  if (path.startsWith('/') || path.startsWith('.')) throw new EddyError('PathNotFound', `path "${path}" not found`, { hint: 'CHART is a folder or a .tgz archive' });
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) throw new EddyError('UsageInvalid', `charts are not fetched: "${path}"`, { hint: `fetch it first: helm pull ${path} --untar` });
  const hint = path.includes('/') ? `charts of repositories are not fetched; if it is one: helm pull ${path} --untar` : 'CHART is a folder or a .tgz archive on disk';
  throw new EddyError('PathNotFound', `there is no chart "${path}"`, { hint });
}

/** A chart on disk with the tree that it is read from. */
export interface ChartSource {
  /** The absolute path, as it was named. */
  readonly place: string;
  readonly isArchive: boolean;
  /** The work tree around the chart, or outside of Git the whole disk, so that links between charts are followed. */
  readonly root: string;
  readonly tree: Tree;
  /** The path of the chart in the tree. */
  readonly path: string;
}

/** Looks at a chart as far as one can before it is read. @throws EddyError HelmChartNotFound, ArchiveInvalid */
export function chartSource(place: string): ChartSource {
  const isArchive = pathKind(place) === 'file';
  if (isArchive) checkArchive(place);
  else checkFolder(place);
  const real = realpathSync(place);
  const root = findWorkTree(dirname(real)) ?? parse(real).root;
  return { place, isArchive, root, tree: diskTree(root, { gitIndex: false }), path: treePath(root, real) };
}

/**
 * Reads a chart.
 *
 * @param tree - The tree of the source, or one that records what is read of it.
 * @throws EddyError HelmChartNotFound, ArchiveInvalid, HelmChartInvalid
 */
export function openChart({ place, isArchive, root, path }: ChartSource, tree: Tree, cwd: string): Chart {
  try {
    return isArchive ? loadChartFile(tree.read(path)!, { gunzip }) : loadChart(tree, path, { gunzip });
  } catch (error) {
    if (!(error instanceof EddyError)) throw error;
    if (isArchive) throw error.with({ at: undefined, cause: error });
    throw withShownPlace(withLinkFault(error, place, root, path), root, cwd);
  }
}

/** The error with what the disk says, where it stands at a link that cannot be followed. */
function withLinkFault(error: EddyError, place: string, root: string, path: string): EddyError {
  if (error.at === undefined) return error;
  const link = join(root, error.at.file);
  const fault = linkFault(link);
  if (fault === undefined) return error;
  return error.with({ message: `error evaluating symlink ${join(place, relative(join(root, path), link))}: ${fault}`, at: undefined, cause: error });
}

/** What Helm says of the links that were followed in a chart. */
export function linkLines(place: string, { links }: Chart): string[] {
  return links.map((link) => {
    const path = join(place, link);
    return logText(info('found symbolic link in path. Contents of linked file included and used', { path, resolved: realpathSync(path) }));
  });
}

function checkFolder(place: string): void {
  const file = join(place, 'Chart.yaml');
  const kind = pathKind(file);
  if (kind === 'file') return;
  const problem = kind === undefined ? `open ${file}: no such file or directory` : `read ${file}: is a directory`;
  throw new EddyError('HelmChartNotFound', `unable to detect chart at ${file}: ${problem}`);
}

/** What Helm looks at before it unpacks. Follows Helm 4.2.2 `pkg/chart/loader/archive`, `EnsureArchive`. */
function checkArchive(place: string): void {
  const head = headOf(place);
  if (head[0] === 0x1f && head[1] === 0x8b && head[2] === 0x08) return;
  if (/\.ya?ml$/.test(place)) throw new EddyError('ArchiveInvalid', `file '${place}' seems to be a YAML file, but expected a gzipped archive`, { hint: 'CHART is a folder or a .tgz archive' });
  throw new EddyError('ArchiveInvalid', `file '${place}' does not appear to be a gzipped archive; got '${contentType(head)}'`);
}

/** The first bytes of a file, filled up with zeros. */
function headOf(file: string): Uint8Array {
  const head = new Uint8Array(512);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, head);
  } finally {
    closeSync(handle);
  }
  return head;
}

/** As far as Go's `http.DetectContentType` tells apart what is taken for a chart by mistake. */
function contentType(head: Uint8Array): string {
  if (head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4) return 'application/zip';
  const isBinary = head.some((byte) => byte <= 8 || byte === 0x0b || (byte >= 0x0e && byte <= 0x1a) || (byte >= 0x1c && byte <= 0x1f));
  return isBinary ? 'application/octet-stream' : 'text/plain; charset=utf-8';
}
