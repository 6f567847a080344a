import { refKey, type ObjectRef } from '../../diagnostics/index.ts';
import type { Tree } from '../../tree/index.ts';

/** What a source produced: the files of one revision. */
export interface Artifact {
  /** As Flux writes it: `main@sha1:...`, `latest@sha256:...`, a chart version. */
  readonly revision: string;
  /** `sha256:...` of the archive, where there is one; a mapped working tree has none. */
  readonly digest?: string | undefined;
  readonly tree: Tree;
  /** Annotations of an OCI manifest, for `originRevision`. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** The single file in `tree` that is the artifact, where it is not a folder of files: a packed chart, a copied layer. */
  readonly file?: string | undefined;
}

/** The artifacts of the sources of one run, by the source's ref. Side data: it never becomes part of an object. */
export class ArtifactTable {
  readonly #artifacts = new Map<string, Artifact>();

  get(source: ObjectRef): Artifact | undefined {
    return this.#artifacts.get(refKey(source));
  }

  set(source: ObjectRef, artifact: Artifact | undefined): void {
    if (artifact === undefined) this.#artifacts.delete(refKey(source));
    else this.#artifacts.set(refKey(source), artifact);
  }
}
