import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { memoryTree, type MemoryFile } from '../tree/index.ts';
import { loadChart, loadChartArchive } from './index.ts';

const gunzip = (bytes: Uint8Array): Uint8Array => gunzipSync(bytes);
const CHART = 'apiVersion: v2\nname: web\nversion: 1.2.3\n';

function load(files: Record<string, MemoryFile>): ReturnType<typeof loadChart> {
  return loadChart(memoryTree({ 'web/Chart.yaml': CHART, ...files }), 'web', { gunzip });
}

/** A tar of small text files; enough of the format for these tests. */
function tgz(files: Record<string, string>): Uint8Array {
  const blocks: Buffer[] = [];
  for (const [path, text] of Object.entries(files)) {
    const header = Buffer.alloc(512);
    header.write(path, 0);
    header.write('0000644\0', 100);
    header.write(`${Buffer.byteLength(text).toString(8).padStart(11, '0')}\0`, 124);
    header.write('        0ustar', 148);
    header.write(`${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148);
    const body = Buffer.alloc(Math.ceil(Buffer.byteLength(text) / 512) * 512);
    body.write(text);
    blocks.push(header, body);
  }
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

describe('loadChart sorts the files of a folder', () => {
  const chart = load({
    'web/values.yaml': 'a: 1\n---\nb: 2\n',
    'web/values.schema.json': '{}',
    'web/templates/a.yaml': 'x',
    'web/templates/.hidden': 'x',
    'web/crds/c.yaml': 'crd',
    'web/README.md': '\ufeffreadme',
    'web/.helmignore': 'ignored/\n',
    'web/ignored/x': 'x',
    'web/charts/sub/Chart.yaml': 'name: sub\nversion: "1"\n',
    'web/charts/_off/Chart.yaml': 'no chart',
    'web/charts/packed-1.0.0.tgz': tgz({ 'packed/Chart.yaml': 'name: packed\nversion: 1.0.0\n', 'packed/values.yaml': 'p: 1\n' }),
  });

  test('into templates, files, values and schema', () => {
    expect(chart.templates.map(({ name }) => name)).toEqual(['templates/a.yaml']);
    expect(chart.files.map(({ name, text }) => [name, text])).toEqual([['.helmignore', 'ignored/\n'], ['README.md', 'readme'], ['crds/c.yaml', 'crd']]);
    expect({ ...chart.values }).toEqual({ a: 1, b: 2 });
    expect(chart.schema).toBe('{}');
  });

  test('and subcharts, packed ones too', () => {
    expect(chart.dependencies.map(({ metadata }) => [metadata.name, metadata.apiVersion])).toEqual([['packed', 'v1'], ['sub', 'v1']]);
    expect({ ...chart.dependencies[0]?.values }).toEqual({ p: 1 });
  });
});

test('fields take numbers as text, and keys in any case', () => {
  const chart = loadChart(memoryTree({ 'Chart.yaml': 'apiVersion: v1\nNAME: web\nversion: 1\nappVersion: 1.10\nkeywords: [5]\n' }), '', { gunzip });
  expect(chart.metadata).toMatchObject({ name: 'web', version: '1', appVersion: '1.1', keywords: ['5'], dependencies: undefined });
  // Of floats, the library writes the digits that 32 bits hold.
  const numbers = ['1e6', '1000000', '20240115.1', '2024.0115', '1.23456789', '1234567.25', '1234567.75', '16777217', '16777217.0', '9007199254740993', '18446744073709551616', '1e39', '-0.0', 'true'];
  const texts = ['1e+06', '1000000', '2.0240116e+07', '2024.0115', '1.2345679', '1.2345672e+06', '1.2345678e+06', '16777217', '1.6777216e+07', '9007199254740993', '1.8446744e+19', '+Inf', '-0', 'true'];
  expect(load({ 'web/Chart.yaml': `${CHART}keywords: [${numbers.join(', ')}]\n` }).metadata.keywords).toEqual(texts);
});

test('YAML may be UTF-16, but Helm splits values at line feeds of one byte', () => {
  const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
  const bigEndian = (text: string): Buffer => utf16(text).swap16();
  const chart = load({ 'web/Chart.yaml': utf16(`${CHART}description: é\n`), 'web/values.yaml': bigEndian('a: é\nb: 1\n') });
  expect(chart.metadata).toMatchObject({ name: 'web', description: 'é' });
  expect({ ...chart.values }).toEqual({ a: 'é', b: 1 });
  expect(() => load({ 'web/values.yaml': utf16('a: é\n') })).toThrow('cannot load values.yaml: cannot unmarshal yaml document: error converting YAML to JSON: yaml: incomplete UTF-16 character');
});

test('nobody asks subcharts for their format', () => {
  expect(load({ 'web/charts/sub/Chart.yaml': 'apiVersion: v9\nname: sub\nversion: 1.0.0\nicon: .inf\n' }).dependencies[0]?.metadata).toMatchObject({ apiVersion: 'v9', icon: '+Inf' });
});

test('a null in requirements.yaml takes the dependencies away', () => {
  const chart = load({ 'web/Chart.yaml': 'apiVersion: v1\nname: web\nversion: 1.0.0\ndependencies: [{name: db}]\n', 'web/requirements.yaml': 'dependencies:\nname:\n' });
  expect(chart.metadata).toMatchObject({ name: 'web', dependencies: undefined });
});

test('requirements.yaml fills in the dependencies of the old format', () => {
  const chart = loadChart(memoryTree({ 'Chart.yaml': 'name: web\nversion: 1.0.0\n', 'requirements.yaml': 'dependencies:\n- name: db\n  version: 1.x\n' }), '', { gunzip });
  expect(chart.metadata.dependencies?.map(({ name }) => name)).toEqual(['db']);
  expect(chart.files.map(({ name }) => name)).toEqual(['requirements.yaml']);
});

describe('loadChart refuses', () => {
  test.each<[string, Record<string, MemoryFile>, string, string]>([
    ['an unknown format', { 'web/Chart.yaml': 'apiVersion: v9\nname: web\nversion: 1.0.0' }, 'HelmChartInvalid', 'unsupported chart version'],
    ['a chart without a name', { 'web/Chart.yaml': 'apiVersion: v2\nversion: 1.0.0' }, 'HelmChartInvalid', 'validation: chart.metadata.name is required'],
    ['a version that is none', { 'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: x' }, 'HelmChartInvalid', 'validation: chart.metadata.version "x" is invalid'],
    ['a name that is a path', { 'web/Chart.yaml': 'apiVersion: v2\nname: a/b\nversion: 1.0.0' }, 'HelmChartInvalid', 'validation: chart.metadata.name "a/b" is invalid'],
    ['a broken lock', { 'web/Chart.lock': 'a: b: c' }, 'HelmChartInvalid', 'cannot load Chart.lock: error converting YAML to JSON: yaml: mapping values'],
    ['text for a list', { 'web/Chart.yaml': `${CHART}maintainers: x` }, 'HelmChartInvalid', 'Go struct field Metadata.maintainers of type []*v2.Maintainer'],
    ['a list for a name', { 'web/Chart.yaml': 'apiVersion: v2\nname: [a]\nversion: 1.0.0' }, 'HelmChartInvalid', 'json: cannot unmarshal array into Go struct field Metadata.name of type string'],
    ['a number that JSON does not have', { 'web/Chart.yaml': `${CHART}deprecated: .inf\nannotations: {a: .nan}` }, 'HelmChartInvalid', 'cannot load Chart.yaml: error converting YAML to JSON: json: unsupported value: NaN'],
    ['one name twice', { 'web/Chart.yaml': `${CHART}dependencies: [{name: a}, {name: b, alias: a}]` }, 'HelmChartInvalid', 'validation: more than one dependency with name or alias "a"'],
    ['values that are no mapping', { 'web/values.yaml': '- a' }, 'HelmChartInvalid', 'cannot load values.yaml: cannot unmarshal yaml document: error unmarshaling JSON'],
    ['values before what metadata lack', { 'web/Chart.yaml': 'apiVersion: v2\nname: web\n', 'web/values.yaml': '- a' }, 'HelmChartInvalid', 'cannot load values.yaml'],
    ['Chart.yaml before a link', { 'web/Chart.yaml': 'version: [1\n', 'web/out': { link: 'nowhere' } }, 'HelmChartInvalid', "cannot load Chart.yaml: error converting YAML to JSON: yaml: line 1: did not find expected ',' or ']'"],
    ['a chart that ignores itself', { 'web/.helmignore': 'Chart.yaml\n' }, 'HelmChartInvalid', 'Chart.yaml file is missing'],
    ['a subchart with a list of dependencies alone', { 'web/charts/sub/requirements.yaml': 'dependencies: []' }, 'HelmChartInvalid', 'error unpacking subchart sub in web: validation: chart.metadata.apiVersion is required'],
    ['a broken subchart', { 'web/charts/sub/x': '' }, 'HelmChartInvalid', 'error unpacking subchart sub in web: Chart.yaml file is missing'],
    ['a file that is too large', { 'web/big': new Uint8Array(5 * 1024 * 1024 + 1) }, 'HelmChartInvalid', 'chart file "big" is larger than the maximum file size 5242880'],
    ['a folder of rules', { 'web/.helmignore/x': '' }, 'HelmChartInvalid', 'read .helmignore: is a directory'],
    ['a link that leaves the source', { 'web/out': { link: '../../etc/passwd' } }, 'HelmChartInvalid', 'link "out" leads nowhere'],
  ])('%s', (_, files, code, message) => {
    expect(() => load(files)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) as string }) as Error);
  });

  test('a folder that holds itself', () => {
    expect(() => load({ 'web/loop': { link: '.' } })).toThrow('lies too deep');
  });

  test('a path without a chart', () => {
    expect(() => loadChart(memoryTree({ 'a/x': '' }), 'a', { gunzip })).toThrow('unable to detect chart at a');
    expect(() => loadChart(memoryTree({}), 'a', { gunzip })).toThrow('there is no chart at "a"');
  });
});

describe('loadChartArchive refuses', () => {
  test.each([
    ['a path above the chart', { 'web/../../x': '' }, 'chart illegally references parent directory'],
    ['an absolute path', { 'web//etc/passwd': '' }, 'chart illegally contains absolute paths'],
    ['a chart without a folder', { 'Chart.yaml': CHART }, 'chart illegally contains content outside the base directory: "Chart.yaml"'],
    ['a lock without a time', { 'web/Chart.yaml': CHART, 'web/Chart.lock': 'dependencies: {}\ngenerated: 5\n' }, 'cannot load Chart.lock: error unmarshaling JSON: while decoding JSON: Time.UnmarshalJSON: input is not a JSON string'],
    ['a lock with a day for a time', { 'web/Chart.yaml': CHART, 'web/Chart.lock': 'generated: 2020-01-01\n' }, 'while decoding JSON: parsing time "2020-01-01" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"'],
    ['a lock with a time that no day has', { 'web/Chart.yaml': CHART, 'web/Chart.lock': 'generated: 2020-02-30T00:00:00Z\n' }, 'while decoding JSON: parsing time "2020-02-30T00:00:00Z": day out of range'],
    ['a lock with escapes in its time', { 'web/Chart.yaml': CHART, 'web/Chart.lock': 'generated: "<\\n"\n' }, String.raw`while decoding JSON: parsing time "\\u003c\\n" as "2006-01-02T15:04:05Z07:00": cannot parse "\\u003c\\n" as "2006"`],
    ['a lock of the wrong form', { 'web/Chart.yaml': CHART, 'web/Chart.lock': 'dependencies: {}\n' }, 'cannot load Chart.lock: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go struct field Lock.dependencies of type []*v2.Dependency'],
    ['a drive', { 'web/c:/x': '' }, 'chart contains illegally named files'],
    ['an empty archive', {}, 'no files in chart archive'],
    ['an archive of something else', { 'web/x': '' }, 'unable to detect chart version, no Chart.yaml found'],
  ])('%s', (_, files, message) => {
    expect(() => loadChartArchive(tgz(files as Record<string, string>), { gunzip })).toThrow(message);
  });

  test('what is not packed', () => {
    expect(() => loadChartArchive(new TextEncoder().encode(CHART), { gunzip })).toThrow('does not appear to be a valid chart file');
  });
});

test('an archive may hold a file twice: what the second one leaves out is taken from the first', () => {
  // The folder of a path is left out, so that two folders can hold one file.
  const chart = loadChartArchive(tgz({ 'web/Chart.yaml': CHART, 'again/Chart.yaml': 'version: 2.0.0\n', 'web/values.yaml': 'a: 1\n', 'again/values.yaml': 'b: 2\n' }), { gunzip });
  expect(chart.metadata).toMatchObject({ name: 'web', version: '2.0.0' });
  expect(chart.values).toEqual({ b: 2 });
});

test('an error of a chart points to its file', () => {
  expect(() => load({ 'web/values.yaml': 'a: 1\nb: [\n' })).toThrow(expect.objectContaining({ at: expect.objectContaining({ file: 'web/values.yaml' }) as object }) as Error);
  // Nobody can read the line again from an archive.
  const packed = tgz({ 'db/Chart.yaml': 'name: db\nversion: 1.0.0\n', 'db/values.yaml': 'a: 1\nb: c: d\n' });
  expect(() => load({ 'web/charts/db.tgz': packed })).toThrow(expect.objectContaining({ at: expect.objectContaining({ file: 'web/charts/db.tgz/values.yaml', line: 2 }) as object, sourceLine: 'b: c: d' }) as Error);
});
