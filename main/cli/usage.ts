/** The commands: what each is called, takes and does, in one place for parsing and for --help. */

import { encodings, fileFormats, type FileFormat, type Layout } from '#contract/data-file.ts';
import { missingPolicies, type MissingPolicy } from '#contract/missing-values.ts';
import { taskNames, type Task } from '#contract/dataset.ts';

export interface OptionValues {
  readonly 'data-dir'?: string;
  readonly out?: string;
  readonly threads?: number;
  readonly kernel?: 'auto' | 'fma' | 'simd' | 'js';
  readonly shard?: { readonly index: number; readonly count: number };
  readonly resume?: true;
  readonly 'start-from'?: string;
  readonly json?: true;
  readonly search?: 'published' | 'full';
  readonly port?: number;
  readonly 'no-open'?: true;
  readonly target?: string;
  readonly task?: Task;
  readonly name?: string;
  readonly description?: string;
  readonly 'class-one'?: string;
  readonly missing?: MissingPolicy;
  readonly format?: FileFormat;
  readonly encoding?: Layout['encoding'];
  readonly separator?: Layout['separator'];
  readonly header?: boolean;
  readonly decimal?: ',' | '.';
  readonly number?: readonly string[];
  readonly category?: readonly string[];
  readonly use?: readonly string[];
  readonly 'leave-out'?: readonly string[];
}
export type OptionName = keyof OptionValues;

interface Option {
  /** How the value is called in the usage; null for a switch. */
  readonly value: string | null;
  readonly help: string;
  /** Reads a value, null when it is wrong; `allowed` says what would be right. */
  readonly read: (text: string) => unknown;
  readonly allowed: string;
  /** May be given again; the values are listed. */
  readonly repeatable?: true;
}

export interface Command {
  readonly name: string;
  /** Operands as the usage line shows them. */
  readonly usage: string;
  readonly help: string;
  /** Fewest and most operands. */
  readonly operands: readonly [number, number];
  readonly options: Readonly<Partial<Record<OptionName, Option>>>;
}

const flag = (help: string): Option => ({ value: null, help, read: () => true, allowed: '' });
const textOption = (value: string, help: string): Option => ({
  value,
  help,
  read: (text) => (text === '' ? null : text),
  allowed: 'a text that is not empty',
});
const choice = (value: string, choices: readonly string[], help: string): Option => ({
  value,
  help,
  read: (text) => (choices.includes(text) ? text : null),
  allowed: `one of ${choices.join(', ')}`,
});
/** Words that stand for values. */
const wordFor = (value: string, words: Readonly<Record<string, unknown>>, help: string): Option => ({
  value,
  help,
  read: (text) => (Object.hasOwn(words, text) ? words[text] : null),
  allowed: `one of ${Object.keys(words).join(', ')}`,
});
const columnOption = (help: string): Option => ({ ...textOption('C', help), repeatable: true });
const wholeNumber = (value: string, least: number, most: number, help: string): Option => ({
  value,
  help,
  read: (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    return number >= least && number <= most ? number : null;
  },
  allowed: `a whole number from ${least} to ${most}`,
});

const dataDirectory = {
  'data-dir': textOption('DIR', "where history and imported data live (default: the user's data folder)"),
};
const engine = {
  threads: wholeNumber('N', 1, 256, 'worker threads (default: one a processor)'),
  kernel: choice('K', ['auto', 'fma', 'simd', 'js'], 'auto, fma, simd or js (default: the fastest here)'),
  json: flag('print events as JSON lines on stdout'),
};
const out = { out: textOption('DIR', 'write the results folder there') };
const shard: Option = {
  value: 'I/N',
  help: 'compute only the I-th of N parts of a grid; merge puts them together',
  read: (text) => {
    const parts = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
    const [index, count] = [Number(parts?.[1]), Number(parts?.[2])];
    return index >= 1 && index <= count ? { index, count } : null;
  },
  allowed: 'I/N with 1 <= I <= N',
};

