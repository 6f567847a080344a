import { expect, test } from 'vitest';
import { repositoryIndexProblem } from './repository-index-problem.ts';

const IN_YAML = 'error unmarshaling JSON: while decoding JSON: ';
const entry = (fields: string): string => `apiVersion: v1\nentries: {a: [{${fields}}]}\n`;

// What Helm v4.2.2's types and sigs.k8s.io/yaml v1.6.0 say.
test.each([
  ['', 'empty index.yaml file'],
  ['null\n', 'no API version specified'],
  ['entries: {}\n', 'no API version specified'],
  ['apiVersion: v1\nfoo: 1\n', `${IN_YAML}json: unknown field "foo"`],
  ['apiVersion: v1\nentries: []\n', `${IN_YAML}json: cannot unmarshal array into Go struct field IndexFile.entries of type map[string]repo.ChartVersions`],
  ['apiVersion: v1\nentries: {a: {}}\n', `${IN_YAML}json: cannot unmarshal object into Go struct field IndexFile.entries of type repo.ChartVersions`],
  ['apiVersion: v1\nentries: {a: [1]}\n', `${IN_YAML}json: cannot unmarshal number into Go struct field IndexFile.entries of type repo.ChartVersion`],
  [entry('version: 1'), `${IN_YAML}json: cannot unmarshal number into Go struct field ChartVersion.entries.Metadata.version of type string`],
  [entry("version: '1', foo: 2"), `${IN_YAML}json: unknown field "foo"`],
  [entry('created: x'), `${IN_YAML}parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"`],
  [entry('created: 2020-01-01'), `${IN_YAML}parsing time "2020-01-01" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"`],
  [entry('urls: x'), `${IN_YAML}json: cannot unmarshal string into Go struct field ChartVersion.entries.urls of type []string`],
  [entry('dependencies: [{name: 1}]'), `${IN_YAML}json: cannot unmarshal number into Go struct field Dependency.entries.Metadata.dependencies.name of type string`],
  [entry('maintainers: [{nam: 1}]'), `${IN_YAML}json: unknown field "nam"`],
  [entry('deprecated: x'), `${IN_YAML}json: cannot unmarshal string into Go struct field ChartVersion.entries.Metadata.deprecated of type bool`],
  [entry('annotations: {a: 1}'), `${IN_YAML}json: cannot unmarshal number into Go struct field ChartVersion.entries.Metadata.annotations of type string`],
  ['apiVersion: v1\npublicKeys: x\n', `${IN_YAML}json: cannot unmarshal string into Go struct field IndexFile.publicKeys of type []string`],
  ['entries: {a: x}\napiVersion: v1\nfoo: x\n', `${IN_YAML}json: cannot unmarshal string into Go struct field IndexFile.entries of type repo.ChartVersions`],
  ['apiVersion: v1\napiVersion: v2\n', 'error converting YAML to JSON: yaml: unmarshal errors:\n  line 2: key "apiVersion" already set in map'],
  ['- a\n', `${IN_YAML}json: cannot unmarshal array into Go value of type repo.IndexFile`],
  ['x\n', `${IN_YAML}json: cannot unmarshal string into Go value of type repo.IndexFile`],
  ['1\n', 'json: cannot unmarshal number into Go value of type repo.IndexFile'],
  ['[]', 'json: cannot unmarshal array into Go value of type repo.IndexFile'],
  ['{"apiVersion": 1}', 'json: cannot unmarshal number into Go struct field IndexFile.apiVersion of type string'],
])('%j is none: %s', (text, problem) => {
  expect(repositoryIndexProblem(text)).toBe(problem);
});

test.each([
  'apiVersion: 1\n',
  'apiVersion: true\n',
  entry('urls: [1]'),
  entry("Version: '1'"),
  entry('created: "2026-01-01T00:00:00.123456789+02:00"'),
  'apiVersion: v1\nentries: {a: [null]}\n',
  'apiVersion: v1\nserverInfo: {a: 1}\n',
  '{"apiVersion": "v1", "foo": 1}',
])('%j is an index', (text) => {
  expect(repositoryIndexProblem(text)).toBeUndefined();
});
