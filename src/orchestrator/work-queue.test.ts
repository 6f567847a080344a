import { describe, expect, test } from 'vitest';
import { WorkQueue } from './work-queue.ts';

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await Promise.resolve();
}

describe('WorkQueue', () => {
  test('works by rank, then in the order of coming', async () => {
    const done: string[] = [];
    const queue = new WorkQueue({
      concurrency: 1,
      rank: (key) => Number(key[0]),
      work: (key) => {
        done.push(key);
        return Promise.resolve();
      },
    });
    for (const key of ['2a', '1a', '2b', '1b', '1a']) queue.add(key);
    await queue.drain();
    expect(done).toEqual(['1a', '1b', '2a', '2b']);
  });

  test('never works on one key twice at the same time, and once more if it is added meanwhile', async () => {
    let active = 0;
    let most = 0;
    let runs = 0;
    const queue = new WorkQueue({
      concurrency: 4,
      rank: () => 0,
      work: async () => {
        most = Math.max(most, ++active);
        if (++runs < 3) queue.add('a');
        await turns(3);
        active--;
      },
    });
    queue.add('a');
    await queue.drain();
    expect([runs, most]).toEqual([3, 1]);
  });

  test.each([1, 2, 8])('keeps to a bound of %i', async (concurrency) => {
    let active = 0;
    let most = 0;
    const queue = new WorkQueue({
      concurrency,
      seed: 7,
      rank: () => 0,
      work: async () => {
        most = Math.max(most, ++active);
        await turns(5);
        active--;
      },
    });
    for (let i = 0; i < 20; i++) queue.add(String(i));
    await queue.drain();
    expect(most).toBe(concurrency);
  });

  test('ends with the first error', async () => {
    const queue = new WorkQueue({ concurrency: 2, rank: () => 0, work: (key) => (key === 'bad' ? Promise.reject(new Error('broken')) : Promise.resolve()) });
    queue.add('good');
    queue.add('bad');
    await expect(queue.drain()).rejects.toThrow('broken');
  });
});
