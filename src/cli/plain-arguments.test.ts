import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EddyError } from '../diagnostics/index.ts';
import type { Command } from './command.ts';
import { choiceFlag, listFlag, switchFlag, textFlag } from './flag.ts';
import { parseArguments, type ParsedArguments } from './parse-arguments.ts';
import { plainArguments } from './plain-arguments.ts';

const command: Command = {
  name: 'paint',
  summary: 'Paint things',
  args: [{ name: 'COLOR', summary: 'the colour', choices: ['red', 'blue'] }, { name: 'THING', summary: 'what to paint', optional: true }],
  flags: {
    wet: switchFlag('wet', 'paint it wet', 'w'),
    noDrip: switchFlag('no-drip', 'do not drip'),
    room: textFlag('room', 'NAME', 'where', 'r'),
    brush: listFlag('brush', 'NAME', 'with what'),
    coat: choiceFlag('coat', 'KIND', ['thin', 'thick'], 'how much', 'c'),
  },
  examples: [],
  run: () => Promise.resolve(0),
};

function explained(argv: readonly string[]): ParsedArguments | undefined {
  try {
    const parsed = parseArguments(command, argv);
    return parsed.type === 'run' ? parsed : undefined;
  } catch (error) {
    if (error instanceof EddyError) return undefined;
    throw error;
  }
}

test.each([
  [['red'], ['red'], {}],
  [['red', 'wall', '--wet'], ['red', 'wall'], { wet: true }],
  [['-rhall', 'blue', '--no-drip', '--room', '-x'], ['blue'], { room: '-x', noDrip: true }],
  [['--brush=a=b', '--brush', 'c', 'red', '-c', 'thick'], ['red'], { brush: ['a=b', 'c'], coat: 'thick' }],
  [['red', '--', '--wet'], ['red', '--wet'], {}],
  [['red', '-', '-w', '-w'], ['red', '-'], { wet: true }],
])('%j is read', (argv, args, flags) => {
  const want = { type: 'run', args, flags: { wet: false, noDrip: false, room: undefined, brush: [], coat: 'thin', ...flags } };
  expect(plainArguments(command, argv)).toEqual(want);
});

test.each([[[]], [['green']], [['red', 'a', 'b']], [['red', '--help']], [['red', '--wat']], [['red', '--room']], [['red', '--wet=1']], [['red', '-c', 'fat']], [['red', '-wr', 'x']], [['red', '-1']]])('%j is left to the library', (argv) => {
  expect(plainArguments(command, argv)).toBeUndefined();
});

test('answers what the library does, or nothing', () => {
  const word = fc.constantFrom('red', 'blue', 'wall', '--wet', '--no-drip', '--drip', '-w', '-r', '--room', '--room=', '--room=x', '-rx', '--brush', '--brush=', '-c', '-cthin', '--coat=thick', '--', '-', '--wet=', '-wx', '-h', '', '-r=', '--=', '-=');
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (argv) => {
      const plain = plainArguments(command, argv);
      if (plain !== undefined) expect(plain).toEqual(explained(argv));
    }),
    { numRuns: 3000 },
  );
});
