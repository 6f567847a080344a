import { refKey, refText, type ObjectRef } from '../../diagnostics/index.ts';
import { compareObjects, maskPair, maskSecret, unifiedDiff } from '../../diff/index.ts';
import { printYaml } from '../../lang/yaml/index.ts';
import { withLibraries } from '../../std/lazy-library.ts';
import { errorFrame } from '../print/error-frame.ts';
import { faultsText, plural, summaryText } from '../print/fleet-report.ts';
import { table } from '../print/table.ts';
import { dependenciesOf, dependentsOf } from './dependencies.ts';
import { allObjects, findObject, kindOf, type FoundObject } from './find-object.ts';
import type { ShellSession } from './session.ts';

/** A command of the shell: takes words, gives text. */
export interface ShellCommand {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly usage: string;
  readonly summary: string;
  run(args: readonly string[], session: ShellSession): string | Promise<string>;
}

/** The commands in the order of the help. `exit` and `quit` are the session's own. */
export const SHELL_COMMANDS: readonly ShellCommand[] = [
  { name: 'list', aliases: ['ls', 'get'], usage: 'list [KIND] [NAMESPACE]', summary: 'list objects', run: list },
  { name: 'show', aliases: ['cat'], usage: 'show OBJECT', summary: 'print an object as YAML, Secrets masked', run: show },
  { name: 'describe', aliases: [], usage: 'describe OBJECT', summary: 'say where an object comes from and how it is', run: describe },
  { name: 'deps', aliases: ['why'], usage: 'deps OBJECT', summary: 'follow what an object needs, and name what needs it', run: deps },
  { name: 'diff', aliases: [], usage: 'diff OBJECT OBJECT', summary: 'compare two objects', run: diffTwo },
  { name: 'test', aliases: ['errors'], usage: 'test', summary: 'print what is wrong', run: (_, session) => reportText(session) },
  { name: 'rebuild', aliases: ['r'], usage: 'rebuild', summary: 'build again, and say what changed', run: rebuild },
  { name: 'help', aliases: ['?'], usage: 'help', summary: 'print this list', run: help },
];

function list([kindWord, namespace]: readonly string[], { fleet, style }: ShellSession): string {
  const kind = kindWord === undefined || kindWord === 'all' ? undefined : kindOf(kindWord, fleet);
  const found = allObjects(fleet).filter(({ ref }) => (kind === undefined || ref.kind.toLowerCase() === kind) && (namespace === undefined || ref.namespace === namespace));
  const state = ({ row }: FoundObject): string => (row === undefined ? '' : row.state === 'passed' ? style.green(row.state) : style.red(row.state));
  return table(['OBJECT', 'STATE', 'PRODUCER'], found.map((one) => [refText(one.ref), state(one), one.producer === undefined ? '' : refText(one.producer)]));
}

function show([name]: readonly string[], { fleet }: ShellSession): string {
  const { object, ref } = findObject(name, fleet);
  return object === undefined ? `# ${refText(ref)} is the entry: nothing renders it\n` : printYaml(maskSecret(object));
}

function describe([name]: readonly string[], session: ShellSession): string {
  const { fleet, style, redactor } = session;
  const { ref, row, producer } = findObject(name, fleet);
  const children = fleet.result.productions.find((production) => refKey(production.producer) === refKey(ref))?.objects ?? [];
  const lines = [
    ['Object', refText(ref)],
    ['API version', ref.apiVersion],
    ...(producer === undefined ? [] : [['Rendered by', chainText(producer, fleet.result.rows)]]),
    ...originLines(ref, session),
    ...(row === undefined ? [] : [['State', row.state], ['Message', redactor.text(row.message)]]),
    ...(row === undefined || row.blockedBy.length === 0 ? [] : [['Blocked by', row.blockedBy.map(refText).join(', ')]]),
    ...(children.length === 0 ? [] : [['Renders', plural(children.length, 'object')]]),
  ];
  const text = lines.map(([key = '', value = '']) => `${style.bold(`${key}:`.padEnd(13))}${value}\n`).join('');
  const error = row?.error;
  if (error === undefined) return text;
  return `${text}\n${errorFrame(redactor.error(error), { style, readLine: () => (error.at === undefined ? undefined : redactor.line(error.at)) })}`;
}

