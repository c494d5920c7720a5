/** The command line's arguments: which command, its operands and options, and what is wrong with them. */

import { parseArgs } from 'node:util';
import { issuesError, type Issue } from '#contract/errors.ts';
import { nearest, remarkAt } from '#contract/issues.ts';
import { commands, type Command, type OptionName, type OptionValues } from './usage.ts';

export interface Invocation {
  readonly command: Command;
  readonly operands: readonly string[];
  readonly options: OptionValues;
}

/** Options that take the place of a command. */
const flagsForCommands: Readonly<Record<string, string>> = {
  '--version': 'version',
  '-v': 'version',
  '--help': 'help',
  '-h': 'help',
};

/** Throws LabError 'invalid-input' with everything that is wrong with the arguments. */
export function readArguments(argv: readonly string[]): Invocation {
  const [first = 'help', ...rest] = argv;
  const name = flagsForCommands[first] ?? first;
  const command = commandCalled(name);
  if (rest.includes('--help') || rest.includes('-h')) return { ...bare('help'), operands: [name] };
  const { tokens } = parseArgs({
    args: [...rest],
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries(
      Object.entries(command.options).map(([option, { value }]) => [
        option,
        { type: value === null ? ('boolean' as const) : ('string' as const) },
      ]),
    ),
  });
  const operands: string[] = [];
  const options: Partial<Record<OptionName, unknown>> = {};
  const issues: Issue[] = [];
  let strange = false;
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const option = command.options[token.name as OptionName];
    if (option === undefined) {
      strange = true;
      issues.push(...unknown('option', token.rawName, optionNames(command)).issues);
    } else if (option.value === null) {
      if (token.value !== undefined) issues.push(remarkAt(token.rawName, 'takes no value'));
      options[token.name as OptionName] = true;
    } else if (token.value === undefined || (token.value.startsWith('--') && !token.inlineValue)) {
      issues.push(remarkAt(token.rawName, `missing its value ${option.value}`));
    } else {
      const value = option.read(token.value);
      if (value === null) issues.push(remarkAt(token.rawName, `"${token.value}" is not ${option.allowed}`));
      const before = options[token.name as OptionName];
      options[token.name as OptionName] =
        option.repeatable === true ? [...((before as unknown[] | undefined) ?? []), value] : value;
    }
  }
  // What follows an unknown option may be its value: then operands cannot be counted.
  if (!strange) issues.push(...operandIssues(command, operands));
  if (command.name === 'help' && operands[0] !== undefined) commandCalled(operands[0]);
  if (issues.length > 0) throw issuesError('invalid-input', issues);
  return { command, operands, options: options as OptionValues };
}

/** Throws LabError 'invalid-input' where there is none. */
function commandCalled(name: string): Command {
  const command = commands.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  if (name.startsWith('-')) {
    const message = `a command comes first, its options after it: fisher-lab run FILE ${name}`;
    throw issuesError('invalid-input', [remarkAt(name, message)]);
  }
  throw unknown(
    'command',
    name,
    commands.map((known) => known.name),
  );
}

function bare(name: string): Invocation {
  return { command: commands.find((command) => command.name === name)!, operands: [], options: {} };
}

function optionNames(command: Command): string[] {
  return Object.keys(command.options).map((name) => `--${name}`);
}

function operandIssues({ name, operands: [least, most] }: Command, operands: readonly string[]): Issue[] {
  if (operands.length < least) {
    return [remarkAt('', `${name}: too few arguments; see fisher-lab ${name} --help`)];
  }
  return operands.length > most
    ? [remarkAt('', `${name}: "${operands[most]}" is one argument too many; see fisher-lab ${name} --help`)]
    : [];
}

function unknown(what: string, found: string, known: readonly string[]) {
  const near = nearest(found, known);
  const hint = near === null ? '' : `; did you mean ${near}?`;
  return issuesError('invalid-input', [
    remarkAt('', `unknown ${what} ${found}${hint} (${what}s: ${known.join(', ') || 'none'})`),
  ]);
}
