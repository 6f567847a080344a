/** What reimplementations of Flux get wrong about variables. */
import { describe, expect, test } from 'vitest';
import { build, configMap, dataOf, metadataOf, names, type Seen } from './seen.ts';

function substituted(data: string, substitute: string, extra = ''): Promise<Seen> {
  return build({ 'a.yaml': configMap('a', data) }, `postBuild:\n  substitute: ${substitute}\n${extra}`);
}

describe('variables', () => {
  test('15: ${v:+x} and ${v:?x} are defaults', async () => {
    expect(dataOf(await substituted('a: ${SET:+x}\nb: ${UNSET:+x}\nc: ${UNSET:?x}', '{SET: s}'), 'a')).toEqual({ a: 's', b: 'x', c: 'x' });
  });

  test('16: ${v-x} is a parse error of the whole object', async () => {
    const seen = await substituted('a: ${SET-x}', '{SET: s}');
    expect(seen.app).toMatchObject({ status: 'False', reason: 'BuildFailed', message: expect.stringContaining('missing closing brace') as string });
  });

  test('17: $$ becomes $ everywhere', async () => {
    expect(dataOf(await substituted('a: $$HOME $${SET}\nb: costs 5$$', '{SET: s}'), 'a')).toEqual({ a: '$HOME ${SET}', b: 'costs 5$' });
  });

  test('18: without variables nothing is substituted, unless the strategy is Always', async () => {
    const data = 'a: $$ ${UNSET:=d}';
    expect(dataOf(await build({ 'a.yaml': configMap('a', data) }, 'postBuild: {}'), 'a')).toEqual({ a: '$$ ${UNSET:=d}' });
    expect(dataOf(await build({ 'a.yaml': configMap('a', data) }, 'postBuild: {substituteStrategy: Always}'), 'a')).toEqual({ a: '$ d' });
  });

  test('19: quotes around a value that looks like a number are lost', async () => {
    const blob = 'apiVersion: test.example.test/v1\nkind: Blob\nmetadata: {name: b, namespace: here}\nspec: {port: "${PORT}", flag: "${FLAG}"}\n';
    const seen = await build({ 'b.yaml': blob }, 'postBuild: {substitute: {PORT: "8080", FLAG: "true"}}');
    expect(seen.sent['Blob/b']!['spec']).toEqual({ port: 8080, flag: true });
  });

  test('20: line breaks in values are removed', async () => {
    expect(dataOf(await substituted('a: ${PEM}', '{PEM: "one\\ntwo\\n"}'), 'a')).toEqual({ a: 'onetwo' });
  });

  test('21: a long line is folded before substitution, so a default with spaces may break', async () => {
    const words = 'word '.repeat(14);
    const seen = await substituted(`a: ${words}\${UNSET:=one two three four five}`, '{SET: s}');
    expect(dataOf(seen, 'a')).toEqual({ a: `${words}one two three four five` });
  });

  test('22: both a label and an annotation turn substitution off, and only the exact value does', async () => {
    const object = (metadata: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: here, ${metadata}}\ndata: {k: "\${SET}"}\n`;
    const key = 'kustomize.toolkit.fluxcd.io/substitute';
    const value = async (metadata: string): Promise<unknown> => dataOf(await build({ 'a.yaml': object(metadata) }, 'postBuild: {substitute: {SET: s}}'), 'a');
    expect(await value(`labels: {${key}: disabled}`)).toEqual({ k: '${SET}' });
    expect(await value(`annotations: {${key}: disabled}`)).toEqual({ k: '${SET}' });
    expect(await value(`annotations: {${key}: Disabled}`)).toEqual({ k: 's' });
  });

  test('22: the values of the other switches count in any case', async () => {
    const object = (value: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: here, annotations: {kustomize.toolkit.fluxcd.io/ssa: ${value}}}\n`;
    expect(names(await build({ 'a.yaml': object('IGNORE') }))).toEqual([]);
  });

  test('23: an undefined variable is an error, unless the feature gate says otherwise', async () => {
    const strict = await substituted('a: ${UNSET}', '{SET: s}');
    expect(strict.app).toMatchObject({ status: 'False', reason: 'BuildFailed', message: expect.stringContaining('variable not set (strict mode): "UNSET"') as string });
    const lax = await build({ 'a.yaml': configMap('a', 'a: x${UNSET}') }, 'postBuild: {substitute: {SET: s}}', { controllerFlags: ['StrictPostBuildSubstitutions=false'] });
    expect(dataOf(lax, 'a')).toEqual({ a: 'x' });
  });

  test('24: what is nested in a default is evaluated first, also when the default is not used', async () => {
    const seen = await substituted('a: ${SET:-${UNSET}}', '{SET: s}');
    expect(seen.app).toMatchObject({ status: 'False', message: expect.stringContaining('"UNSET"') as string });
    expect(dataOf(await substituted('a: ${UNSET:-${SET}}', '{SET: s}'), 'a')).toEqual({ a: 's' });
  });

  test('correction: CR in a value stays, so CRLF breaks the YAML', async () => {
    const seen = await build({ 'a.yaml': configMap('a', 'a: ${V}') }, 'postBuild:\n  substitute:\n    V: "one\\r\\ntwo"');
    expect(seen.app).toMatchObject({ status: 'False', reason: 'BuildFailed' });
  });

  test('labels and annotations are substituted as well', async () => {
    const seen = await build({ 'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "${SET}", namespace: here, annotations: {k: "x-${SET}"}}\n' }, 'postBuild: {substitute: {SET: s}}');
    expect(metadataOf(seen, 'ConfigMap/s').annotations).toEqual({ k: 'x-s' });
  });
});
