import { nodeCrypto } from '../../src/adapters/crypto/index.ts';
import { createTemplateSet, type MissingKey } from '../../src/lang/gotemplate/index.ts';
import { createSprigFunctions, seededRandom } from '../../src/lang/sprig/index.ts';
import { goValueOf, type GoOperand } from './go-operand.ts';

/** A template with sprig's functions, what it sees as `.`, and what a missing key gives. */
export interface TemplateCase {
  readonly text: string;
  readonly data: GoOperand;
  readonly missingKey: MissingKey;
}

/** The functions of sprig, with a chance that no case asks for. Some compare a time with now, in whole years. */
export const FUNCTIONS: ReturnType<typeof createSprigFunctions> = createSprigFunctions({
  now: () => Date.now(),
  random: seededRandom('fuzz'),
  localZone: 'UTC',
  crypto: nodeCrypto,
});

/** What eddy renders. @throws EddyError as the template engine does. */
export function render({ text, data, missingKey }: TemplateCase): string {
  const set = createTemplateSet({ functions: FUNCTIONS, missingKey, name: 'gotpl' });
  set.parse('t.yaml', text);
  return set.execute('t.yaml', goValueOf(data));
}

export function showTemplate({ text, missingKey }: TemplateCase): string {
  return `missingkey=${missingKey} ${text}`;
}

/** Addresses of pointers and functions, which no two runs share. */
export function holdsAddress(wanted: unknown): boolean {
  return /0x[0-9a-f]{9}|0x[0-9a-f]{6,7}\b|\b82\d{10}\b/.test(JSON.stringify(wanted));
}

/** Whether Go gave a slice more items than the list has: those that its spare memory holds. */
export function showsSpareRoom(wanted: unknown, got: unknown): boolean {
  return JSON.stringify(got).includes('slice index out of bounds') && !JSON.stringify(wanted).includes('"error"');
}

/** A text as a template writes it: quoted as Go reads it. */
export function goQuoted(text: string): string {
  return JSON.stringify(text).replaceAll(/[\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
