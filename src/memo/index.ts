/**
 * Results of expensive steps, kept with the reads that produced them.
 *
 * A step is run again only when something that it read has changed. Nothing here knows what a step does.
 *
 * @module
 */
export { digestOf } from './digest.ts';
export { memoryMemo, noMemo, type DigestNow, type Memo, type MemoEntry, type MemoShelf, type MemoStep } from './memo.ts';
