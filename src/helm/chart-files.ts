import { fn, GoError, GoObject, withGoType, type GoMethod } from '../lang/govalue/index.ts';
import { encodeBase64 } from '../std/base64.ts';
import { newDict, type Dict } from '../std/dict.ts';
import type { ChartFile } from './chart.ts';
import { compileFileGlob } from './file-glob.ts';
import { writeYaml } from './yaml-text.ts';

/**
 * `.Files` of a template: the files of a chart that are neither templates nor metadata.
 *
 * Follows Helm 4.2.2 `pkg/engine/files.go`.
 */
export class ChartFiles extends GoObject {
  readonly goType = 'engine.files';
  readonly goKind = 'map';
  readonly #files: ReadonlyMap<string, ChartFile>;
  #map: Dict | undefined;

  constructor(files: ReadonlyMap<string, ChartFile>) {
    super();
    this.#files = files;
  }

  override underlying(): Dict {
    if (this.#map === undefined) {
      this.#map = withGoType(newDict(), 'map[string][]uint8');
      for (const [name, { bytes }] of this.#files) this.#map[name] = bytes;
    }
    return this.#map;
  }

  override method(name: string): GoMethod | undefined {
    switch (name) {
      case 'Get':
        return fn('string')((path) => this.#files.get(path)?.text ?? '');
      case 'GetBytes':
        return fn('string')((path) => this.#files.get(path)?.bytes ?? new Uint8Array(0));
      case 'Glob':
        return fn('string')((pattern) => this.#glob(pattern));
      case 'Lines':
        return fn('string')((path) => this.#lines(path));
      case 'AsConfig':
        return fn()(() => this.#asYaml((file) => file.text));
      case 'AsSecrets':
        return fn()(() => this.#asYaml((file) => encodeBase64(file.bytes)));
      default:
        return undefined;
    }
  }

  #glob(pattern: string): ChartFiles {
    const matches = compileFileGlob(pattern);
    return new ChartFiles(new Map([...this.#files].filter(([name]) => matches(name))));
  }

  #lines(path: string): readonly string[] {
    const text = this.#files.get(path)?.text;
    if (text === undefined) return withGoType([], '[]string');
    // Helm looks at the last byte without asking whether there is one.
    if (text === '') throw new GoError('runtime error: index out of range [-1]');
    return withGoType(text.replace(/\n$/, '').split('\n'), '[]string');
  }

  /** A YAML map from base name to content; empty where YAML cannot hold the content. */
  #asYaml(contentOf: (file: ChartFile) => string): string {
    const map = newDict();
    for (const [path, file] of this.#files) map[path.slice(path.lastIndexOf('/') + 1)] = contentOf(file);
    try {
      return writeYaml(map).replace(/\n$/, '');
    } catch (error) {
      if (error instanceof GoError) return '';
      throw error;
    }
  }
}

// Files never change, so all renders of a chart share one object, which also keeps what templates have asked of it.
const known = new WeakMap<readonly ChartFile[], ChartFiles>();

/** The `.Files` object of a chart's files. */
export function chartFiles(files: readonly ChartFile[]): ChartFiles {
  let object = known.get(files);
  if (object === undefined) {
    object = new ChartFiles(new Map(files.map((file) => [file.name, file])));
    known.set(files, object);
  }
  return object;
}
