import { visitFieldSpecs, type FieldSpec } from '../field-spec.ts';
import { setScalar } from '../fields.ts';
import type { ImageSpec } from '../kustomization-file.ts';
import { expectKind } from '../node-kind.ts';
import { isMissing, type Node } from '../node.ts';
import { matcher } from '../pattern.ts';
import type { ResourceSet } from '../resource-set.ts';

/**
 * Changes the name, tag or digest of images: of all containers wherever they stand in an object, and in the fields of the specs.
 *
 * Follows kustomize api v0.21.1 internal/builtins/ImageTagTransformer.go and filters/imagetag.
 *
 * @throws EddyError RegexpSyntax when the image's name is no regular expression
 */
export function setImages(set: ResourceSet, image: ImageSpec, specs: readonly FieldSpec[]): void {
  const matches = matcher(`^${image.name ?? ''}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`);
  const update = (node: Node): void => {
    expectKind(node, 'scalar');
    if (matches(node.text)) setScalar(node, imageText(node.text, image));
  };
  for (const resource of set.all) if (resource.kind !== 'CustomResourceDefinition') visitContainers(resource.node, update);
  for (const resource of set.all) if (resource.kind !== 'CustomResourceDefinition') visitFieldSpecs(resource.node, resource.currentId(), specs, undefined, update);
}

function visitContainers(node: Node, update: (image: Node) => void): void {
  for (const item of node.items) visitContainers(item, update);
  for (const [key, value] of node.fields) {
    visitContainers(value, update);
    if (key !== 'containers' && key !== 'initContainers') continue;
    for (const container of value.items) {
      if (isMissing(container)) continue;
      expectKind(container, 'map');
      const image = container.fields.get('image');
      if (image !== undefined) update(image);
    }
  }
}

/** The text of an image after a change: a new tag or digest replaces both. */
function imageText(text: string, image: ImageSpec): string {
  const old = splitImage(text);
  const { newName = '', newTag = '', digest: newDigest = '', tagSuffix = '' } = image;
  let { tag, digest } = old;
  if (newTag !== '' || newDigest !== '') {
    tag = newTag;
    digest = newDigest;
  } else if (tagSuffix !== '') {
    tag += tagSuffix;
    digest = '';
  }
  return `${newName === '' ? old.name : newName}${tag === '' ? '' : `:${tag}`}${digest === '' ? '' : `@${digest}`}`;
}

/** Takes an image apart; a colon before the first slash belongs to the host. */
function splitImage(text: string): { readonly name: string; readonly tag: string; readonly digest: string } {
  const from = Math.max(0, text.indexOf('/'));
  const at = text.indexOf('@', from);
  const colon = text.indexOf(':', from);
  if (at === -1 && colon === -1) return { name: text, tag: '', digest: '' };
  if (at !== -1 && (colon === -1 || at < colon)) return { name: text.slice(0, at), tag: '', digest: text.slice(at + 1) };
  if (at === -1) return { name: text.slice(0, colon), tag: text.slice(colon + 1), digest: '' };
  return { name: text.slice(0, colon), tag: text.slice(colon + 1, at), digest: text.slice(at + 1) };
}
