import { EddyError } from '../diagnostics/index.ts';
import { logText, warning } from '../helm/index.ts';
import { parseBool, parseFloat64, parseInteger } from '../lang/gofmt/index.ts';
import { parseGoDuration } from '../std/go-duration.ts';
import { listFlag, switchFlag, textFlag, type Flag } from './flag.ts';

// Flags of `helm template` that say nothing about what is rendered, or that ask for something eddy does not do.
// Follows Helm 4.2.2 `pkg/cmd/install.go`, `template.go`, `flags.go` and `pkg/cli/environment.go`.

const IDLE = 'Flags of helm that are taken, and change nothing here';
const REFUSED = 'Flags of helm that are refused';
const SYSTEM_LABELS = ['name', 'owner', 'status', 'version', 'createdAt', 'modifiedAt'];

/** Flags of `helm template` that concern a cluster, a repository or the terminal: with them a command line of Helm runs as it is. */
export const IDLE_HELM_FLAGS: readonly Flag<unknown>[] = [
  idle(switchFlag('create-namespace', 'nothing is installed')),
  idle(switchFlag('dependency-update', 'nothing is fetched; a missing dependency stays an error')),
  idle(textFlag('description', 'TEXT', 'no release is kept')),
  idle(switchFlag('devel', 'nothing is fetched')),
  idle(switchFlag('disable-openapi-validation', 'nothing is sent to a cluster')),
  deprecated(idle(switchFlag('force', 'nothing is installed')), 'use --force-replace instead'),
  idle(switchFlag('force-conflicts', 'nothing is installed')),
  idle(switchFlag('force-replace', 'nothing is installed')),
  idle(switchFlag('insecure-skip-tls-verify', 'nothing is fetched')),
  idle(checked(listFlag('labels', 'KEY=VALUE,...', 'no release is kept', 'l'), checkLabels)),
  idle(switchFlag('pass-credentials', 'nothing is fetched')),
  idle(switchFlag('plain-http', 'nothing is fetched')),
  idle(listFlag('post-renderer-args', 'TEXT', 'no post-renderer is run')),
  idle(switchFlag('replace', 'nothing is installed')),
  idle(switchFlag('rollback-on-failure', 'nothing is installed')),
  deprecated(idle(switchFlag('atomic', 'nothing is installed')), 'use --rollback-on-failure instead'),
  idle(switchFlag('server-side', 'nothing is installed')),
  idle(switchFlag('skip-crds', 'CRDs are printed with --include-crds only')),
  idle(switchFlag('take-ownership', 'nothing is installed')),
  idle(checked(textFlag('timeout', 'DURATION', 'nothing is waited for'), checkDuration)),
  idle({ ...checked(textFlag('wait', 'STRATEGY', 'nothing is waited for'), checkWait), bare: 'watcher', notice: waitNotice }),
  idle(switchFlag('wait-for-jobs', 'nothing is waited for')),
  deprecated(idle(switchFlag('hide-notes', 'notes are not printed')), "this flag has no effect for 'helm template' and will be removed in Helm 5"),
  deprecated(idle(switchFlag('render-subchart-notes', 'notes are not printed')), "this flag has no effect for 'helm template' and will be removed in Helm 5"),
  ...['version', 'keyring', 'username', 'password', 'cert-file', 'key-file', 'ca-file', 'registry-config', 'repository-config', 'repository-cache', 'content-cache'].map((name) => idle(textFlag(name, 'TEXT', 'nothing is fetched'))),
  ...['kube-apiserver', 'kube-as-user', 'kube-ca-file', 'kube-tls-server-name', 'kube-token'].map((name) => idle(textFlag(name, 'TEXT', 'no cluster is asked'))),
  idle(listFlag('kube-as-group', 'TEXT', 'no cluster is asked')),
  idle(switchFlag('kube-insecure-skip-tls-verify', 'no cluster is asked')),
  idle(checked(textFlag('burst-limit', 'N', 'no cluster is asked'), (name, text) => {
    if (parseInteger(text, 0).fault !== undefined) throw takes(name, 'a whole number', text);
  })),
  idle(checked(textFlag('qps', 'N', 'no cluster is asked'), (name, text) => {
    if (!isFloat32(text)) throw takes(name, 'a number', text);
  })),
  ...['color', 'colour'].map((name) => idle({ ...textFlag(name, 'WHEN', 'manifests have no colours'), choices: ['never', 'auto', 'always'] })),
  refusedText('repo', 'URL', 'charts are not fetched', 'fetch it first: helm pull --repo URL CHART --untar'),
  refusedSwitch('verify', 'signatures are not checked', 'check it first: helm verify CHART.tgz'),
  refusedText('post-renderer', 'NAME', 'no programs are run', 'let it read the output of eddy'),
  { ...textFlag('dry-run', 'WHERE', 'client is what always happens; server is refused: no cluster is asked'), group: REFUSED, bare: 'unset', notice: dryRunNotice, read: readDryRun },
  { ...refusedSwitch('validate', 'no cluster is asked', 'leave it out'), notice: () => "Flag --validate has been deprecated, use '--dry-run=server' instead" },
];

