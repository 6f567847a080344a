import { tryParseVersion, type Version } from '../../lang/semver/index.ts';

/** The version that a tag or an entry of an index is: three parts between dots, with or without a `v`. Undefined where it is none. Follows fluxcd/pkg version v0.16.0. */
export function fluxVersion(text: string): Version | undefined {
  return text.split('.').length < 3 ? undefined : tryParseVersion(text);
}
