/** Bytes in standard base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = '';
  // Function arguments live on the stack, so large arrays go in pieces.
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}
