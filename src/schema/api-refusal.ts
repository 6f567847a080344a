/** Which object was refused. */
export interface RefusedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** What an API server answers to an object that it does not take. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  /** The HTTP status. */
  readonly code: number;
  /** The reason of the status; undefined where the server gives none. */
  readonly reason: string | undefined;

  readonly object: RefusedObject;

  constructor(code: number, reason: string | undefined, message: string, object: RefusedObject) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.object = object;
  }
}
