import { Buffer } from 'node:buffer';

/** A member of a tar archive that a test writes, sound or not. */
export interface TarMember {
  readonly path: string;
  /** A text, or a link's target with the type of the link: `1` hard, `2` symbolic. */
  readonly content: string | Uint8Array | { readonly link: string; readonly type: '1' | '2' };
}

/** A ustar archive of the members as they are, whatever their paths say. */
export function tarOf(members: readonly TarMember[]): Uint8Array {
  return Buffer.concat([...members.flatMap(blocksOf), new Uint8Array(1024)]);
}

function blocksOf({ path, content }: TarMember): Uint8Array[] {
  const link = typeof content === 'object' && 'link' in content ? content : undefined;
  const body = link !== undefined ? new Uint8Array(0) : Buffer.from(content as string | Uint8Array);
  const header = Buffer.alloc(512);
  header.write(path, 0, 100);
  header.write('0000644\0', 100);
  header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write(link?.type ?? '0', 156);
  header.write(link?.link ?? '', 157, 100);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, body, new Uint8Array(-body.length & 511)];
}
