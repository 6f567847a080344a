import { EddyError } from '../diagnostics/index.ts';
import { isGzip, joinPath, readTar, tryCleanPath, type Gunzip, type Tree } from '../tree/index.ts';
import { isDict, newDict, type Dict } from '../std/dict.ts';
import { quote } from '../lang/gofmt/index.ts';
import { ChartFile, type Chart } from './chart.ts';
import { checkChartFormat, checkLock, fitMetadata, readMetadata } from './chart-metadata.ts';
import { parseHelmIgnore } from './ignore-rules.ts';
import { info, type LogLine } from './log-line.ts';
import { readValues } from './values-file.ts';
import { readYaml } from './yaml-text.ts';

/** What loading a chart needs from outside. */
export interface ChartPorts {
  readonly gunzip: Gunzip;
}

const MEBIBYTE = 1024 * 1024;
/** Helm's limits: the unpacked size of an archive and of one file. */
const MAX_ARCHIVE_BYTES = 100 * MEBIBYTE;
const MAX_FILE_BYTES = 5 * MEBIBYTE;
/** Bounds of eddy's own, far beyond what charts have: files of a folder, folders in folders, charts in charts. */
const MAX_FILES = 100_000;
const MAX_FOLDER_DEPTH = 32;
const MAX_CHART_DEPTH = 32;

/**
 * Loads a chart from a tree: a folder with a `Chart.yaml`, or a `.tgz` archive, with the charts vendored in its `charts/`.
 *
 * Follows Helm 4.2.2 `pkg/chart/loader` and `pkg/chart/v2/loader`. `.helmignore` counts for folders only.
 *
 * @throws EddyError HelmChartNotFound where neither is; HelmChartInvalid when it is no sound chart; ArchiveInvalid for damaged archives.
 */
export function loadChart(tree: Tree, path: string, ports: ChartPorts): Chart {
  const kind = tree.kind(path);
  if (kind === undefined) throw new EddyError('HelmChartNotFound', `there is no chart at "${path}"`);
  try {
    if (kind === 'file') return loadChartArchive(tree.read(path)!, ports);
    const head = tree.kind(joinPath(path, 'Chart.yaml')) === 'file' ? tree.read(joinPath(path, 'Chart.yaml')) : undefined;
    if (head === undefined) throw new EddyError('HelmChartNotFound', `unable to detect chart at ${path}: there is no Chart.yaml in it`);
    const checked = checkedHead([new ChartFile('Chart.yaml', head)]);
    const links: string[] = [];
    const chart = chartOf(folderFiles(tree, path, links), ports, 0, checked);
    return links.length === 0 ? chart : { ...chart, links };
  } catch (error) {
    throw error instanceof EddyError ? placed(error, path) : error;
  }
}

/** Loads a chart from the bytes of a `.tgz` archive, as Helm repositories and OCI registries serve it. @throws EddyError as `loadChart` does. */
export function loadChartArchive(bytes: Uint8Array, ports: ChartPorts): Chart {
  if (!isGzip(bytes)) throw new EddyError('ArchiveInvalid', 'stream does not appear to be a valid chart file (details: gzip: invalid header)');
  const files = archiveFiles(bytes, ports);
  return chartOf(files, ports, 0, checkedHead(files));
}

/**
 * Loads a chart from the bytes of a file on disk. Helm says little of an archive that it cannot read; why is in a note.
 *
 * @throws EddyError as `loadChart` does.
 */
export function loadChartFile(bytes: Uint8Array, ports: ChartPorts): Chart {
  let files: readonly ChartFile[];
  try {
    files = archiveFiles(bytes, ports);
  } catch (error) {
    if (!(error instanceof EddyError)) throw error;
    throw error.with({ message: 'unable to load chart archive', notes: [{ message: error.message }, ...error.notes], cause: error });
  }
  return chartOf(files, ports, 0, checkedHead(files));
}

/** The error with its place counted from the tree, not from the chart. */
function placed(error: EddyError, path: string): EddyError {
  const at = error.at ?? { file: 'Chart.yaml', line: 1, col: 1 };
  return error.with({ at: { ...at, file: path === '' ? at.file : `${path}/${at.file}` }, cause: error.cause ?? error });
}

/** The files of a chart folder in the order of a walk; `links` takes the paths of those that are links, or lie behind one. */
function folderFiles(tree: Tree, root: string, links: string[]): ChartFile[] {
  const rules = joinPath(root, '.helmignore');
  if (tree.kind(rules) === 'dir') throw new EddyError('HelmChartInvalid', 'read .helmignore: is a directory');
  const isIgnored = parseHelmIgnore(tree.readText(rules));
  const files: ChartFile[] = [];
  const walk = (folder: string, depth: number): void => {
    if (depth > MAX_FOLDER_DEPTH) throw new EddyError('HelmChartInvalid', `chart folder "${folder}" lies too deep: is there a link to a folder above it?`);
    for (const entry of tree.list(joinPath(root, folder)) ?? []) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const kind = entry.kind === 'link' ? tree.kind(joinPath(root, name)) : entry.kind;
      // Helm follows links before it looks at what is ignored.
      if (kind === undefined) throw brokenLink(name);
      if (entry.kind === 'link') links.push(name);
      if (isIgnored(name, kind === 'dir')) continue;
      if (kind === 'dir') walk(name, depth + 1);
      else files.push(folderFile(tree.read(joinPath(root, name)), name));
      if (files.length > MAX_FILES) throw new EddyError('HelmChartInvalid', `chart has more than ${MAX_FILES} files`);
    }
  };
  walk('', 0);
  return files;
}

