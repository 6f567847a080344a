import { toPlain } from '../../helm/index.ts';
import { parseBool } from '../../lang/gofmt/index.ts';
import { templateFn, type Functions } from '../../lang/gotemplate/index.ts';
import { fn, GoError, type GoFunction } from '../../lang/govalue/index.ts';
import { createSprigFunctions } from '../../lang/sprig/index.ts';
import { printYaml } from '../../lang/yaml/index.ts';
import { newDict } from '../../std/dict.ts';
import { slugify } from './slugify.ts';

/**
 * The functions of slim-sprig v3.0.0 that always answer the same for the same arguments.
 * Those of sprig that are not here (cryptography, semver, merging, most of casing) are no functions of a ResourceSet.
 */
const SLIM_SPRIG = `
  add add1 adler32sum ago all any append atoi b32dec b32enc b64dec b64enc base biggest cat ceil chunk clean coalesce compact concat contains
  deepEqual default dict dig dir div duration durationRound empty ext fail first float64 floor fromJson get has hasKey hasPrefix hasSuffix hello
  indent initial int int64 isAbs join keys kindIs kindOf last list lower max maxf min minf mod mul must_date_modify mustAppend mustChunk mustCompact
  mustDateModify mustFirst mustFromJson mustHas mustInitial mustLast mustPrepend mustPush mustRegexFind mustRegexFindAll mustRegexMatch
  mustRegexReplaceAll mustRegexReplaceAllLiteral mustRegexSplit mustRest mustReverse mustSlice mustToDate mustToJson mustToPrettyJson mustToRawJson
  mustUniq mustWithout nindent omit osBase osClean osDir osExt osIsAbs pick pluck plural prepend push quote randInt regexFind regexFindAll regexMatch
  regexQuoteMeta regexReplaceAll regexReplaceAllLiteral regexSplit repeat replace rest reverse round seq set sha1sum sha256sum slice sortAlpha split
  splitList splitn squote sub substr ternary title toDate toDecimal toJson toPrettyJson toRawJson toString toStrings trim trimAll trimPrefix
  trimSuffix trimall trunc typeIs typeIsLike typeOf uniq unixEpoch unset until untilStep upper urlJoin urlParse values without
`;

/** The function `inputs` answers with the set that the template is being executed for: the host of the execution. */
const OWN: readonly (readonly [string, GoFunction])[] = [
  ['inputs', templateFn()(({ host }) => host ?? newDict())],
  ['slugify', fn('string')(slugify)],
  ['toYaml', fn('any')(yamlText)],
  ['mustToYaml', fn('any')(yamlText)],
  ['bool', fn('any')(toBoolean)],
];

function yamlText(value: unknown): string {
  return printYaml(toPlain(value)).replace(/\n$/, '');
}

function toBoolean(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  const found = typeof value === 'string' ? parseBool(value) : undefined;
  if (found === undefined) throw new GoError(`strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`);
  return found;
}

/** The functions that the templates of a ResourceSet can call. One table serves all of them, so that each text is parsed once. */
export const TEMPLATE_FUNCTIONS: Functions = templateFunctions();

function templateFunctions(): Functions {
  // Of the functions that are taken from here, only `randInt` and `ago` ask for chance and time: one and the same for all, so that nothing depends on order.
  const sprig = createSprigFunctions({ now: () => 0, random: (count) => new Uint8Array(count), localZone: 'UTC' });
  const slim = SLIM_SPRIG.trim().split(/\s+/).flatMap((name) => {
    const found = sprig.get(name);
    return found === undefined ? [] : [[name, found] as const];
  });
  return new Map([...slim, ...OWN]);
}
