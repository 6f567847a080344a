import { commaListFlag } from './csv-fields.ts';
import { choiceFlag, countFlag, listFlag, switchFlag, textFlag, type Flag } from './flag.ts';

// Every flag of eddy, so that one name means one thing everywhere. Names follow flux, kubectl and helm where they have one.

export const verbose: Flag<boolean> = switchFlag('verbose', 'say more on stderr: mapped sources, chosen folders, times', 'v');
export const noColor: Flag<boolean> = switchFlag('no-color', 'no colours; NO_COLOR and CI do the same');

export const source: Flag<readonly string[]> = listFlag('source', '[KIND/][NS/]NAME=DIR', 'take a source from a folder instead of fetching it');
export const clusterObjects: Flag<readonly string[]> = listFlag('cluster-object', 'FILE', 'manifests of objects that live only in the cluster, such as a ConfigMap or Secret that substituteFrom or valuesFrom names');
export const inputs: Flag<readonly string[]> = listFlag('inputs', 'FILE', 'inputs of ResourceSetInputProviders that ask a service: [NS/]NAME: [...], or the objects with status.exportedInputs');
export const substitute: Flag<readonly string[]> = listFlag('substitute', 'NAME=VALUE', 'the value of a variable that a cluster would take from substituteFrom, where the fleet does not know it');
export const substituteFrom: Flag<readonly string[]> = listFlag('substitute-from', 'FILE', 'such variables as NAME: VALUE, or as a ConfigMap or Secret');
export const makers: Flag<readonly string[]> = listFlag('makers', 'FILE', 'further kinds whose objects make Secrets and ConfigMaps in the cluster');
export const strict: Flag<boolean> = switchFlag('strict', 'treat warnings as failures');
export const noStrictSubstitution: Flag<boolean> = switchFlag('no-strict-substitution', 'an undefined ${VARIABLE} becomes empty instead of an error');
export const kubeVersion: Flag<string | undefined> = textFlag('kube-version', 'VERSION', 'the Kubernetes version that charts see (1.36 when not given)');
export const apiVersions: Flag<readonly string[]> = listFlag('api-versions', 'GROUP/VERSION', 'a further API that charts see in .Capabilities.APIVersions', 'a');
export const concurrency: Flag<number | undefined> = countFlag('concurrency', 'N', 1, 'how many objects are reconciled at the same time; the output does not depend on it');
export const realRandom: Flag<boolean> = switchFlag('real-random', 'let random functions of charts give a new result on every run; without it, keys and passwords they make are no secrets');

export const remoteBases: Flag<boolean> = switchFlag('remote-bases', 'fetch remote bases and files of kustomizations (https, Git), as Flux does unless it runs with --no-remote-bases');
export const locked: Flag<boolean> = switchFlag('locked', 'fetch remote bases exactly as eddy.lock pins them');
export const updateLock: Flag<boolean> = switchFlag('update-lock', 'fetch remote bases, and pin in eddy.lock what they are now');
export const offline: Flag<boolean> = switchFlag('offline', 'dial nothing: remote things come from the cache, or are an error');

export const noCache: Flag<boolean> = switchFlag('no-cache', 'render everything, and keep nothing for the next run');

export const kustomization: Flag<readonly string[]> = listFlag('kustomization', '[NS/]NAME', 'only what this Kustomization renders');
export const helmRelease: Flag<readonly string[]> = listFlag('helmrelease', '[NS/]NAME', 'only what this HelmRelease renders');
export const resourceSet: Flag<readonly string[]> = listFlag('resourceset', '[NS/]NAME', 'only what this ResourceSet renders');
export const only: Flag<readonly string[]> = listFlag('only', 'KIND', 'only objects of this kind');
export const selector: Flag<string | undefined> = textFlag('selector', 'SELECTOR', 'only objects whose labels match, as with kubectl: app=web,tier in (a, b)', 'l');
export const namespace: Flag<string | undefined> = textFlag('namespace', 'NAMESPACE', 'only objects of this namespace', 'n');
export const allNamespaces: Flag<boolean> = switchFlag('all-namespaces', 'objects of all namespaces, which is the default', 'A');
export const skipCrds: Flag<boolean> = switchFlag('skip-crds', 'leave out CustomResourceDefinitions');
export const skipSecrets: Flag<boolean> = switchFlag('skip-secrets', 'leave out Secrets');
export const showSecrets: Flag<boolean> = switchFlag('show-secrets', 'print the values of Secrets');

export const buildOutput: Flag<'yaml' | 'json' | 'name'> = choiceFlag('output', 'FORMAT', ['yaml', 'json', 'name'], 'how objects are printed', 'o');
export const outputDir: Flag<string | undefined> = textFlag('output-dir', 'DIR', 'write one file per object below DIR instead of printing');
export const testOutput: Flag<'text' | 'json' | 'junit'> = choiceFlag('output', 'FORMAT', ['text', 'json', 'junit'], 'how the report is printed', 'o');
export const getOutput: Flag<'table' | 'wide' | 'json' | 'yaml' | 'name'> = choiceFlag('output', 'FORMAT', ['table', 'wide', 'json', 'yaml', 'name'], 'how the list is printed', 'o');
export const diffOutput: Flag<'diff' | 'json' | 'name'> = choiceFlag('output', 'FORMAT', ['diff', 'json', 'name'], 'how differences are printed', 'o');
export const treeOutput: Flag<'text' | 'json'> = choiceFlag('output', 'FORMAT', ['text', 'json'], 'how the tree is printed', 'o');

