import type { GoFunction } from '../govalue/index.ts';
import { certificateFunctions } from './certificate-functions.ts';
import { dateFunctions } from './date-functions.ts';
import { defaultFunctions } from './default-functions.ts';
import { dictFunctions } from './dict-functions.ts';
import { encodingFunctions } from './encoding-functions.ts';
import { environmentFunctions } from './environment-functions.ts';
import { hashFunctions } from './hash-functions.ts';
import { jsonFunctions } from './json-functions.ts';
import { listFunctions } from './list-functions.ts';
import { numericFunctions } from './numeric-functions.ts';
import { passwordFunctions } from './password-functions.ts';
import { pathFunctions } from './path-functions.ts';
import type { SprigPorts } from './ports.ts';
import { atItsPrice } from './prices.ts';
import { randomFunctions } from './random-functions.ts';
import { regexpFunctions } from './regexp-functions.ts';
import { semverFunctions } from './semver-functions.ts';
import { stringFunctions } from './string-functions.ts';
import { urlFunctions } from './url-functions.ts';

/** All functions of sprig v3.3.0 by name. The map is new: the caller may add to it and take away from it. */
export function createSprigFunctions(ports: SprigPorts): Map<string, GoFunction> {
  return new Map(
    [
      stringFunctions(),
      numericFunctions(ports.random),
      listFunctions(),
      dictFunctions(),
      defaultFunctions(),
      dateFunctions(ports),
      encodingFunctions(),
      jsonFunctions(),
      regexpFunctions(),
      semverFunctions(),
      urlFunctions(),
      pathFunctions(),
      hashFunctions(ports),
      passwordFunctions(ports),
      certificateFunctions(ports),
      randomFunctions(ports.random),
      environmentFunctions(ports),
    ].flatMap((functions) => Object.entries(functions).map(([name, target]) => [name, atItsPrice(name, target)] as const)),
  );
}
