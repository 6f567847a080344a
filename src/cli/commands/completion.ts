import type { Command } from '../command.ts';
import { bashCompletion, fishCompletion, zshCompletion } from '../completion-scripts.ts';

/** `eddy completion`: scripts for bash, zsh and fish. */
export const completion: Command = {
  name: 'completion',
  summary: 'Print a completion script for a shell',
  args: [{ name: 'SHELL', summary: 'bash, zsh or fish', choices: ['bash', 'zsh', 'fish'] }],
  flags: {},
  examples: [
    { line: 'source <(eddy completion bash)', does: 'Complete in this bash' },
    { line: 'eddy completion zsh > "${fpath[1]}/_eddy"', does: 'Complete in every zsh' },
    { line: 'eddy completion fish > ~/.config/fish/completions/eddy.fish', does: 'Complete in every fish' },
  ],
  run: async ({ args: [shell], io }) => {
    // Loaded here, because the registry leads back to this command.
    const { loadAllCommands } = await import('../registry.ts');
    const commands = await loadAllCommands();
    io.stdout.write(shell === 'bash' ? bashCompletion(commands) : shell === 'zsh' ? zshCompletion(commands) : fishCompletion(commands));
    return 0;
  },
};
