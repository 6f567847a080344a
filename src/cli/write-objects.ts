import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { EddyError, type ObjectRef } from '../diagnostics/index.ts';
import type { RenderedObject } from '../diff/index.ts';
import { printYaml } from '../lang/yaml/index.ts';
import { refOf } from '../manifest/index.ts';
import { outputBytes } from './output-bytes.ts';

/**
 * Writes one file per object: `Kustomization-flux-system-apps/Deployment-apps-web.yaml`. Gives the number of files.
 *
 * Names come from rendered objects, so nothing in them is taken for a path. The second of two equal names gets `-2`.
 *
 * @throws EddyError OutputFailed.
 */
export function writeObjects(dir: string, objects: readonly RenderedObject[]): number {
  const taken = new Map<string, number>();
  for (const { producer, object } of objects) {
    const stem = join(fileName(producer), fileName(refOf(object)));
    const count = (taken.get(stem) ?? 0) + 1;
    taken.set(stem, count);
    const file = join(resolve(dir), `${stem}${count === 1 ? '' : `-${String(count)}`}.yaml`);
    writeOutput(file, printYaml(object));
  }
  return objects.length;
}

/** Writes a file that the user asked for, and the folders above it. @throws EddyError OutputFailed. */
export function writeOutput(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, outputBytes(text));
  } catch (error) {
    throw new EddyError('OutputFailed', `"${file}" cannot be written: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function fileName({ kind, namespace, name }: ObjectRef): string {
  const parts = [kind, namespace ?? '', name].filter((part) => part !== '');
  // Kubernetes allows ":" in some names; a file system, or its user, may not.
  return parts.join('-').replace(/[^\w.-]/g, '_').replace(/^\.+/, '_').slice(0, 200);
}
