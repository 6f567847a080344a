import type * as Crypto from 'node:crypto';

/** Node's cryptography, loaded when first asked for: it costs milliseconds of start-up that most commands save. */
export function openssl(): typeof Crypto {
  return process.getBuiltinModule('node:crypto');
}
