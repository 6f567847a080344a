/**
 * The functions of sprig v3.3.0 for Go templates.
 *
 * Clock, chance, keys and the environment come in as ports, so that the same ports give the same output.
 * What Helm adds, replaces or removes is `helm`'s work.
 *
 * @module
 */
export { toFloat64, toInt64 } from './cast.ts';
export { isEmpty } from './default-functions.ts';
export { encodeJson, type JsonStyle } from './encode-json.ts';
export { goKindOf } from './go-kind.ts';
export { GoTime, parseGoTime } from './go-time.ts';
export { formatUrl, hostnameOf, parseUrl, type GoUrl } from './go-url.ts';
export { jsonTimeFault } from './json-time.ts';
export type { KeyType, RandomSource, SprigCrypto, SprigPorts } from './ports.ts';
export { seededRandom } from './seeded-random.ts';
export { createSprigFunctions } from './sprig.ts';
export { fixedZone, UTC, type Zone } from './zone.ts';