function originLines(ref: ObjectRef, { fleet }: ShellSession): string[][] {
  for (const { objects } of fleet.result.productions) {
    const origin = objects.find(({ object }) => refKey({ ...object.metadata, apiVersion: object.apiVersion, kind: object.kind }) === refKey(ref))?.origin;
    if (origin !== undefined) return [['File', `${origin.file}:${String(origin.line)}`]];
  }
  return [];
}

function chainText(producer: ObjectRef, rows: ShellSession['fleet']['result']['rows']): string {
  const chain: string[] = [];
  const seen = new Set<string>();
  for (let ref: ObjectRef | undefined = producer; ref !== undefined && !seen.has(refKey(ref)); ) {
    const key = refKey(ref);
    seen.add(key);
    chain.push(refText(ref));
    ref = rows.find((row) => refKey(row.ref) === key)?.producer;
  }
  return chain.join(' <- ');
}

function deps([name]: readonly string[], { fleet, style }: ShellSession): string {
  const found = findObject(name, fleet);
  const all = allObjects(fleet);
  const byKey = new Map(all.map((one) => [refKey(one.ref), one]));
  const lines = [refText(found.ref)];
  const seen = new Set([refKey(found.ref)]);
  const follow = (one: FoundObject, indent: string): void => {
    for (const { relation, ref } of dependenciesOf(one)) {
      const key = refKey(ref);
      const next = byKey.get(key);
      const remark = next === undefined ? ' (not in the fleet)' : next.row !== undefined && next.row.state !== 'passed' ? ` (${next.row.state})` : seen.has(key) ? ' (see above)' : '';
      lines.push(`${indent}${style.dim(relation)} ${refText(ref)}${remark}`);
      if (next === undefined || seen.has(key)) continue;
      seen.add(key);
      follow(next, `${indent}  `);
    }
  };
  follow(found, '  ');
  const dependents = dependentsOf(found.ref, all).map(({ object, relation }) => `  ${refText(object.ref)} ${style.dim(`(${relation})`)}`);
  return `${[...lines, ...(dependents.length === 0 ? [] : ['needed by', ...dependents])].join('\n')}\n`;
}

async function diffTwo([first, second]: readonly string[], { fleet }: ShellSession): Promise<string> {
  const [one, other] = [findObject(first, fleet), findObject(second, fleet)];
  if (one.object === undefined || other.object === undefined) return '# the entry is rendered by nothing, so there is nothing to compare\n';
  const [before, after] = maskPair(one.object, other.object);
  const hunks = await withLibraries(() => unifiedDiff(printYaml(before), printYaml(after)));
  return hunks === '' ? 'no differences\n' : `--- ${refText(one.ref)}\n+++ ${refText(other.ref)}\n${hunks}`;
}

async function rebuild(_: readonly string[], session: ShellSession): Promise<string> {
  const before = await session.rebuild();
  const changes = compareObjects(before?.objects ?? [], session.fleet.objects);
  const lines = changes.map(({ type, ref, fields }) => `${type} ${refText(ref)}${fields.length === 0 ? '' : `: ${fields.map(({ path }) => path).join(', ')}`}\n`);
  return `${lines.join('')}${reportText(session)}`;
}

function reportText({ fleet, io, style }: ShellSession): string {
  const context = { fleet, io, style };
  return faultsText(context) + summaryText(context);
}

function help(): string {
  const width = Math.max(...SHELL_COMMANDS.map(({ usage }) => usage.length));
  const rows = [...SHELL_COMMANDS.map(({ usage, summary }) => `${usage.padEnd(width)}  ${summary}\n`), `${'exit'.padEnd(width)}  leave (also quit and Ctrl-D)\n`];
  return `${rows.join('')}\nOBJECT is KIND/NAMESPACE/NAME, KIND/NAME or NAME; short kinds such as ks, hr, deploy work, and so does the tab key.\n`;
}
