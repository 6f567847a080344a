import type { Random } from './random.ts';
import { FUNCTIONS, goQuoted } from './template-case.ts';

/** Functions of chance, time, the environment or the network, and those that walk a map in Go's random order. */
const UNREPEATABLE = /^(?:now|ago|rand\w+|uuidv4|shuffle|keys|values|env|expandenv|getHostByName|bcrypt|htpasswd|gen[A-Z]\w*|encryptAES|derivePassword|date_in_zone)$/;
const NAMES = [...FUNCTIONS.keys()].filter((name) => !UNREPEATABLE.test(name));
/** Functions whose first operand of any type should be a list, most of the time. */
const OF_LISTS = /^(?:must)?(?:first|last|rest|initial|reverse|uniq|compact|without|append|prepend|push|concat|chunk|slice|join|sortAlpha|toStrings|has)$/i;
/** Functions whose size of output an operand sets: it stays small. */
const OF_SIZES = /until|seq|repeat|indent/i;

const STRINGS = ['', 'a', 'abc', 'Hello World', 'fooBar', 'foo_bar-baz', 'HTTPServer2xx', '  padded  ', 'héllo', 'ÀÉ ßöñ', '日本語 text', '😀 x', 'a,b,c', 'a b c d e f g h', '10', '-3', '007', '0x1f', '1.5', '1e3', '1.0', '1_000', 'true', 'nil', '5m', '1h30m', '-2h45m10.5s', '2020-01-02', '2006-01-02', '2006-01-02T15:04:05Z07:00', 'Mon, 02 Jan 2006 15:04:05 MST', '2020-02-29T13:04:05+02:00', 'Jan _2 3:04PM', 'UTC', 'Europe/Berlin', 'America/New_York', 'Local', 'a.b.c', 'x=y&z', 'http://user:p%40ss@host:8080/p/a th?q=1#frag', '/a/../b/./c.txt', 'a/b', '/', '..', '[a-z]+', 'a(b)?', '(', '$1', '${1}x', '^1.2', '>=1.0.0 <2', '1.2.3', 'v1.2.3-rc.1+b', '~1', 'aGVsbG8=', 'aGVs', 'NBSWY3DP', '{"a":[1,2.5,"x",null]}', '[1,2', '"str"', 'string', 'slice', 'map', 'float64', 'int', '<a href="x">&\'', 'tab\there', 'quote"back\\slash', '\u00a0nbsp\u2003', 'İstanbul ǆ ﬁ', 'ΑΣ ς', 'one two  three\nfour', 'a\u0000b', 'long long long long long long', '99999999999999999999', '9223372036854775807', '-9223372036854775808', 'k', 'n', 'x', 'y'];
const SMALL = ['0', '1', '2', '3', '4', '5', '7', '8', '10', '-1', '-2', '-5', '16', '20', '60'];
const INTS = [...SMALL, ...SMALL, '1000', '9223372036854775807', '-9223372036854775808', '0x10', "'a'"];
const FLOATS = ['1.5', '-2.5', '0.1', '0.2', '3.14159', '1e3', '0.5', '-0.0', '1e20', '1e-7', '2.0', '100.0'];
const FIELDS = ['true', 'false', '.z', 'nil', '.b', '.n', '.big', '.fl', '.neg', '.s', '.e', '.u', '.huge', '.nope', '(int64 7)', '(int 3)', '(b64dec "/w==")', '(trunc 2 "é€")'];
const LISTS = ['(list)', '.l', '.ls', '.el', '.lm', '(splitList "," "a,b,c")', '(splitList "," "b,a,b")', '(until 3)', '(until 0)', '(list 3 1 2 3 1)', '(list "b" "a" "b")', '(list 1.0 1 "1" nil)', '(rest (list))'];
const DICTS = ['(dict)', '.m', '.em', '(split "." "a.b")', '(dict "a" (dict "b" (dict "c" 1)))', '(fromJson `{"a":1,"b":{"c":[1,2]},"k":null}`)', '(urlParse "https://u:p@h:1/p?q#f")', '(dict "scheme" "http" "host" "h.x" "path" "/a b" "query" "q=1" "userinfo" "u:p")'];
const TIMES = ['(toDate "2006-01-02" "2020-07-01")', '(toDate "2006-01-02T15:04:05Z07:00" "2019-06-13T20:39:39.123456789+02:00")', '(toDate "2006-01-02 15:04:05" "1999-12-31 23:59:59")', '(toDate "x" "y")'];
const OBJECTS = [...TIMES, '(semver "1.2.3-rc.1+b")', '((semver "1.2.3").IncMinor)', '(toDate "2006-01-02" "2020-07-01").Month'];
/** A call of one of the functions, with operands of the types that it takes, most of the time. */
export function sprigCall(random: Random): string {
  const name = random.pick(NAMES);
  const { params, rest } = FUNCTIONS.get(name)!;
  const isOfLists = OF_LISTS.test(name);
  let operands = params.map(({ goType }, i) => (isOfLists && goType === 'interface {}' && i === listAt(name) && !random.oneIn(6) ? list(random, 2) : operandOf(random, name, goType)));
  if (rest !== undefined) operands.push(...random.list(0, 3, () => (name === 'concat' && !random.oneIn(6) ? list(random, 2) : operandOf(random, name, name === 'slice' ? 'int' : rest.goType))));
  if (name === 'dig') operands = [...random.list(1, 3, () => random.pick(['"a"', '"b"', '"k"', '"n"', '"x"', '"c"', '1'])), any(random, 0), dict(random, 2)];
  if (random.oneIn(60)) operands.pop();
  if (OF_SIZES.test(name)) operands = operands.map((operand) => (/\d{4}/.test(operand) ? '7' : operand));
  // A bound that is over 2^53 is rounded in the words of its fault.
  if (name === 'substr') operands = operands.map((operand) => operand.replace(/\d{17,}/, '99'));
  // Objects in maps that are merged: mergo looks into their private fields.
  if (/merge/i.test(name)) operands = operands.map((operand) => (/toDate|semver/.test(operand) ? '(dict "a" 1)' : operand));
  return [name, ...operands].join(' ');
}

