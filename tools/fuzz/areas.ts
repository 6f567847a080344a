import { chart } from './chart.ts';
import { envsubst } from './envsubst.ts';
import { fmt } from './fmt.ts';
import type { FuzzArea } from './fuzz-area.ts';
import { helm } from './helm.ts';
import { ignore } from './ignore.ts';
import { json } from './json.ts';
import { jsonpatch } from './jsonpatch.ts';
import { jsonschema } from './jsonschema.ts';
import { kustomize } from './kustomize.ts';
import { regexp } from './regexp.ts';
import { selector } from './selector.ts';
import { semver } from './semver.ts';
import { smd } from './smd.ts';
import { sprig } from './sprig.ts';
import { strategic } from './strategic.ts';
import { strvals } from './strvals.ts';
import { template } from './template.ts';
import { toml } from './toml.ts';
import { values } from './values.ts';
import { yaml } from './yaml.ts';

/** Every area, in the order in which they run. */
export const FUZZ_AREAS: readonly FuzzArea[] = [fmt, regexp, json, template, sprig, values, chart, helm, strvals, yaml, toml, semver, envsubst, jsonpatch, jsonschema, ignore, selector, kustomize, smd, strategic];
