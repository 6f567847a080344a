import { fn, type GoFunction } from '../govalue/index.ts';
import { decodeJson, decodeJsonPartly } from '../gojson/index.ts';
import { encodeJson, type JsonStyle } from './encode-json.ts';
import { orElse } from './or-else.ts';

const COMPACT: JsonStyle = { escapeHtml: true, indent: '' };
const PRETTY: JsonStyle = { escapeHtml: true, indent: '  ' };
const RAW: JsonStyle = { escapeHtml: false, indent: '' };

/** JSON. The plain forms swallow errors (except `toRawJson`), the `must` forms fail. Follows sprig v3.3.0 defaults.go. */
export function jsonFunctions(): Readonly<Record<string, GoFunction>> {
  const toRawJson = fn('any')((value) => encodeJson(value, RAW));
  return {
    fromJson: fn('string')((text) => orElse(null, () => decodeJsonPartly(text).value)),
    mustFromJson: fn('string')(decodeJson),
    toJson: fn('any')((value) => orElse('', () => encodeJson(value, COMPACT))),
    mustToJson: fn('any')((value) => encodeJson(value, COMPACT)),
    toPrettyJson: fn('any')((value) => orElse('', () => encodeJson(value, PRETTY))),
    mustToPrettyJson: fn('any')((value) => encodeJson(value, PRETTY)),
    toRawJson,
    mustToRawJson: toRawJson,
  };
}
