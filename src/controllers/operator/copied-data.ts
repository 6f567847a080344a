import { encodeBase64 } from '../../std/base64.ts';
import { isDict, newDict, toDict, type Dict } from '../../std/dict.ts';
import { sha256Hex } from '../../std/sha256.ts';
import { EddyError, refKey, refText, type ObjectRef } from '../../diagnostics/index.ts';
import { printYaml } from '../../lang/yaml/index.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';
import { findOrMade, type Blocker, type Context } from '../base/index.ts';
import { annotationKey, annotationOf, type OperatorAnnotation } from './annotations.ts';

/** Objects with what their annotations bring in, or what these annotations name and is not there. */
export type CompletedObjects = { readonly objects: readonly K8sObject[] } | { readonly missing: readonly Blocker[] };

/**
 * Brings in what rendered objects take from others: data that is copied (`copyFrom`) and checksums of data (`checksumFrom`).
 *
 * A checksum is read from the rendered objects first, then from those that exist. `convertKubeConfigFrom` is left to the cluster, with a warning.
 *
 * @throws EddyError ResourceSetObject for an annotation that names nothing.
 */
export async function completeObjects(objects: readonly K8sObject[], context: Context): Promise<CompletedObjects> {
  const missing: Blocker[] = [];
  const copied: K8sObject[] = [];
  for (const object of objects) copied.push(await withCopiedData(object, missing, context));
  const known = new Map(copied.map((object) => [refKey(refOf(object)), object]));
  const find = async (ref: ObjectRef): Promise<K8sObject | undefined> => known.get(refKey(ref)) ?? (await findOrMade(ref, context));
  const done: K8sObject[] = [];
  for (const object of copied) done.push(await withChecksums(object, find, missing));
  return missing.length > 0 ? { missing } : { objects: done };
}

async function withCopiedData(object: K8sObject, missing: Blocker[], context: Context): Promise<K8sObject> {
  if (object.kind !== 'ConfigMap' && object.kind !== 'Secret') return object;
  if (annotationOf(object, 'convertKubeConfigFrom') !== undefined) {
    context.warn({ code: 'KubeConfigNotConverted', object: refOf(object), message: `${refText(refOf(object))} gets its data from a kubeconfig in the cluster (convertKubeConfigFrom): it is shown without` });
  }
  const from = annotationOf(object, 'copyFrom');
  if (from === undefined) return object;
  const [namespace, name, ...more] = from.split('/');
  if (name === undefined || name === '' || more.length > 0) throw annotationFault(object, 'copyFrom', from, 'namespace/name');
  const ref: ObjectRef = { apiVersion: 'v1', kind: object.kind, namespace, name };
  const source = await findOrMade(ref, context);
  if (source === undefined) {
    missing.push(blocker(ref, `${refText(refOf(object))} copies data from ${refText(ref)}, which does not exist`));
    return object;
  }
  const data = dataOf(source);
  return { ...object, ...(Object.keys(data).length === 0 ? {} : { data }), ...(isDict(source['binaryData']) ? { binaryData: source['binaryData'] } : {}) };
}

/** The data of an object as an API server has it: `stringData` of a Secret is in `data`. */
function dataOf({ kind, data, stringData }: K8sObject): Dict {
  const out = isDict(data) ? toDict(data) : newDict();
  if (kind !== 'Secret' || !isDict(stringData)) return out;
  for (const [key, value] of Object.entries(stringData)) out[key] = encodeBase64(new TextEncoder().encode(String(value)));
  return out;
}

type Find = (ref: ObjectRef) => Promise<K8sObject | undefined>;

/** Puts checksums where they are asked for: on the object, and on the template of its pods. */
async function withChecksums(object: K8sObject, find: Find, missing: Blocker[]): Promise<K8sObject> {
  const own = await checksumFor(object, object.metadata.annotations, find, missing);
  const out = own === undefined ? object : { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [annotationKey('checksum')]: own } } };
  const { spec } = out;
  const template = isDict(spec) ? spec['template'] : undefined;
  const metadata = isDict(template) ? template['metadata'] : undefined;
  const annotations = isDict(metadata) ? metadata['annotations'] : undefined;
  if (!isDict(spec) || !isDict(template) || !isDict(metadata) || !isDict(annotations)) return out;
  const checksum = await checksumFor(object, annotations as Readonly<Record<string, string>>, find, missing);
  if (checksum === undefined) return out;
  const marked = { ...metadata, annotations: { ...annotations, [annotationKey('checksum')]: checksum } };
  return { ...out, spec: toDict({ ...spec, template: toDict({ ...template, metadata: toDict(marked) }) }) };
}

async function checksumFor(object: K8sObject, annotations: Readonly<Record<string, string>> | undefined, find: Find, missing: Blocker[]): Promise<string | undefined> {
  const from = annotations?.[annotationKey('checksumFrom')];
  if (from === undefined) return undefined;
  const contents: string[] = [];
  for (const text of from.split(',').map((entry) => entry.trim())) {
    const [kind, namespace, name, ...more] = text.split('/');
    if ((kind !== 'ConfigMap' && kind !== 'Secret') || name === undefined || name === '' || more.length > 0) throw annotationFault(object, 'checksumFrom', text, 'Kind/namespace/name of a ConfigMap or Secret');
    const ref: ObjectRef = { apiVersion: 'v1', kind, namespace, name };
    const source = await find(ref);
    if (source === undefined) missing.push(blocker(ref, `${refText(refOf(object))} takes a checksum from ${refText(ref)}, which does not exist`));
    else contents.push(printYaml(toDict({ data: dataOf(source), binaryData: source['binaryData'] ?? null })));
  }
  return `sha256:${sha256Hex(new TextEncoder().encode(contents.join('---\n')))}`;
}

function annotationFault(object: K8sObject, name: OperatorAnnotation, found: string, expected: string): EddyError {
  return new EddyError('ResourceSetObject', `${refText(refOf(object))}: the annotation ${annotationKey(name)} takes ${expected}, found "${found}"`);
}

function blocker(ref: ObjectRef, message: string): Blocker {
  const hint = 'if it lives only in the cluster, supply its manifest with --cluster-object FILE';
  return { ref, relation: 'copyFrom', error: new EddyError('CopySourceNotFound', message, { hint }), field: ['spec'] };
}
