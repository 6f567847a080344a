import { EddyError } from '../../diagnostics/index.ts';
import type { Tree } from '../../tree/index.ts';
import type { SpecReader } from '../base/index.ts';
import type { CopyOperation } from './artifact-copy.ts';
import { capturePaths, fillCaptures, type CapturedPath } from './path-captures.ts';

/** An artifact that a generator makes. */
export interface ArtifactRequest {
  readonly name: string;
  readonly copy: readonly CopyOperation[];
  /** Aliases of sources, without `@`; undefined where the artifact is pinned to none. */
  readonly revision: string | undefined;
  readonly originRevision: string | undefined;
  /** What the pattern of the generator captured. */
  readonly labels: Readonly<Record<string, string>>;
}

const MAX_LABEL = 63;
const MAX_NAME = 253;
const LABEL = /^(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const DNS_NAME = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/**
 * The artifacts that `spec.artifacts` asks for, each once for every folder that `spec.pathPattern` matches.
 *
 * Names and labels take what was captured in small letters, copy operations as it is written.
 * Follows source-watcher v2.2.3 internal/controller/artifactgenerator_pathpattern.go.
 *
 * @throws EddyError SpecInvalid
 */
export function artifactRequests(spec: SpecReader, treeOf: (alias: string) => Tree | undefined): readonly ArtifactRequest[] {
  const items = spec.items('artifacts');
  const pathPattern = spec.string('pathPattern') ?? '';
  if (pathPattern === '') return items.map((item) => requestOf(item));
  const [, alias, pattern] = /^@([^/]*)\/(.*)$/s.exec(pathPattern) ?? [];
  if (alias === undefined || pattern === undefined) throw new EddyError('SpecInvalid', `invalid pathPattern format: ${pathPattern}`);
  const failed = (problem: string): EddyError => new EddyError('SpecInvalid', `pathPattern ${JSON.stringify(pathPattern)}: ${problem}`);
  const tree = treeOf(alias);
  if (tree === undefined) throw failed(`source alias ${alias} not found in local sources`);
  const folders = new Map<string, string>();
  return capturePaths(tree, pattern, pathPattern).flatMap((captured) => {
    const lowered = labelsOf(captured, failed);
    return items.map((item) => {
      const request = filled(item, captured, lowered, failed);
      const before = folders.get(request.name);
      if (before !== undefined) throw failed(`directories ${JSON.stringify(before)} and ${JSON.stringify(captured.path)} both resolve to artifact name ${JSON.stringify(request.name)}`);
      folders.set(request.name, captured.path);
      return request;
    });
  });
}

function filled(item: SpecReader, { path, captures }: CapturedPath, lowered: ReadonlyMap<string, string>, failed: (problem: string) => EddyError): ArtifactRequest {
  let request: ArtifactRequest;
  try {
    request = requestOf(item, (name) => fillCaptures(name, lowered), (text) => fillCaptures(text, captures), Object.fromEntries(lowered));
  } catch (thrown) {
    if (!(thrown instanceof EddyError)) throw thrown;
    throw failed(`failed to render artifact ${item.string('name') ?? ''} for match ${path}: ${thrown.message}`);
  }
  const problem = artifactNameProblem(request.name);
  if (problem !== undefined) throw failed(`rendered artifact name ${JSON.stringify(request.name)} is not a valid Kubernetes object name: ${problem}`);
  return request;
}

/** @throws EddyError SpecInvalid for what cannot be a label */
function labelsOf({ captures }: CapturedPath, failed: (problem: string) => EddyError): ReadonlyMap<string, string> {
  const lowered = new Map([...captures].map(([name, value]) => [name, value.toLowerCase()]));
  for (const [name, value] of lowered) {
    if (!LABEL.test(name)) throw failed(`capture variable ${JSON.stringify(name)} is not a valid Kubernetes label key: it must start and end with a letter or a digit`);
    const problem = value.length > MAX_LABEL ? `must be no more than ${String(MAX_LABEL)} bytes` : LABEL.test(value) ? undefined : LABEL_RULE;
    if (problem !== undefined) throw failed(`captured value ${JSON.stringify(value)} for variable ${JSON.stringify(name)} is not a valid Kubernetes label value: ${problem}`);
  }
  return lowered;
}

const LABEL_RULE =
  `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character ` +
  `(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`;
const NAME_RULE =
  `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character ` +
  `(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`;

/** Why a text cannot name an object; undefined where it can. */
export function artifactNameProblem(name: string): string | undefined {
  if (name.length > MAX_NAME) return `must be no more than ${String(MAX_NAME)} bytes`;
  return DNS_NAME.test(name) ? undefined : NAME_RULE;
}

function requestOf(item: SpecReader, fillName = same, fillPath = same, labels: Readonly<Record<string, string>> = {}): ArtifactRequest {
  return {
    name: fillName(item.requiredString('name')),
    copy: item.items('copy').map((operation) => ({
      from: fillPath(operation.requiredString('from')),
      to: fillPath(operation.requiredString('to')),
      exclude: operation.strings('exclude'),
      strategy: operation.string('strategy') ?? 'Overwrite',
    })),
    revision: aliasOf(item.string('revision')),
    originRevision: aliasOf(item.string('originRevision')),
    labels,
  };
}

function same(text: string): string {
  return text;
}

function aliasOf(reference: string | undefined): string | undefined {
  return reference === undefined || reference === '' ? undefined : reference.replace(/^@/, '');
}
