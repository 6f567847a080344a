import type { GoFunction, Price } from '../govalue/index.ts';

// Measured on Node 20, in steps of about a fifth of a microsecond, and rounded.
const ONE_KEY: Partial<Price> = { perCall: 150_000 };
const ONE_PASSWORD: Partial<Price> = { perCall: 400_000 };
const RANDOM: Partial<Price> = { perCall: 10, perThousand: 300 };
const HASHED: Partial<Price> = { perCall: 25, perThousand: 300 };
/** This hash works on integers of 64 bits, which JavaScript is slow at. */
const SLOWLY_HASHED: Partial<Price> = { perCall: 600, perThousand: 2600 };
const ONE_TIME: Partial<Price> = { perCall: 20 };
const SEARCH: Partial<Price> = { perCall: 5, perThousand: 3000 };
const EACH_CHARACTER: Partial<Price> = { perThousand: 3000 };
const SPLIT_AT_CASE: Partial<Price> = { perThousand: 5000 };
const EACH_ITEM: Partial<Price> = { perThousand: 2500 };
const COMPARED: Partial<Price> = { perThousand: 600 };
const ENCODED: Partial<Price> = { perCall: 5, perThousand: 300 };
/** Numbers that may come as texts. */
const CALCULATED: Partial<Price> = { perCall: 10 };
/** Functions that may print a list. */
const PRINTED: Partial<Price> = { perThousand: 1000 };

/** Functions that do far more with a character or an item than copy it, by the start of their names. */
const PRICES: readonly (readonly [price: Partial<Price>, starts: readonly string[]])[] = [
  [ONE_KEY, ['genCA', 'genSelfSigned', 'genSigned']],
  [{ perCall: 700_000 }, ['derivePassword']],
  [ONE_PASSWORD, ['bcrypt', 'htpasswd']],
  [{ perCall: 100, perThousand: 300 }, ['encryptAES', 'decryptAES']],
  [ONE_TIME, ['now', 'date', 'mustDate', 'htmlDate', 'toDate', 'mustToDate', 'ago', 'duration', 'unixEpoch']],
  [SEARCH, ['regex', 'mustRegex', 'semver']],
  [{ perThousand: 5000 }, ['sortAlpha']],
  [RANDOM, ['shuffle', 'rand', 'uuidv4']],
  [SPLIT_AT_CASE, ['snakecase', 'kebabcase']],
  [EACH_CHARACTER, ['camelcase', 'initials', 'wrap', 'title', 'swapcase', 'toDecimal']],
  [EACH_ITEM, ['until', 'seq', 'split']],
  [COMPARED, ['has', 'mustHas', 'without', 'mustWithout', 'uniq', 'mustUniq', 'fromJson', 'toJson', 'append', 'mustAppend', 'prepend', 'mustPrepend', 'push']],
  [SLOWLY_HASHED, ['sha512']],
  [HASHED, ['sha']],
  [ENCODED, ['b64', 'b32', 'adler32sum', 'url', 'html']],
  [PRINTED, ['quote', 'squote', 'toString', 'cat', 'nospace', 'untitle', 'trunc', 'abbrev', 'substr', 'trim', 'upper', 'lower', 'replace', 'plural', 'contains', 'hasPrefix', 'hasSuffix']],
  [CALCULATED, ['add', 'sub', 'mul', 'div', 'mod', 'min', 'max', 'round', 'floor', 'ceil', 'int', 'atoi', 'float64']],
];

/** The starts as one expression, with a group for each price: there are some 250 functions, and each engine prices them all. */
const STARTS = new RegExp(`^(?:${PRICES.map(([, starts]) => `(${starts.join('|')})`).join('|')})`);

/** The function with the price of its name, which bounds the work that a template can ask for. */
export function atItsPrice(name: string, target: GoFunction): GoFunction {
  const groups: readonly (string | undefined)[] = STARTS.exec(name)?.slice(1) ?? [];
  const price = PRICES[groups.findIndex((group) => group !== undefined)]?.[0];
  return price === undefined ? target : target.costing(price);
}
