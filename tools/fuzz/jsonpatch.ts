import { applyJsonPatch, applyMergePatch, decodeJsonPatch } from '../../src/lang/jsonpatch/index.ts';
import type { FuzzArea } from './fuzz-area.ts';
import type { Random } from './random.ts';

/** A document, and a JSON patch or a merge patch, each as text. */
type JsonPatchCase = { readonly document: string; readonly patch: string } | { readonly document: string; readonly merge: string };

const POINTERS = ['', '/', '/a', '/b', '/a/b', '/a/c', '/a/c/0', '/a/c/1', '/a/c/3', '/a/c/4', '/a/c/-', '/a/c/-1', '/a/c/-9', '/a/c/01', '/a/c/x', '/a/d~1e', '/a/f~0g', '/a/~2', '/l/0/n', '/l/1', '/l/-', '/s', '/s/x', '/z', '/z/x', '/t', '/num', '/big', '/new', '/new/x', '/0', '/1', '/-', 'a', '/é', '/a/c/1e0', '/a/c/9999'];
const SCALARS = ['null', 'true', '1', '1.50', '1e3', '-0', '12345678901234567890', '"x"', '"<é&>"', '"\\u0041\\/"', '""'];
const DOCUMENT = '{"a":{"b":1,"c":[1,2,3],"d/e":"x","f~g":"y","":"empty"},"l":[{"n":"a"},{"n":"b"}],"s":"str","z":null,"t":true,"num":1.50,"big":12345678901234567890}';
const DOCUMENTS = [DOCUMENT, DOCUMENT, DOCUMENT, '[1,[2,3],{"a":null}]', '{}', '[]', 'null', '"text"', ' {"b" : [ ], "a":{"b":null}} ', '{"a":{"b":1,"b":2}}', '{', ''];

const SOUND_DOCUMENTS = [DOCUMENT, DOCUMENT, '{}', '{"a":{"b":null,"c":{"d":1}},"l":[1]}', ' {"b" : [ ], "a":{"b":null}} '];
const THERE = ['/a', '/a/b', '/a/c', '/a/c/0', '/a/c/1', '/a/d~1e', '/a/f~0g', '/l', '/l/0', '/l/0/n', '/l/1', '/s', '/z', '/t', '/num', '/big', '/a/'];
const NEW = ['/new', '/a/new', '/l/0/new', '/é', '/a/x~1y', '/'];

/** JSON patches and merge patches: sound operations, wrong paths, missing members, and documents that are none. */
export const jsonpatch: FuzzArea<JsonPatchCase> = {
  name: 'jsonpatch',
  generate: (random) => {
    if (!random.oneIn(4)) return random.oneIn(4) ? { document: random.pick(SOUND_DOCUMENTS), merge: mergePatch(random) } : { document: DOCUMENT, patch: `[${random.list(1, 3, () => soundOperation(random)).join(',')}]` };
    const document = random.pick(DOCUMENTS);
    return random.oneIn(3) ? { document, merge: random.oneIn(10) ? random.pick(DOCUMENTS) : value(random, 3) } : { document, patch: patch(random) };
  },
  answer: (asked) => ('merge' in asked ? applyMergePatch(asked.document, asked.merge) : applyJsonPatch(decodeJsonPatch(asked.patch), asked.document)),
};

/** A merge patch that is a mapping, as nearly all are. */
function mergePatch(random: Random): string {
  return `{${random.list(0, 4, () => `${JSON.stringify(random.pick(['a', 'b', 'l', 's', 'z', 'new', 'é', 'd/e']))}:${value(random, 3)}`).join(',')}}`;
}

/** An operation on what is in the document, unless an earlier one took it out. */
function soundOperation(random: Random): string {
  const there = random.pick(THERE);
  const path = (pointer: string): string => `"path":${JSON.stringify(pointer)}`;
  return random.choose(
    () => `{"op":"add",${path(random.oneIn(3) ? there : random.pick(NEW))},"value":${value(random, 2)}}`,
    () => `{"op":"add",${path(random.pick(['/a/c/-', '/l/-', '/a/c/0', '/l/1', '/a/c/3']))},"value":${value(random, 1)}}`,
    () => `{"op":"replace",${path(there)},"value":${value(random, 2)}}`,
    () => `{"op":"remove",${path(there)}}`,
    () => `{"op":"${random.pick(['copy', 'move'])}","from":${JSON.stringify(there)},${path(random.pick([...NEW, '/a/c/-', '/l/0']))}}`,
    () => random.pick(['{"op":"test","path":"/s","value":"str"}', '{"op":"test","path":"/z","value":null}', '{"op":"test","path":"/num","value":1.5}', '{"op":"test","path":"/a/c","value":[1, 2,3]}', '{"op":"test","path":"/l/0","value":{"n":"a"}}', '{"op":"test","path":"/t","value":true}']),
  );
}

function patch(random: Random): string {
  if (random.oneIn(30)) return random.pick(['', '{}', '[1]', '[null]', '[{}]', '[{"op":1}]', '[', 'null', '[{"op":"add","path":null,"value":1}]']);
  return `[${random.list(0, 4, () => operation(random)).join(',')}]`;
}

function operation(random: Random): string {
  const op = random.pick(['add', 'add', 'replace', 'remove', 'move', 'copy', 'test', 'test', random.oneIn(10) ? 'Add' : 'add']);
  const members = [`"op":"${op}"`, `"path":${JSON.stringify(random.pick(POINTERS))}`];
  if (op === 'move' || op === 'copy' || random.oneIn(15)) members.push(`"from":${JSON.stringify(random.pick(POINTERS))}`);
  if (!/move|copy|remove/.test(op) || random.oneIn(15)) members.push(`"value":${value(random, 2)}`);
  if (random.oneIn(20)) members.splice(random.below(members.length), 1);
  return `{${members.join(',')}}`;
}

function value(random: Random, depth: number): string {
  if (depth === 0 || random.oneIn(3)) return random.pick(SCALARS);
  if (random.oneIn(3)) return `[${random.list(0, 3, () => value(random, depth - 1)).join(', ')}]`;
  return `{${random.list(0, 4, () => `${JSON.stringify(random.pick(['a', 'b', 'c', 'l', 's', 'z', 'new', '', 'd/e', 'é']))}:${value(random, depth - 1)}`).join(',')}}`;
}
