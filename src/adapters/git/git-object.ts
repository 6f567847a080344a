import type { GitCheckout } from '../../controllers/base/index.ts';
import { gitAsync, type GitRun } from './git.ts';

/** What a commit says of itself. */
export interface CommitFacts {
  /** Of the committer, in milliseconds since 1970. */
  readonly committedAt: number;
  readonly message: string;
  /** In its armour; empty for an unsigned commit. */
  readonly signature: string;
}

const ARMOUR = /^-----BEGIN (?:PGP|SSH) SIGNATURE-----$/m;

/** Reads a commit. */
export async function commitFacts(commit: string, run: GitRun): Promise<CommitFacts> {
  const { headers, message } = splitObject((await gitAsync(['cat-file', 'commit', commit], run)).toString());
  const seconds = /> (\d+) [-+]\d+$/.exec(headers.get('committer') ?? '')?.[1] ?? '0';
  return { committedAt: Number(seconds) * 1000, message, signature: headers.get('gpgsig') ?? '' };
}

/** The tag object that a name leads to; undefined where it leads to a commit right away. The signature of a tag stands at the end of its message. */
export async function annotatedTag(name: string, run: GitRun): Promise<GitCheckout['tag']> {
  const id = (await gitAsync(['rev-parse', '--verify', name], run)).toString().trim();
  if ((await gitAsync(['cat-file', '-t', id], run)).toString().trim() !== 'tag') return undefined;
  const { message } = splitObject((await gitAsync(['cat-file', 'tag', id], run)).toString());
  const start = ARMOUR.exec(message)?.index;
  return { id, signature: start === undefined ? '' : message.slice(start) };
}

/** Object = { Name " " Value "\n" { " " Value "\n" } } "\n" Message . A value that goes on is indented by a space. */
function splitObject(text: string): { readonly headers: ReadonlyMap<string, string>; readonly message: string } {
  const end = text.indexOf('\n\n');
  const headers = new Map<string, string>();
  let last = '';
  for (const line of text.slice(0, end === -1 ? undefined : end).split('\n')) {
    if (line.startsWith(' ')) headers.set(last, `${headers.get(last) ?? ''}\n${line.slice(1)}`);
    else {
      const space = line.indexOf(' ');
      last = line.slice(0, space);
      headers.set(last, line.slice(space + 1));
    }
  }
  return { headers, message: end === -1 ? '' : text.slice(end + 2) };
}
