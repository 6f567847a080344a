import { readFileSync } from 'node:fs';
import { brotliDecompressSync, constants } from 'node:zlib';

/** Reads a `.tar.br` file of the recorded data (brotli with a large window; hard links repeat the file they name): path to bytes. */
export function readArchive(file: string): Map<string, Uint8Array> {
  const tar = brotliDecompressSync(readFileSync(file), { params: { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 }, maxOutputLength: 2 ** 31 });
  const files = new Map<string, Uint8Array>();
  let longNames: ReadonlyMap<string, string> = new Map();
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const field = (offset: number, length: number): string => tar.toString('utf8', at + offset, at + offset + length).replace(/\0.*$/s, '');
    const size = Number.parseInt(field(124, 12), 8) || 0;
    const body = tar.subarray(at + 512, at + 512 + size);
    const type = field(156, 1);
    if (type === 'x') longNames = paxRecords(body);
    else {
      const prefix = field(345, 155);
      const name = longNames.get('path') ?? (prefix === '' ? '' : `${prefix}/`) + field(0, 100);
      files.set(name, type === '1' ? files.get(longNames.get('linkpath') ?? field(157, 100))! : body);
      longNames = new Map();
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

function paxRecords(body: Buffer): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < body.length;) {
    const space = body.indexOf(0x20, at);
    const length = Number.parseInt(body.toString('utf8', at, space), 10);
    const [key = '', ...value] = body.toString('utf8', space + 1, at + length - 1).split('=');
    records.set(key, value.join('='));
    at += length;
  }
  return records;
}
