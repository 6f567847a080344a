/** The number whose big-endian bytes these are. */
export function fromBigEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

/** The big-endian bytes of a number, filled up with zeros to a length. */
export function toBigEndian(value: bigint, length = 0): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(Math.max(2 * length, hex.length + (hex.length % 2)), '0'), 'hex');
}

/** A number as JSON web keys have it. */
export function toBase64Url(value: bigint): string {
  return toBigEndian(value).toString('base64url');
}
