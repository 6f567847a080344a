import { envsubst } from './envsubst.ts';
import { fmt } from './fmt.ts';
import type { FuzzArea } from './fuzz-area.ts';
import { jsonpatch } from './jsonpatch.ts';
import { semver } from './semver.ts';
import { sprig } from './sprig.ts';
import { strvals } from './strvals.ts';
import { template } from './template.ts';

/** Every area, in the order in which they run. */
export const FUZZ_AREAS: readonly FuzzArea[] = [fmt, template, sprig, strvals, semver, envsubst, jsonpatch];
