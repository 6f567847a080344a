/**
 * Cryptography from Node behind the ports of lower rows.
 *
 * @module
 */
export { nodeCrypto } from './node-crypto.ts';
export { secureRandom } from './secure-random.ts';
