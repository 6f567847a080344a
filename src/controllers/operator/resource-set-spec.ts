import { EddyError, type ObjectRef } from '../../diagnostics/index.ts';
import { isDict, type Dict } from '../../std/dict.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { readSpec, type FieldPath, type SpecReader } from '../base/index.ts';
import type { InputStrategy } from './inputs.ts';

/** Where inputs come from: a provider by its name, or all that a selector matches. */
export interface InputsReference {
  readonly name: string | undefined;
  readonly selector: Dict | undefined;
}

/** Any object that has to be there first. */
export interface ResourceDependency {
  readonly ref: ObjectRef;
  readonly ready: boolean;
  readonly readyExpr: string | undefined;
}

/** Templates that are rendered and applied together: a step, or all there is where there are no steps. */
export interface ResourceGroup {
  /** Of the step. */
  readonly step: string | undefined;
  readonly resources: readonly Dict[];
  readonly template: string | undefined;
  /** Of what holds `resources` and `resourcesTemplate`. */
  readonly path: FieldPath;
}

/** The spec of a ResourceSet. */
export interface ResourceSetSpec {
  readonly inputs: readonly Dict[];
  readonly inputsFrom: readonly InputsReference[];
  readonly strategy: InputStrategy;
  readonly groups: readonly ResourceGroup[];
  readonly dependsOn: readonly ResourceDependency[];
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly commonAnnotations: Readonly<Record<string, string>>;
}

const MAX_STEPS = 20;
const MAX_STEP_NAME = 63;

/** Reads the spec. @throws EddyError SpecInvalid, with the path of the field at fault. */
export function resourceSetSpec(object: K8sObject): ResourceSetSpec {
  const spec = readSpec(object);
  const fields = isDict(object['spec']) ? object['spec'] : {};
  const common = spec.child('commonMetadata');
  return {
    inputs: dictsIn(spec, fields, 'inputs'),
    inputsFrom: spec.items('inputsFrom').map((item, i) => inputsReference(item, ['spec', 'inputsFrom', i])),
    strategy: inputStrategy(spec),
    groups: groupsOf(spec, fields),
    dependsOn: spec.items('dependsOn').map(dependency),
    commonLabels: common.stringMap('labels') ?? {},
    commonAnnotations: common.stringMap('annotations') ?? {},
  };
}

/** The mappings of a list as they are written; `SpecReader.items` says what is wrong with any other. */
function dictsIn(reader: SpecReader, fields: Dict, field: string): readonly Dict[] {
  reader.items(field);
  return (fields[field] ?? []) as readonly Dict[];
}

function inputsReference(item: SpecReader, path: FieldPath): InputsReference {
  const name = item.string('name');
  const selector = item.dict('selector');
  if ((name === undefined) === (selector === undefined)) throw invalid('an entry of inputsFrom takes either a name or a selector', item.object, path);
  return { name, selector };
}

function inputStrategy(spec: SpecReader): InputStrategy {
  const strategy = spec.child('inputStrategy');
  const name = strategy.string('name') ?? 'Flatten';
  if (name !== 'Flatten' && name !== 'Permute') throw invalid(`the input strategy is Flatten or Permute, not "${name}"`, spec.object, ['spec', 'inputStrategy', 'name']);
  return { name, includeEmptyProviders: strategy.boolean('includeEmptyProviders') };
}

function groupsOf(spec: SpecReader, fields: Dict): readonly ResourceGroup[] {
  const steps = dictsIn(spec, fields, 'steps');
  if (steps.length === 0) {
    if (!spec.has('resources') && !spec.has('resourcesTemplate')) throw invalid('one of resources, resourcesTemplate and steps is required', spec.object, ['spec']);
    return [group(spec, fields, undefined, ['spec'])];
  }
  if (spec.has('resources') || spec.has('resourcesTemplate')) throw invalid('steps exclude resources and resourcesTemplate', spec.object, ['spec', 'steps']);
  if (steps.length > MAX_STEPS) throw invalid(`a ResourceSet has up to ${String(MAX_STEPS)} steps, not ${String(steps.length)}`, spec.object, ['spec', 'steps']);
  const names = new Set<string>();
  return spec.items('steps').map((step, i) => {
    const name = step.requiredString('name');
    const path: FieldPath = ['spec', 'steps', i];
    if (name.length > MAX_STEP_NAME) throw invalid(`the name of a step has up to ${String(MAX_STEP_NAME)} characters`, spec.object, [...path, 'name']);
    if (names.has(name)) throw invalid(`two steps are called "${name}"`, spec.object, [...path, 'name']);
    names.add(name);
    return group(step, steps[i]!, name, path);
  });
}

function group(reader: SpecReader, fields: Dict, step: string | undefined, path: FieldPath): ResourceGroup {
  return { step, resources: dictsIn(reader, fields, 'resources'), template: reader.string('resourcesTemplate'), path };
}

function dependency(item: SpecReader): ResourceDependency {
  const [apiVersion, kind, name] = [item.requiredString('apiVersion'), item.requiredString('kind'), item.requiredString('name')];
  return { ref: { apiVersion, kind, namespace: item.string('namespace'), name }, ready: item.boolean('ready'), readyExpr: item.string('readyExpr') };
}

function invalid(message: string, object: ObjectRef, path: FieldPath): EddyError {
  return new EddyError('SpecInvalid', message, { object, path });
}
