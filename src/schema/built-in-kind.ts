import { newDict, type Dict } from '../std/dict.ts';
import { builtInFaults } from './built-in-faults.ts';
import { convertBuiltIn } from './convert-built-in.ts';
import { fillBuiltInDefaults } from './built-in-defaults.ts';
import type { BuiltInKind } from './kinds.ts';
import { builtInMergeType } from './merge-type.ts';
import { roundTrip, TypeMismatch } from './round-trip.ts';
import { DecodeFault, type ServedKind } from './served-kind.ts';
import { mergeStringData } from './string-data.ts';

const served = new Map<BuiltInKind, ServedKind>();

/** How a server treats the objects of a built-in kind. */
export function builtInServedKind(kind: BuiltInKind): ServedKind {
  let known = served.get(kind);
  if (known === undefined) served.set(kind, (known = make(kind)));
  return known;
}

function make(kind: BuiltInKind): ServedKind {
  const { apiVersion, resource, scope } = kind;
  const mergeType = builtInMergeType(kind);
  return {
    apiVersion,
    kind: kind.kind,
    resource,
    scope,
    custom: false,
    hasStatus: mergeType.kind === 'map' && mergeType.field('status') !== undefined,
    mergeType,
    complete: (object, current) => {
      const typed = decode(kind, object);
      if (`${apiVersion} ${kind.kind}` === 'v1 Secret') mergeStringData(typed);
      fillBuiltInDefaults(typed, current);
      return typed;
    },
    converted: (object) => convertBuiltIn(object, apiVersion),
    faults: (object, current) => builtInFaults(kind, object, current),
  };
}

/** The object after it has been in its Go type. Groups whose types are not known stay as they are, one level deep. */
function decode({ typeNumber }: BuiltInKind, object: Dict): Dict {
  if (typeNumber === undefined) return Object.assign(newDict(), object);
  try {
    const out = roundTrip(typeNumber, object);
    // The status of a kind is no part of the table, and managed fields have a form of their own.
    if (object['status'] === undefined || object['status'] === null) delete out['status'];
    const metadata = object['metadata'] as Dict;
    if (metadata['managedFields'] !== undefined) (out['metadata'] as Dict)['managedFields'] = metadata['managedFields'];
    return out;
  } catch (error) {
    if (error instanceof TypeMismatch) throw new DecodeFault(error.message);
    throw error;
  }
}
