import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { goJson, parseYaml, parseYamlNode, printYaml, printYamlNodes, unmarshalMessage, YamlError } from '../../../src/lang/yaml/index.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

type Column = 'json' | 'jsonStrict' | 'sigs' | 'v2' | 'v3' | 'v3indent2' | 'kyaml' | 'kustomize';

type Case = { readonly id: string; readonly in?: string; readonly value?: unknown } & { readonly [column: string]: unknown };

/** What each column was recorded from, for a document to read. */
const READERS: Readonly<Partial<Record<Column, (text: string) => string>>> = {
  json: (text) => goJson(parseYaml(text, { integers: 'exact' })),
  jsonStrict: (text) => goJson(parseYaml(text, { integers: 'exact', strict: true })),
  sigs: (text) => printYaml(unmarshal(text)),
  v2: (text) => printYaml(parseYaml(text, { dialect: 'v2' }), { dialect: 'v2' }),
  v3: (text) => printYaml(parseYaml(text, { dialect: 'v3' }), { dialect: 'v3' }),
  kyaml: (text) => printYamlNodes([parseYamlNode(text, { comments: true })!]),
  kustomize: (text) => printYaml(parseYaml(text, { dialect: 'kustomize' })),
};

/** What each column was recorded from, for a value to print. */
const PRINTERS: Readonly<Partial<Record<Column, (value: unknown) => string>>> = {
  sigs: (value) => printYaml(value),
  v2: (value) => printYaml(value, { dialect: 'v2' }),
  v3: (value) => printYaml(value, { dialect: 'v3' }),
  v3indent2: (value) => printYaml(value, { dialect: 'v3', indent: 2 }),
};

/** Reading and printing as Go's YAML libraries do. Each case has a column per library. */
export const yaml: Suite = {
  name: 'yaml',
  *run({ data, show }: SuiteContext): Iterable<CaseResult> {
    for (const line of readFileSync(join(data, 'yaml', 'cases.jsonl'), 'utf8').split('\n').filter(Boolean)) {
      const wanted = JSON.parse(line) as Case;
      if (show !== undefined && show !== wanted.id) continue;
      const differences = columnsOf(wanted).flatMap((column) => difference(wanted, column));
      yield { id: wanted.id, pass: differences.length === 0, ...(differences.length > 0 && { detail: `${JSON.stringify(wanted.in ?? wanted.value)}\n${differences.join('\n')}` }) };
    }
  },
};

function columnsOf(wanted: Case): readonly Column[] {
  const names = new Set(Object.keys(wanted).map((name) => name.replace(/Error$/, '')));
  return [...names].filter((name): name is Column => name in READERS || name in PRINTERS);
}

function difference(wanted: Case, column: Column): string[] {
  const got = answer(wanted, column);
  const key = Object.keys(got)[0]!;
  if (got[key] === wanted[key]) return [];
  return [`${column}: want ${JSON.stringify(wanted[column] ?? { error: wanted[`${column}Error`] })}\n${' '.repeat(column.length)}  got  ${JSON.stringify(got)}`];
}

function answer(wanted: Case, column: Column): Record<string, string> {
  try {
    if (wanted.in === undefined) return { [column]: PRINTERS[column]!(wanted.value) };
    // A reader of nodes has nothing to give for a text without documents.
    if ((column === 'kyaml' || column === 'kustomize') && parseYamlNode(wanted.in) === undefined) return { [`${column}Error`]: 'EOF' };
    return { [column]: READERS[column]!(wanted.in) };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return { [`${column}Error`]: error.goMessage };
  }
}

/** sigs.k8s.io/yaml's Unmarshal, which puts words of its own before those of yaml.v2. */
function unmarshal(text: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    if (error instanceof YamlError) throw new YamlError('YamlSyntax', error.message, unmarshalMessage(error));
    throw error;
  }
}
