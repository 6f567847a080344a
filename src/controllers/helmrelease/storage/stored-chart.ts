import { encodeBase64 } from '../../../std/base64.ts';
import { newDict, toDict, type Dict } from '../../../std/dict.ts';
import type { Chart, ChartFile, ChartMetadata } from '../../../helm/index.ts';

const ZERO_TIME = '0001-01-01T00:00:00Z';

/**
 * A chart as Helm's JSON has it in a release: fields in the order of its Go types. Subcharts are not part of it.
 *
 * Follows Helm 4.2.4 pkg/chart/v2 (chart.go, metadata.go, dependency.go).
 */
export function storedChart({ metadata, templates, values, schema, files }: Chart, version: string): Dict {
  return toDict({
    metadata: storedMetadata({ ...metadata, version }),
    lock: null,
    templates: templates.map(storedFile),
    values,
    schema: schema === undefined ? null : encodeBase64(new TextEncoder().encode(schema)),
    schemamodtime: ZERO_TIME,
    files: files.map(storedFile),
  });
}

function storedFile({ name, bytes }: ChartFile): Dict {
  return toDict({ name, data: encodeBase64(bytes) });
}

function storedMetadata(metadata: ChartMetadata): Dict {
  const { name, home, sources, version, description, keywords, maintainers, icon, apiVersion, condition, tags, appVersion, deprecated, annotations, kubeVersion, dependencies, type } = metadata;
  return withoutEmpty({
    name, home, sources, version, description, keywords, maintainers: maintainers.map(withoutEmpty), icon, apiVersion, condition, tags, appVersion, deprecated,
    annotations: annotations === undefined || Object.keys(annotations).length === 0 ? undefined : annotations,
    kubeVersion,
    dependencies: dependencies?.map(({ importValues, ...dependency }) => {
      const { name: chart, version: range, repository, condition: when, tags: marks, enabled, alias } = dependency;
      const rest = withoutEmpty({ version: range, repository, condition: when, tags: marks, enabled, 'import-values': importValues, alias });
      return toDict({ name: chart, ...rest, repository });
    }),
    type,
  });
}

function withoutEmpty(fields: object): Dict {
  const out = newDict();
  for (const [key, value] of Object.entries(fields) as [string, unknown][]) {
    if (value === undefined || value === '' || value === false || (Array.isArray(value) && value.length === 0)) continue;
    out[key] = value;
  }
  return out;
}
