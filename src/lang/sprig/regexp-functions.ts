import { EddyError } from '../../diagnostics/index.ts';
import { remembered } from '../../std/remembered.ts';
import { GoError, fn, nilCollection, withGoType, type GoFunction } from '../govalue/index.ts';
import { compileRegexp, quoteMeta, type Regexp } from '../regexp/index.ts';
import { canBackquote, quote } from '../gofmt/index.ts';
import { stringList } from './list-functions.ts';
import { orElse } from './or-else.ts';

/** How many compiled patterns are kept. Templates use few, but use them in loops. */
const CACHE_SIZE = 256;

/** Regular expressions. A bad pattern is no match for `regexMatch`, a panic for the others, an error for their `must` forms. Follows sprig v3.3.0 regex.go. */
export function regexpFunctions(): Readonly<Record<string, GoFunction>> {
  const compile = remembered(CACHE_SIZE, compileOrFail);
  const must = remembered(CACHE_SIZE, (pattern) => compileOrPanic(pattern, compile));
  const match = (pattern: string, text: string): boolean => compile(pattern).matchString(text);
  return {
    regexMatch: fn('string', 'string')((pattern, text) => orElse(false, () => match(pattern, text))),
    mustRegexMatch: fn('string', 'string')(match),
    ...bothForms(compile, must, 'regexFind', (find) => fn('string', 'string')((pattern, text) => find(pattern).findString(text))),
    ...bothForms(compile, must, 'regexFindAll', (find) => fn('string', 'string', 'int')((pattern, text, limit) => stringsOrNil(find(pattern).findAllString(text, limit)))),
    ...bothForms(compile, must, 'regexReplaceAll', (find) => fn('string', 'string', 'string')((pattern, text, to) => find(pattern).replaceAllString(text, to))),
    ...bothForms(compile, must, 'regexReplaceAllLiteral', (find) => fn('string', 'string', 'string')((pattern, text, to) => find(pattern).replaceAllLiteralString(text, to))),
    ...bothForms(compile, must, 'regexSplit', (find) => fn('string', 'string', 'int')((pattern, text, limit) => stringsOrNil(find(pattern).split(text, limit)))),
    regexQuoteMeta: fn('string')(quoteMeta),
  };
}

type Compile = (pattern: string) => Regexp;

/** Go's nil `[]string`. */
const NIL_STRINGS: readonly string[] = nilCollection(withGoType([], '[]string'));

function bothForms(compile: Compile, must: Compile, name: string, make: (find: Compile) => GoFunction): Record<string, GoFunction> {
  return { [name]: make(must), [`must${name[0]!.toUpperCase()}${name.slice(1)}`]: make(compile) };
}

function stringsOrNil(found: readonly string[] | undefined): readonly string[] {
  return found === undefined ? NIL_STRINGS : stringList(found);
}

function compileOrFail(pattern: string): Regexp {
  try {
    return compileRegexp(pattern);
  } catch (error) {
    if (error instanceof EddyError) throw new GoError(error.message);
    throw error;
  }
}

/** `regexp.MustCompile`: its panic quotes the pattern, in backquotes where it can. */
function compileOrPanic(pattern: string, compile: Compile): Regexp {
  try {
    return compile(pattern);
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    throw new GoError(`regexp: Compile(${canBackquote(pattern) ? `\`${pattern}\`` : quote(pattern)}): ${error.message}`);
  }
}
