import type { Dict } from '../std/dict.ts';
import type { Scope } from './kinds.ts';
import type { MergeType } from './merge-type.ts';

/** A kind in one version, as the server treats its objects. */
export interface ServedKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** The plural name in URLs. */
  readonly resource: string;
  readonly scope: Scope;
  /** Whether a CustomResourceDefinition made it. */
  readonly custom: boolean;
  /** Whether the status is a subresource, so that ordinary writes leave it alone. */
  readonly hasStatus: boolean;
  readonly mergeType: MergeType;
  /**
   * The object as the server stores it: unknown fields gone, defaults filled in, values in their canonical form. The input is not changed.
   *
   * @param current the object that it is to replace
   * @throws DecodeFault where the object does not fit its type
   */
  complete(object: Dict, current: Dict | undefined): Dict;
  /** An object of this kind that was stored in another version. */
  converted(object: Dict): Dict;
  /** What keeps a completed object from being valid, as the server words it. */
  faults(object: Dict, current: Dict | undefined): readonly string[];
}

/** A value that does not fit the Go type of its field; the message is Go's. */
export class DecodeFault extends Error {
  override readonly name = 'DecodeFault';
}
