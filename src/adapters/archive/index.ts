/**
 * Compressed data through Node's zlib, for the ports of `tree/` and `controllers/`.
 *
 * @module
 */
export { archiveReader } from './archive-reader.ts';
export { gunzip } from './gunzip.ts';
