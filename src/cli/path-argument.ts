import type { Argument } from './command.ts';

/** The PATH of every command that renders a fleet. */
export const pathArgument: Argument = {
  name: 'PATH',
  optional: true,
  summary: 'the folder that Flux syncs the cluster from, or the repository (the current folder when not given)',
};
