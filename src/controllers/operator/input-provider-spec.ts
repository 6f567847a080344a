import { EddyError, type ObjectRef } from '../../diagnostics/index.ts';
import { toDict, type Dict } from '../../std/dict.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { readSpec } from '../base/index.ts';

/** What a provider lists. */
export type InputSubject = 'static' | 'branch' | 'tag' | 'change' | 'environment' | 'artifactTag' | 'service' | 'artifact';

const GIT_HOSTS = ['GitHub', 'GitLab', 'AzureDevOps', 'AWSCodeCommit', 'Gitea'] as const;
const REGISTRIES = ['OCI', 'ACR', 'ECR', 'GAR'] as const;

/** Every type of provider, and what it lists. */
const SUBJECTS: ReadonlyMap<string, InputSubject> = new Map<string, InputSubject>([
  ['Static', 'static'],
  ...GIT_HOSTS.flatMap((host) => [[`${host}Branch`, 'branch'], [`${host}Tag`, 'tag'], [`${host}${host === 'GitLab' ? 'Merge' : 'Pull'}Request`, 'change']] as const),
  ['GitLabEnvironment', 'environment'],
  ...REGISTRIES.map((registry) => [`${registry}ArtifactTag`, 'artifactTag'] as const),
  ['ExternalService', 'service'],
  ['ExternalArtifact', 'artifact'],
]);

/** `spec.filter`, as far as it concerns the subject of the provider. */
export interface InputFilter {
  readonly include: string | undefined;
  readonly exclude: string | undefined;
  readonly labels: readonly string[];
  readonly semver: string | undefined;
  readonly limit: number;
}

/** The spec of a ResourceSetInputProvider. */
export interface InputProviderSpec {
  readonly object: ObjectRef;
  readonly type: string;
  readonly subject: InputSubject;
  readonly url: string | undefined;
  readonly defaults: Dict;
  readonly filter: InputFilter;
  readonly skipLabels: readonly string[];
}

const DEFAULT_LIMIT = 100;

/** Reads the spec. @throws EddyError SpecInvalid */
export function inputProviderSpec(object: K8sObject): InputProviderSpec {
  const spec = readSpec(object);
  const type = spec.requiredString('type');
  const subject = SUBJECTS.get(type);
  if (subject === undefined) {
    throw new EddyError('SpecInvalid', `there is no input provider of type "${type}"`, { object: spec.object, path: ['spec', 'type'], hint: `types: ${[...SUBJECTS.keys()].join(', ')}` });
  }
  const filter = spec.child('filter');
  const named = subject === 'tag' || subject === 'artifactTag' ? 'Tag' : subject === 'environment' ? 'Environment' : 'Branch';
  return {
    object: spec.object,
    type,
    subject,
    url: spec.string('url'),
    defaults: toDict(spec.dict('defaultValues') ?? {}),
    filter: {
      include: filter.string(`include${named}`),
      exclude: filter.string(`exclude${named}`),
      labels: filter.strings('labels'),
      semver: filter.string('semver'),
      limit: filter.number('limit') ?? DEFAULT_LIMIT,
    },
    skipLabels: spec.child('skip').strings('labels'),
  };
}
