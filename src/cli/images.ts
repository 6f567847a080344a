import { groupOf, type ObjectRef } from '../diagnostics/index.ts';
import type { RenderedObject } from '../diff/index.ts';
import { refOf } from '../manifest/index.ts';
import { compareStrings } from '../std/compare.ts';
import { isDict, type Dict } from '../std/dict.ts';
import { compareRefs } from './objects.ts';

/** Where an image is used. */
export interface ImageUse {
  readonly object: ObjectRef;
  readonly producer: ObjectRef;
  /** The name of the container, or the path of the field where it is no container's. */
  readonly container: string;
}

/** An image and all that use it. */
export interface Image {
  readonly image: string;
  readonly uses: readonly ImageUse[];
}

const CONTAINER_LISTS = new Set(['containers', 'initContainers', 'ephemeralContainers']);
/** Their specs say what to render, not what runs. */
const FLUX_GROUPS = /(^|\.)(toolkit\.fluxcd\.io|fluxcd\.controlplane\.io)$/;
/** What pulls an image from a registry may look like: a path or a tag, and nothing that a reference cannot hold. */
const REFERENCE = /^[a-z0-9][\w.-]*(:\d+)?(\/[\w.-]+)*(:[\w][\w.-]*)?(@sha256:[0-9a-f]{64})?$/i;

/** The images of a fleet, sorted, each with its uses: containers, image volumes, and `image` fields of custom resources. */
export function collectImages(objects: readonly RenderedObject[]): Image[] {
  const images = new Map<string, ImageUse[]>();
  for (const { producer, object } of objects) {
    const ref = refOf(object);
    if (FLUX_GROUPS.test(groupOf(object.apiVersion)) || object.kind === 'CustomResourceDefinition') continue;
    const note = (image: string, container: string): void => {
      const uses = images.get(image);
      if (uses === undefined) images.set(image, [{ object: ref, producer, container }]);
      else uses.push({ object: ref, producer, container });
    };
    visit(object, '', isCustom(object.apiVersion), note);
  }
  const byUse = (a: ImageUse, b: ImageUse): number => compareRefs(a.object, b.object) || compareStrings(a.container, b.container);
  return [...images].map(([image, uses]) => ({ image, uses: uses.sort(byUse) })).sort((a, b) => compareStrings(a.image, b.image));
}

type Note = (image: string, container: string) => void;

function visit(value: unknown, path: string, custom: boolean, note: Note): void {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) visit(item, `${path}[${String(i)}]`, custom, note);
    return;
  }
  if (!isDict(value)) return;
  for (const key of Object.keys(value)) {
    const child = value[key];
    const place = path === '' ? key : `${path}.${key}`;
    if (CONTAINER_LISTS.has(key) && Array.isArray(child)) noteContainers(child, note);
    else if (key === 'image' && isVolume(value) && isDict(child) && typeof child['reference'] === 'string') note(child['reference'], `volume ${String(value['name'])}`);
    else if (custom && key === 'image' && typeof child === 'string' && isReference(child)) note(child, place);
    else visit(child, place, custom, note);
  }
}

function noteContainers(containers: readonly unknown[], note: Note): void {
  for (const container of containers) {
    if (!isDict(container) || typeof container['image'] !== 'string' || container['image'] === '') continue;
    note(container['image'], typeof container['name'] === 'string' ? container['name'] : '');
  }
}

function isVolume(value: Dict): boolean {
  return typeof value['name'] === 'string';
}

function isReference(text: string): boolean {
  return REFERENCE.test(text) && /[/:]/.test(text);
}

/** Whether a type is not one of Kubernetes' own. */
function isCustom(apiVersion: string): boolean {
  const group = groupOf(apiVersion);
  return group.includes('.') && !group.endsWith('.k8s.io');
}
