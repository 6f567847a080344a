import { encodeBase64 } from '../std/base64.ts';
import { isDict, newDict, toDict, type Dict } from '../std/dict.ts';

const encoder = new TextEncoder();

/** Moves `stringData` of a Secret into `data`. The mapping itself is changed, not what was in it. */
export function mergeStringData(secret: Dict): void {
  const given = secret['stringData'];
  if (!isDict(given)) return;
  const data = toDict(isDict(secret['data']) ? secret['data'] : newDict());
  for (const key of Object.keys(given)) data[key] = encodeBase64(encoder.encode(String(given[key])));
  secret['data'] = data;
  delete secret['stringData'];
}
