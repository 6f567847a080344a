import { refText } from '../../diagnostics/index.ts';
import type { FluxRow } from '../../orchestrator/index.ts';
import type { Command } from '../command.ts';
import { buildTree, type TreeNode } from '../fleet-tree.ts';
import { fleetFlags, loadFleet } from '../fleet.ts';
import * as flags from '../flags.ts';
import { refJson, report } from '../json.ts';
import { pathArgument } from '../path-argument.ts';
import { faultsText } from '../print/fleet-report.ts';
import { styleFor, type Style } from '../print/style.ts';

const treeFlags: typeof fleetFlags & { readonly output: typeof flags.treeOutput } = { output: flags.treeOutput, ...fleetFlags };

/** `eddy tree`: what leads to what. */
export const tree: Command<typeof treeFlags> = {
  name: 'tree',
  summary: 'Show sources, Kustomizations, HelmReleases and objects as a tree',
  description: ['Below each source stand the Kustomizations and HelmReleases that render from it, below each of them the objects that it renders.'],
  args: [pathArgument],
  flags: treeFlags,
  examples: [
    { line: 'eddy tree kubernetes/flux/cluster', does: 'Show a whole cluster' },
    { line: 'eddy tree clusters/staging -o json', does: 'Give the tree to another program' },
  ],
  run: async ({ args, flags: given, io }) => {
    const fleet = await loadFleet(args[0], { io, flags: given });
    const roots = buildTree(fleet);
    io.stdout.write(given.output === 'json' ? report('FleetTree', { roots: roots.map(nodeJson) }) : roots.map((root) => nodeText(root, styleFor(io.stdout, io, given.noColor))).join(''));
    io.stderr.write(faultsText({ fleet, io, style: styleFor(io.stderr, io, given.noColor) }));
    return fleet.result.ok ? 0 : 1;
  },
};

function nodeText(node: TreeNode, style: Style, first = '', rest = ''): string {
  const remarks = [
    ...(node.row === undefined || node.row.state === 'passed' ? [] : [stateText(node.row, style)]),
    ...(node.source === undefined ? [] : [style.dim(`from ${refText(node.source)}`)]),
  ];
  const line = `${style.dim(first)}${refText(node.ref)}${remarks.length === 0 ? '' : `  ${remarks.join(', ')}`}\n`;
  const below = node.children.map((child, i) => {
    const last = i === node.children.length - 1;
    return nodeText(child, style, `${rest}${last ? '└─ ' : '├─ '}`, `${rest}${last ? '   ' : '│  '}`);
  });
  return line + below.join('');
}

function stateText({ state, blockedBy }: FluxRow, style: Style): string {
  if (state === 'blocked') return style.yellow(`blocked by ${blockedBy.map(refText).join(', ')}`);
  return state === 'failed' ? style.red(state) : style.dim(state);
}

function nodeJson({ ref, row, source, children }: TreeNode): Record<string, unknown> {
  return {
    ...refJson(ref),
    ...(row === undefined ? {} : { state: row.state }),
    ...(source === undefined ? {} : { source: refJson(source) }),
    ...(children.length === 0 ? {} : { children: children.map(nodeJson) }),
  };
}
