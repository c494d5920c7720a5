/** What the documents and --help say of the command line is what it takes. */

import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readArguments } from './arguments.ts';
import { commands, usageText } from './usage.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const reference = read('docs/command-line.md');
/** The reference's first block: every command with its options. */
const synopsis = /```\n([\s\S]*?)```/.exec(reference)![1]!;

describe.each(commands.map(({ name, options }) => ({ name, options: Object.keys(options) })))(
  '$name',
  ({ name, options }) => {
    test('--help has every option, and docs/command-line.md too', () => {
      const help = usageText(name);
      expect(help).toContain(`Usage: fisher-lab ${name}`);
      for (const option of options) {
        expect(help).toMatch(new RegExp(`^  --${option} `, 'm'));
        expect(reference).toMatch(new RegExp(`--${option}\\b`));
      }
      if (name !== 'help' && name !== 'version') expect(synopsis).toMatch(new RegExp(`\\b${name}\\b`));
    });
  },
);

test('docs/command-line.md names no option that there is not', () => {
  const known = new Set(commands.flatMap(({ options }) => Object.keys(options)));
  for (const other of ['help', 'version', 'array']) known.add(other);
  const named = [...reference.matchAll(/(?<![\w-])--([a-z][a-z-]*)/g)].map((match) => match[1]!);
  expect(named.length).toBeGreaterThan(30);
  expect([...new Set(named)].filter((name) => !known.has(name))).toEqual([]);
});

test('what docs/command-line.md lists of a command is what the command takes', () => {
  for (const line of synopsis.replaceAll(/\n +/g, ' ').trim().split('\n')) {
    const [, name, rest] = /^fisher-lab ([\w-]+)(.*)$/.exec(line)!;
    // The last line lists commands without options.
    if (name === 'presets') continue;
    const command = commands.find((candidate) => candidate.name === name)!;
    for (const [, option] of rest!.matchAll(/--([a-z-]+)/g))
      expect(Object.keys(command.options)).toContain(option);
  }
});

/** Lines and words of code that call the command line, in the documents that a user reads. */
const documents = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/*.md', { cwd: root })];
const calls = documents.flatMap((path) =>
  [...read(path).matchAll(/^(?:```\w*\n([\s\S]*?)```)|`([^`\n]+)`/gm)]
    .flatMap(([, block, word]) => (block ?? word)!.split('\n'))
    .flatMap((line) => [...line.matchAll(/(?:^|(?:exec -- ))fisher-lab (.+)$/g)].map((match) => match[1]!))
    // Without a comment, and without the quote that ends a command handed to another shell.
    .map((call) => ({ path, call: call.replace(/ +#.*$/, '').replace(/'$/, '') })),
);

describe('every call in the documents is one that the command line takes', () => {
  // Forms with alternatives, and what is left out with dots, are no calls.
  const whole = calls.filter(({ call }) => !/[|[]|\.\.\.|^COMMAND/.test(call));
  test('there are such calls', () => {
    expect(whole.length).toBeGreaterThan(12);
  });
  test.each(whole)('$path: fisher-lab $call', ({ call }) => {
    const words = [...call.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]!);
    const shell = words.map((word) => word.replace(/\$\{?\w+\}?/g, '1'));
    expect(() => readArguments(shell)).not.toThrow();
  });
});

test('every script that the documents name exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  for (const path of documents) {
    for (const [, name] of read(path).matchAll(/npm run ([\w:]+)/g))
      expect(`${path} ${name} ${name! in scripts}`).toBe(`${path} ${name} true`);
    for (const [, file] of read(path).matchAll(/(?:npx )?node ((?:scripts|bench)\/[\w./-]+)/g))
      expect(`${path} ${file} ${existsSync(join(root, file!))}`).toBe(`${path} ${file} true`);
  }
});
