import type { Command } from './command.ts';

/** A command as far as it is known before its module is loaded. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}

/** Every command, in the order of the help. A module is loaded when its command is used. */
export const COMMANDS: readonly CommandEntry[] = [
  entry('build', 'Print the objects that a cluster would get', async () => (await import('./commands/build.ts')).build),
  entry('test', 'Check that every Flux object renders, and say why where one does not', async () => (await import('./commands/test.ts')).test),
  entry('get', 'List Kustomizations, HelmReleases, ResourceSets, sources or images', async () => (await import('./commands/get.ts')).get),
  entry('diff', 'Show what a change does to the rendered objects', async () => (await import('./commands/diff.ts')).diff),
  entry('tree', 'Show sources, Kustomizations, HelmReleases and objects as a tree', async () => (await import('./commands/tree.ts')).tree),
  entry('shell', 'Look around in a fleet interactively', async () => (await import('./commands/shell.ts')).shell),
  entry('kustomize build', 'Build a kustomization as kustomize does', async () => (await import('./commands/kustomize-build.ts')).kustomizeBuild),
  entry('helm template', 'Render a chart as helm does', async () => (await import('./commands/helm-template.ts')).helmTemplate),
  entry('completion', 'Print a completion script for a shell', async () => (await import('./commands/completion.ts')).completion),
];

// The registry does not care about the flags of a command: it gives them back to that command only.
function entry(name: string, summary: string, load: () => Promise<unknown>): CommandEntry {
  return { name, summary, load: load as () => Promise<Command> };
}

/** Loads all commands, for what describes them: completion scripts and the reference. */
export function loadAllCommands(): Promise<readonly Command[]> {
  return Promise.all(COMMANDS.map((command) => command.load()));
}