function folderFile(bytes: Uint8Array | undefined, name: string): ChartFile {
  if (bytes === undefined) throw brokenLink(name);
  if (bytes.length > MAX_FILE_BYTES) throw new EddyError('HelmChartInvalid', `chart file ${quote(name)} is larger than the maximum file size ${MAX_FILE_BYTES}`);
  return new ChartFile(name, withoutBom(bytes));
}

function brokenLink(name: string): EddyError {
  return new EddyError('HelmChartInvalid', `link "${name}" leads nowhere, or out of the source`, { at: { file: name, line: 1, col: 1 } });
}

/** The files of an archive without their first path element, which is the chart's folder. */
function archiveFiles(bytes: Uint8Array, ports: ChartPorts): ChartFile[] {
  if (!isGzip(bytes)) throw new EddyError('ArchiveInvalid', headerProblem(bytes.length));
  const files: ChartFile[] = [];
  let total = 0;
  for (const entry of readTar(ports.gunzip(bytes, 2 * MAX_ARCHIVE_BYTES))) {
    if (entry.type === 'dir') continue;
    const name = archivePath(entry.path);
    total += entry.bytes.length;
    if (total >= MAX_ARCHIVE_BYTES) throw new EddyError('ArchiveInvalid', `decompressed chart is larger than the maximum size ${MAX_ARCHIVE_BYTES}`);
    if (entry.bytes.length > MAX_FILE_BYTES) {
      throw new EddyError('ArchiveInvalid', `decompressed chart file ${quote(entry.path)} is larger than the maximum file size ${MAX_FILE_BYTES}`);
    }
    files.push(new ChartFile(name, withoutBom(entry.bytes)));
  }
  if (files.length === 0) throw new EddyError('ArchiveInvalid', 'no files in chart archive');
  return files;
}

/** What Go says of bytes that do not begin as gzip does; its header has ten. */
function headerProblem(length: number): string {
  if (length === 0) return 'EOF';
  return length < 10 ? 'unexpected EOF' : 'gzip: invalid header';
}

