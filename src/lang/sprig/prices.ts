import type { GoFunction, Price } from '../govalue/index.ts';

// Measured on Node 20, in steps of about a fifth of a microsecond, and rounded.
const ONE_KEY: Partial<Price> = { perCall: 500_000 };
const ONE_PASSWORD: Partial<Price> = { perCall: 400_000 };
const ONE_TIME: Partial<Price> = { perCall: 20 };
const SEARCH: Partial<Price> = { perCall: 5, perThousand: 3000 };
const EACH_CHARACTER: Partial<Price> = { perThousand: 3000 };
const EACH_ITEM: Partial<Price> = { perThousand: 2500 };
const COMPARED: Partial<Price> = { perThousand: 600 };
const ENCODED: Partial<Price> = { perThousand: 300 };

/** Functions that do far more with a character or an item than copy it, by the start of their names. */
const PRICES: readonly (readonly [price: Partial<Price>, starts: readonly string[]])[] = [
  [{ perCall: 1_600_000 }, ['genPrivateKey']],
  [ONE_KEY, ['genCA', 'genSelfSigned', 'genSigned']],
  [ONE_PASSWORD, ['derivePassword', 'bcrypt', 'htpasswd', 'encryptAES', 'decryptAES']],
  [ONE_TIME, ['now', 'date', 'mustDate', 'htmlDate', 'toDate', 'mustToDate', 'ago', 'duration', 'unixEpoch']],
  [SEARCH, ['regex', 'mustRegex', 'semver']],
  [{ perThousand: 5000 }, ['sortAlpha']],
  [EACH_CHARACTER, ['shuffle', 'rand', 'snakecase', 'kebabcase', 'camelcase', 'initials', 'wrap', 'title', 'swapcase']],
  [EACH_ITEM, ['until', 'seq', 'split']],
  [COMPARED, ['has', 'mustHas', 'without', 'mustWithout', 'uniq', 'mustUniq', 'fromJson', 'toJson', 'append', 'mustAppend', 'prepend', 'mustPrepend', 'push']],
  [ENCODED, ['b64', 'b32', 'sha', 'adler32sum', 'quote', 'squote', 'url', 'html']],
];

/** The function with the price of its name, which bounds the work that a template can ask for. */
export function atItsPrice(name: string, target: GoFunction): GoFunction {
  const price = PRICES.find(([, starts]) => starts.some((start) => name.startsWith(start)))?.[0];
  return price === undefined ? target : target.costing(price);
}