export const commands: readonly Command[] = [
  {
    name: 'run',
    usage: 'SPEC.json|PRESET|FILE.fisherlab',
    help: 'Runs an experiment file, a preset or a bundle.',
    operands: [1, 1],
    options: {
      ...out,
      ...engine,
      shard,
      resume: flag('go on with an interrupted run of the same experiment'),
      'start-from': textOption(
        'RUN',
        'start at the last parameters of a run: an id of the history or a results folder, then :OPTIMIZER where it has several',
      ),
      ...dataDirectory,
    },
  },
  {
    name: 'validate',
    usage: 'SPEC.json',
    help: 'Checks an experiment file and its data without running it.',
    operands: [1, 1],
    options: dataDirectory,
  },
  {
    name: 'reproduce',
    usage: 'NAME|all',
    help: "Repeats one of the paper's figures or claims.",
    operands: [1, 1],
    options: {
      ...out,
      search: choice(
        'WHICH',
        ['published', 'full'],
        'the printed hyper-parameters, or the whole search (default: published)',
      ),
      ...engine,
      ...dataDirectory,
    },
  },
  {
    name: 'merge',
    usage: 'DIR...',
    help: 'Puts the parts of a sharded grid together.',
    operands: [1, 100_000],
    options: { ...out, ...engine, ...dataDirectory },
  },
  {
    name: 'serve',
    usage: '',
    help: 'Serves the app to a browser on this machine.',
    operands: [0, 0],
    options: {
      port: wholeNumber('P', 0, 65_535, 'port (default: 27182, or any free one; 0: any free one)'),
      'no-open': flag('do not open a browser'),
      ...dataDirectory,
    },
  },
  {
    name: 'datasets',
    usage: 'list | ACTION ID|FILE',
    help: 'Lists data sets; ACTION is show, preview, import, download, update, export or remove.',
    operands: [1, 2],
    options: {
      target: textOption('C', 'import: the target column (default: the last one used)'),
      task: choice('T', taskNames, `import: ${taskNames.join(', ')}`),
      'class-one': textOption(
        'L',
        'import: the value of a two-class target that becomes 1 (default: the second in order)',
      ),
      missing: choice(
        'HOW',
        missingPolicies,
        'import: refuse (default), drop the rows, or fill in the mean or median of the column (of a category: its most common level)',
      ),
      number: columnOption('import: read this column as numbers (may be repeated)'),
      category: columnOption('import: read this column as a category (may be repeated)'),
      'leave-out': columnOption('import: leave this column out (may be repeated)'),
      use: columnOption('import: use this column, though it looks like identifiers (may be repeated)'),
      format: choice('F', fileFormats, `import: ${fileFormats.join(', ')}`),
      encoding: choice('E', encodings, `import: ${encodings.join(', ')}`),
      separator: wordFor(
        'S',
        { comma: ',', semicolon: ';', tab: '\t', bar: '|', ',': ',', ';': ';', '\t': '\t', '|': '|' },
        'import: comma, semicolon, tab or bar',
      ),
      header: wordFor(
        'H',
        { yes: true, no: false },
        'import: whether the first row names the columns, yes or no',
      ),
      decimal: wordFor('D', { point: '.', comma: ',' }, 'import: what begins the decimals, point or comma'),
      name: textOption('S', 'import, update: the name in the list'),
      description: { ...textOption('S', 'update: what to say about it'), read: (text) => text },
      out: textOption('FILE', 'export: the file to write (default: ID.csv or ID.libsvm)'),
      ...dataDirectory,
    },
  },
  {
    name: 'runs',
    usage: 'list | show ID | export ID --out PATH',
    help: 'Shows the history and exports from it.',
    operands: [1, 2],
    options: { ...out, ...dataDirectory },
  },
  { name: 'presets', usage: '', help: 'Lists the presets.', operands: [0, 0], options: dataDirectory },
  {
    name: 'schema',
    usage: '',
    help: 'Prints the JSON Schema of an experiment file.',
    operands: [0, 0],
    options: dataDirectory,
  },
  { name: 'version', usage: '', help: 'Prints the version.', operands: [0, 0], options: dataDirectory },
  { name: 'help', usage: '[COMMAND]', help: 'Prints this help.', operands: [0, 1], options: dataDirectory },
];

const exitCodes = `Exit codes: 0 done (a diverged run is a result); 2 the file or the arguments are wrong;
3 a data file is wrong; 130 interrupted, what was finished has been written; 1 anything else.`;

/** The help of one command, or of all. */
export function usageText(name?: string): string {
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const width = Math.max(...commands.map(({ name: known, usage }) => known.length + usage.length)) + 3;
    const lines = commands.map(
      ({ name: known, usage, help }) => `  ${`${known} ${usage}`.trim().padEnd(width)}${help}`,
    );
    return `fisher-lab: natural gradients in the laboratory\n\nUsage: fisher-lab COMMAND\n\n${lines.join('\n')}\n\nfisher-lab COMMAND --help lists the command's options.\n${exitCodes}\n`;
  }
  const options = Object.entries(command.options).map(
    ([option, { value, help }]) => `  ${`--${option}${value === null ? '' : ` ${value}`}`.padEnd(19)}${help}`,
  );
  return [
    command.help,
    '',
    `Usage: fisher-lab ${`${command.name} ${command.usage}`.trim()}${options.length > 0 ? ' [OPTIONS]' : ''}`,
    ...(options.length > 0 ? ['', ...options] : []),
    '',
  ].join('\n');
}
