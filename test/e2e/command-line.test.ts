import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS, loadAllCommands } from '../../src/cli/registry.ts';
import { repositories } from './repo.ts';

const repo = repositories();
const empty = repo({ 'README.md': '' });

describe('the command line', () => {
  test('says its version', async () => {
    expect(await empty.eddy('--version')).toEqual({ code: 0, out: 'eddy 0.0.0-test\n', err: '' });
  });

  test('lists every command, on stderr with exit code 2 when none is given', async () => {
    const help = await empty.eddy('--help');
    for (const { name, summary } of COMMANDS) expect(help.out).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
    expect(await empty.eddy([])).toEqual({ code: 2, out: '', err: help.out });
  });

  test.each(COMMANDS.map(({ name }) => name))('eddy %s --help shows flags and examples', async (name) => {
    const { code, out } = await empty.eddy(`${name} --help`);
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: eddy /);
    expect(out).toContain('Examples:\n  # ');
    expect(await empty.eddy(`help ${name}`)).toMatchObject({ code: 0, out });
  });

  test.each([
    ['tset', 'there is no command "tset"', 'did you mean "test"?'],
    ['build --ouput yaml', 'unknown option "--ouput"', 'did you mean "--output"?'],
    ['build -o ymal', '--output is one of yaml, json, name, found "ymal"', 'did you mean "yaml"?'],
    ['get kz', 'found "kz"', 'did you mean'],
    ['get', 'missing required argument "WHAT"', 'eddy get --help'],
    ['build a b', 'too many arguments', 'eddy build --help'],
    ['test --concurrency none', '--concurrency takes a whole number of at least 1, found "none"', undefined],
    ['test --concurrency 0', 'at least 1, found "0"', undefined],
    ['test --kube-version new', '--kube-version takes a version', undefined],
    ['test --source nonsense', '--source takes [KIND/][NS/]NAME=DIR', 'GitRepository'],
    ['test --source a=nowhere', 'there is no folder "nowhere"', undefined],
    ['test nowhere', 'there is no folder "nowhere"', 'PATH is the folder'],
    ['diff --base HEAD --path-orig .', '--base and --path-orig exclude each other', undefined],
    ['diff --base nope', 'there is no commit "nope"', undefined],
    ['diff --base --all', 'there is no commit "--all"', undefined],
  ])('eddy %s is one clear error', async (line, message, hint) => {
    const { code, out, err } = await empty.eddy(line);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err.match(/error\[/g)).toHaveLength(1);
    expect(err).toContain(message);
    if (hint !== undefined) expect(err).toContain(hint);
    expect(err).not.toMatch(/\n\s+at /);
  });

  test('a folder that is in no Git repository has no revisions', async () => {
    const { code, err } = await repo({ 'a.yaml': '' }, { git: false }).eddy('diff --base HEAD');
    expect(code).toBe(2);
    expect(err).toContain('error[GitNoRepository]');
    expect(err).toContain('--path-orig');
  });

  test('colours show on a terminal only, and not with NO_COLOR, CI or --no-color', async () => {
    const coloured = async (line: string, env: Readonly<Record<string, string>>, isTTY = true): Promise<boolean> => (await empty.eddy(line, { env, isTTY })).err.includes('\u001B[');
    expect(await coloured('tset', {})).toBe(true);
    expect(await coloured('tset', {}, false)).toBe(false);
    expect(await coloured('tset', { NO_COLOR: '1' })).toBe(false);
    expect(await coloured('tset', { CI: 'true' })).toBe(false);
    expect(await coloured('--no-color tset', {})).toBe(false);
  });
});

describe('completion scripts', () => {
  test.each(['bash', 'zsh', 'fish'])('%s knows every command and flag', async (shell) => {
    const { code, out } = await empty.eddy(`completion ${shell}`);
    expect(code).toBe(0);
    for (const { name, flags } of await loadAllCommands()) {
      for (const word of name.split(' ')) expect(out).toContain(word);
      for (const { long } of Object.values(flags)) expect(out).toContain(long);
    }
  });

  test('bash completes commands, flags and values', async () => {
    const file = join(empty.dir, 'completion.bash');
    writeFileSync(file, (await empty.eddy('completion bash')).out);
    const complete = (...words: string[]): string[] => {
      const script = `source ${file}; COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${String(words.length - 1)}; _eddy; echo "\${COMPREPLY[@]}"`;
      return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split(' ');
    };
    expect(complete('eddy', 'bu')).toEqual(['build']);
    expect(complete('eddy', 'build', '--skip')).toEqual(['--skip-crds', '--skip-secrets']);
    expect(complete('eddy', 'build', '-o', '')).toEqual(['yaml', 'json', 'name']);
    expect(complete('eddy', 'completion', 'z')).toEqual(['zsh']);
  });

  test.each([
    ['zsh', ['-n']],
    ['fish', ['--no-execute']],
  ])('%s reads its script, where it is installed', async (shell, check) => {
    const file = join(empty.dir, `completion.${shell}`);
    writeFileSync(file, (await empty.eddy(`completion ${shell}`)).out);
    const { error, status } = spawnSync(shell, [...check, file]);
    expect(error === undefined ? status : 0).toBe(0);
  });
});
