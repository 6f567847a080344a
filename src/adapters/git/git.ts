import { spawn, spawnSync } from 'node:child_process';
import { EddyError } from '../../diagnostics/index.ts';

/** How a git command is run. */
export interface GitRun {
  /** Where it runs: a work tree, or a bare repository. */
  readonly dir: string;
  readonly input?: string | undefined;
  /** Bytes of output to allow; 256 MiB when not given. */
  readonly maxBytes?: number | undefined;
  readonly timeoutMs?: number | undefined;
  /** Further environment, such as `GIT_SSH_COMMAND`. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 60_000;

/** No hook, no helper, no prompt, no transport but the ones the caller checked, and no lock that the user's own git would notice. */
const SAFE_SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.untrackedCache=false',
  'protocol.ext.allow=never',
  'submodule.recurse=false',
  'gc.auto=0',
  'maintenance.auto=false',
].flatMap((setting) => ['-c', setting]);

/**
 * Runs a git command and gives its output, synchronously. Never through a shell.
 *
 * @throws EddyError GitNotInstalled, GitTimeout, or GitFailed with the first line that git wrote to stderr.
 */
export function gitSync(args: readonly string[], run: GitRun): Buffer {
  const result = spawnSync('git', [...SAFE_SETTINGS, ...args], {
    cwd: run.dir,
    input: run.input ?? '',
    env: gitEnvironment(run.env),
    maxBuffer: run.maxBytes ?? MAX_OUTPUT_BYTES,
    timeout: run.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    windowsHide: true,
  });
  // A git that fails at once leaves its input unread (EPIPE); what it wrote says why.
  if (result.error !== undefined && (result.status ?? 0) === 0) throw spawnError(args, result.error);
  if (result.status !== 0) throw failure(args, result.stderr.toString());
  return result.stdout;
}

/** As `gitSync`, without blocking: for commands that use the network. */
export function gitAsync(args: readonly string[], run: GitRun): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...SAFE_SETTINGS, ...args], {
      cwd: run.dir,
      env: gitEnvironment(run.env),
      timeout: run.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const output: Buffer[] = [];
    const complaints: Buffer[] = [];
    let bytes = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > (run.maxBytes ?? MAX_OUTPUT_BYTES)) child.kill();
      else output.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
    child.on('error', (error) => { reject(spawnError(args, error)); });
    child.on('close', (status, signal) => {
      if (status === 0) resolve(Buffer.concat(output));
      else if (signal === 'SIGTERM') reject(new EddyError('GitTimeout', `git ${verbOf(args)} was stopped after ${run.timeoutMs ?? DEFAULT_TIMEOUT_MS} ms or ${bytes} bytes`));
      else reject(failure(args, Buffer.concat(complaints).toString()));
    });
  });
}

/** The caller's environment without what would point git elsewhere (as inside of a hook), asking nobody anything. */
function gitEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string | undefined> {
  const env: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (!/^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|NAMESPACE|COMMON_DIR|PREFIX|CONFIG_.*|EXTERNAL_DIFF)$/.test(name)) env[name] = value;
  }
  return { ...env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1', GIT_NO_REPLACE_OBJECTS: '1', ...extra };
}

function verbOf(args: readonly string[]): string {
  return args.find((arg) => !arg.startsWith('-')) ?? '';
}

function spawnError(args: readonly string[], error: Error): EddyError {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return new EddyError('GitNotInstalled', 'the git program is not found', { hint: 'install git, or put it on PATH', cause: error });
  if (code === 'ETIMEDOUT') return new EddyError('GitTimeout', `git ${verbOf(args)} took too long`, { cause: error });
  return new EddyError('GitFailed', `git ${verbOf(args)} did not run: ${error.message}`, { cause: error });
}

function failure(args: readonly string[], complaint: string): EddyError {
  const line = complaint.split('\n').find((text) => text.trim() !== '') ?? 'it wrote no message';
  const hint = line.includes('dubious ownership') ? 'run "git config --global --add safe.directory DIR" if you trust that folder' : undefined;
  return new EddyError('GitFailed', `git ${verbOf(args)} failed: ${withoutUserInfo(line.replace(/^(fatal|error): /, ''))}`, { hint });
}

/** A text without the user name and password of the addresses in it. */
export function withoutUserInfo(text: string): string {
  return text.replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^/\s@'"]+@/gi, '$1');
}
