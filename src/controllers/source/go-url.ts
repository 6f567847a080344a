import { GoError } from '../../lang/govalue/index.ts';
import { parseUrl, type GoUrl } from '../../lang/sprig/index.ts';

/** A URL as Go reads it, or Go's words about what is wrong with it. */
export function goUrl(text: string): GoUrl | string {
  try {
    return parseUrl(text);
  } catch (thrown) {
    if (thrown instanceof GoError) return thrown.message;
    throw thrown;
  }
}
