/** The associations of the packages name what the importer reads, on every system, and take no file from anybody. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatEndings } from '#contract/data-file.ts';

const root = join(import.meta.dirname, '..');
const builder = readFileSync(join(root, 'electron-builder.yml'), 'utf8');
/** Endings like .txt stay with what opens them now. */
const { whitespace: _general, ...formats } = formatEndings;
const wanted = Object.values(formats).flat().sort();

test('macOS: every ending, as an alternate viewer', () => {
  const lists = [...builder.matchAll(/- ext: \[(.+)\]\n(?: +.+\n)+? +rank: Alternate/g)];
  expect(lists).toHaveLength(1);
  expect(lists[0]![1]!.split(', ').sort()).toEqual(wanted);
});

test('Windows: every ending, under "Open with"', () => {
  const script = readFileSync(join(root, 'scripts', 'installer.nsh'), 'utf8');
  expect(builder).toContain('include: scripts/installer.nsh');
  const named = [...script.matchAll(/!insertmacro openWith (\w+)/g)].map((match) => match[1]!);
  expect(named.sort()).toEqual(wanted);
});

test('bundles are the only files that the app makes its own', () => {
  const own = [...builder.matchAll(/^fileAssociations:\n((?: +.+\n?)+)/gm)].map((match) => match[1]!);
  expect(own).toHaveLength(1);
  expect([...own[0]!.matchAll(/ext: (.+)/g)].map((match) => match[1])).toEqual(['fisherlab']);
});