function listAt(name: string): number {
  return /has$|chunk|join/i.test(name) ? 1 : 0;
}

function operandOf(random: Random, name: string, goType: string): string {
  if (/date|unixEpoch|durationRound/i.test(name) && goType === 'interface {}') return random.pick([...TIMES, '1560458379', '(int64 1560458379)']);
  if (random.oneIn(15)) return any(random, 2);
  switch (goType) {
    case 'string':
      return goQuoted(random.pick(STRINGS));
    case 'int':
      return random.pick(SMALL);
    case 'bool':
      return random.pick(['true', 'false', '.b', '.f', 'nil', '1']);
    case 'float64':
      return random.pick(FLOATS);
    case 'map[string]interface {}':
      return dict(random, 2);
    case '[]interface {}':
      return list(random, 2);
    case 'time.Time':
      return random.pick(TIMES);
    default:
      return any(random, 2);
  }
}

/** An operand of any type. */
export function any(random: Random, depth: number): string {
  return random.choose(
    () => goQuoted(random.pick(STRINGS)),
    () => goQuoted(random.pick(STRINGS)),
    () => random.pick(INTS),
    () => random.pick(FLOATS),
    () => random.pick(FIELDS),
    () => (depth > 0 ? list(random, depth) : random.pick(FIELDS)),
    () => (depth > 0 ? dict(random, depth) : random.pick(FIELDS)),
    () => (depth > 0 ? random.pick(OBJECTS) : random.pick(INTS)),
  );
}

/** An operand that is a list. */
export function list(random: Random, depth: number): string {
  return random.oneIn(3) ? `(list ${random.list(1, 4, () => any(random, depth - 1)).join(' ')})` : random.pick(LISTS);
}

/** An operand that is a dict. */
export function dict(random: Random, depth: number): string {
  return random.oneIn(3) ? `(dict ${random.list(1, 3, () => `${random.pick(['"a"', '"b"', '"k"', '"n"', '"x"', '"y"'])} ${any(random, depth - 1)}`).join(' ')})` : random.pick(DICTS);
}
