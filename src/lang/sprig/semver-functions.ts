import { EddyError } from '../../diagnostics/index.ts';
import { GoError, GoInt, GoObject, fn, goInt, goParam, type GoFunction, type Param } from '../govalue/index.ts';
import { compareVersions, nextVersion, parseConstraint, parseVersion, versionText, withMetadata, withPrerelease, type Version } from '../semver/index.ts';

/** Semantic versions. Follows sprig v3.3.0 semver.go. */
export function semverFunctions(): Readonly<Record<string, GoFunction>> {
  return {
    semver: fn('string')((text) => new GoVersion(asGo(() => parseVersion(text)), true)),
    semverCompare: fn('string', 'string')((constraint, version) => {
      const range = asGo(() => parseConstraint(constraint));
      return range.check(asGo(() => parseVersion(version)));
    }),
  };
}

/** Masterminds' `semver.Version`, or a pointer to one. */
export class GoVersion extends GoObject {
  override readonly goType: string;
  override readonly goKind: string;
  readonly version: Version;

  constructor(version: Version, isPointer: boolean) {
    super();
    this.version = version;
    this.goType = isPointer ? '*semver.Version' : 'semver.Version';
    this.goKind = isPointer ? 'ptr' : 'struct';
  }

  override text(): string {
    return versionText(this.version);
  }

  override marshaledText(): string {
    return versionText(this.version);
  }

  override fields(): readonly (readonly [name: string, value: unknown])[] {
    const { major, minor, patch, prerelease, metadata, original } = this.version;
    const numbers = Object.entries({ major, minor, patch }).map(([name, value]) => [name, new GoInt('uint64', value)] as const);
    return [...numbers, ['pre', prerelease], ['metadata', metadata], ['original', original]];
  }

  /** The zero value of its type. */
  zero(): GoVersion {
    return new GoVersion({ major: 0n, minor: 0n, patch: 0n, prerelease: '', metadata: '', original: '' }, this.goKind === 'ptr');
  }

  override method(name: string): GoFunction | undefined {
    return VALUE_METHODS[name]?.(this.version) ?? (this.goKind === 'ptr' ? POINTER_METHODS[name]?.(this.version) : undefined);
  }
}

type Methods = Readonly<Record<string, ((version: Version) => GoFunction) | undefined>>;

const POINTER: Param<GoVersion> = goParam('*semver.Version', (value) => value instanceof GoVersion && value.goKind === 'ptr');

const VALUE_METHODS: Methods = {
  Major: ({ major }) => fn()(() => new GoInt('uint64', major)),
  Minor: ({ minor }) => fn()(() => new GoInt('uint64', minor)),
  Patch: ({ patch }) => fn()(() => new GoInt('uint64', patch)),
  Prerelease: ({ prerelease }) => fn()(() => prerelease),
  Metadata: ({ metadata }) => fn()(() => metadata),
  String: (version) => fn()(() => versionText(version)),
  IncMajor: (version) => fn()(() => asGo(() => new GoVersion(nextVersion(version, 'major'), false))),
  IncMinor: (version) => fn()(() => asGo(() => new GoVersion(nextVersion(version, 'minor'), false))),
  IncPatch: (version) => fn()(() => asGo(() => new GoVersion(nextVersion(version, 'patch'), false))),
  SetPrerelease: (version) => fn('string')((text) => asGo(() => new GoVersion(withPrerelease(version, text), false))),
  SetMetadata: (version) => fn('string')((text) => asGo(() => new GoVersion(withMetadata(version, text), false))),
};

const POINTER_METHODS: Methods = {
  Original: ({ original }) => fn()(() => original),
  Compare: (version) => fn(POINTER)((other) => goInt(compareVersions(version, other.version))),
  Equal: (version) => fn(POINTER)((other) => compareVersions(version, other.version) === 0),
  LessThan: (version) => fn(POINTER)((other) => compareVersions(version, other.version) < 0),
  LessThanEqual: (version) => fn(POINTER)((other) => compareVersions(version, other.version) <= 0),
  GreaterThan: (version) => fn(POINTER)((other) => compareVersions(version, other.version) > 0),
  GreaterThanEqual: (version) => fn(POINTER)((other) => compareVersions(version, other.version) >= 0),
};

function asGo<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof EddyError ? new GoError(error.message) : error;
  }
}
