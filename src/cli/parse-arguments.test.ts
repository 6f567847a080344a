import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Command } from './command.ts';
import { choiceFlag, listFlag, switchFlag, textFlag } from './flag.ts';
import { parseArguments } from './parse-arguments.ts';

const command: Command = {
  name: 'paint',
  summary: 'Paint things',
  args: [{ name: 'COLOR', summary: 'the colour', choices: ['red', 'blue'] }, { name: 'THING', summary: 'what to paint', optional: true }],
  flags: {
    wet: switchFlag('wet', 'paint it wet', 'w'),
    noDrip: switchFlag('no-drip', 'do not drip', 'd'),
    room: textFlag('room', 'NAME', 'where', 'r'),
    brush: listFlag('brush', 'NAME', 'with what'),
    coat: choiceFlag('coat', 'KIND', ['thin', 'thick'], 'how much', 'c'),
    shine: { ...choiceFlag('shine', 'KIND', ['matt', 'gloss'], 'how much it shines'), mayBeEmpty: true },
    dry: { ...textFlag('dry', 'HOW', 'dry it'), bare: 'slowly' },
  },
  examples: [],
  run: () => Promise.resolve(0),
};

test.each([
  [['red'], ['red'], {}],
  [['red', 'wall', '--wet'], ['red', 'wall'], { wet: true }],
  [['-rhall', 'blue', '--no-drip', '--room', '-x'], ['blue'], { room: '-x', noDrip: true }],
  [['-r=hall', 'blue', '-r='], ['blue'], { room: '=' }],
  [['-r=hall', 'blue'], ['blue'], { room: 'hall' }],
  [['--brush=a=b', '--brush', 'c', 'red', '-c', 'thick'], ['red'], { brush: ['a=b', 'c'], coat: 'thick' }],
  [['--room=', 'red'], ['red'], { room: '' }],
  [['red', '--', '--wet'], ['red', '--wet'], {}],
  [['red', '-', '-w', '-w'], ['red', '-'], { wet: true }],
  [['red', '--wet=false'], ['red'], {}],
  [['red', '--wet=T', '-d=1'], ['red'], { wet: true, noDrip: true }],
  [['red', '--wet', '--wet=0'], ['red'], {}],
  [['red', '-wd'], ['red'], { wet: true, noDrip: true }],
  [['-wdrhall', 'red'], ['red'], { wet: true, noDrip: true, room: 'hall' }],
  [['-wr', 'hall', 'red'], ['red'], { wet: true, room: 'hall' }],
  [['red', '--shine=gloss'], ['red'], { shine: 'gloss' }],
  [['red', '--shine=gloss', '--shine='], ['red'], {}],
  [['--dry', 'red'], ['red'], { dry: 'slowly' }],
  [['--dry=fast', 'red'], ['red'], { dry: 'fast' }],
])('%j is read', (argv, args, flags) => {
  const want = { wet: false, noDrip: false, room: undefined, brush: [], coat: 'thin', shine: 'matt', dry: undefined, ...flags };
  expect(parseArguments(command, argv)).toEqual({ type: 'run', args, flags: want, notices: [] });
});

test.each([[['red', '--help']], [['-h']], [['-wh']], [['--help', '--wat']]])('%j asks for help', (argv) => {
  expect(parseArguments(command, argv)).toEqual({ type: 'help' });
});

test.each([
  [[], 'missing required argument "COLOR"'],
  [['green'], 'COLOR is one of red, blue, found "green"'],
  [['red', '--', '--wet', '--'], 'too many arguments: expected 2 arguments, found 3'],
  [['red', 'a', 'b'], 'too many arguments: expected 2 arguments, found 3'],
  [['red', '--wat'], 'unknown option "--wat"'],
  [['red', '--roon=x'], 'unknown option "--roon=x"'],
  [['red', '-x'], 'unknown option "-x"'],
  [['red', '-wx'], 'unknown option "-wx"'],
  [['red', '-1'], 'unknown option "-1"'],
  [['red', '--=x'], 'unknown option "--=x"'],
  [['red', '---wet'], 'unknown option "---wet"'],
  [['red', '--room'], 'option "-r, --room NAME" argument missing'],
  [['red', '-wr'], 'option "-r, --room NAME" argument missing'],
  [['red', '--brush'], 'option "--brush NAME" argument missing'],
  [['red', '--wet=maybe'], '--wet takes true or false, found "maybe"'],
  [['red', '--coat='], '--coat is one of thin, thick, found ""'],
  [['red', '-c', 'fat'], '--coat is one of thin, thick, found "fat"'],
])('%j is refused', (argv, message) => {
  expect(() => parseArguments(command, argv)).toThrow(expect.objectContaining({ code: 'UsageInvalid', message }) as Error);
});

test('an unknown flag is answered with the nearest one', () => {
  expect(() => parseArguments(command, ['red', '--romo=x'])).toThrow(expect.objectContaining({ hint: 'did you mean "--room"?' }) as Error);
});

test('every line is read, or refused with one error', () => {
  const word = fc.constantFrom('red', 'blue', 'wall', '--wet', '--no-drip', '--drip', '-w', '-r', '--room', '--room=', '--room=x', '-rx', '--brush', '--brush=', '-c', '-cthin', '--coat=thick', '--', '-', '--wet=', '-wx', '-h', '', '-r=', '--=', '-=');
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (argv) => {
      try {
        expect(['run', 'help']).toContain(parseArguments(command, argv).type);
      } catch (error) {
        expect(error).toMatchObject({ code: 'UsageInvalid' });
      }
    }),
    { numRuns: 1000 },
  );
});
