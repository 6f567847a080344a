import { parseYaml, resolvesToString } from '../lang/yaml/index.ts';
import type { Dict } from '../std/dict.ts';
import { maskPassword } from '../std/mask-password.ts';
import { parseGitUrl } from './git-url.ts';
import { joinClean } from './join-clean.ts';
import { ORIGIN_ANNOTATION, TRANSFORMATIONS_ANNOTATION, type Resource } from './resource.ts';

/** Where an object or a change of it came from, as the `originAnnotations` and `transformerAnnotations` of a build say it. */
export interface Origin {
  readonly path?: string;
  readonly repo?: string;
  readonly ref?: string;
  readonly configuredIn?: string;
  readonly configuredBy?: { readonly apiVersion?: string; readonly kind?: string; readonly name?: string; readonly namespace?: string };
}

/** The origin of something that an object of this origin names by a path. */
export function appendOrigin(origin: Origin, path: string): Origin {
  const url = parseGitUrl(path);
  if (url === undefined) return { ...origin, path: joinClean(origin.path ?? '', path) };
  return { ...origin, repo: maskPassword(url.repo), path: joinClean('', url.path), ref: url.ref };
}

const FIELDS = ['path', 'repo', 'ref', 'configuredIn'] as const;
const IDENTITY = ['apiVersion', 'kind', 'name', 'namespace'] as const;

/** The text of the annotation. */
export function originText(origin: Origin): string {
  return originLines(origin).map((line) => `${line}\n`).join('');
}

function originLines(origin: Origin): string[] {
  const lines = FIELDS.flatMap((key) => entry(key, origin[key]));
  const by = IDENTITY.flatMap((key) => entry(key, origin.configuredBy?.[key]));
  if (by.length > 0) lines.push('configuredBy:', ...by.map((line) => `  ${line}`));
  return lines.length === 0 ? ['{}'] : lines;
}

function entry(key: string, value: string | undefined): string[] {
  if (value === undefined || value === '') return [];
  const isPlain = resolvesToString('v3', value) && resolvesToString('v2', value) && /^[\w./$(){}+=~^;-][\w ./:$(){}+=@~^;?&*-]*$/.test(value) && !/: |:$| $|^- |^[{]/.test(value);
  return [`${key}: ${isPlain ? value : JSON.stringify(value)}`];
}

/** Notes the origin on objects that have none yet. */
export function addOrigin(resources: Iterable<Resource>, origin: Origin): void {
  for (const resource of resources) {
    if (resource.annotation(ORIGIN_ANNOTATION) === undefined) setOrigin(resource, origin);
  }
}

/** Notes the origin, or removes the note. All annotations become strings by it. */
export function setOrigin(resource: Resource, origin: Origin | undefined): void {
  const annotations = resource.annotations();
  if (origin === undefined) delete annotations[ORIGIN_ANNOTATION];
  else annotations[ORIGIN_ANNOTATION] = originText(origin);
  resource.setAnnotations(annotations);
}

/** Notes that a transformer changed the objects; one without an origin must have been made by it. */
export function addTransformation(resources: Iterable<Resource>, origin: Origin): void {
  for (const resource of resources) {
    if (resource.annotation(ORIGIN_ANNOTATION) === undefined) {
      setOrigin(resource, origin);
      continue;
    }
    const annotations = resource.annotations();
    const lines = originLines(origin);
    const item = lines.map((line, i) => `${i === 0 ? '- ' : '  '}${line}\n`).join('');
    annotations[TRANSFORMATIONS_ANNOTATION] = (resource.annotation(TRANSFORMATIONS_ANNOTATION) ?? '') + item;
    resource.setAnnotations(annotations);
  }
}

export function clearTransformations(resource: Resource): void {
  const annotations = resource.annotations();
  delete annotations[TRANSFORMATIONS_ANNOTATION];
  resource.setAnnotations(annotations);
}

/** The origin that the objects get which a generator or transformer of a file of its own makes or changes. */
export function originOfPlugin(config: Resource): Origin | undefined {
  const text = config.annotation(ORIGIN_ANNOTATION);
  if (text === undefined) return undefined;
  const origin = parseYaml(text) as Dict | null;
  const read = (key: string): string => (typeof origin?.[key] === 'string' ? origin[key] : '');
  return {
    repo: read('repo'), ref: read('ref'), configuredIn: read('path'),
    configuredBy: { apiVersion: config.apiVersion, kind: config.kind, name: config.name, namespace: config.namespace },
  };
}
