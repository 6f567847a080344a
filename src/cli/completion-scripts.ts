import { allFlags, type Command } from './command.ts';
import type { Flag } from './flag.ts';

/** A completion script for bash 4 and later, without the bash-completion package. */
export function bashCompletion(commands: readonly Command[]): string {
  const cases = commands.map((command) => {
    const choices = valueFlags(command).filter(({ choices: some }) => some !== undefined);
    const values = choices.map((flag) => `      ${namesOf(flag).join('|')}) COMPREPLY=($(compgen -W "${flag.choices!.join(' ')}" -- "$current")); return ;;`);
    const plain = valueFlags(command).filter(({ choices: some, value }) => some === undefined && value !== 'DIR').flatMap(namesOf);
    const words = [...allFlags(command).map(({ long }) => `--${long}`), '--help', ...command.args.flatMap(({ choices: some }) => some ?? [])];
    return [
      `  '${command.name}')`,
      '    case "$previous" in',
      ...values,
      ...(plain.length === 0 ? [] : [`      ${plain.join('|')}) return ;;`]),
      '    esac',
      `    COMPREPLY=($(compgen -W "${words.join(' ')}" -- "$current")) ;;`,
    ].join('\n');
  });
  const groups = [...new Set(commands.filter(({ name }) => name.includes(' ')).map(({ name }) => name.split(' ')[0]!))];
  const second = groups.map((group) => `    ${group}) COMPREPLY=($(compgen -W "${secondWords(commands, group).join(' ')}" -- "$current")); return ;;`);
  return `# eddy completion for bash
_eddy() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}"
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W "${firstWords(commands).join(' ')} --help --version" -- "$current"))
    return
  fi
${groups.length === 0 ? '' : `  if ((COMP_CWORD == 2)); then\n    case "$command" in\n${second.join('\n')}\n    esac\n  fi\n  case "$command" in ${groups.join('|')}) command="$command \${COMP_WORDS[2]}" ;; esac\n`}  case "$command" in
${cases.join('\n')}
  esac
}
complete -o default -o bashdefault -F _eddy eddy
`;
}

/** A completion script for zsh. */
export function zshCompletion(commands: readonly Command[]): string {
  const described = firstWords(commands).map((word) => `    ${quote(`${word}:${summaryOf(commands, word)}`)}`);
  const groups = [...new Set(commands.filter(({ name }) => name.includes(' ')).map(({ name }) => name.split(' ')[0]!))];
  const second = groups.map((group) => `      ${group}) words[2]="$words[2] $words[3]"; words[3]=(); ((CURRENT--)) ;;`);
  const cases = commands.map((command) => {
    const options = allFlags(command).map((flag) => `      ${zshOption(flag)}`);
    const args = command.args.map(({ name, choices, optional }, i) => `      ${quote(`${String(i + 1)}${optional === true ? ':' : ''}:${name}:${choices === undefined ? '_files -/' : `(${choices.join(' ')})`}`)}`);
    return `    ${quote(command.name)})\n      shift words; ((CURRENT--))\n      _arguments -s \\\n${[...options, ...args].join(' \\\n')} ;;`;
  });
  return `#compdef eddy
# eddy completion for zsh
_eddy() {
  local -a commands=(
${described.join('\n')}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
${groups.length === 0 ? '' : `  if ((CURRENT == 3)); then\n    case "$words[2]" in\n${groups.map((group) => `      ${group}) compadd ${secondWords(commands, group).join(' ')}; return ;;`).join('\n')}\n    esac\n  else\n    case "$words[2]" in\n${second.join('\n')}\n    esac\n  fi\n`}  case "$words[2]" in
${cases.join('\n')}
  esac
}
compdef _eddy eddy
`;
}

/** A completion script for fish. */
export function fishCompletion(commands: readonly Command[]): string {
  const first = firstWords(commands).map((word) => `complete -c eddy -n __fish_use_subcommand -f -a ${word} -d ${quote(summaryOf(commands, word))}`);
  const rest = commands.flatMap((command) => {
    const [word = '', second] = command.name.split(' ');
    const seen = second === undefined ? `__fish_seen_subcommand_from ${word}` : `__fish_seen_subcommand_from ${word}; and __fish_seen_subcommand_from ${second}`;
    const names = second === undefined ? [] : [`complete -c eddy -n ${quote(`__fish_seen_subcommand_from ${word}`)} -f -a ${second} -d ${quote(command.summary)}`];
    const choices = command.args.flatMap(({ choices: some }) => (some === undefined ? [] : [`complete -c eddy -n ${quote(seen)} -f -a ${quote(some.join(' '))}`]));
    return [...names, ...choices, ...allFlags(command).map((flag) => `complete -c eddy -n ${quote(seen)} ${fishOption(flag)}`)];
  });
  return `# eddy completion for fish\n${[...first, ...rest].join('\n')}\n`;
}

function valueFlags(command: Command): Flag<unknown>[] {
  return allFlags(command).filter(({ value, bare }) => value !== undefined && bare === undefined);
}

function namesOf({ long, short }: Flag<unknown>): string[] {
  return short === undefined ? [`--${long}`] : [`-${short}`, `--${long}`];
}

function firstWords(commands: readonly Command[]): string[] {
  return [...new Set(commands.map(({ name }) => name.split(' ')[0]!))];
}

function secondWords(commands: readonly Command[], group: string): string[] {
  return commands.filter(({ name }) => name.startsWith(`${group} `)).map(({ name }) => name.slice(group.length + 1));
}

function summaryOf(commands: readonly Command[], word: string): string {
  return commands.find(({ name }) => name === word || name.startsWith(`${word} `))!.summary;
}

function zshOption(flag: Flag<unknown>): string {
  const names = namesOf(flag);
  const star = flag.repeats === true ? '*' : '';
  const text = flag.summary.replace(/[[\]\\]/g, '\\$&').replaceAll(':', '\\:');
  const values = flag.choices === undefined ? (flag.value === 'DIR' ? '_files -/' : ' ') : `(${flag.choices.join(' ')})`;
  const tail = flag.value === undefined || flag.bare !== undefined ? '' : `:${flag.value.replaceAll(/[[\]:]/g, '')}:${values}`;
  return names.map((name) => quote(`${star}${name}[${text}]${tail}`)).join(' ');
}

function fishOption(flag: Flag<unknown>): string {
  const short = flag.short === undefined ? '' : `-s ${flag.short} `;
  const value = flag.value === undefined || flag.bare !== undefined ? '' : flag.choices !== undefined ? ` -x -a ${quote(flag.choices.join(' '))}` : flag.value === 'DIR' ? ' -r' : ' -x';
  return `${short}-l ${flag.long} -d ${quote(flag.summary)}${value}`;
}

/** A word in single quotes, as all three shells read it. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
