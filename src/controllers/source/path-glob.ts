import { EddyError } from '../../diagnostics/index.ts';

/** Whether a text has a wildcard: then it is a pattern, and else a path. */
export function isGlob(text: string): boolean {
  return /[*?[{\\]/.test(text);
}

/** The folder of a pattern before its first wildcard; a path without one is its own. */
export function globBase(pattern: string): string {
  if (!isGlob(pattern)) return pattern;
  const parts = pattern.split('/');
  return parts.slice(0, parts.findIndex(isGlob)).join('/');
}

/**
 * Compiles a pattern over whole paths: `**` crosses folders, `*`, `?` and classes stay in one name, `{a,b}` is an alternative.
 *
 * Follows bmatcuk/doublestar v4, which source-watcher uses.
 *
 * @throws EddyError SpecInvalid for a class or an alternative that does not end.
 */
export function compilePathGlob(pattern: string): (path: string) => boolean {
  // Runs of `**` mean one, and would only give the matcher more to try.
  const parts = pattern.split('/').filter((part, i, all) => part !== '**' || all[i - 1] !== '**');
  let source = '';
  for (const [i, part] of parts.entries()) {
    const last = i === parts.length - 1;
    if (part === '**') source += last ? '.*' : '(?:[^/]+/)*';
    else source += new NamePattern(part, pattern).source() + (last ? '' : '/');
  }
  const compiled = new RegExp(`^${source}$`, 'su');
  return (path) => compiled.test(path);
}

/** The pattern of one name, as the source of a regular expression. */
class NamePattern {
  readonly #text: string;
  readonly #pattern: string;
  #at = 0;

  constructor(text: string, pattern: string) {
    this.#text = text;
    this.#pattern = pattern;
  }

  source(): string {
    const source = this.#sequence(false);
    if (this.#at < this.#text.length) throw this.#unfinished();
    return source;
  }

  #sequence(inAlternative: boolean): string {
    let source = '';
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at]!;
      if (inAlternative && (char === ',' || char === '}')) break;
      source += this.#piece(char);
    }
    return source;
  }

  #piece(char: string): string {
    switch (char) {
      case '*':
        return '[^/]*';
      case '?':
        return '[^/]';
      case '[':
        return this.#class();
      case '{':
        return this.#alternative();
      case '\\':
        if (++this.#at >= this.#text.length) throw this.#unfinished();
        return literal(this.#text[this.#at]!);
      default:
        return literal(char);
    }
  }

  /** Class = "[" [ "!" | "^" ] Char { Char } "]" . */
  #class(): string {
    const negated = /[!^]/.test(this.#text[this.#at + 1] ?? '');
    const start = this.#at + (negated ? 2 : 1);
    const end = this.#text.indexOf(']', start + 1);
    if (end === -1) throw this.#unfinished();
    this.#at = end;
    return `[${negated ? '^' : ''}${this.#text.slice(start, end).replace(/[\\[\]^]/g, '\\$&')}]`;
  }

  /** Alternative = "{" Sequence { "," Sequence } "}" . */
  #alternative(): string {
    const choices: string[] = [];
    do {
      this.#at++;
      choices.push(this.#sequence(true));
    } while (this.#text[this.#at] === ',');
    if (this.#text[this.#at] !== '}') throw this.#unfinished();
    return `(?:${choices.join('|')})`;
  }

  #unfinished(): EddyError {
    return new EddyError('SpecInvalid', `the pattern "${this.#pattern}" is not finished`);
  }
}

function literal(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
}
