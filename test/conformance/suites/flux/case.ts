/** The Ready condition of an object, or null where it has none. */
export type Ready = { readonly status: string; readonly reason: string; readonly message: string } | null;

/** A condition in the order the controller stored it. */
export interface RecordedCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

export interface RecordedEvent {
  readonly object: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What the controllers did and stored in one step; objects are keyed `Kind/namespace/name`. */
export interface Observation {
  readonly ready: Readonly<Record<string, Ready>>;
  readonly conditions?: Readonly<Record<string, readonly RecordedCondition[]>>;
  readonly status?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly inventory?: Readonly<Record<string, readonly string[]>>;
  readonly applied?: readonly Readonly<Record<string, unknown>>[];
  readonly deleted?: readonly string[];
  readonly apiErrors?: readonly unknown[];
  readonly rejected?: Readonly<Record<string, string>>;
  readonly events?: readonly RecordedEvent[];
  readonly releases?: readonly Readonly<Record<string, unknown>>[];
  readonly helmCharts?: Readonly<Record<string, unknown>>;
  readonly live?: readonly unknown[];
  readonly settled?: boolean;
}

/** A further source that is ready from the start. */
export interface CaseSource {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly revision: string;
  readonly files: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly noArtifact?: boolean;
  readonly gone?: boolean;
  readonly badDigest?: boolean;
}

/** What a user does before the controllers run (again). */
export interface Step {
  readonly revision?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly symlinks?: Readonly<Record<string, string>>;
  readonly sources?: readonly CaseSource[];
  readonly objects?: readonly string[];
  /** `apiVersion|kind|namespace|name`. */
  readonly delete?: readonly string[];
  readonly annotate?: readonly { readonly object: string; readonly annotations: Readonly<Record<string, string>> }[];
  readonly mergePatch?: readonly { readonly object: string; readonly patch: unknown }[];
  readonly action?: string;
  readonly expect: Observation;
}

export interface FluxCase extends Step {
  readonly id: string;
  readonly topic: string;
  readonly note?: string;
  readonly namespaces?: readonly string[];
  readonly controllerFlags?: readonly string[];
  readonly then?: readonly Step[];
}