export const base: Flag<string | undefined> = textFlag('base', 'REVISION', 'the Git revision to compare with (HEAD when neither this nor --path-orig is given)');
export const pathOrig: Flag<string | undefined> = textFlag('path-orig', 'DIR', 'the entry folder of another checkout or cluster to compare with');
export const exitCode: Flag<boolean> = switchFlag('exit-code', 'exit with 1 when there are differences');
export const unified: Flag<number | undefined> = countFlag('unified', 'N', 0, 'lines of context around a difference (3 when not given)', 'U');
export const stripAttrs: Flag<readonly string[]> = listFlag('strip-attrs', 'KEY', 'a label or annotation that does not count as a difference');

// Flags of `eddy helm template` and `eddy kustomize build` have the names and meanings of those tools.

export const values: Flag<readonly string[]> = commaListFlag('values', 'FILE', 'values in a YAML file; - is stdin', 'f');
export const set: Flag<readonly string[]> = listFlag('set', 'KEY=VALUE,...', 'set values');
export const setString: Flag<readonly string[]> = listFlag('set-string', 'KEY=VALUE,...', 'set values as strings');
export const setJson: Flag<readonly string[]> = listFlag('set-json', 'KEY=JSON,...', 'set JSON values');
export const setFile: Flag<readonly string[]> = listFlag('set-file', 'KEY=FILE,...', 'set values from files');
export const setLiteral: Flag<readonly string[]> = listFlag('set-literal', 'KEY=TEXT', 'set one value as a string, taken as it is');
export const releaseNamespace: Flag<string | undefined> = textFlag('namespace', 'NAMESPACE', 'the namespace of the release; else that of HELM_NAMESPACE, of the context of the kubeconfig, or default', 'n');
export const includeCrds: Flag<boolean> = switchFlag('include-crds', 'print the CRDs of the chart, too');
export const skipTests: Flag<boolean> = switchFlag('skip-tests', 'leave out hooks that are tests');
export const noHooks: Flag<boolean> = switchFlag('no-hooks', 'leave out all hooks');
export const isUpgrade: Flag<boolean> = switchFlag('is-upgrade', 'set .Release.IsUpgrade instead of .Release.IsInstall');
export const skipSchemaValidation: Flag<boolean> = switchFlag('skip-schema-validation', 'do not check values against the schema of the chart');
export const templateOutputDir: Flag<string | undefined> = textFlag('output-dir', 'DIR', 'write what each template renders to a file below DIR instead of printing');
export const useReleaseName: Flag<boolean> = switchFlag('release-name', 'put the name of the release into the paths below --output-dir');
export const generateName: Flag<boolean> = switchFlag('generate-name', 'taken where no NAME is given; the name is release-name then, as with helm', 'g');
export const templateApiVersions: Flag<readonly string[]> = commaListFlag('api-versions', 'GROUP/VERSION', 'a further API that charts see in .Capabilities.APIVersions', 'a');
export const debug: Flag<boolean> = switchFlag('debug', 'print what was rendered where it is no manifest; HELM_DEBUG=1 does the same');
export const enableDns: Flag<boolean> = switchFlag('enable-dns', 'refuses templates that call getHostByName, instead of giving them an empty answer');
export const kubeconfig: Flag<string | undefined> = textFlag('kubeconfig', 'FILE', 'the kubeconfig that the namespace is taken from');
export const kubeContext: Flag<string | undefined> = textFlag('kube-context', 'NAME', 'the context that the namespace is taken from');
export const nameTemplate: Flag<string | undefined> = textFlag('name-template', 'TEMPLATE', 'a template that makes the name of the release');
export const showOnly: Flag<readonly string[]> = listFlag('show-only', 'TEMPLATE', 'only what these templates render', 's');
export const loadRestrictor: Flag<'LoadRestrictionsRootOnly' | 'LoadRestrictionsNone'> = {
  ...choiceFlag('load-restrictor', 'NAME', ['LoadRestrictionsRootOnly', 'LoadRestrictionsNone'], 'whether files outside of the root of a kustomization may be read'),
  mayBeEmpty: true,
};
export const outputFile: Flag<string | undefined> = textFlag('output', 'PATH', 'write to this file instead of stdout, or one file per object into this folder', 'o');
export const reorder: Flag<string | undefined> = {
  ...textFlag('reorder', 'ORDER', 'the order of the objects where the kustomization has no sortOptions: legacy (the default), none'),
  choices: ['legacy', 'none'],
  notice: () => "Flag --reorder has been deprecated, use the new 'sortOptions' field in kustomization.yaml instead.",
};
export const managedByLabel: Flag<boolean> = {
  ...switchFlag('enable-managedby-label', 'label every object with app.kubernetes.io/managed-by; KUSTOMIZE_ENABLE_MANAGEDBY_LABEL=on does the same'),
  notice: () => 'Flag --enable-managedby-label has been deprecated, The flag `enable-managedby-label` has been deprecated. Use the `managedByLabel` option in the `buildMetadata` field instead.',
};
export const enableHelm: Flag<boolean> = switchFlag('enable-helm', 'render helmCharts');
export const helmKubeVersion: Flag<string | undefined> = textFlag('helm-kube-version', 'VERSION', 'the Kubernetes version that charts of helmCharts see, where their entry names none');
export const helmApiVersions: Flag<readonly string[]> = listFlag('helm-api-versions', 'GROUP/VERSION', 'a further API that charts of helmCharts see, where their entry names none');
