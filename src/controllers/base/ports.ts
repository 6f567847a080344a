import type { ObjectRef } from '../../diagnostics/index.ts';
import type { RemoteSource } from '../../kustomize/index.ts';
import type { HelmEnginePorts } from '../../helm/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import type { Gunzip, Tree } from '../../tree/index.ts';

/** The time, in milliseconds since 1970. */
export interface Clock {
  now(): number;
}

/** What a source's Secrets say about signing in; each field as the Secret holds it, decoded. */
export type Credentials = Readonly<Record<string, Uint8Array>>;

/** A Git repository somewhere else. */
export interface GitRemote {
  readonly url: string;
  readonly credentials?: Credentials | undefined;
  readonly proxy?: Credentials | undefined;
  /** `generic`, `aws`, `azure`, `github`. */
  readonly provider?: string | undefined;
  readonly timeoutMs: number;
}

/** A ref as `ls-remote` shows it: the full name, and the commit it leads to (annotated tags are peeled). */
export interface GitRef {
  readonly name: string;
  readonly commit: string;
}

/** The files of one commit. */
export interface GitCheckout {
  /** 40 hex digits. */
  readonly commit: string;
  readonly tree: Tree;
  /** Of the committer, in milliseconds since 1970. */
  readonly committedAt?: number | undefined;
  /** Of the commit. */
  readonly message?: string | undefined;
  /** Of the commit, in its armour; empty for an unsigned one, undefined where nobody looked. */
  readonly signature?: string | undefined;
  /** The annotated tag that led to the commit; absent for a plain one. */
  readonly tag?: GitTag | undefined;
}

/** A tag that is an object of its own. */
export interface GitTag {
  /** 40 hex digits. */
  readonly id: string;
  /** In its armour; empty for an unsigned one. */
  readonly signature: string;
}

/** Fetches from Git repositories. Throws EddyError GitFailed, GitTimeout, GitRevisionNotFound, GitUrlRefused. */
export interface GitFetcher {
  refs(remote: GitRemote): Promise<readonly GitRef[]>;
  fetch(remote: GitRemote, wanted: { readonly ref?: string | undefined; readonly commit?: string | undefined; readonly submodules: boolean }): Promise<GitCheckout>;
}

/** A repository in an OCI registry: `ghcr.io/org/name`, without tag. */
export interface OciRemote {
  readonly repository: string;
  readonly credentials?: Credentials | undefined;
  readonly certificates?: Credentials | undefined;
  readonly proxy?: Credentials | undefined;
  readonly provider?: string | undefined;
  /** Plain http. */
  readonly insecure: boolean;
  readonly timeoutMs: number;
}

/** A layer of a manifest. */
export interface OciLayer {
  readonly mediaType: string;
  readonly digest: string;
  readonly sizeBytes: number;
}

/** An image manifest. */
export interface OciManifest {
  readonly digest: string;
  readonly layers: readonly OciLayer[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly config?: OciLayer | undefined;
}

/** Fetches from OCI registries. Throws EddyError OciFailed. */
export interface OciFetcher {
  tags(remote: OciRemote): Promise<readonly string[]>;
  /** `reference` is a tag or a digest. */
  manifest(remote: OciRemote, reference: string): Promise<OciManifest>;
  blob(remote: OciRemote, digest: string): Promise<Uint8Array>;
}

/** A file behind http. */
export interface HttpRemote {
  readonly url: string;
  readonly credentials?: Credentials | undefined;
  readonly certificates?: Credentials | undefined;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** Fetches indexes and charts of Helm repositories. Throws EddyError HttpFailed. */
export interface HelmIndexFetcher {
  get(remote: HttpRemote): Promise<Uint8Array>;
}

/** A bucket at an S3-like service. */
export interface BucketRemote {
  readonly provider: string;
  readonly endpoint: string;
  readonly bucketName: string;
  readonly region?: string | undefined;
  readonly prefix?: string | undefined;
  readonly insecure: boolean;
  readonly credentials?: Credentials | undefined;
  readonly certificates?: Credentials | undefined;
  readonly proxy?: Credentials | undefined;
  readonly timeoutMs: number;
}

/** One object of a bucket. */
export interface BucketItem {
  readonly key: string;
  readonly etag: string;
}

/** Fetches from buckets. Throws EddyError BucketFailed. */
export interface BucketFetcher {
  exists(remote: BucketRemote): Promise<boolean>;
  /** The objects whose keys begin with the prefix of the remote. */
  list(remote: BucketRemote): Promise<readonly BucketItem[]>;
  /** An object, wherever it lies; undefined where there is none. */
  get(remote: BucketRemote, key: string): Promise<Uint8Array | undefined>;
}

/** Opens archives that came from outside. Throws EddyError ArchiveInvalid. */
export interface ArchiveReader {
  /** The files of a gzipped tar archive; links are left out. */
  untar(bytes: Uint8Array): Promise<Tree>;
}

/** Decrypts what SOPS encrypted. */
export interface Decryptor {
  /** The keys of one Kustomization, read from its Secret. */
  open(keys: K8sObject | undefined, owner: ObjectRef): Promise<Decryption>;
}

/** Decryption with the keys of one Kustomization. */
export interface Decryption {
  /** The tree with the files decrypted that a build reads as text (secretGenerator, patches). Files to decrypt are found from `path` on. */
  sources(tree: Tree, path: string): Tree;
  /** The object in clear. */
  object(object: K8sObject): K8sObject;
}

/** The outside world. A port that is absent makes the objects that need it fail, each with the name of what it needs. */
export interface Ports {
  readonly clock: Clock;
  readonly git?: GitFetcher | undefined;
  readonly oci?: OciFetcher | undefined;
  readonly helmIndex?: HelmIndexFetcher | undefined;
  readonly bucket?: BucketFetcher | undefined;
  readonly archives?: ArchiveReader | undefined;
  /** Opens gzipped charts inside of charts, in the middle of a synchronous load. */
  readonly gunzip?: Gunzip | undefined;
  readonly decryptor?: Decryptor | undefined;
  /** Keys and ciphers for templates; functions that need them fail without it. */
  readonly crypto?: HelmEnginePorts['crypto'];
  /** Finds remote bases of kustomizations; absent, they are an error. */
  readonly remoteBases?: RemoteSource | undefined;
}
