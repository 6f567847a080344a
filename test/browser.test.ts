import { resolve } from 'node:path';
import { readdirSync, readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');

/** What a page would do: the engines over trees in memory. */
const PROGRAM = `
import { HelmEngine, loadChart } from './src/helm/index.ts';
import { build, printObjects } from './src/kustomize/index.ts';
import { memoryTree } from './src/tree/index.ts';

const gunzip = () => { throw new Error('no archive here'); };
globalThis.helmTemplate = (files, values) =>
  new HelmEngine().render(loadChart(memoryTree(JSON.parse(files)), 'web', { gunzip }), { releaseName: 'web', namespace: 'shop', values: JSON.parse(values) }).manifest();
globalThis.kustomizeBuild = (files) => printObjects(build(memoryTree(JSON.parse(files)), '').objects);
`;

/** Data goes in as JSON: an object of this realm is a stranger in the other one. */
interface Page {
  helmTemplate(files: string, values: string): string;
  kustomizeBuild(files: string): string;
}

/** Bundles the program as for a page and runs it where there is nothing but the language and text codecs. */
async function openPage(): Promise<Page> {
  const { outputFiles } = await build({
    stdin: { contents: PROGRAM, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2023',
    logLevel: 'silent',
  });
  const page = createContext({ TextEncoder, TextDecoder });
  runInContext(outputFiles[0]!.text, page);
  return page as unknown as Page;
}

function filesBelow(folder: string, as: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(names.map((entry) => {
    const path = `${entry.parentPath}/${entry.name}`;
    return [as + path.slice(folder.length), readFileSync(path, 'utf8')];
  }));
}

describe('the engines in a browser', () => {
  test('render a chart and build a kustomization without a module of Node', async () => {
    const page = await openPage();
    const manifest = page.helmTemplate(
      JSON.stringify(filesBelow(`${ROOT}/examples/fleet/charts/web`, 'web')),
      JSON.stringify({ ingress: { host: 'shop.example.com' }, config: { databaseHost: 'db' } }),
    );
    expect(manifest).toContain('# Source: web/templates/deployment.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n');
    const built = page.kustomizeBuild(JSON.stringify({
      'kustomization.yaml': 'namePrefix: my-\nresources: [config.yaml]\n',
      'config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata: {k: v}\n',
    }));
    expect(built).toBe('apiVersion: v1\ndata:\n  k: v\nkind: ConfigMap\nmetadata:\n  name: my-a\n');
  });
});