function idle<T>(flag: Flag<T>): Flag<T> {
  return { ...flag, group: IDLE };
}

function deprecated<T>(flag: Flag<T>, advice: string): Flag<T> {
  return { ...flag, notice: () => `Flag --${flag.long} has been deprecated, ${advice}` };
}

/** The flag with a look at each text that is given. */
function checked<T>(flag: Flag<T>, check: (name: string, text: string) => void): Flag<T> {
  return {
    ...flag,
    read: (given) => {
      for (const text of given) check(flag.long, text);
      return flag.read(given);
    },
  };
}

function takes(name: string, what: string, found: string): EddyError {
  return new EddyError('UsageInvalid', `--${name} takes ${what}, found "${found}"`);
}

/** A flag that is refused unless its text is empty, which Helm takes for none. */
function refusedText(long: string, value: string, why: string, instead: string): Flag<unknown> {
  return { ...checked(textFlag(long, value, `${why}; ${instead}`), (name, text) => {
    if (text !== '') throw refusal(name, why, instead);
  }), group: REFUSED };
}

function refusedSwitch(long: string, why: string, instead: string): Flag<unknown> {
  const flag = switchFlag(long, `${why}; ${instead}`);
  return {
    ...flag,
    group: REFUSED,
    read: (given) => {
      if (flag.read(given)) throw refusal(long, why, instead);
    },
  };
}

function refusal(name: string, why: string, instead: string): EddyError {
  return new EddyError('UsageInvalid', `--${name} is refused: ${why}`, { hint: instead });
}

/** A number that is larger than a float32 is refused; an infinity is none. */
function isFloat32(text: string): boolean {
  const { value, fault } = parseFloat64(text);
  return fault === undefined && Number.isFinite(value) === Number.isFinite(Math.fround(value));
}

function checkLabels(name: string, text: string): void {
  for (const pair of text === '' ? [] : text.split(',')) {
    const key = /^(.*?)=/.exec(pair)?.[1];
    if (key === undefined) throw takes(name, 'KEY=VALUE,...', text);
    if (SYSTEM_LABELS.includes(key)) throw new EddyError('UsageInvalid', `--${name}: "${key}" is a label that helm sets itself`);
  }
}

function checkDuration(name: string, text: string): void {
  if (parseGoDuration(text) === undefined) throw takes(name, 'a duration such as 5m0s', text);
}

function checkWait(name: string, text: string): void {
  if (!['watcher', 'legacy', 'hookOnly', 'true', 'false'].includes(text)) throw takes(name, 'watcher, hookOnly or legacy', text);
}

function waitNotice(text: string): string | undefined {
  if (text !== 'true' && text !== 'false') return undefined;
  return logText(warning(`--wait=${text} is deprecated (boolean value) and can be replaced with --wait=${text === 'true' ? 'watcher' : 'hookOnly'}`));
}

function dryRunNotice(text: string): string | undefined {
  if (text === 'unset') return logText(warning("--dry-run is deprecated and should be replaced with '--dry-run=client'"));
  if (text === 'client' || text === 'server' || parseBool(text) !== true) return undefined;
  return logText(warning(`boolean '--dry-run=${text}' flag is deprecated and must be replaced with '--dry-run=client'`));
}

function readDryRun(given: readonly string[]): void {
  const text = given.at(-1) ?? 'client';
  if (text === 'server') throw refusal('dry-run=server', 'no cluster is asked', 'leave it out: what is rendered is what --dry-run=client shows');
  if (text !== 'client' && text !== 'unset' && parseBool(text) !== true) throw takes('dry-run', 'client', text);
}
