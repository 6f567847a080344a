/**
 * `node tools/run.mjs tools/bench-yaml.ts DIR [ROUNDS]`: how fast YAML is read and printed, in MB/s, over every `*.yaml` below DIR.
 *
 * With the expected outputs of `kustomize build` it also counts the documents that come out of read and print
 * with the bytes they went in with, which they must, because kustomize printed them the same way.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseYaml, parseYamlNodes, parseYamlStream, printYaml, printYamlNodes, YamlError } from '../src/lang/yaml/index.ts';

const [directory, rounds = '5'] = process.argv.slice(2);
if (directory === undefined) throw new Error('usage: node tools/run.mjs tools/bench-yaml.ts DIR [ROUNDS]');

const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ya?ml$/.test(name)).sort();
const texts = files.map((name) => readFileSync(join(directory, name), 'utf8'));
const documents = texts.flatMap((text) => text.split(/^---\n/m)).filter((text) => reads(text));
const values = documents.map((text) => parseYaml(text, { dialect: 'kustomize' }));

function reads(text: string): boolean {
  try {
    return parseYaml(text, { dialect: 'kustomize' }) !== null;
  } catch (error) {
    if (error instanceof YamlError) return false;
    throw error;
  }
}

function megabytes(list: readonly string[]): number {
  return list.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6;
}

/** Runs a step over everything, several times, and prints the best time. */
function measure(name: string, size: number, step: () => void): void {
  let best = Infinity;
  for (let i = 0; i < Number(rounds); i++) {
    const start = performance.now();
    step();
    best = Math.min(best, performance.now() - start);
  }
  console.log(`${name.padEnd(28)} ${(size / (best / 1000)).toFixed(1).padStart(8)} MB/s  ${best.toFixed(0).padStart(6)} ms`);
}

const size = megabytes(documents);
console.log(`${files.length} files, ${documents.length} documents, ${size.toFixed(1)} MB`);
const goodTexts = texts.filter((text) => text.split(/^---\n/m).every(reads));
measure('read documents, sigs', size, () => { for (const text of documents) parseYaml(text); });
measure('read documents, kustomize', size, () => { for (const text of documents) parseYaml(text, { dialect: 'kustomize' }); });
measure('read streams, sigs', megabytes(goodTexts), () => { for (const text of goodTexts) parseYamlStream(text); });
measure('read node trees', size, () => { for (const text of documents) parseYamlNodes(text); });
const trees = documents.map((text) => parseYamlNodes(text));
measure('print values, sigs', size, () => { for (const value of values) printYaml(value); });
measure('print values, v3', size, () => { for (const value of values) printYaml(value, { dialect: 'v3' }); });
measure('print node trees', size, () => { for (const tree of trees) printYamlNodes(tree); });
const same = documents.filter((text, i) => printYaml(values[i]) === text).length;
console.log(`${same} of ${documents.length} documents print as they were read`);
