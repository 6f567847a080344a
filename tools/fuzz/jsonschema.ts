import { compileSchema, faultsText, validate, type SchemaDocument, type SchemaFault } from '../../src/lang/jsonschema/index.ts';
import { decodeJson } from '../../src/lang/gojson/index.ts';
import { compareUtf8 } from '../../src/std/compare.ts';
import { attempt } from './attempt.ts';
import type { FuzzArea } from './fuzz-area.ts';
import { SchemaText } from './schema-text.ts';

interface SchemaCase {
  readonly schema: unknown;
  readonly values: readonly unknown[];
}

const URI = 'file:///values.schema.json';

/** Schemas of every draft against values: what is wrong with either, in the words of the library that Helm asks. */
export const jsonschema: FuzzArea<SchemaCase> = {
  name: 'jsonschema',
  generate: (random) => new SchemaText(random).case(),
  answer: ({ schema, values }) => {
    const document = compiled(schema);
    if ('error' in document) return { error: inOrder(document.error) };
    return values.map((value) => attempt(() => {
      const faults = validate(document.root, decodeJson(JSON.stringify(value)));
      return faults.length === 0 ? 'valid' : { error: `jsonschema validation failed with '${URI}#'\n${faultsText(sorted(faults))}` };
    }));
  },
  // What is fetched from elsewhere counts as sound in eddy, and how a circle is told names places of a schema.
  saysNothing: (wanted) => /it would be fetched|causing reference cycle/.test(JSON.stringify(wanted)),
};

function compiled(schema: unknown): SchemaDocument | { readonly error: string } {
  return attempt(() => compileSchema(decodeJson(JSON.stringify(schema)), URI));
}

/** The lines of a refusal by a meta-schema, sorted, because some come in the order of Go's maps; so do the places of what is there twice. */
function inOrder(message: string): string {
  return message.startsWith('duplicate') ? message.replace(/ at .*/s, '') : message.includes('metaschema') ? message.split('\n').sort(compareUtf8).join('\n') : message;
}

/** The faults in the order of their texts: some of the library's come in the order of Go's maps. */
function sorted(faults: readonly SchemaFault[]): readonly SchemaFault[] {
  const keyed = faults.map((fault) => {
    const whole = { ...fault, causes: sorted(fault.causes) };
    return { whole, key: keyOf(whole) };
  });
  return keyed.sort((a, b) => compareUtf8(a.key, b.key)).map(({ whole }) => whole);
}

function keyOf({ path, message, causes }: SchemaFault): string {
  return `${path.join('/')}\u0000${message}${causes.map((cause) => `\u0001${keyOf(cause)}`).join('')}`;
}