function archivePath(path: string): string {
  const parts = path.includes('\\') ? path.split('\\') : path.split('/');
  const inner = parts.slice(1).join('/');
  if (inner.startsWith('/')) throw new EddyError('ArchiveInvalid', 'chart illegally contains absolute paths');
  const cleaned = tryCleanPath(inner);
  if (cleaned === undefined || cleaned.startsWith('..')) throw new EddyError('ArchiveInvalid', 'chart illegally references parent directory');
  if (cleaned === '') throw new EddyError('ArchiveInvalid', `chart illegally contains content outside the base directory: ${quote(path)}`);
  if (/^[a-zA-Z]:\//.test(cleaned)) throw new EddyError('ArchiveInvalid', 'chart contains illegally named files');
  if (parts[0] === 'Chart.yaml') throw new EddyError('ArchiveInvalid', 'chart yaml not in base directory');
  return cleaned;
}

function withoutBom(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** Sorts the files of a chart into their roles and loads its subcharts. `head` is what its `Chart.yaml` says, where that has been read. */
function chartOf(files: readonly ChartFile[], ports: ChartPorts, depth: number, head?: Dict): Chart {
  if (depth > MAX_CHART_DEPTH) throw new EddyError('HelmChartInvalid', `charts are vendored more than ${MAX_CHART_DEPTH} deep`);
  const { metadata, values, warnings } = readKnownFiles(files, head);
  const templates: ChartFile[] = [];
  const others: ChartFile[] = [];
  const vendored = new Map<string, ChartFile[]>();
  for (const file of files) {
    if (file.name.startsWith('templates/')) templates.push(file);
    else if (file.name.startsWith('charts/') && !file.name.endsWith('.prov')) {
      const inner = file.name.slice('charts/'.length);
      const name = inner.split('/', 1)[0]!;
      vendored.set(name, [...(vendored.get(name) ?? []), new ChartFile(inner, file.bytes)]);
    } else if (isPlainFile(file.name, metadata.apiVersion)) others.push(file);
  }
  const dependencies = [...vendored].flatMap(([name, inner]) => subchart(name, inner, metadata.name, ports, depth));
  return {
    metadata,
    templates,
    files: others,
    values,
    schema: files.findLast((file) => file.name === 'values.schema.json')?.text,
    dependencies,
    raw: files,
    warnings: [...warnings, ...dependencies.flatMap((dependency) => dependency.warnings)],
    links: [],
  };
}

/**
 * Reads the files that say what a chart is: `Chart.yaml` first, the others in their order. Whether the metadata make sense is asked in the end.
 *
 * An archive may hold a file twice: what the second one leaves out of the metadata is taken from the first.
 */
function readKnownFiles(files: readonly ChartFile[], head: Dict | undefined): Pick<Chart, 'metadata' | 'values' | 'warnings'> {
  const fields = newDict();
  for (const [index, file] of files.filter(({ name }) => name === 'Chart.yaml').entries()) {
    Object.assign(fields, fitMetadata(file.name, index === 0 && head !== undefined ? head : readChartYaml(file)));
    fields['apiVersion'] ||= 'v1';
  }
  const warnings: LogLine[] = [];
  let values = newDict();
  for (const file of files) {
    switch (file.name) {
      case 'values.yaml':
        values = valuesOf(file);
        break;
      case 'Chart.lock':
        // A lock says nothing that a render needs, but a broken one stops Helm.
        checkLock(file.name, readChartYaml(file));
        break;
      case 'requirements.lock':
        checkLock(file.name, readChartYaml(file));
        if (fields['apiVersion'] !== 'v1') warnings.push(info('Warning: Dependency locking is handled in Chart.lock since apiVersion "v2". We recommend migrating to Chart.lock.'));
        break;
      case 'requirements.yaml':
        if (fields['apiVersion'] !== 'v1') warnings.push(info('Warning: Dependencies are handled in Chart.yaml since apiVersion "v2". We recommend migrating dependencies to Chart.yaml.'));
        Object.assign(fields, fitMetadata(file.name, readChartYaml(file)));
    }
  }
  if (!files.some(({ name }) => METADATA_FILES.has(name))) throw new EddyError('HelmChartInvalid', 'Chart.yaml file is missing');
  return { metadata: readMetadata(fields), values, warnings };
}

/** Where one of these is, Helm misses what should be in `Chart.yaml`, and not the file. */
const METADATA_FILES: ReadonlySet<string> = new Set(['Chart.yaml', 'requirements.yaml', 'requirements.lock']);

/** Whether `.Files` shows a file: for the old chart format it shows the lists of dependencies, too. */
function isPlainFile(name: string, apiVersion: string): boolean {
  switch (name) {
    case 'Chart.yaml':
    case 'Chart.lock':
    case 'values.yaml':
    case 'values.schema.json':
      return false;
    case 'requirements.yaml':
    case 'requirements.lock':
      return apiVersion === 'v1';
    default:
      return true;
  }
}

/** What the first `Chart.yaml` says, where it is a mapping. Makes sure that the chart itself is of a format that is known here; nobody asks its subcharts. */
function checkedHead(files: readonly ChartFile[]): Dict | undefined {
  const file = files.find(({ name }) => name === 'Chart.yaml');
  if (file === undefined) throw new EddyError('HelmChartInvalid', 'unable to detect chart version, no Chart.yaml found');
  const head = readChartYaml(file);
  checkChartFormat(head);
  return isDict(head) ? head : undefined;
}

function readChartYaml(file: ChartFile): unknown {
  try {
    return readYaml(file.text, 'bigint');
  } catch (error) {
    throw loadFailure(file.name, error);
  }
}

function valuesOf(file: ChartFile): Chart['values'] {
  try {
    return readValues(file.text);
  } catch (error) {
    throw loadFailure(file.name, error);
  }
}

function loadFailure(name: string, error: unknown): Error {
  if (!(error instanceof EddyError)) return error instanceof Error ? error : new Error(String(error));
  return new EddyError('HelmChartInvalid', `cannot load ${name}: ${error.message}`, {
    at: { line: 1, col: 1, ...error.at, file: name },
    hint: error.hint,
    sourceLine: error.sourceLine,
    cause: error,
  });
}

/** Loads one entry of `charts/`; none for entries that start with `_` or `.`. */
function subchart(name: string, files: readonly ChartFile[], parent: string, ports: ChartPorts, depth: number): Chart[] {
  if (name.startsWith('_') || name.startsWith('.')) return [];
  try {
    if (name.endsWith('.tgz')) {
      const [archive] = files;
      if (archive?.name !== name) throw new EddyError('HelmChartInvalid', `error unpacking subchart tar in ${parent}: expected ${name}, got ${archive?.name ?? ''}`);
      return [chartOf(archiveFiles(archive.bytes, ports), ports, depth + 1)];
    }
    const inner = files.filter((file) => file.name.includes('/')).map((file) => new ChartFile(file.name.slice(name.length + 1), file.bytes));
    return [chartOf(inner, ports, depth + 1)];
  } catch (error) {
    if (!(error instanceof EddyError)) throw error;
    const at = error.at === undefined ? undefined : { ...error.at, file: `charts/${name}/${error.at.file}` };
    throw error.with({ message: `error unpacking subchart ${name} in ${parent}: ${error.message}`, at, cause: error });
  }
}
