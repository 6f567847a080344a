import { compileRegexp } from '../lang/regexp/index.ts';
import { remembered } from '../std/remembered.ts';

const LITERAL = /^[\w/ -]*$/;
const MAX_CACHED = 1000;

/**
 * A test for texts that match a pattern somewhere, with Go's syntax.
 *
 * @throws EddyError RegexpSyntax
 */
export function matcher(pattern: string): (text: string) => boolean {
  if (LITERAL.test(pattern)) return (text) => text.includes(pattern);
  return cached(pattern);
}

/**
 * A test for texts that a selector's pattern matches as a whole; the empty pattern matches every text.
 *
 * @throws EddyError RegexpSyntax
 */
export function wholeMatcher(pattern: string | undefined): (text: string) => boolean {
  if (pattern === undefined || pattern === '') return () => true;
  if (LITERAL.test(pattern)) return (text) => text === pattern;
  return cached(`^(?:${pattern})$`);
}

const cached = remembered(MAX_CACHED, (pattern) => {
  const regexp = compileRegexp(pattern);
  return (text: string): boolean => regexp.matchString(text);
});
