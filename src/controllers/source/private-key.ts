import { decodeBase64 } from '../../std/base64.ts';

interface PemBlock {
  readonly label: string;
  readonly headers: readonly string[];
  readonly bytes: Uint8Array;
}

const BLOCK = /-----BEGIN ([^\n-]+)-----[ \t]*\r?\n([\s\S]*?)-----END \1-----/g;

/** Whether a text has a PEM block of a kind. */
export function hasPemBlock(text: string, isWanted: (label: string) => boolean): boolean {
  return pemBlocks(text).some(({ label }) => isWanted(label));
}

/** What a look at an SSH key says: that it can be used, needs a passphrase, or is none. */
export type PrivateKeyState = 'usable' | 'encrypted' | 'none';

/**
 * Looks at the first PEM block of an SSH identity, without opening the key in it.
 *
 * Follows golang.org/x/crypto ssh/keys.go: the old PEM forms say in a header that they are encrypted, OpenSSH's names its cipher.
 */
export function privateKeyState(text: string): PrivateKeyState {
  const block = pemBlocks(text)[0];
  if (block === undefined) return 'none';
  if (block.headers.some((header) => /^Proc-Type:.*ENCRYPTED/.test(header))) return 'encrypted';
  return block.label === 'OPENSSH PRIVATE KEY' && openSshCipher(block.bytes) !== 'none' ? 'encrypted' : 'usable';
}

function pemBlocks(text: string): PemBlock[] {
  return [...text.matchAll(BLOCK)].flatMap(([, label = '', body = '']) => {
    const lines = body.split(/\r?\n/);
    const headers = lines.filter((line) => line.includes(':'));
    const bytes = decodeBase64(lines.filter((line) => !line.includes(':')).join(''));
    return bytes === undefined ? [] : [{ label, headers, bytes }];
  });
}

/** Key = "openssh-key-v1" NUL Length Cipher ... ; `none` where there is no such text. */
function openSshCipher(bytes: Uint8Array): string {
  const at = 'openssh-key-v1\0'.length;
  if (bytes.length < at + 4) return 'none';
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
  return new TextDecoder().decode(bytes.subarray(at + 4, at + 4 + length)) || 'none';
}
