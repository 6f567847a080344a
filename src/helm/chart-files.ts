import { fn, fromBytes, GoError, GoObject, withGoType, type GoMethod } from '../lang/govalue/index.ts';
import { printYaml } from '../lang/yaml/index.ts';
import { encodeBase64 } from '../std/base64.ts';
import { newDict, type Dict } from '../std/dict.ts';
import type { ChartFile } from './chart.ts';
import { compileFileGlob } from './file-glob.ts';

/**
 * `.Files` of a template: the files of a chart that are neither templates nor metadata.
 *
 * Follows Helm 4.2.2 `pkg/engine/files.go`.
 */
export class ChartFiles extends GoObject {
  readonly goType = 'engine.files';
  readonly goKind = 'map';
  readonly #files: ReadonlyMap<string, Uint8Array>;
  #map: Dict | undefined;

  private constructor(files: ReadonlyMap<string, Uint8Array>) {
    super();
    this.#files = files;
  }

  static of(files: readonly ChartFile[]): ChartFiles {
    return new ChartFiles(new Map(files.map((file) => [file.name, file.bytes])));
  }

  override underlying(): Dict {
    if (this.#map === undefined) {
      this.#map = withGoType(newDict(), 'map[string][]uint8');
      for (const [name, bytes] of this.#files) this.#map[name] = bytes;
    }
    return this.#map;
  }

  override method(name: string): GoMethod | undefined {
    switch (name) {
      case 'Get':
        return fn('string')((path) => this.#text(path));
      case 'GetBytes':
        return fn('string')((path) => this.#files.get(path) ?? new Uint8Array(0));
      case 'Glob':
        return fn('string')((pattern) => this.#glob(pattern));
      case 'Lines':
        return fn('string')((path) => this.#lines(path));
      case 'AsConfig':
        return fn()(() => this.#asYaml(fromBytes));
      case 'AsSecrets':
        return fn()(() => this.#asYaml(encodeBase64));
      default:
        return undefined;
    }
  }

  #text(path: string): string {
    const bytes = this.#files.get(path);
    return bytes === undefined ? '' : fromBytes(bytes);
  }

  #glob(pattern: string): ChartFiles {
    const matches = compileFileGlob(pattern);
    return new ChartFiles(new Map([...this.#files].filter(([name]) => matches(name))));
  }

  #lines(path: string): readonly string[] {
    if (!this.#files.has(path)) return withGoType([], '[]string');
    const text = this.#text(path);
    // Helm looks at the last byte without asking whether there is one.
    if (text === '') throw new GoError('runtime error: index out of range [-1]');
    return withGoType(text.replace(/\n$/, '').split('\n'), '[]string');
  }

  /** A YAML map from base name to content. */
  #asYaml(contentOf: (bytes: Uint8Array) => string): string {
    const map = newDict();
    for (const [path, bytes] of this.#files) map[path.slice(path.lastIndexOf('/') + 1)] = contentOf(bytes);
    return printYaml(map).replace(/\n$/, '');
  }
}
