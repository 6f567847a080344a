import type { Warning } from '../controllers/base/index.ts';
import { EddyError, type Position } from '../diagnostics/index.ts';
import { isSecret, type RenderedObject } from '../diff/index.ts';
import { isDict } from '../std/dict.ts';
import type { Tree } from '../tree/index.ts';

/** Shorter values appear by chance. */
const MIN_LENGTH = 6;

/** Takes the values of Secrets out of what is said about a fleet: messages, hints, and lines of manifests. */
export class Redactor {
  readonly #values: readonly string[];
  readonly #tree: Tree;

  constructor(objects: readonly RenderedObject[], tree: Tree) {
    const values = new Set(objects.flatMap(({ object }) => (isSecret(object) ? valuesOf(object) : [])));
    // Longest first, so that no part of a longer value stays.
    this.#values = [...values].filter((value) => value.length >= MIN_LENGTH).sort((a, b) => b.length - a.length);
    this.#tree = tree;
  }

  text(text: string): string {
    return this.#values.reduce((out, value) => out.replaceAll(value, '***'), text);
  }

  /** A line of a file for a code frame; undefined where the file holds a Secret, because the fault may stand beside its data. */
  line(at: Position, known?: string): string | undefined {
    const file = this.#tree.readText(at.file);
    if (file !== undefined && /^ *kind: *["']?Secret\b/m.test(file)) return undefined;
    const line = known ?? file?.split('\n')[at.line - 1]?.replace(/\r$/, '');
    return line === undefined ? undefined : this.text(line);
  }

  error(error: EddyError): EddyError {
    return new EddyError(error.code, this.text(error.message), {
      object: error.object,
      at: error.at,
      hint: error.hint === undefined ? undefined : this.text(error.hint),
      notes: error.notes.map((note) => ({ ...note, message: this.text(note.message) })),
      sourceLine: error.at === undefined ? undefined : this.line(error.at, error.sourceLine),
    });
  }

  warning(warning: Warning): Warning {
    return { ...warning, message: this.text(warning.message), hint: warning.hint === undefined ? undefined : this.text(warning.hint) };
  }
}

/** The values of a Secret as they stand in it, and decoded; of a text of several lines, each line. */
function valuesOf(object: object): string[] {
  const { data, stringData } = object as { data?: unknown; stringData?: unknown };
  const encoded = isDict(data) ? Object.values(data).filter((value) => typeof value === 'string') : [];
  const clear = isDict(stringData) ? Object.values(stringData).filter((value) => typeof value === 'string') : [];
  const decoded = encoded.map((value) => Buffer.from(value, 'base64').toString());
  return [...encoded, ...[...clear, ...decoded].flatMap((value) => value.split('\n').map((line) => line.trim()))];
}
