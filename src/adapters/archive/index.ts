/**
 * Compressed data through Node's zlib, for the ports of `tree/`.
 *
 * @module
 */
export { gunzip } from './gunzip.ts';
