import { EddyError, refKey, TextFile, type ObjectRef, type Position } from '../diagnostics/index.ts';
import { nodeAt, parseYamlNodes, type YamlNode } from '../lang/yaml/index.ts';
import type { FieldPath, Origin } from '../controllers/base/index.ts';
import type { Tree } from '../tree/index.ts';

/** A manifest as it was written: the file's tree, and where in the file the object is. */
export interface WrittenObject {
  readonly tree: Tree;
  readonly origin: Origin;
}

/** Finds the places of fields in the manifests that objects were written in. Files are parsed once, and only when an error asks. */
export class FieldPlaces {
  readonly #written: (ref: ObjectRef) => WrittenObject | undefined;
  readonly #files = new Map<string, readonly YamlNode[]>();

  constructor(written: (ref: ObjectRef) => WrittenObject | undefined) {
    this.#written = written;
  }

  /**
   * The place of a field, or of the nearest field around it that was written; the field may have been patched in elsewhere.
   * Undefined where nothing is known of the object's file.
   */
  placeOf(ref: ObjectRef, field: FieldPath): Position | undefined {
    const written = this.#written(ref);
    if (written === undefined) return undefined;
    const { tree, origin } = written;
    const text = tree.readText(origin.file);
    if (text === undefined) return undefined;
    const document = this.#documents(ref, origin.file, text)[origin.documentIndex ?? 0];
    const node = document === undefined ? undefined : deepest(document, field);
    if (node === undefined) return origin.line === undefined ? undefined : { file: origin.file, line: origin.line, col: 1 };
    return new TextFile(origin.file, text).positionAt({ start: node.start, end: node.kind === 'scalar' ? node.end : node.start + 1 });
  }

  #documents(ref: ObjectRef, file: string, text: string): readonly YamlNode[] {
    const key = `${refKey(ref)} ${file}`;
    let documents = this.#files.get(key);
    if (documents === undefined) this.#files.set(key, (documents = parse(text, file)));
    return documents;
  }
}

/** The documents of a file; none where it cannot be read: what is wrong with it is somebody else's report. */
function parse(text: string, file: string): readonly YamlNode[] {
  try {
    return parseYamlNodes(text, { file });
  } catch (thrown) {
    if (thrown instanceof EddyError) return [];
    throw thrown;
  }
}

function deepest(document: YamlNode, field: FieldPath): YamlNode | undefined {
  for (let length = field.length; length > 0; length--) {
    const node = nodeAt(document, field.slice(0, length));
    if (node !== undefined) return node;
  }
  return nodeAt(document, ['metadata', 'name']);
}
