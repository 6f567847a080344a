import { listFlag, switchFlag, textFlag, type Flag } from './flag.ts';

const GROUP = 'Flags of kustomize that are taken, and change nothing here';

/** Flags of `kustomize build` that concern programs and containers, none of which eddy runs. Follows kustomize v5.8.1 `commands/build`. */
export const IDLE_KUSTOMIZE_FLAGS: readonly Flag<unknown>[] = [
  switchFlag('as-current-user', 'plugins are not run'),
  switchFlag('enable-alpha-plugins', 'plugins are not run'),
  switchFlag('enable-exec', 'plugins are not run'),
  listFlag('env', 'NAME=VALUE', 'plugins are not run', 'e'),
  listFlag('mount', 'OPTIONS', 'plugins are not run'),
  switchFlag('network', 'plugins are not run'),
  textFlag('network-name', 'NAME', 'plugins are not run'),
  textFlag('helm-command', 'FILE', 'charts are rendered by eddy itself'),
  switchFlag('helm-debug', 'charts are rendered by eddy itself'),
  switchFlag('stack-trace', 'errors have a place instead'),
].map((flag) => ({ ...flag, group: GROUP }));
