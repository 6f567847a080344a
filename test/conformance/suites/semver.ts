import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { compareVersions, parseConstraint, parseStrictVersion, parseVersion, versionText, type Constraint } from '../../../src/lang/semver/index.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

interface Case {
  readonly id: string;
  readonly parse?: string;
  readonly constraint?: string;
  readonly versions?: readonly string[];
  readonly sort?: readonly string[];
}

/** Constraints against versions, and the reading of versions, as Masterminds/semver v3.5.0 answers. */
export const semver: Suite = {
  name: 'semver',
  *run({ data, show }: SuiteContext): Iterable<CaseResult> {
    const lines = readFileSync(join(data, 'semver', 'cases.jsonl'), 'utf8').split('\n').filter(Boolean);
    for (const line of lines) {
      const wanted = JSON.parse(line) as Case;
      if (show !== undefined && show !== wanted.id) continue;
      const got: unknown = JSON.parse(JSON.stringify(answer(wanted)));
      const pass = isDeepStrictEqual(got, wanted);
      yield { id: wanted.id, pass, ...(pass ? {} : { detail: `want ${line}\ngot  ${JSON.stringify(got)}` }) };
    }
  },
};

function answer({ id, parse, constraint, versions, sort }: Case): object {
  if (parse !== undefined) {
    return { id, parse, ...attempt('version', () => fields(parse)), ...attempt('strict', () => versionText(parseStrictVersion(parse))) };
  }
  if (sort !== undefined) {
    return { id, sort, sorted: sort.map(parseVersion).sort(compareVersions).map(({ original }) => original) };
  }
  const range = attempt('range', () => parseConstraint(constraint ?? ''));
  if (!('range' in range)) return { id, constraint, versions, error: range['rangeError'] };
  const found = range['range'] as Constraint;
  return { id, constraint, versions, constraintString: found.text, results: versions?.map((version) => ({ version, ...check(found, version) })) };
}

function check(range: Constraint, text: string): object {
  const parsed = attempt('value', () => parseVersion(text));
  if (!('value' in parsed)) return { error: parsed['valueError'] };
  const version = parseVersion(text);
  const messages = range.validate(version);
  return { ok: range.check(version), ...(messages.length > 0 ? { messages } : {}) };
}

function fields(text: string): object {
  const version = parseVersion(text);
  const { major, minor, patch, prerelease, metadata, original } = version;
  return { major: Number(major), minor: Number(minor), patch: Number(patch), prerelease, metadata, original, string: versionText(version) };
}

function attempt(name: string, run: () => unknown): Record<string, unknown> {
  try {
    return { [name]: run() };
  } catch (error) {
    return { [`${name}Error`]: error instanceof Error ? error.message : String(error) };
  }
}
