import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeCrypto } from '../../../src/adapters/crypto/index.ts';
import { createTemplateSet, type TemplateSet } from '../../../src/lang/gotemplate/index.ts';
import { GoObject, goInt, withGoType } from '../../../src/lang/govalue/index.ts';
import { createSprigFunctions, seededRandom } from '../../../src/lang/sprig/index.ts';
import { newDict } from '../../../src/std/dict.ts';
import { withLibraries } from '../../../src/std/lazy-library.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

interface Case {
  readonly test: string;
  readonly tpl: string;
  readonly vars: unknown;
  /** The Go type of `vars`, as `%T` prints it. */
  readonly type: string;
  /** What sprig gave. */
  readonly got: string;
  readonly err?: string;
}

/** The time of the recording: some answers count from it. */
const RECORDED = Date.UTC(2026, 10, 20, 10, 23, 38, 500);
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
/** Functions whose answers differ from run to run: their form is compared. */
const RANDOM = /\b(?:rand[A-Z]\w*|uuidv4|shuffle|gen[A-Z]\w*|bcrypt|htpasswd)\b/;

/** The templates of sprig's own tests, with the answers of sprig v3.3.0. */
export const sprig: Suite = {
  name: 'sprig',
  async *run({ data, show }: SuiteContext): AsyncIterable<CaseResult> {
    const functions = createSprigFunctions({
      now: () => RECORDED,
      random: seededRandom('sprig'),
      localZone: 'UTC',
      crypto: nodeCrypto,
      environment: { FOO: 'bar' },
    });
    const set = createTemplateSet({ functions });
    const lines = readFileSync(join(data, 'sprig', 'cases.jsonl'), 'utf8').split('\n').filter(Boolean);
    for (const [i, line] of lines.entries()) {
      const wanted = JSON.parse(line) as Case;
      const id = `${String(i + 1)}-${wanted.test}`;
      if (show !== undefined && show !== id) continue;
      const got = await answer(set, wanted);
      const pass = wanted.err === undefined ? got === wanted.got || (RANDOM.test(wanted.tpl) && formOf(got) === formOf(wanted.got)) : got === wanted.err;
      yield { id, pass, ...(pass ? {} : { detail: `want ${line}\ngot  ${JSON.stringify(got)}` }) };
    }
  },
};

async function answer(set: TemplateSet, { tpl, vars, type }: Case): Promise<string> {
  try {
    return await withLibraries(() => {
      const own = set.overlay();
      own.parse('test', tpl);
      return own.execute('test', goValueOf(vars, type, set));
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A recorded struct or pointer, which has no other form in JSON than its fields. */
class Recorded extends GoObject {
  override readonly goType: string;
  override readonly goKind: string;
  readonly #value: unknown;

  constructor(goType: string, value: unknown) {
    super();
    this.goType = goType;
    this.goKind = goType.startsWith('*') ? 'ptr' : 'struct';
    this.#value = value;
  }

  override field(name: string): { readonly value: unknown } | undefined {
    const value = this.#value;
    return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? { value: (value as Record<string, unknown>)[name] } : undefined;
  }
}

function goValueOf(vars: unknown, type: string, set: TemplateSet): unknown {
  if (type.startsWith('map[')) return withGoType(dictOf(vars as object, set), type);
  if (type.startsWith('[]')) return withGoType(vars as object, type);
  return /^\*|\./.test(type) ? new Recorded(type, vars) : vars;
}

function dictOf(vars: object, set: TemplateSet): object {
  const dict = newDict();
  for (const [key, value] of Object.entries(vars)) dict[key] = typedValue(value, set);
  return dict;
}

/** JSON has lost some types: sprig's tests write integers as `int`, and dates, which are in GMT, as `time.Time`. */
function typedValue(value: unknown, set: TemplateSet): unknown {
  if (typeof value === 'number') return goInt(value);
  if (typeof value === 'string' && DATE.test(value)) return set.functions.get('toDate')!.call(...(['2006-01-02T15:04:05 MST', value.replace('Z', ' GMT')] as never[]));
  if (Array.isArray(value)) return value.map((item) => typedValue(item, set));
  return typeof value === 'object' && value !== null ? dictOf(value, set) : value;
}

/** What two random answers of one kind have in common. */
function formOf(text: string): string {
  if (/^LS0t[A-Za-z0-9+/=]+$/.test(text)) return `base64 of ${formOf(Buffer.from(text, 'base64').toString())}`;
  const blocks = text.replace(/-----BEGIN ([A-Z ]+)-----\n[\s\S]*?-----END \1-----/g, (block) => JSON.stringify(blockForm(block)));
  const hashes = blocks.replace(/\$2a\$10\$[./A-Za-z0-9]{53}/g, 'BCRYPT');
  if (hashes !== text) return hashes;
  const isHex = /^[0-9a-f-]+$/.test(text);
  return text.replace(isHex ? /[0-9a-f]/g : /[ -~]/g, isHex ? 'h' : 'x');
}

function blockForm(pem: string): unknown {
  if (/BEGIN DSA/.test(pem)) return { type: 'dsa', lines: pem.split('\n').length };
  if (/PRIVATE KEY/.test(pem)) return { head: pem.split('\n')[0], type: createPrivateKey(pem).asymmetricKeyType, details: createPrivateKey(pem).asymmetricKeyDetails?.modulusLength };
  const { subject, issuer, subjectAltName, ca, keyUsage, publicKey, validFrom, validTo } = new X509Certificate(pem);
  return { subject, issuer, subjectAltName, ca, keyUsage, key: publicKey.asymmetricKeyType, lifetime: Date.parse(validTo) - Date.parse(validFrom) };
}
