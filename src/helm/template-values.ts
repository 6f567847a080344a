import { goInt, goTypeOf, nilCollection, sameMap, withGoType } from '../lang/govalue/index.ts';
import { isDict, newDict, toDict, type Dict } from '../std/dict.ts';
import type { Capabilities } from './capabilities.ts';
import type { ChartFile } from './chart.ts';
import { chartFiles } from './chart-files.ts';
import type { ChartInstance, InstanceDependency, InstanceMetadata } from './chart-instance.ts';
import { tableAt } from './tables.ts';
import { VALUES_TYPE } from './values-type.ts';

/** What `.Release` says. */
export interface ReleaseFacts {
  readonly name: string;
  readonly namespace: string;
  readonly isUpgrade: boolean;
  readonly revision: number;
}

/** A template of a release: its full name, its text, and the scope of its chart. */
export interface ScopedTemplate {
  readonly name: string;
  readonly file: ChartFile;
  readonly scope: ChartScope;
}

/** What the templates of one chart see as `.`; they share it, so that `set` in one is seen by the next. */
export interface ChartScope {
  readonly dot: Dict;
  readonly values: Dict;
  /** The values as templates of other charts find them in the dot: the same map, but always of their own type. */
  readonly shownValues: Dict;
  readonly basePath: string;
}

/** Stands for Go's nil `map[string]string`: reads as an empty map, prints as null. */
export const NIL_STRINGS: Dict = nilCollection(withGoType(newDict(), 'map[string]string'));

/**
 * Collects the templates of a chart and of its enabled subcharts, each with the scope of its chart.
 *
 * Library charts contribute their partials only. Follows Helm 4.2.2 `pkg/engine/engine.go`, `recAllTpls`.
 *
 * @param values - The coalesced values of the root chart; templates may change them.
 */
export function scopeTemplates(root: ChartInstance, values: Dict, release: ReleaseFacts, capabilities: Capabilities): ScopedTemplate[] {
  const templates = new Map<string, ScopedTemplate>();
  const released = releaseDict(release);
  const visit = (chart: ChartInstance, own: Dict): Dict => {
    const subcharts = newDict();
    const dot = newDict();
    dot['Chart'] = chartDict(chart.metadata, chart.parent === undefined);
    dot['Files'] = chartFiles(chart.chart.files);
    dot['Release'] = released;
    dot['Capabilities'] = capabilities;
    const shownValues = withGoType(sameMap(own), VALUES_TYPE);
    dot['Values'] = shownValues;
    dot['Subcharts'] = subcharts;
    for (const sub of chart.dependencies) subcharts[sub.name] = visit(sub, tableAt(own, sub.name) ?? withGoType(newDict(), VALUES_TYPE));
    const path = chart.fullPath;
    const scope: ChartScope = { dot, values: own, shownValues, basePath: `${path}/templates` };
    for (const file of chart.templates) {
      if (chart.isLibrary && !isPartial(file.name)) continue;
      const name = `${path}/${file.name}`;
      templates.set(name, { name, file, scope });
    }
    return dot;
  };
  visit(root, values);
  return inParseOrder([...templates.values()]);
}

/** Whether a template is only there for others to include: its name starts with `_`. */
export function isPartial(name: string): boolean {
  return name.startsWith('_', name.lastIndexOf('/') + 1);
}

/** Deep paths first, then backwards by name: of two definitions of one name the later one counts, so the outer chart wins. */
function inParseOrder(templates: readonly ScopedTemplate[]): ScopedTemplate[] {
  return templates
    .map((template) => ({ template, depth: depthOf(template.name) }))
    .sort((a, b) => b.depth - a.depth || (a.template.name < b.template.name ? 1 : -1))
    .map(({ template }) => template);
}

function depthOf(path: string): number {
  let depth = 0;
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) depth++;
  return depth;
}

function releaseDict(release: ReleaseFacts): Dict {
  return toDict({
    Name: release.name,
    Namespace: release.namespace,
    IsUpgrade: release.isUpgrade,
    IsInstall: !release.isUpgrade,
    Revision: goInt(release.revision),
    Service: 'Helm',
  });
}

/** `.Chart`: the metadata under the names of Helm's Go struct. */
function chartDict(metadata: InstanceMetadata, isRoot: boolean): Dict {
  return toDict({
    Name: metadata.name,
    Home: metadata.home,
    Sources: [...metadata.sources],
    Version: metadata.version,
    Description: metadata.description,
    Keywords: [...metadata.keywords],
    Maintainers: metadata.maintainers.map(({ name, email, url }) => toDict({ Name: name, Email: email, URL: url })),
    Icon: metadata.icon,
    APIVersion: metadata.apiVersion,
    Condition: metadata.condition,
    Tags: metadata.tags,
    AppVersion: metadata.appVersion,
    Deprecated: metadata.deprecated,
    Annotations: metadata.annotations === undefined ? NIL_STRINGS : withGoType(toDict(metadata.annotations), 'map[string]string'),
    KubeVersion: metadata.kubeVersion,
    Dependencies: (metadata.dependencies ?? []).map(dependencyDict),
    Type: metadata.type,
    IsRoot: isRoot,
  });
}

function dependencyDict(dependency: InstanceDependency): Dict {
  return toDict({
    Name: dependency.name,
    Version: dependency.version,
    Repository: dependency.repository,
    Condition: dependency.condition,
    Tags: [...dependency.tags],
    Enabled: dependency.enabled,
    ImportValues: dependency.importValues.map((item) => (isDict(item) ? withGoType(toDict(item), goTypeOf(item)) : item)),
    Alias: dependency.alias,
  });
}
