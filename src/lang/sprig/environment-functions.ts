import { GoError, fn, type GoFunction } from '../govalue/index.ts';
import type { SprigPorts } from './ports.ts';
import { randomBelow } from './random-number.ts';

const VARIABLE = /\$(?:\{([^}]*)\}|([*#$@!?0-9-])|([A-Za-z0-9_]+)|\{)/g;

/** What a template can see of its surroundings: as much as the ports let through. Follows sprig v3.3.0 functions.go and network.go. */
export function environmentFunctions({ environment = {}, lookupHost, random }: SprigPorts): Readonly<Record<string, GoFunction>> {
  const variable = (name: string): string => (Object.hasOwn(environment, name) ? (environment[name] ?? '') : '');
  return {
    env: fn('string')(variable),
    expandenv: fn('string')((text) => text.replace(VARIABLE, (_, braced?: string, special?: string, name?: string) => variable(braced ?? special ?? name ?? ''))),
    getHostByName: fn('string')((name) => {
      const addresses = lookupHost?.(name) ?? [];
      if (addresses.length === 0) throw new GoError('invalid argument to Intn');
      return addresses[randomBelow(random, addresses.length)];
    }),
  };
}
