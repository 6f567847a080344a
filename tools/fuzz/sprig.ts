import type { FuzzArea } from './fuzz-area.ts';
import type { GoOperand } from './go-operand.ts';
import type { Random } from './random.ts';
import { any, dict, sprigCall } from './sprig-call.ts';
import { holdsAddress, render, showsSpareRoom, showTemplate, type TemplateCase } from './template-case.ts';

const SHOWN: readonly ((call: string) => string)[] = [
  (call) => `{{ $r := ${call} }}{{ printf "%T %v" $r $r }}`,
  (call) => `{{ ${call} }}`,
  (call) => `{{ ${call} | toJson }}`,
  (call) => `{{ $r := ${call} }}{{ printf "%q %#v" $r $r }}|{{ kindOf $r }}|{{ typeOf $r }}`,
];

const float = (text: string): GoOperand => ['float64', text];
const string = (text: string): GoOperand => ['string', text];
const DATA: GoOperand = ['map', {
  b: ['bool', true], f: ['bool', false], n: float('5'), big: float('12345678'), fl: float('1.5'), neg: float('-2.5'), z: null, s: string('str'), e: string(''), u: string('héllo wörld 😀'),
  huge: float('1e300'), l: ['list', [float('1'), string('a'), null, ['list', [float('2')]]]], ls: ['list', [string('x'), string('y'), string('z')]], el: ['list', []], em: ['map', {}],
  m: ['map', { k: string('v'), n: ['map', { x: float('1') }], l: ['list', [float('1'), float('2')]] }], lm: ['list', [['map', { n: string('a') }], ['map', { n: string('b') }]]],
}];

/** Every repeatable function of sprig, with operands of the types it takes, and sometimes of others. */
export const sprig: FuzzArea<TemplateCase> = {
  name: 'sprig',
  oracle: 'template',
  generate: (random) => ({ text: random.pick(SHOWN)(random.oneIn(25) ? shape(random) : sprigCall(random)), data: DATA, missingKey: 'zero' }),
  answer: render,
  show: showTemplate,
  // The capacity of slices is in some panics.
  saysNothing: (wanted, _, got) => holdsAddress(wanted) || /cap:|capacity/.test(JSON.stringify(wanted)) || showsSpareRoom(wanted, got),
};

/** A call of a function of chance, time or the environment, so that what it gives is the same each time. */
function shape(random: Random): string {
  const count = random.pick(['0', '1', '5', '20']);
  return random.choose(
    () => `keys ${dict(random, 2)} | sortAlpha`,
    () => `keys ${dict(random, 1)} ${dict(random, 1)} | sortAlpha | join ","`,
    () => `values (dict "a" ${any(random, 1)})`,
    () => `${random.pick(['randAlphaNum', 'randAlpha', 'randNumeric', 'randAscii'])} ${count} | len`,
    () => `randBytes ${count} | b64dec | len`,
    () => `randInt 3 4`,
    () => 'uuidv4 | regexMatch "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"',
    () => `shuffle "${random.pick(['', 'a', 'aaa'])}"`,
    () => `htpasswd ${random.pick(['"user" "pass"', '"us:er" "p"', '"" ""', '"u" ""'])} | replace "user" "U" | regexMatch "^U?u?:[$]2a[$]10[$].{53}$"`,
    () => 'bcrypt "x" | regexMatch "^[$]2a[$]10[$].{53}$"',
    () => `encryptAES "key" ${goText(random)} | decryptAES "key"`,
    () => 'ago now',
    () => `env "EDDY_HAS_NO_SUCH_VARIABLE"`,
    () => `expandenv "${random.pick(['$EDDY_HAS_NONE', 'a${EDDY_HAS_NONE}b', '$', '$$x', '${', '${}', '$1'])}"`,
    () => `genPrivateKey ${random.pick(['"nope"', '"RSA"'])}`,
    () => `genPrivateKey "ed25519" | regexMatch "^-----BEGIN PRIVATE KEY-----\\n"`,
    () => `date ${random.pick(['"MST"', '"Z07:00 MST -0700"', '"Monday _2 Jan 06 3:04PM"', '".000 .999 ,000"', '"__2 002 05.00"'])} (toDate "2006-01-02T15:04:05Z07:00" ${random.pick(['"2021-07-01T00:00:00Z"', '"1999-12-31T23:59:59.5+05:45"', '"2024-02-29T12:00:00-03:30"'])})`,
    () => `dateInZone "2006-01-02 15:04:05 MST -07:00" (toDate "2006-01-02T15:04:05Z07:00" "20${random.pick(['05', '15', '21', '24'])}-0${1 + random.below(9)}-15T12:00:00Z") "${random.pick(['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Australia/Sydney', 'America/Sao_Paulo', 'Asia/Kolkata', 'Africa/Cairo', 'Europe/London', 'Pacific/Auckland', 'America/Los_Angeles', 'UTC', 'Local', 'EST', 'Etc/GMT+5', 'Nope/Zone'])}"`,
  );
}

function goText(random: Random): string {
  return random.pick(['""', '"a"', '"sixteen bytes ok"', '"héllo wörld 😀 longer than a block"']);
}
