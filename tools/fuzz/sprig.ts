import type { FuzzArea } from './fuzz-area.ts';
import type { GoOperand } from './go-operand.ts';
import { sprigCall } from './sprig-call.ts';
import { holdsAddress, render, showTemplate, type TemplateCase } from './template-case.ts';

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
  generate: (random) => ({ text: random.pick(SHOWN)(sprigCall(random)), data: DATA, missingKey: 'zero' }),
  answer: render,
  show: showTemplate,
  // %#v shows the inner fields of times, and the capacity of slices is in some panics.
  saysNothing: (wanted) => holdsAddress(wanted) || /time\.Date|cap:|capacity/.test(JSON.stringify(wanted)),
};
