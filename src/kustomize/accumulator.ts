import { fault } from './kustomize-error.ts';
import type { VarSpec } from './kustomization-file.ts';
import { effectiveNamespace, gvkEquals, gvkText, splitApiVersion, type ResId } from './res-id.ts';
import { ResourceSet } from './resource-set.ts';
import { EMPTY_CONFIG, mergeConfigs, type TransformerConfig } from './transformer-config.ts';

/** A var with everything filled in. */
export interface Var {
  readonly name: string;
  readonly target: ResId;
  readonly fieldPath: string;
}

/** What was gathered of a kustomization and those below it. */
export class Accumulator {
  readonly resources: ResourceSet = new ResourceSet();
  config: TransformerConfig = EMPTY_CONFIG;
  readonly vars: Map<string, Var> = new Map();

  /** @throws EddyError KustomizeConfigConflict */
  mergeConfig(added: TransformerConfig): void {
    this.config = mergeConfigs(this.config, added);
  }

  /** @throws EddyError KustomizeIdConflict, KustomizeConfigConflict, KustomizeVarInvalid */
  mergeAccumulator(other: Accumulator): void {
    this.resources.appendAll(other.resources.all);
    this.mergeConfig(other.config);
    for (const variable of other.vars.values()) this.#addVar(variable);
  }

  /** Notes on the objects which vars take their value from them. @throws EddyError KustomizeVarInvalid */
  mergeVars(specs: readonly VarSpec[]): void {
    const added = specs.map(varOf);
    for (const [i, variable] of added.entries()) {
      const { target } = variable;
      const matched = this.resources.whereAnyId((id) => id.name === target.name && gvkEquals(id, target)
        && (target.namespace === '' || effectiveNamespace(id) === effectiveNamespace(target)));
      if (matched.length > 1) throw fault('KustomizeVarInvalid', `found ${matched.length} resId matches for var ${varText({ ...variable, fieldPath: specs[i]!.fieldref?.fieldPath ?? '' })} (unable to disambiguate)`);
      for (const resource of matched) resource.refVarNames = [...resource.refVarNames, variable.name];
    }
    for (const variable of added) this.#addVar(variable);
  }

  #addVar(variable: Var): void {
    if (this.vars.has(variable.name)) throw fault('KustomizeVarInvalid', `var '${variable.name}' already encountered`);
    this.vars.set(variable.name, variable);
  }
}

function varOf(spec: VarSpec): Var {
  const { apiVersion = '', group = '', version = '', kind = '', name = '', namespace = '' } = spec.objref ?? {};
  const parts = apiVersion.split('/');
  const gv = apiVersion === '' || parts.length > 2 ? { group, version } : parts.length === 2 ? splitApiVersion(apiVersion) : { group, version: apiVersion };
  const fieldPath = spec.fieldref?.fieldPath ?? '';
  return { name: spec.name ?? '', target: { ...gv, kind, name, namespace, clusterScoped: false }, fieldPath: fieldPath === '' ? 'metadata.name' : fieldPath };
}

/** A var as Go's `%v` prints it in kustomize's messages. */
export function varText({ name, target, fieldPath }: Var): string {
  return `{${name} ${gvkText(target)} {${fieldPath}}}`;
}

/** As `varText`, for a var before anything was filled in. */
export function varSpecText({ name = '', objref = {}, fieldref = {} }: VarSpec): string {
  const { group = '', version = '', kind = '' } = objref;
  return `{${name} ${gvkText({ group, version, kind })} {${fieldref.fieldPath ?? ''}}}`;
}
